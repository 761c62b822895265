import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from support.receipts import response_id

from survey_app import clock as calendar
from survey_app.models import Ballot, BoxSum, Response, Seal, SpentKey
from survey_app.services.examining import examine
from survey_app.services.seal_runs import CloseNowRefusedError, seal
from survey_app.services.sealing import LARGEST, split
from survey_app.store.counts import Dimension, ResponseCounts, TallyCounts, Where

FIRST, SECOND, FAR = "7K4M2QX0", "7K4M2QX1", "7K4M2QX2"


def rows(house, *columns):
    with house.platform.database.reading() as connection:
        return connection.execute(select(*columns)).all()


def headline(house, source=TallyCounts):
    with house.platform.database.reading() as connection:
        where = Where({Dimension.ITEM: ("Q1",)})
        return source(connection).counts(where, (Dimension.COUNTER, Dimension.MONTH, Dimension.LEVEL)).cells


def test_four_answers_wait_and_five_are_sealed_at_the_end_of_the_half_day(house):
    for code, count in ((FIRST, 5), (SECOND, 4)):
        for _ in range(count):
            house.answer(code)
    assert house.seal().sealed == 0, "the half-day is not over"
    house.half_day_later()
    run = house.seal()
    assert run.sealed == 5
    assert rows(house, Seal.n) == [(5,)]
    assert len(rows(house, Ballot.id)) == 4


def test_every_acknowledged_answer_is_counted_once_under_the_id_its_receipt_gives(house):
    for _ in range(7):
        house.answer(FIRST)
    house.half_day_later()
    house.seal()
    assert {row.id for row in rows(house, Response.id)} == {
        response_id(house.platform, receipt) for receipt in house.receipts
    }


def test_a_seal_carries_the_range_of_half_days_its_answers_came_in(house):
    begin = house.platform.half_day
    for count in (2, 1, 3):
        for _ in range(count):
            house.answer(FIRST)
        house.half_day_later()
        house.seal()
    assert rows(house, Seal.half_day, Seal.first_half_day, Seal.last_half_day, Seal.n) == [
        (begin + 2, begin, begin + 2, 6)
    ]


def test_leftovers_of_a_unit_go_together_at_the_months_end_without_a_counter(house):
    for code, count in ((FIRST, 3), (SECOND, 2), (FAR, 4)):
        for _ in range(count):
            house.answer(code)
    house.month_later()
    run = house.seal()
    assert run.sealed == 5
    assert rows(house, Seal.counter_id, Seal.n, Seal.month) == [(None, 5, 202610)]
    assert {row.procedure_field for row in rows(house, Response.procedure_field)} == {""}
    assert headline(house) == {(0, 202610, "5"): 5}
    assert len(rows(house, Ballot.id)) == 4, "still under five: they stay in their box"


def test_what_stays_over_the_months_end_is_counted_in_the_month_of_its_seal(house):
    for _ in range(4):
        house.answer(FAR)
    house.month_later()
    house.seal()
    house.answer(FAR)
    house.half_day_later()
    house.seal()
    assert rows(house, Seal.month, Seal.n) == [(202611, 5)]


