"""Which days are worked, and deadlines counted in them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from survey_app.services import working_days
from survey_app.services.working_day_files import import_days, write_days
from survey_app.services.working_day_table import DayError
from survey_app.services.working_days import (
    add_working_days,
    is_working_day,
    list_year,
    load_year,
    put_day,
    remove_day,
)

OFF = [
    *[(1, 1), (2, 16), (2, 17), (2, 18), (2, 19), (2, 20), (4, 27), (4, 30), (5, 1)],
    *[(8, 31), (9, 1), (9, 2), (11, 24)],
]


def test_an_empty_house_knows_the_announced_days_of_2026(empty_house):
    rows = list_year(empty_house.platform, 2026)
    assert [(row.day.month, row.day.day) for row in rows if row.kind == "off"] == OFF
    assert [row.day for row in rows if row.kind == "working"] == [date(2026, 8, 22)]


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 8, 22), True),  # a Saturday, worked in place of 31/8
        (date(2026, 8, 31), False),
        (date(2026, 8, 29), False),
        (date(2026, 4, 27), False),
        (date(2026, 4, 28), True),
        (date(2026, 11, 24), False),
        (date(2027, 11, 24), True),  # a Wednesday of a year nobody has announced yet
    ],
)
def test_a_day_is_worked_as_the_week_and_the_announcements_say(empty_house, day, worked):
    assert is_working_day(empty_house.platform, day) is worked


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 4, 24), 3, date(2026, 5, 4)),
        (date(2026, 4, 24), 0, date(2026, 4, 24)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2026, 11, 23), 15, date(2026, 12, 15)),
    ],
)
def test_a_deadline_is_counted_in_working_days(empty_house, start, count, end):
    assert add_working_days(empty_house.platform, start, count) == end


def test_days_are_not_counted_backwards(empty_house):
    with pytest.raises(ValueError, match="forwards"):
        add_working_days(empty_house.platform, date(2026, 1, 5), -1)


def test_a_day_is_added_changed_and_removed(empty_house):
    platform, day = empty_house.platform, date(2027, 1, 1)
    put_day(platform, day=day, kind="off", name="Tết")
    put_day(platform, day=day, kind="off", name="  Tết   Dương lịch ")
    assert [row.name for row in list_year(platform, 2027)] == ["Tết Dương lịch"]
    assert not is_working_day(platform, day)
    remove_day(platform, day)
    assert is_working_day(platform, day)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day": None}, "day"),
        ({"day": date(1999, 1, 1)}, "day"),
        ({"day": date(2026, 4, 26)}, "day"),
        ({"kind": "working"}, "day"),
        ({"kind": "half"}, "kind"),
        ({"name": " "}, "name"),
        ({"name": "n" * 201}, "name"),
        ({"name": "a\0"}, "name"),
    ],
)
def test_a_day_that_says_nothing_or_cannot_be_is_refused(empty_house, given, field):
    values = {"day": date(2026, 12, 24), "kind": "off", "name": "Nghỉ"} | given
    with pytest.raises(DayError) as refused:
        put_day(empty_house.platform, **values)
    assert refused.value.field == field


def test_loading_a_year_puts_the_shipped_days_in_place_of_its_own(empty_house):
    platform = empty_house.platform
    put_day(platform, day=date(2026, 12, 24), kind="off", name="Nhầm")
    remove_day(platform, date(2026, 1, 1))
    assert load_year(platform, 2026) == 14
    assert len(list_year(platform, 2026)) == 14


def test_a_calendar_goes_out_and_comes_in_again(empty_house):
    platform = empty_house.platform
    rows = list_year(platform, 2026)
    for row in rows:
        remove_day(platform, row.day)
    assert import_days(platform, source=write_days(rows).encode()) == (14, ())
    assert list_year(platform, 2026) == rows


def test_a_wrong_file_names_each_row_and_column_and_writes_nothing(empty_house):
    source = (
        "day,kind,name\n2027-01-01,off,Tết\n26/04/2026,off,Giỗ Tổ\nx,off,a\n"
        "2027-01-04,half,a\n2027-01-05,off,\n2027-01-01,off,Tết\n"
    )
    added, faults = import_days(empty_house.platform, source=source.encode())
    assert added == 0
    assert {fault.place for fault in faults} == {
        "dòng 3, cột day",
        "dòng 4, cột day",
        "dòng 5, cột kind",
        "dòng 6, cột name",
        "dòng 7, cột day",
    }
    assert list_year(empty_house.platform, 2027) == []


@pytest.mark.parametrize("source", [b"", b"day,kind,name\n", b"\xff\xfe", b"ngay,loai\n1,2\n"])
def test_a_file_without_days_is_a_fault(empty_house, source):
    added, faults = import_days(empty_house.platform, source=source)
    assert added == 0
    assert faults


def test_a_year_without_shipped_days_is_known_as_such():
    assert working_days.has_shipped_days(2026)
    assert not working_days.has_shipped_days(2030)


def test_a_day_told_by_two_people_at_once_stands_once(empty_house):
    day = date(2027, 1, 1)

    def put(number):
        put_day(empty_house.platform, day=day, kind="off", name=f"Tết {number}")

    with ThreadPoolExecutor(4) as people:
        list(people.map(put, range(8)))
    assert len(list_year(empty_house.platform, 2027)) == 1
