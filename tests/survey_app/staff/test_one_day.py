"""Two and three acts on one day, in every order: nothing ends in a 5xx, every code leads on, answers are taken and counted."""

import random
from itertools import product

import pytest
from sqlalchemy import text
from support import one_day
from support.one_day import ACTS, FURTHER_ACTS, Day, close_version, live_through, rename, replace_code

from survey_app.apart import here
from survey_app.models.guards import GUARDS
from survey_app.services import going_on
from survey_app.services.examining import examine
from survey_app.store import copies, publications
from survey_app.views.staff import admin_places

PAIRS = [
    *product(ACTS, repeat=2),
    *product(FURTHER_ACTS, (close_version, rename, replace_code)),
    *product((close_version, rename, replace_code), FURTHER_ACTS),
]
TRIPLES = [tuple(random.Random(seed).choices(ACTS + FURTHER_ACTS, k=3)) for seed in range(24)]  # noqa: S311  # examples

TWO_AT_ONCE = """SELECT p.id FROM publication p JOIN publication q ON q.counter_id = p.counter_id AND q.id > p.id
WHERE (p.closes_on IS NULL OR p.closes_on >= q.opens_on) AND (q.closes_on IS NULL OR q.closes_on >= p.opens_on)"""
ONE_CODE_TWICE = """SELECT a.code FROM unit a JOIN unit b ON a.code = b.code AND b.id > a.id
WHERE (a.valid_to IS NULL OR a.valid_to >= b.valid_from) AND (b.valid_to IS NULL OR b.valid_to >= a.valid_from)"""
ORPHANS = """SELECT u.code FROM unit u JOIN unit p ON p.id = u.parent_id
WHERE u.valid_to IS NULL AND p.valid_to IS NOT NULL"""
OPEN_WHERE_NOBODY_CAN_COME = """SELECT c.code FROM publication p JOIN counter c ON c.id = p.counter_id
WHERE (p.closes_on IS NULL AND (c.closed_on IS NOT NULL OR c.revoked_on IS NOT NULL)) OR p.closes_on > c.closed_on"""
COUNTED = "SELECT (SELECT coalesce(sum(n), 0) FROM seal) + (SELECT count(*) FROM ballot)"


@pytest.fixture
def day(door, monkeypatch):
    # That a table is read by a process of its own is proved elsewhere; here hundreds come in.
    monkeypatch.setattr(admin_places, "apart", here)
    admin = door.visitor_as("administrator")
    page = admin.get("/quan-tri/don-vi/nap").text
    return Day.begin(
        door.platform, admin.client, page.partition('name="csrf_token" value="')[2].partition('"')[0]
    )


def test_two_or_three_acts_on_one_day_leave_a_house_in_order(house, day):
    runs = [*PAIRS, *TRIPLES]
    corners = day.furnish(runs)
    faults = [
        fault for corner, acts in zip(corners, runs, strict=True) for fault in live_through(day, corner, acts)
    ]
    assert not faults, "\n".join(faults)
    with house.platform.database.reading() as connection:
        for invariant in (TWO_AT_ONCE, ONE_CODE_TWICE, ORPHANS, OPEN_WHERE_NOBODY_CAN_COME):
            assert connection.execute(text(invariant)).all() == []
    for _ in range(2):
        house.half_day_later()
        house.seal()
    with house.platform.database.reading() as connection:
        assert connection.execute(text(COUNTED)).scalar_one() == day.accepted
    assert [finding for finding in examine(house.platform) if finding.wrong] == []


@pytest.mark.parametrize(
    "acts", [("close_version", "replace_code"), ("close_version", "rename", "move_counters")]
)
def test_the_same_test_finds_a_guard_that_refuses_the_last_day_of_a_version(house, day, acts):
    guard = next(guard for guard in GUARDS if guard.name == "no_closed_version")
    with house.platform.database.writing() as connection:
        on = "" if house.platform.database.is_sqlite else " ON publication"
        connection.execute(text(f"DROP TRIGGER no_closed_version{on}"))
        guard.forget(connection)
        for statement in guard.sqlite if house.platform.database.is_sqlite else guard.postgresql:
            connection.exec_driver_sql(
                statement.replace("NEW.closes_on > ", "NEW.closes_on IS NOT NULL OR NEW.closes_on > ")
            )
    run = [getattr(one_day, act) for act in acts]
    (corner,) = day.furnish([run])
    faults = live_through(day, corner, run)
    assert any(": 500 from " in fault for fault in faults)


def test_the_same_test_finds_a_copy_that_forgets_the_quota(day, monkeypatch):
    def forgetful(connection, publication_id, *, counter_id, opens_on):
        own = {"counter_id": counter_id, "opens_on": opens_on}
        copies.add_copies(connection, publications.Publication.__table__, of={"id": publication_id}, **own)

    monkeypatch.setattr(going_on.copies, "add_publication_after", forgetful)
    (corner,) = day.furnish([[replace_code]])
    assert any("quota" in fault for fault in live_through(day, corner, [replace_code]))
