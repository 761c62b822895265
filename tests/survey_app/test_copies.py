"""What goes on under another code or another parent takes every column along, also one that is added tomorrow."""

from datetime import date, timedelta

import pytest
from sqlalchemy import Column, Integer, MetaData, insert, select, text
from sqlalchemy.exc import DBAPIError

from survey_app.models import (
    AccountScope,
    Base,
    Counter,
    Publication,
    Quota,
    Unit,
    UnitQuestion,
    UnitQuestionDecision,
)
from survey_app.services import places, publishing
from survey_app.services.accounts import add_account
from survey_app.services.answering import CounterFullError, CounterGoneError, open_form
from survey_app.services.moving import follow_successions
from survey_app.services.publishing import Overlap
from survey_app.services.registering import import_counters
from survey_app.services.reorganising import reorganise
from survey_app.store import copies
from survey_app.store.publications import add_publications, list_publications
from survey_app.store.quotas import QuotaRow
from survey_app.store.unit_questions import add_decision, add_question

CODE = "7K4M2QX0"
WAYS = "predecessor_code,successor_code,extent,name,type,parent_code\n"
# A new column must be put on one of the two sides before this passes.
COLUMNS = {
    Counter: (
        {"name", "procedure_field"},
        {"id", "code", "unit_id", "opened_on", "closed_on", "revoked_on", "moved_to_id"},
    ),
    Publication: ({"version_id", "closes_on"}, {"id", "counter_id", "opens_on"}),
    Quota: ({"a_day", "in_all", "closes"}, {"publication_id"}),
    Unit: (
        {"code", "name", "sort_key", "level", "type", "block", "iso_9001"},
        {"id", "parent_id", "valid_from", "valid_to"},
    ),
    AccountScope: ({"account_id"}, {"unit_id"}),
    UnitQuestionDecision: (
        {"asked_by", "decision", "decided_by", "decided_at", "remark"},
        {"question_id"},
    ),
    UnitQuestion: ({"words", "choices", "asked_to", "asked_by"}, {"id", "unit_id", "asked_from"}),
}
# What points at a counter, a publication or a unit: whether it goes along, or belongs to the past of the old one.
GOES_ALONG = {
    "publication.counter_id", "quota.publication_id", "counter.moved_to_id", "unit.parent_id",
    "counter.unit_id", "unit_question.unit_id", "account_scope.unit_id",
    "succession.predecessor_id", "succession.successor_id",
    "unit_question_decision.question_id", "unit_question_decision.asked_by",
}  # fmt: skip
STAYS = {
    "ballot.counter_id", "seal.counter_id", "seal.unit_id", "tally.unit_id", "box_sum.unit_id",
    "moment_sum.unit_id", "poster.counter_id", "paper_entry.counter_id",
    "unit_answer.question_id", "written_text.unit_id", "typed_alone.counter_id", "box_shape.unit_id",
}  # fmt: skip


@pytest.mark.parametrize("model", COLUMNS, ids=lambda model: model.__tablename__)
def test_somebody_has_decided_of_every_column_whether_it_crosses(model):
    crossing, own = COLUMNS[model]
    assert set(model.__table__.columns.keys()) == crossing | own
    assert not crossing & own


def test_somebody_has_decided_of_every_table_that_points_at_a_place_whether_it_goes_along():
    pointing = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name in {"counter", "publication", "unit", "unit_question"}
    }
    assert pointing == GOES_ALONG | STAYS


@pytest.mark.parametrize("model", [Counter, Publication, Quota], ids=lambda model: model.__tablename__)
def test_a_column_that_is_added_tomorrow_crosses_by_itself(house, model):
    table = model.__table__.to_metadata(MetaData())
    table.append_column(Column("tomorrow", Integer))
    own = {
        "counter": {"code": "7K4M2QX9"},
        "publication": {"counter_id": _bare_counter(house)},
        "quota": {"publication_id": 2},
    }[table.name]
    with house.platform.database.writing() as connection:
        connection.execute(insert(Quota).values(publication_id=1, a_day=5, in_all=None, closes=True))
        connection.execute(text(f"ALTER TABLE {table.name} ADD COLUMN tomorrow INTEGER"))
        connection.execute(table.update().values(tomorrow=7))
        (key,) = copies.add_copies(connection, table, of={next(iter(table.primary_key)).name: 1}, **own)
        query = select(table.c.tomorrow).where(next(iter(table.primary_key)) == key)
        assert connection.execute(query).scalar_one() == 7


def _bare_counter(house):
    code = places.add_counter(house.platform, unit_code="13285", name="Quầy mới", procedure_field="")
    with house.platform.database.reading() as connection:
        return connection.execute(select(Counter.id).where(Counter.code == code)).scalar_one()


