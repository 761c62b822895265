"""From opened submissions to what a seal writes: responses in hash order and counts to fold. No SQL, no clock."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from forms.answers import Answer
from forms.questionnaire import Questionnaire
from survey_app.clock import month_of
from survey_app.models.tallies import NO_COUNTER
from survey_app.store.sums import Place
from survey_app.store.tallies import TallyKey
from survey_app.submission import Submission

if TYPE_CHECKING:
    from survey_app.item_moments import ItemMoments

SALT_BYTES = 16


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


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPart:
    seal: Mapping[str, Any]
    responses: Sequence[Mapping[str, Any]]
    texts: Sequence[Mapping[str, Any]]
    own: Sequence[Mapping[str, Any]]
    counted: Mapping[TallyKey, int]
    place: Place
    moments: "ItemMoments"
    same_pairs: int


def fold(batch: Batch, questionnaire: Questionnaire, submissions: Sequence[Submission]) -> SealedPart:
    """Put together what one seal writes."""
    from survey_app.item_moments import ItemMoments
    from survey_app.services.summing import ladders_of

    ordered = sorted(submissions, key=lambda submission: submission.response_id)
    texts = [_text_rows(submission) for submission in ordered]
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
        responses=[_response_row(batch, s, rows) for s, rows in zip(ordered, texts, strict=True)],
        texts=[row for rows in texts for row in rows],
        own=[_own_row(batch, *each.own) for each in ordered if each.own is not None],
        counted=_count(batch, ordered),
        place=Place(
            unit_id=batch.unit_id,
            month=month_of(batch.half_day),
            version_id=batch.version_id,
            counter_id=batch.counter_id or NO_COUNTER,
        ),
        moments=ItemMoments.of(ladders_of(questionnaire), [each.answers for each in ordered]),
        same_pairs=same_pairs([each.answers for each in ordered]),
    )


def same_pairs(answers: Sequence[Mapping[str, Answer]]) -> int:
    """How many pairs of answers agree in every question; that words were written counts, not which."""
    alike = Counter(canonical(dict(each)) for each in answers)
    return sum(n * (n - 1) // 2 for n in alike.values())


def canonical(value: object) -> str:
    """Canonical JSON (RFC 8785) of the codes and texts that we store: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text_rows(submission: Submission) -> list[dict[str, Any]]:
    return [
        {
            "response_id": submission.response_id,
            "item": item,
            "salt": secrets.token_bytes(SALT_BYTES),
            "text": text,
        }
        for item, text in sorted(submission.texts.items())
    ]


def _own_row(batch: Batch, question_id: int, answer: str) -> dict[str, Any]:
    """An answer to a unit's own question: under a random id, so that nothing joins it to its response."""
    return {
        "question_id": question_id,
        "month": month_of(batch.half_day),
        "id": secrets.token_bytes(SALT_BYTES),
        "answer": answer,
    }


def _response_row(batch: Batch, submission: Submission, texts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    hashes = {row["item"]: hashlib.sha256(row["salt"] + row["text"].encode()).hexdigest() for row in texts}
    return {
        "id": submission.response_id,
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
