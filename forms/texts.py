"""A text in several languages, with Vietnamese as the one that is always there."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

FALLBACK = "vi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """An immutable map of BCP-47 language tag to text.

    Kept as pairs, so that everything built from texts stays hashable and comparable.

    >>> Text.of({"vi": "Hài lòng", "en": "Satisfied"}).in_language("en")
    'Satisfied'
    """

    entries: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, by_language: Mapping[str, str]) -> Self:
        """Build a text from a map of tags: Vietnamese first, the others by tag, so that equal texts are equal.

        >>> Text.of({"en": "Yes", "vi": "Có"}) == Text.of({"vi": "Có", "en": "Yes"})
        True
        """
        return cls(
            entries=tuple(sorted(by_language.items(), key=lambda entry: (entry[0] != FALLBACK, entry[0])))
        )

    def in_language(self, tag: str) -> str:
        """Give the text in a language, else in its base language (``en`` for ``en-GB``), else Vietnamese.

        >>> greeting = Text.of({"vi": "Kính chào", "en": "Good day"})
        >>> greeting.in_language("en-GB"), greeting.in_language("km")
        ('Good day', 'Kính chào')
        """
        known = dict(self.entries)
        for wanted in (tag, tag.partition("-")[0], FALLBACK):
            if wanted in known:
                return known[wanted]
        return ""

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags this text is written in, Vietnamese first."""
        return tuple(tag for tag, _ in self.entries)

    def __str__(self) -> str:
        return self.in_language(FALLBACK)
