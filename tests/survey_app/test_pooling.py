"""Leftovers under five: counted with a unit above by the end of the following month, somewhere and nowhere alone."""

import random
from collections import Counter as Tally

import pytest
from sqlalchemy import select, text

from survey_app import clock as calendar
from survey_app.access import Rights
from survey_app.clock import Period
from survey_app.models import Ballot, Counter, Response, Seal, Unit
from survey_app.services import registering
from survey_app.services.alarms import quick_alarms
from survey_app.services.comparing.compare import compare
from survey_app.services.comparing.words import remarks
from survey_app.services.counting_state import look_at_counting
from survey_app.services.examining import examine
from survey_app.services.seal_runs import make_sealer
from survey_app.services.sealing import Sealer, SealReport
from survey_app.services.unit_results.page import UnitWanted, unit_page

FIRST, SECOND, FAR = "7K4M2QX0", "7K4M2QX1", "7K4M2QX2"
OCTOBER, NOVEMBER, DECEMBER = 202610, 202611, 202612
MORE_UNITS = """code,name,level,type,block,parent_code,valid_from
S1,Xã Thanh Bình,commune,xa,xa,37,2025-07-01
P1,Phòng Một,office,phong,so,S1,2025-07-01
P2,Phòng Hai,office,phong,so,S1,2025-07-01
"""
MORE_COUNTERS = """code,name,unit_code,opened_on
7K4M2QX3,Quầy 1,P1,2025-07-01
7K4M2QX4,Quầy 1,P2,2025-07-01
7K4M2QX5,Quầy 1,S1,2025-07-01
"""
OFFICES = ("7K4M2QX3", "7K4M2QX4", "7K4M2QX5")


def end_month(house, month):
    """Close the month's last half-day alone: what happens at a month's end happens there."""
    end = calendar.last_half_day(month)
    house.clock.at = calendar.half_day_end(end)
    report = SealReport()
    make_sealer(house.platform, rest=False).close(end, seen=end + 1, report=report)
    return report


def answer(house, **times):
    for code, count in times.items():
        for _ in range(count):
            house.answer(code.removeprefix("_"))


def seals(house):
    query = select(Unit.code, Seal.counter_id, Seal.month, Seal.n).join(Unit, Unit.id == Seal.unit_id)
    with house.platform.database.reading() as connection:
        return sorted(tuple(row) for row in connection.execute(query))


def waiting(house):
    query = select(Counter.code).join(Ballot, Ballot.counter_id == Counter.id)
    with house.platform.database.reading() as connection:
        return Tally(connection.scalars(query))


@pytest.fixture
def offices(house):
    """A commune with two offices beside the others; the form is open at their counters as well."""
    database = house.platform.database
    assert not registering.import_units(database, source=MORE_UNITS.encode()).faults
    today = house.platform.today
    assert not registering.import_counters(database, source=MORE_COUNTERS.encode(), today=today).faults
    from survey_app.services import publishing

    publishing.publish(database, template="QUICK", number=None, counter_codes=OFFICES, opens_on=today)
    return house


def breaks_the_receipts_word(house):
    """October's answers of two communes, three and two, and the end of November."""
    answer(house, **{FAR: 3, FIRST: 2})
    end_month(house, OCTOBER)
    assert sum(waiting(house).values()) == 5, "not alone, and not yet together"
    end_month(house, NOVEMBER)
    return bool(waiting(house))


def test_what_waited_over_a_month_is_counted_with_the_unit_above_and_no_counter(house):
    assert not breaks_the_receipts_word(house)
    assert seals(house) == [("37", None, NOVEMBER, 5)]
    assert not any(
        finding.wrong for finding in examine(house.platform) if finding.check.startswith(("bảng", "tổng"))
    )


def test_the_sealer_as_it_was_fails_the_same_test(house, monkeypatch):
    monkeypatch.setattr(Sealer, "seal_upwards", lambda *_given, **_named: None)
    assert breaks_the_receipts_word(house)


def test_answers_go_no_higher_than_they_must(offices):
    answer(offices, **dict(zip(OFFICES, (2, 2, 1), strict=True)), **{FAR: 3, FIRST: 2})
    end_month(offices, OCTOBER)
    end_month(offices, NOVEMBER)
    assert seals(offices) == [("37", None, NOVEMBER, 5), ("S1", None, NOVEMBER, 5)]


def test_younger_answers_stay_for_their_own_unit_where_the_old_are_enough(house):
    answer(house, **{FAR: 3, FIRST: 2})
    end_month(house, OCTOBER)
    answer(house, **{SECOND: 2})
    end_month(house, NOVEMBER)
    assert seals(house) == [("37", None, NOVEMBER, 5)]
    assert waiting(house) == {SECOND: 2}


def test_at_the_top_younger_answers_help_the_old_ones_keep_their_date(house):
    answer(house, **{FAR: 3})
    end_month(house, OCTOBER)
    answer(house, **{SECOND: 2})
    end_month(house, NOVEMBER)
    assert seals(house) == [("37", None, NOVEMBER, 5)]


