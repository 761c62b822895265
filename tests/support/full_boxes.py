"""Boxes filled faster than citizens could: ballots as the intake would have written them."""

import secrets
from collections.abc import Mapping, Sequence
from itertools import cycle, islice

from sqlalchemy import insert

from forms.answers import Answer
from survey_app.models import Ballot
from survey_app.platform import Platform
from survey_app.store.ballots import ID_BYTES
from survey_app.submission import Submission

CHUNK = 2_000


def fill(
    platform: Platform,
    *,
    boxes: Sequence[tuple[int, int]],
    count: int,
    half_day: int,
    answers: Mapping[str, Answer],
    texts: Mapping[str, str],
) -> set[bytes]:
    """Put `count` answers into these boxes (counter, version) in turn; gives their response ids."""
    places = islice(cycle(boxes), count)
    rows, ids = [], set()
    for counter_id, version_id in places:
        submission = Submission(
            receipt_hash=secrets.token_bytes(32),
            answers=answers,
            texts=texts,
            language="vi",
            channel="qr",
            evidence_class="C",
            assisted=False,
        )
        ids.add(platform.vault.response_id(submission.receipt_hash))
        rows.append(
            {
                "counter_id": counter_id,
                "version_id": version_id,
                "id": secrets.token_bytes(ID_BYTES),
                "half_day": half_day,
                "key_half_day": half_day,
                "content": platform.box_keys.encrypt(half_day, submission.to_bytes()),
            }
        )
    for start in range(0, len(rows), CHUNK):
        with platform.database.writing() as connection:
            connection.execute(insert(Ballot), rows[start : start + CHUNK])
    return ids