def test_a_large_box_is_split_into_parts_of_at_least_half_the_limit():
    for n in (5, 499, 500, 501, 749, 1000, 1001, 4999):
        parts = split(list(range(n)))
        assert [thing for part in parts for thing in part] == list(range(n))
        assert all(len(part) <= LARGEST for part in parts)
        assert len(parts) == 1 or all(len(part) >= LARGEST // 2 for part in parts)


def test_after_an_outage_every_missed_half_day_is_closed_in_order_and_belongs_to_its_own_month(house):
    for _ in range(5):
        house.answer(FIRST)
    house.month_later()
    house.month_later()
    run = seal(house.platform, rest=False, confirmed_through=house.platform.half_day - 1)
    assert list(run.closed) == sorted(run.closed)
    assert len(run.closed) == 2 * (31 + 30)
    assert rows(house, Seal.month) == [(202610,)]


def test_sealing_again_changes_nothing(house):
    for _ in range(6):
        house.answer(FIRST)
    house.half_day_later()
    house.seal()
    before = headline(house)
    run = house.seal()
    assert (run.sealed, run.closed) == (0, ())
    assert headline(house) == before


def test_the_key_of_a_closed_half_day_is_gone_and_waiting_rows_lie_under_the_next(house):
    for _ in range(3):
        house.answer(FIRST)
    begin = house.platform.half_day
    old = rows(house, Ballot.id, Ballot.content)
    house.half_day_later()
    house.seal()
    assert house.platform.box_keys.held(begin) == []
    new = rows(house, Ballot.id, Ballot.content, Ballot.half_day, Ballot.key_half_day)
    assert {(row.half_day, row.key_half_day) for row in new} == {(begin, begin + 1)}
    assert not {row.id for row in old} & {row.id for row in new}
    assert not {row.content for row in old} & {row.content for row in new}


def test_spent_forms_are_forgotten_after_a_week(house):
    house.answer(FIRST)
    house.half_day_later(14)
    house.seal()
    assert len(rows(house, SpentKey.key_hash)) == 1
    house.half_day_later(2)
    house.seal()
    assert rows(house, SpentKey.key_hash) == []


def test_tallies_equal_what_the_responses_say_in_every_dimension(house):
    for n in range(23):
        house.answer(
            (FIRST, SECOND, FAR)[n % 3],
            Q1=str(n % 5 + 1),
            Q2="cho_lau",
            Q3="co",
            Q5="Xin cảm ơn" if n % 2 else "",
        )
    house.month_later()
    house.seal()
    with house.platform.database.reading() as connection:
        for by in (tuple(Dimension), (Dimension.ITEM, Dimension.LEVEL), (Dimension.UNIT,), ()):
            told = TallyCounts(connection).counts(Where({}), by)
            assert told == ResponseCounts(connection).counts(Where({}), by)
            assert told.cells
        nothing = Where({Dimension.CHANNEL: ()})
        assert TallyCounts(connection).counts(nothing, (Dimension.ITEM,)).cells == {}


def test_the_doctor_finds_nothing_in_a_sound_house_and_a_single_wrong_tally_in_another(house):
    for _ in range(6):
        house.answer(FIRST)
    house.month_later()
    house.seal()
    assert not any(finding.wrong for finding in examine(house.platform))
    with house.platform.database.writing() as connection:
        connection.execute(text("UPDATE tally SET n = n + 1 WHERE item = 'Q1'"))
    assert [finding.check for finding in examine(house.platform) if finding.wrong] == [
        "bảng đếm tháng 10/2026"
    ]


@pytest.mark.parametrize(
    "damage",
    ["UPDATE box_sum SET n_n = n_n + 1", "UPDATE moment_sum SET content = '{}'", "DELETE FROM box_sum"],
)
def test_the_doctor_counts_the_sums_of_boxes_and_the_moments_anew(house, damage):
    for _ in range(3):
        for _ in range(6):
            house.answer(FIRST, Q3="co")
        house.half_day_later()
        house.seal()
    house.month_later()
    house.seal()
    assert not any(finding.wrong for finding in examine(house.platform))
    with house.platform.database.writing() as connection:
        connection.execute(text(damage))
    assert [finding.check for finding in examine(house.platform) if finding.wrong] == [
        "tổng theo hòm phiếu và theo cặp câu hỏi tháng 10/2026"
    ]


def test_what_was_sealed_before_the_house_kept_sums_is_counted_anew_at_the_next_run(house):
    for _ in range(6):
        house.answer(FIRST)
    house.half_day_later()
    house.seal()
    with house.platform.database.writing() as connection:
        connection.execute(text("DELETE FROM box_sum"))
        connection.execute(text("DELETE FROM moment_sum"))
    for _ in range(7):
        house.answer(SECOND)
    house.half_day_later()
    house.seal()
    assert sorted(row.n for row in rows(house, BoxSum.n)) == [6, 7]
    assert not any(finding.wrong for finding in examine(house.platform))


@pytest.mark.parametrize("table", ["response", "seal", "closing", "template_version"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}"])
def test_the_database_itself_refuses_to_change_what_is_counted(house, table, change):
    for _ in range(5):
        house.answer(FIRST)
    house.half_day_later()
    house.seal()
    column = "half_day" if table == "closing" else "id"
    with pytest.raises(DBAPIError, match="append-only"), house.platform.database.writing() as connection:
        connection.execute(text(change.format(table, column, column)))


def test_nothing_enters_a_box_under_the_key_of_a_closed_half_day(house):
    house.answer(FIRST)
    house.half_day_later()
    house.seal()
    copy = (
        "INSERT INTO ballot (counter_id, version_id, id, half_day, key_half_day, content) SELECT counter_id, "
        "version_id, :id, half_day, half_day, content FROM ballot"
    )
    with pytest.raises(DBAPIError, match="closed"), house.platform.database.writing() as connection:
        connection.execute(text(copy), {"id": b"0123456789abcdef"})


def test_an_unreadable_ballot_stays_in_its_box_and_is_reported(house):
    for _ in range(6):
        house.answer(FIRST)
    with house.platform.database.writing() as connection:
        connection.execute(
            text("UPDATE ballot SET content = :content WHERE id = (SELECT id FROM ballot LIMIT 1)"),
            {"content": b"x" * 300},
        )
    house.half_day_later()
    run = house.seal()
    assert run.sealed == 5
    assert run.unreadable
    assert len(rows(house, Ballot.id)) == 1


def test_waiting_is_told_in_steps_and_of_half_days_that_are_over_so_that_no_answer_is_seen_arriving(house):
    told = []
    for code in (FIRST, SECOND, FAR) * 4:
        house.answer(code)
        told.append(house.seal().waiting_at_least)
    assert told == [0] * 12
    house.half_day_later()
    assert house.seal().waiting_at_least == 10


def test_only_a_demo_or_test_database_closes_a_half_day_early(house):
    from dataclasses import replace

    with pytest.raises(CloseNowRefusedError):
        seal(replace(house.platform, kind="production"), close_now=True)
    for _ in range(5):
        house.answer(FIRST)
    run = seal(house.platform, close_now=True)
    assert run.sealed == 5
    assert run.closed == (calendar.half_day_of(house.clock.at),)
