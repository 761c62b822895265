"""A clock that is wrong for a minute, on both engines: nothing that is acknowledged stops being counted, and nobody is left unaware."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from survey_app import clock as calendar
from survey_app.clock import VIETNAM, SystemClock
from survey_app.models import Ballot, ClockAct, Closing, Response, Seal, SpentKey
from survey_app.services import due
from survey_app.services.alarms import quick_alarms
from survey_app.services.clock_repair import find_repair, repair
from survey_app.services.counting_state import look_at_counting
from survey_app.services.examining import examine
from survey_app.services.seal_runs import anything_due, seal
from survey_app.steady_clock import SteadyClock
from survey_app.store.closings import find_last_closed

FIRST, SECOND = "7K4M2QX0", "7K4M2QX1"
FAR = timedelta(days=36)  # as wrong as a year ahead, and quicker


def rows(house, *columns):
    with house.platform.database.reading() as connection:
        return connection.execute(select(*columns)).all()


def closed(house):
    with house.platform.database.reading() as connection:
        return find_last_closed(connection)


def every_alarm(platform, connection):
    return look_at_counting(platform, connection).alarms


def reasons(house, look=every_alarm):
    with house.platform.database.reading() as connection:
        return {alarm.reason for alarm in look(house.platform, connection)}


def ahead_for_one_run(house):
    house.clock.at += FAR
    run = house.seal()
    house.clock.at -= FAR
    return run


@pytest.fixture
def unbounded(monkeypatch):
    """The sealer as it was: it believes its clock whatever it shows."""
    monkeypatch.setattr(due, "MOST_BY_HAND", 10**6)


def stops_counting(house):
    """What the attack tries to reach: five answers thanked for after it, their half-day over, none of them counted."""
    ahead_for_one_run(house)
    for _ in range(5):
        house.answer(FIRST)
    house.half_day_later()
    house.seal()
    return len(rows(house, Response.id)) < 5


def test_one_run_under_a_clock_far_ahead_closes_nothing_and_later_answers_are_counted(house):
    assert not stops_counting(house)
    assert len(rows(house, Closing.half_day)) == 2, "the beginning and the half-day that was over"


@pytest.mark.usefixtures("unbounded")
def test_the_sealer_as_it_was_fails_the_same_test(house):
    assert stops_counting(house)


def test_what_is_held_back_is_told_by_the_run_the_doctor_and_the_quick_look(house):
    house.clock.at += FAR
    run = house.seal()
    assert run.closed == ()
    assert {alarm.reason for alarm in run.alarms} == {"clock"}
    assert "--confirm-through" in run.alarms[0].sentence
    assert not anything_due(house.platform), "the watcher does not open boxes again and again"
    assert reasons(house, quick_alarms)
    assert any(finding.wrong for finding in examine(house.platform))


def test_who_knows_the_date_confirms_and_it_is_written_down(house):
    house.clock.at += FAR
    run = seal(
        house.platform, rest=False, confirmed_through=house.platform.half_day + 99, confirmed_by="root"
    )
    assert run.closed[-1] == house.platform.half_day - 1, "never what is not over"
    assert not run.alarms
    assert rows(house, ClockAct.kind, ClockAct.closed_after, ClockAct.done_by) == [
        ("confirmed", house.platform.half_day - 1, "root")
    ]


@pytest.mark.parametrize(
    ("half_days", "held"), [(1, False), (6, False), (19, False), (20, False), (21, True)]
)
def test_a_weekend_and_a_long_holiday_are_caught_up_with_alone_and_more_is_not(house, half_days, held):
    real = replace(house.platform, kind="production")
    house.half_day_later(half_days)
    run = seal(real, rest=False)
    assert len(run.closed) == (0 if held else half_days)
    assert bool(run.alarms) is held


def test_a_sealer_that_was_away_for_months_catches_up_by_the_answers_that_came_meanwhile(house):
    real = replace(house.platform, kind="production")
    for _ in range(12):
        house.half_day_later(10)
        house.answer(FIRST)
    house.half_day_later()
    run = seal(real, rest=False)
    assert len(run.closed) == 121
    assert run.sealed == 10, "two are left at the end of the second month"
    assert not run.alarms


def test_answers_that_stop_long_before_the_clocks_now_prove_only_the_time_until_then(house):
    real = replace(house.platform, kind="production")
    house.half_day_later(15)
    house.answer(FIRST)
    house.half_day_later(100)
    run = seal(real, rest=False)
    assert len(run.closed) == 15
    assert run.alarms


def harmed(house):
    """Closings far ahead, of the kind the old sealer made, with answers before and after."""
    for _ in range(3):
        house.answer(FIRST)
    ahead_for_one_run(house)
    for _ in range(4):
        house.answer(FIRST)
    house.half_day_later(3)
    house.answer(FIRST)


@pytest.mark.usefixtures("unbounded")
def test_closings_ahead_of_the_clock_are_shouted_until_they_are_repaired(house):
    harmed(house)
    assert house.seal().sealed == 0, "this is the harm: eight answers wait until the clock has caught up"
    assert {alarm.reason for alarm in house.seal().alarms} == {"clock"}
    assert reasons(house, quick_alarms) == {"clock"}
    assert any("tương lai" in told for finding in examine(house.platform) for told in finding.wrong)
    repair(house.platform, by="root", rest=False)
    assert reasons(house) == reasons(house, quick_alarms) == set()
    assert not any(finding.wrong for finding in examine(house.platform))


@pytest.mark.usefixtures("unbounded")
def test_a_repaired_house_counts_what_waited_closes_in_order_and_changes_its_keys_again(house):
    begin = house.platform.half_day
    harmed(house)
    run = repair(house.platform, by="root", rest=False)
    assert run.closed == (begin, begin + 1, begin + 2)
    assert run.sealed == 7, "all that came before the running half-day"
    assert rows(house, Seal.half_day, Seal.month) == [(begin, 202610)]
    house.half_day_later()
    for _ in range(4):
        house.answer(FIRST)
    keys = {row.key_half_day for row in rows(house, Ballot.key_half_day)}
    house.half_day_later()
    house.seal()
    assert len(rows(house, Response.id)) == len(house.receipts) == 12
    house.answer(FIRST)
    later = {row.key_half_day for row in rows(house, Ballot.key_half_day)}
    assert later == {house.platform.half_day}
    assert not keys & later
    assert house.platform.box_keys.held(begin + 10**6) == sorted(later), "no key of a day to come is left"
    house.month_later()
    assert house.seal().closed[-1] == house.platform.half_day - 1
    assert not any(finding.wrong for finding in examine(house.platform))


@pytest.mark.usefixtures("unbounded")
def test_a_repair_is_written_down_and_nothing_recorded_is_lost(house):
    harmed(house)
    before, last = rows(house, Closing.era, Closing.half_day), closed(house)
    plan = find_repair(house.platform)
    repair(house.platform, by="root", rest=False)
    assert set(before) <= set(rows(house, Closing.era, Closing.half_day))
    acts = rows(house, ClockAct.kind, ClockAct.closed_before, ClockAct.closed_after, ClockAct.done_by)
    assert acts == [("reopened", last, plan.reopens_after, "root")]
    assert repair(house.platform, by="root", rest=False) is None, "the second time there is nothing to do"


@pytest.mark.usefixtures("unbounded")
def test_a_house_harmed_before_closings_said_under_which_clock_they_were_made_is_repaired_too(
    house,
):
    from survey_app.store import closings

    for _ in range(4):
        house.answer(FIRST)
    with house.platform.database.writing() as connection:
        for half_day in range(house.platform.half_day, house.platform.half_day + 73):
            closings.add_closing(connection, half_day)
    for _ in range(3):
        house.answer(FIRST)
    house.half_day_later(2)
    repair(house.platform, by="root", rest=False)
    assert closed(house) == house.platform.half_day - 1
    house.half_day_later()
    house.seal()
    assert len(rows(house, Response.id)) == 7


@pytest.mark.usefixtures("unbounded")
def test_no_server_puts_an_answer_under_a_key_it_remembers_and_the_disk_has_lost(house):
    """The web server encrypted under the running half-day's key before the sealer destroyed it."""
    house.answer(FIRST)
    remembering = house.platform.box_keys
    ahead_for_one_run_by_another_process(house)
    repair(replace(house.platform, box_keys=type(remembering)(remembering.folder)), by="root", rest=False)
    for _ in range(4):
        house.answer(FIRST)
    house.half_day_later()
    fresh = replace(house.platform, box_keys=type(remembering)(remembering.folder))
    assert seal(fresh, rest=False).sealed == 5


