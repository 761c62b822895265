"""The intake itself, under callers that come together."""

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from survey_app.models import Ballot, SpentKey
from survey_app.store.intake import GROUP, Entry, Outcome


@pytest.fixture
def entry(house):
    house.answer()
    half_day = house.platform.half_day
    with house.platform.database.reading() as connection:
        row = connection.execute(select(Ballot.counter_id, Ballot.version_id)).one()
    return Entry(
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
    outcomes = Counter(put_together(house, same))
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
    assert Counter(outcomes[9:])[Outcome.STORED] == len({e.key_hash for e in crowd})
    assert count(house, Ballot.id) == 1 + len({e.key_hash for e in crowd})


def test_an_entry_that_the_database_refuses_is_told_to_its_caller_and_the_next_is_taken(house, entry):
    with pytest.raises(Exception, match=r"(?i)foreign key"):
        house.platform.intake.put(replace(entry, counter_id=10**6))
    assert house.platform.intake.put(entry) is Outcome.STORED
