"""Names of people: after "ông, bà, anh, chị …", after "tên tôi là", and full names by themselves."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from survey_app.masking.spans import Span, bare
from survey_app.masking.words import (
    ACCENTED_TITLES,
    ALONE,
    CAN_BE,
    GOES_ON,
    NO_NAME,
    NO_NAME_BARE,
    OFFICES,
    PLACES,
    SURNAMES,
    TITLES,
)

NAME = "tên"
MOST_WORDS, MOST_SMALL = 5, 4
LOOK_BACK = 24

_WORD = re.compile(r"[^\W\d_]+")
_SAYS_NAME = re.compile(
    r"\bten(?: (?:toi|em|chau|con|minh|cua toi))?(?: la| :|:)? $|\btoi (?:la|ten) $|\btoi ten la $"
)


def find(text: str) -> Iterator[Span]:
    reading = Reading.of(text)
    at = 0
    while at < len(reading.words):
        length = reading.name_at(at)
        if length:
            yield Span(reading.words[at].start(), reading.words[at + length - 1].end(), NAME)
        at += length or 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A text cut into words."""

    text: str
    plain: str
    words: "list[re.Match[str]]"
    unaccented: bool
    shouting: bool  # nearly all in capitals: there a capital begins no name

    @classmethod
    def of(cls, text: str) -> "Reading":
        letters = [sign for sign in text if sign.isalpha()]
        shouting = sum(sign.isupper() for sign in letters) > 0.6 * len(letters)
        return cls(text, bare(text), list(_WORD.finditer(text)), text.isascii(), shouting)

    def name_at(self, at: int) -> int:
        """How many words from here are a name; 0 where there is none."""
        length = self._capitals(at)
        before = at - 1 if at and self._touch(at - 1) else None
        if before is not None and self._is_title(before):
            return 0 if self._is_no_name(at) else length or self._small_name(at)
        start = self.words[at].start()
        if _SAYS_NAME.search(self.plain, max(0, start - LOOK_BACK), start):
            return length or self._small_name(at)
        if length < 3 or self.shouting or self._bare(at) not in SURNAMES:
            return 0
        return 0 if before is not None and self._bare(before) in PLACES else length

    def _is_title(self, at: int) -> bool:
        word, start = self.words[at][0].lower(), self.words[at].start()
        # Ông/Bà addresses everybody: what follows is no name.
        if start and self.text[start - 1] == "/":
            return False
        return word in ACCENTED_TITLES or (self.unaccented and word in TITLES)

    def _is_no_name(self, at: int) -> bool:
        if self.unaccented:
            return self._bare(at) in NO_NAME_BARE
        word = self.words[at][0].lower()
        after = self.words[at + 1][0].lower() if at + 1 < len(self.words) else ""
        return word in NO_NAME or (word, after) in OFFICES

    def _capitals(self, at: int) -> int:
        """How many words with capitals stand together here, as far as they can be one name."""
        length = 0
        while length < MOST_WORDS and at + length < len(self.words) and self._goes_on(at, length):
            word = self._bare(at + length)
            can_be = word in CAN_BE
            if not self.words[at + length][0][0].isupper() or (self.shouting and not can_be):
                break
            if length and word in TITLES and not can_be:
                break
            length += 1
        return length

    def _small_name(self, at: int) -> int:
        """A name in small letters: a surname with what follows, or a given name that is no word of every day."""
        length = 1
        while length < MOST_SMALL and at + length < len(self.words) and self._goes_on(at, length):
            if self._bare(at + length) not in GOES_ON:
                break
            length += 1
        first = self._bare(at)
        if first in SURNAMES and length >= 2:
            return length
        return 1 if first in ALONE else 0

    def _goes_on(self, at: int, length: int) -> bool:
        return not length or self._touch(at + length - 1)

    def _touch(self, at: int) -> bool:
        """Whether nothing but a blank stands between this word and the next (or a stop behind one letter: A. Tâm)."""
        between = self.text[self.words[at].end() : self.words[at + 1].start()]
        return between in {" ", "  "} or (between == ". " and len(self.words[at][0]) == 1)

    def _bare(self, at: int) -> str:
        return self.plain[self.words[at].start() : self.words[at].end()]
