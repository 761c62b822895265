"""A validated answer on its way through the ballot box: the one noun that the box keeps encrypted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from forms.answers import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    response_id: bytes
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
                self.response_id.hex(),
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
            response_id=bytes.fromhex(identity),
            answers={item: tuple(a) if isinstance(a, list) else a for item, a in answers.items()},
            texts=texts,
            language=language,
            channel=channel,
            evidence_class=evidence_class,
            assisted=assisted,
            own=(own[0][0], own[0][1]) if own and own[0] else None,
        )
