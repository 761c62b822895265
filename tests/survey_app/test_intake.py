"""The intake itself, under callers that come together."""

import secrets
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from survey_app.models import Ballot, Counter, SpentKey
from survey_app.store import counters
from survey_app.store.intake import GROUP, Entry, Outcome


@pytest.fixture
def entry(house):
    house.answer()
    half_day = house.platform.half_day
    with house.platform.database.reading() as connection:
        row = connection.execute(
            select(Ballot.counter_id, Ballot.version_id, Counter.code).join(Counter)
        ).one()
    return Entry(
        code=row.code,
        day=house.platform.today,
        key_hash=secrets.token_bytes(32),
        half_day=half_day,
        counter_id=row.counter_id,
        version_id=row.version_id,
        id=secrets.token_bytes(16),
        key_half_day=half_day,
        content=b"x" * 300,
    )


def put_together(house, entries):
    with ThreadPoolExecutor(16) as callers:
        return list(callers.map(house.platform.intake.put, entries))


def count(house, column):
    with house.platform.database.reading() as connection:
        return connection.scalar(select(func.count(column)))


def test_one_form_that_many_threads_send_at_once_is_put_once(house, entry):
    same = [replace(entry, id=secrets.token_bytes(16)) for _ in range(16)]
    outcomes = Tally(put_together(house, same))
    assert outcomes == {Outcome.STORED: 1, Outcome.ALREADY: 15}
    assert count(house, Ballot.id) == count(house, SpentKey.key_hash) == 2


def test_every_caller_hears_of_its_own_entry_in_a_crowd_larger_than_a_group(house, entry):
    crowd = []
    for number in range(2 * GROUP):
        key_hash = secrets.token_bytes(32) if number % 2 else crowd[-1].key_hash if crowd else entry.key_hash
        crowd.append(replace(entry, id=secrets.token_bytes(16), key_hash=key_hash))
    # The house was opened in this half-day: the one before is closed.
    late = [replace(e, key_half_day=e.half_day - 1, key_hash=secrets.token_bytes(32)) for e in crowd[:9]]
    outcomes = put_together(house, [*late, *crowd])
    assert outcomes[:9] == [Outcome.KEY_CLOSED] * 9
    assert Tally(outcomes[9:])[Outcome.STORED] == len({e.key_hash for e in crowd})
    assert count(house, Ballot.id) == 1 + len({e.key_hash for e in crowd})


def test_an_entry_that_the_database_refuses_is_told_to_its_caller_and_the_next_is_taken(house, entry):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        house.platform.intake.put(replace(entry, version_id=10**6))
    assert house.platform.intake.put(entry) is Outcome.STORED


def test_a_crowd_at_a_revoked_or_a_foreign_code_leaves_no_trace_and_does_not_keep_out_the_rest(house, entry):
    with house.platform.database.reading() as connection:
        other = connection.scalar(select(Counter.code).where(Counter.id != entry.counter_id).limit(1))
    with house.platform.database.writing() as connection:
        counters.add_counters(
            connection,
            [
                {
                    "code": "REV0KED0",
                    "name": "Quầy cũ",
                    "unit_id": 1,
                    "opened_on": entry.day,
                    "revoked_on": entry.day,
                }
            ],
        )
        gone = connection.scalar(select(Counter.id).where(Counter.code == "REV0KED0"))

    def another(**changes):
        return replace(entry, id=secrets.token_bytes(16), key_hash=secrets.token_bytes(32), **changes)

    crowd = [
        another(),
        another(code=other),
        another(code="NNNNNNNN"),
        another(code="REV0KED0", counter_id=gone),
        another(code="REV0KED0", counter_id=gone, day=entry.day - timedelta(days=1)),
    ]
    assert put_together(house, crowd) == [
        Outcome.STORED,
        Outcome.CODE_REFUSED,
        Outcome.CODE_REFUSED,
        Outcome.CODE_REFUSED,
        Outcome.STORED,
    ]
    assert count(house, Ballot.id) == count(house, SpentKey.key_hash) == 3
