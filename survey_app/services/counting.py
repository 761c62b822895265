"""From opened submissions to what a seal writes: responses in hash order and counts to fold. No SQL, no clock."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from forms.answers import Answer
from forms.questionnaire import Questionnaire
from survey_app.clock import month_of
from survey_app.models.tallies import NO_COUNTER
from survey_app.store.box_shapes import Shape
from survey_app.store.sums import Place
from survey_app.store.tallies import TallyKey
from survey_app.store.unit_questions import place_of_own
from survey_app.store.written_texts import place_of_text
from survey_app.submission import Submission
from survey_app.vault import Vault

if TYPE_CHECKING:
    from survey_app.item_moments import ItemMoments

SALT_BYTES = ID_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What the submissions of one seal have in common."""

    half_day: int
    unit_id: int
    version_id: int
    counter_id: int | None  # none: a unit's leftovers
    procedure_field: str
    first_half_day: int
    last_half_day: int


class SaltedText(NamedTuple):
    item: str
    salt: bytes
    text: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPart:
    seal: Mapping[str, Any]
    responses: Sequence[Mapping[str, Any]]
    texts: Sequence[Mapping[str, Any]]
    own: Sequence[Mapping[str, Any]]
    counted: Mapping[TallyKey, int]
    place: Place
    moments: "ItemMoments"
    shape: Shape


def fold(
    batch: Batch, questionnaire: Questionnaire, submissions: Sequence[Submission], vault: Vault
) -> SealedPart:
    """Put together what one seal writes."""
    from survey_app.item_moments import ItemMoments
    from survey_app.services.summing import ladders_of

    ordered = sorted(submissions, key=lambda submission: vault.response_id(submission.receipt_hash))
    texts = [_salted_texts(submission) for submission in ordered]
    return SealedPart(
        seal={
            "half_day": batch.half_day,
            "month": month_of(batch.half_day),
            "unit_id": batch.unit_id,
            "counter_id": batch.counter_id,
            "version_id": batch.version_id,
            "first_half_day": batch.first_half_day,
            "last_half_day": batch.last_half_day,
            "n": len(ordered),
        },
        responses=[_response_row(batch, s, salted, vault) for s, salted in zip(ordered, texts, strict=True)],
        texts=[_text_row(batch, each, vault) for salted in texts for each in salted],
        own=[_own_row(batch, *each.own, vault) for each in ordered if each.own is not None],
        counted=_count(batch, ordered),
        place=Place(
            unit_id=batch.unit_id,
            month=month_of(batch.half_day),
            version_id=batch.version_id,
            counter_id=batch.counter_id or NO_COUNTER,
        ),
        moments=ItemMoments.of(ladders_of(questionnaire), [each.answers for each in ordered]),
        shape=Shape.of_box(
            len(ordered),
            same_pairs([each.answers for each in ordered]),
            first=batch.first_half_day,
            last=batch.last_half_day,
        ),
    )


def same_pairs(answers: Sequence[Mapping[str, Answer]]) -> int:
    """How many pairs of answers agree in every question; that words were written counts, not which."""
    alike = Counter(canonical(dict(each)) for each in answers)
    return sum(n * (n - 1) // 2 for n in alike.values())


def canonical(value: object) -> str:
    """Canonical JSON (RFC 8785) of the codes and texts that we store: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _salted_texts(submission: Submission) -> list[SaltedText]:
    return [
        SaltedText(item, secrets.token_bytes(SALT_BYTES), text.encode())
        for item, text in sorted(submission.texts.items())
    ]


def _text_row(batch: Batch, written: SaltedText, vault: Vault) -> dict[str, Any]:
    """Words under lock with their salt, under a random id: only who unlocks them can say whose hash they give."""
    row = {
        "unit_id": batch.unit_id,
        "month": month_of(batch.half_day),
        "version_id": batch.version_id,
        "item": written.item,
        "id": secrets.token_bytes(ID_BYTES),
    }
    return {**row, "content": vault.lock(written.salt + written.text, place_of_text(row))}


def _own_row(batch: Batch, question_id: int, answer: str, vault: Vault) -> dict[str, Any]:
    """An answer to a unit's own question: under a random id, so that nothing joins it to its response."""
    row = {"question_id": question_id, "month": month_of(batch.half_day), "id": secrets.token_bytes(ID_BYTES)}
    return {**row, "content": vault.lock(answer.encode(), place_of_own(row))}


def _response_row(
    batch: Batch, submission: Submission, texts: Sequence[SaltedText], vault: Vault
) -> dict[str, Any]:
    hashes = {written.item: hashlib.sha256(written.salt + written.text).hexdigest() for written in texts}
    return {
        "id": vault.response_id(submission.receipt_hash),
        "procedure_field": batch.procedure_field,
        "channel": submission.channel,
        "evidence_class": submission.evidence_class,
        "assisted": submission.assisted,
        "language": submission.language,
        "salt": secrets.token_bytes(SALT_BYTES),
        "answers": canonical(submission.answers),
        "text_hashes": canonical(hashes),
    }


def _count(batch: Batch, submissions: Sequence[Submission]) -> dict[TallyKey, int]:
    counted = Counter(
        (s.channel, s.evidence_class, item, level)
        for s in submissions
        for item, answer in s.answers.items()
        for level in (answer if isinstance(answer, tuple) else (answer,))
    )
    return {
        TallyKey(
            unit_id=batch.unit_id,
            month=month_of(batch.half_day),
            version_id=batch.version_id,
            item=item,
            level=level,
            counter_id=batch.counter_id or NO_COUNTER,
            procedure_field=batch.procedure_field,
            channel=channel,
            evidence_class=evidence_class,
        ): n
        for (channel, evidence_class, item, level), n in counted.items()
    }
