"""A validated answer on its way through the ballot box: the one noun that the box keeps encrypted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from forms.answers import Answer
from forms.questionnaire import Item, Kind, Questionnaire
from survey_app.box_keys import ROOM

# A character of a text, packed: letters of Vietnamese by chance take 1.07 bytes, prose half of it.
BYTES_A_CHARACTER = 1.2
BESIDE_ANSWERS = 128  # identity, language, channel and class
OWN_ANSWER = 500 + 32  # to the unit's own question


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    receipt_hash: bytes
    answers: Mapping[str, Answer]
    texts: Mapping[str, str]
    language: str
    channel: str
    evidence_class: str
    assisted: bool
    own: tuple[int, str] | None = None  # the unit's own question and what was answered to it

    def to_bytes(self) -> bytes:
        return json.dumps(
            [
                self.receipt_hash.hex(),
                dict(self.answers),
                dict(self.texts),
                self.language,
                self.channel,
                self.evidence_class,
                self.assisted,
                self.own,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        ).encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Submission":
        identity, answers, texts, language, channel, evidence_class, assisted, *own = json.loads(raw)
        return cls(
            receipt_hash=bytes.fromhex(identity),
            answers={item: tuple(a) if isinstance(a, list) else a for item, a in answers.items()},
            texts=texts,
            language=language,
            channel=channel,
            evidence_class=evidence_class,
            assisted=assisted,
            own=(own[0][0], own[0][1]) if own and own[0] else None,
        )


def room_for(questionnaire: Questionnaire) -> int:
    """How long every content is for a version, however much was written: its fullest form packed, or the house's size.

    The same for all answers under one version, which stands beside the content in clear.
    """
    own = OWN_ANSWER if questionnaire.unit_question else 0
    return max(ROOM, BESIDE_ANSWERS + own + sum(_fullest(item) for item in questionnaire.items))


def _fullest(item: Item) -> int:
    beside = len(item.code) + 6
    if item.is_text:
        return 2 * beside + len("~answered") + int((item.max_length or 0) * BYTES_A_CHARACTER)
    options = [len(option.code) + 3 for option in item.options]
    longest = sum(options) + 2 if item.kind is Kind.SEVERAL else max([12, *options])
    return beside + longest