def test_a_unit_that_only_gets_another_parent_keeps_its_mark_its_question_and_who_looks_after_it(house):
    platform, today = house.platform, house.platform.today
    add_account(
        platform, username="mai", password="Tiếng Việt đủ dấu", roles=["manager"], unit_codes=["13501"]
    )
    places.mark_iso_9001(platform.database, code="13501", certified=True, today=today)
    with platform.database.writing() as connection:
        old = connection.execute(select(Unit.id).where(Unit.code == "13501")).scalar_one()
        add_question(
            connection,
            unit_id=old,
            words="Có chỗ đỗ xe không?",
            choices=["có"],
            asked_from=today,
            asked_by="mai",
        )
        question = connection.execute(select(UnitQuestion.id)).scalar_one()
        told = {"asked_by": "mai", "decision": "approved", "decided_by": "lan", "decided_at": 0, "remark": ""}
        add_decision(connection, question_id=question, **told)
    act = f"{WAYS}37,N,toan_bo,Tỉnh Mới,tinh,\n"
    assert not reorganise(platform.database, source=act.encode(), takes_effect=today, today=today).faults
    with platform.database.reading() as connection:
        new = connection.execute(select(Unit).where(Unit.code == "13501", Unit.id != old)).one()
        scopes = set(connection.scalars(select(AccountScope.unit_id)))
        decided = select(UnitQuestion.unit_id).join(
            UnitQuestionDecision, UnitQuestionDecision.question_id == UnitQuestion.id
        )
        asked = set(connection.scalars(decided))
    assert new.iso_9001
    assert new.id in scopes
    assert new.id in asked


def test_a_new_code_takes_along_what_is_open_what_comes_and_how_full_its_quota_is(house):
    database, clock = house.platform.database, house.clock
    house.half_day_later(2)
    coming = house.platform.today + timedelta(days=30)
    quota = QuotaRow(a_day=None, in_all=10, closes=True)
    given = {"template": "QUICK", "number": None, "counter_codes": [CODE], "overlap": Overlap.REPLACE}
    publishing.publish(database, **given, opens_on=house.platform.today, quota=quota)
    for _ in range(5):
        house.answer(CODE)
    house.half_day_later(2)
    house.seal()
    publishing.publish(database, **given, opens_on=coming)
    fresh = places.replace_code(house.platform, code=CODE)
    for _ in range(5):
        house.answer(fresh)
    house.half_day_later()
    house.seal()
    with pytest.raises(CounterFullError):
        house.answer(fresh)
    clock.at += timedelta(days=30)
    house.answer(fresh)  # what was to begin later begins under the new code, and without a quota
    with database.reading() as connection:
        left = [row for row in list_publications(connection) if row.counter == CODE and row.closes_on is None]
    assert left == []


def test_a_counter_that_has_not_opened_can_be_closed_replaced_and_moved(house):
    later = house.platform.today + timedelta(days=9)
    rows = "code,name,unit_code,opened_on\n" + "".join(f"7K4M2QY{n},Quầy,13285,{later}\n" for n in range(3))
    assert not import_counters(house.platform.database, source=rows.encode(), today=later).faults
    places.close_counter(house.platform, code="7K4M2QY0")
    fresh = places.replace_code(house.platform, code="7K4M2QY1")
    act = f"{WAYS}13285,M,toan_bo,Phường Mới,phuong,37\n"
    today = house.platform.today
    assert not reorganise(
        house.platform.database, source=act.encode(), takes_effect=today, today=today
    ).faults
    moved = follow_successions(house.platform.database, on=today).moved
    assert {fresh, "7K4M2QY2"} <= {one.code for one in moved}
    house.clock.at += timedelta(days=9)
    for code in (fresh, "7K4M2QY2"):
        with pytest.raises(CounterGoneError) as gone:
            open_form(house.platform, code=code)
        assert gone.value.door.unit_name == "Phường Mới"


def test_a_day_at_the_beginning_of_time_is_refused_in_a_sentence(house):
    act = f"{WAYS}13285,M,toan_bo,Phường Mới,phuong,37\n"
    done = reorganise(
        house.platform.database, source=act.encode(), takes_effect=date.min, today=house.platform.today
    )
    assert "đã qua" in done.faults[0].problem


def test_a_version_that_was_closed_takes_no_further_day_whoever_writes(house):
    today, database = house.platform.today, house.platform.database
    at = int(house.clock.at.timestamp())
    publishing.close_version(database, template="QUICK", number=1, today=today, by="lan", at=at)
    row = {"counter_id": _bare_counter(house), "version_id": 1, "opens_on": today}
    for closes_on in (None, today + timedelta(days=1)):
        with pytest.raises(DBAPIError, match="not opened again"), database.writing() as connection:
            add_publications(connection, [{**row, "closes_on": closes_on}])
    with database.writing() as connection:
        add_publications(connection, [{**row, "closes_on": today}])