def ahead_for_one_run_by_another_process(house):
    keys = house.platform.box_keys
    house.clock.at += FAR
    seal(replace(house.platform, box_keys=type(keys)(keys.folder)), rest=False)
    house.clock.at -= FAR


@pytest.mark.usefixtures("unbounded")
def test_a_form_counts_once_although_a_clock_ran_ahead(house):
    from werkzeug.datastructures import MultiDict

    from survey_app.form_keys import FIELD
    from survey_app.services.answering import open_form, submit

    form = open_form(house.platform, code=FIRST)
    body = MultiDict({"Q1": "5", FIELD: form.key})
    submit(house.platform, code=FIRST, body=body)
    ahead_for_one_run(house)
    repair(house.platform, by="root", rest=False)
    submit(house.platform, code=FIRST, body=body)
    assert len(rows(house, Ballot.id)) == len(rows(house, SpentKey.key_hash)) == 1


def test_answers_that_came_under_a_clock_ahead_are_counted_with_the_others(house):
    house.clock.at += FAR
    for _ in range(3):
        house.answer(FIRST)
    house.clock.at -= FAR
    for _ in range(2):
        house.answer(FIRST)
    assert "clock" in reasons(house)
    house.half_day_later()
    house.seal()
    house.half_day_later()
    house.seal()
    assert len(rows(house, Response.id)) == 5
    assert reasons(house) == set()
    assert {row.month for row in rows(house, Seal.month)} == {202610}