def test_fewer_than_five_of_the_whole_tree_wait_and_the_administrator_is_told_but_nobody_else(house):
    answer(house, **{FAR: 2, FIRST: 2})
    for month in (OCTOBER, NOVEMBER):
        end_month(house, month)
    assert seals(house) == []
    with house.platform.database.reading() as connection:
        found = look_at_counting(house.platform, connection)
    assert (found.overdue.enough, found.overdue.few, found.alarms) == (False, True, ())
    assert found.waiting.at_least == 0
    answer(house, **{SECOND: 1})
    end_month(house, DECEMBER)
    assert seals(house) == [("37", None, DECEMBER, 5)]


def test_five_that_wait_too_long_are_an_alarm_until_they_are_counted(house, monkeypatch):
    def told():
        house.seal()  # nothing is due: the sealer looks, and writes down what the quick look tells
        with house.platform.database.reading() as connection:
            everything = look_at_counting(house.platform, connection).alarms
            return [
                {alarm.reason for alarm in each}
                for each in (everything, quick_alarms(house.platform, connection))
            ]

    with monkeypatch.context() as planted:
        planted.setattr(Sealer, "seal_upwards", lambda *_given, **_named: None)
        assert breaks_the_receipts_word(house)
    assert told() == [{"waiting"}, {"waiting"}]
    end_month(house, DECEMBER)
    assert told() == [set(), set()]


def test_an_answer_nobody_can_read_stops_no_other_on_its_way_up(house):
    answer(house, **{FAR: 4})
    with house.platform.database.writing() as connection:
        connection.execute(
            text("UPDATE ballot SET content = :content WHERE id = (SELECT id FROM ballot LIMIT 1)"),
            {"content": b"x" * 300},
        )
    answer(house, **{FIRST: 2})
    for month in (OCTOBER, NOVEMBER):
        end_month(house, month)
    assert seals(house) == [("37", None, NOVEMBER, 5)]
    assert waiting(house) == {FAR: 1}


ALL = Rights(account="an", display_name="An", roles=frozenset({"administrator"}), scope=frozenset())


def look(house, code, period):
    return unit_page(house.platform, ALL, code, UnitWanted(template="QUICK", period=period))


def test_the_unit_above_counts_the_pool_and_its_parts_do_not(house):
    answer(house, **{FAR: 3, FIRST: 2})
    end_month(house, OCTOBER)
    for part in (4, 3, 3):  # enough, over enough half-days, to be shown
        answer(house, **{SECOND: part})
        house.half_day_later()
    end_month(house, NOVEMBER)
    assert seals(house) == [("13285", 2, NOVEMBER, 10), ("37", None, NOVEMBER, 5)]
    province, commune = look(house, "37", "2026-11").results, look(house, "13285", "2026-11").results
    assert (province.respondents, commune.respondents) == (15, 10)
    found = compare(
        house.platform,
        template="QUICK",
        period=Period.parse("2026-11"),
        level="commune",
        parent="37",
        item=None,
    )
    assert {unit.code: unit.n for unit in found.units} == {"13285": 10, "13501": 0}
    assert found.total.n == 10, "what only the province knows of belongs to no commune"


def test_a_page_of_a_unit_says_the_same_where_nobody_answered_and_where_three_wait(house):
    answer(house, **{FIRST: 6})
    before = {}
    for given in (0, 3):
        answer(house, **{FAR: given})
        if not given:
            end_month(house, OCTOBER)
        before[given] = look(house, "13501", "2026-10").refusal
    assert before[0] == before[3]
    assert "chờ kiểm" in before[0].sentence


def test_in_a_comparison_nobody_counted_waits_for_a_month_and_is_never_a_zero(house):
    answer(house, **{FIRST: 6})
    end_month(house, OCTOBER)
    asked = {"template": "QUICK", "level": "commune", "parent": "37", "item": None}
    found = compare(house.platform, period=Period.parse("2026-10"), **asked)
    said = {unit.code: remarks(unit) for unit in found.units}
    assert said["13501"] == ("chờ kiểm: chưa đủ năm phiếu để đếm riêng",)
    end_month(house, NOVEMBER)
    found = compare(house.platform, period=Period.parse("2026-10"), **asked)
    assert {unit.code: remarks(unit) for unit in found.units}["13501"] == ("không đủ năm phiếu để đếm riêng",)


def test_over_months_every_answer_is_counted_once_in_time_and_no_difference_is_of_one_to_four(offices):
    chance = random.Random(13)  # noqa: S311  # made-up answers, the same every time
    codes = (FIRST, SECOND, FAR, *OFFICES)
    given = []
    for month in (OCTOBER, NOVEMBER, DECEMBER):
        for code in codes:
            answer(offices, **{code: chance.choice((0, 0, 1, 2, 3, 7))})
        given.append(len(offices.receipts))
        end_month(offices, month)
        counted = sum(n for *_, n in seals(offices))
        assert counted >= (given[-2] if len(given) > 1 else 0) - 4, (
            "all of the month before, or four at the top"
        )
        assert counted + sum(waiting(offices).values()) == len(offices.receipts)
    assert all(n >= 5 for *_, n in seals(offices))
    with offices.platform.database.reading() as connection:
        assert len(connection.scalars(select(Response.id)).all()) == sum(n for *_, n in seals(offices))
    assert not any(
        finding.wrong for finding in examine(offices.platform) if finding.check.startswith(("bảng", "tổng"))
    )
