import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from survey_app import clock
from survey_app.clock import VIETNAM, Period


@pytest.mark.parametrize(
    ("moment", "afternoon"),
    [("00:00:00", 0), ("11:59:59.999999", 0), ("12:00:00", 1), ("23:59:59.999999", 1)],
)
def test_noon_begins_the_afternoon_and_midnight_the_next_day(moment, afternoon):
    half_day = clock.half_day_of(datetime.fromisoformat(f"2026-10-31T{moment}+07:00"))
    assert half_day == date(2026, 10, 31).toordinal() * 2 + afternoon


def test_a_moment_of_another_time_zone_falls_into_vietnams_half_day():
    utc = datetime(2026, 10, 31, 17, 0, tzinfo=UTC)
    assert clock.half_day_date(clock.half_day_of(utc)) == date(2026, 11, 1)


def test_midnight_of_the_last_day_belongs_to_the_ending_month():
    last = clock.last_half_day(202610)
    assert clock.half_day_end(last) == datetime(2026, 11, 1, tzinfo=VIETNAM)
    assert clock.month_of(last) == 202610
    assert clock.ends_month(last)
    assert not clock.ends_month(last - 1)


def test_half_days_follow_one_another_without_a_gap():
    begin = clock.half_day_of(datetime(2024, 2, 28, 1, tzinfo=VIETNAM))
    ends = [clock.half_day_end(half_day) for half_day in range(begin, begin + 2000)]
    assert {later - earlier for earlier, later in itertools.pairwise(ends)} == {timedelta(hours=12)}


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("2026-11", [202611]),
        ("2026-Q4", [202610, 202611, 202612]),
        ("2026", [202601 + month for month in range(12)]),
    ],
)
def test_a_period_names_its_months_and_reads_back(text, months):
    period = Period.parse(text)
    assert list(period.months()) == months
    assert str(period) == text


@pytest.mark.parametrize(
    ("text", "before"), [("2026-01", "2025-12"), ("2026-Q1", "2025-Q4"), ("2026", "2025")]
)
def test_the_period_before_has_the_same_length(text, before):
    assert str(Period.parse(text).previous()) == before


@pytest.mark.parametrize(
    "text", ["", "2026-13", "2026-00", "2026-Q5", "26", "2026-1", "２０２６", "2026-11-01", "2026\n"]
)
def test_a_free_window_is_refused_with_a_sentence(text):
    with pytest.raises(ValueError, match="Kỳ"):
        Period.parse(text)