def test_a_clock_set_back_loses_nothing_and_is_told(house):
    house.answer(FIRST)
    house.half_day_later(8)
    house.seal()
    house.clock.at -= timedelta(days=2)
    for _ in range(4):
        house.answer(FIRST)
    run = house.seal()
    assert run.closed == ()
    assert {alarm.reason for alarm in run.alarms} == {"clock"}
    house.clock.at += timedelta(days=2)
    house.half_day_later()
    assert house.seal().sealed == 5
    assert reasons(house) == set()


def test_a_half_day_over_for_half_an_hour_and_not_closed_is_told(house):
    house.clock.at = calendar.half_day_end(house.platform.half_day) + timedelta(minutes=29)
    assert reasons(house) == set()
    house.clock.at += timedelta(minutes=2)
    assert reasons(house) == reasons(house, quick_alarms) == {"sealing"}
    house.seal()
    assert reasons(house) == set()


@pytest.mark.parametrize("zone", ["America/New_York", "UTC", "Pacific/Auckland"])
def test_half_days_are_vietnams_whatever_zone_the_machine_says(zone, monkeypatch):
    import time

    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        now, utc = SystemClock().now(), datetime.now(UTC)
        assert now.utcoffset() == timedelta(hours=7)
        assert calendar.half_day_of(now) == calendar.half_day_of(utc)
        # The nights in which New York and Auckland change their clocks have two halves like any other.
        for day in (datetime(2026, 3, 8, tzinfo=VIETNAM), datetime(2026, 11, 1, tzinfo=VIETNAM)):
            hours = [calendar.half_day_of(day + timedelta(hours=hour)) for hour in range(48)]
            assert [hours.count(each) for each in sorted(set(hours))] == [12] * 4
    finally:
        monkeypatch.undo()
        time.tzset()


class Ahead(SystemClock):
    def now(self):
        return super().now() + timedelta(days=3)


def test_the_clock_of_the_database_is_asked_where_it_has_one(house):
    """Three days ahead are within a holiday; a database on PostgreSQL knows better."""
    now = SystemClock().now()
    with house.platform.database.writing() as connection:
        from survey_app.store import closings

        closings.begin_era(connection, calendar.half_day_of(now) - 1, seen=calendar.half_day_of(now))
    run = seal(replace(house.platform, clock=Ahead()), rest=False)
    if house.platform.database.is_sqlite:
        assert run.closed
    else:
        assert run.closed == ()
        assert {alarm.reason for alarm in run.alarms} == {"clock"}


def test_a_wall_clock_that_jumps_is_left_to_settle_before_anything_is_closed():
    passed = [0.0]
    clock = SteadyClock(elapsed=lambda: passed[0])
    now = datetime(2026, 10, 1, 8, tzinfo=VIETNAM)
    seen = []
    for seconds, jump in [(0, 0), (5, 0), (5, 366), (5, 0), (590, 0), (10, 0), (5, -366), (5, 0), (605, 0)]:
        passed[0] += seconds
        now += timedelta(seconds=seconds, days=jump)
        seen.append(clock.is_steady(now))
    assert seen == [True, True, False, False, False, True, False, False, True]
