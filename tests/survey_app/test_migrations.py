"""Every revision up and down with rows, on both engines; a fresh database equals a migrated one."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text
from werkzeug.datastructures import MultiDict

from forms.editing import put_header
from forms.reading import load_instrument
from survey_app.access import Rights
from survey_app.db import open_engine
from survey_app.models import Base
from survey_app.models.ballot import is_no_part
from survey_app.services import audio_approvals, audio_clips
from survey_app.services.accounts import add_account
from survey_app.services.answering import open_form
from survey_app.services.drafting import approving, beginning, changing
from survey_app.services.paper_entries import find_tray, type_in
from survey_app.services.poster_registry import list_posters
from survey_app.services.posters import Paper, print_posters
from survey_app.services.setting_up import _scripts, downgrade, migrate
from survey_app.store.closings import add_act, shut_keys
from survey_app.store.ended_sessions import add_ended
from survey_app.store.import_notes import add_notes
from survey_app.store.quotas import add_quotas
from survey_app.store.successions import SuccessionRow, add_successions
from survey_app.store.unit_questions import add_answers, add_decision, add_question, list_waiting
from survey_app.store.units import list_units

REVISIONS = [script.revision for script in reversed(list(_scripts().walk_revisions()))]
CLUSTERED = {
    "ballot",
    "spent_key",
    "response",
    "written_text",
    "tally",
    "box_sum",
    "moment_sum",
    "box_shape",
    "unit_answer",
}


def triggers(connection):
    if connection.dialect.name == "sqlite":
        query = "SELECT name, tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = (
            "SELECT tgname, tgrelid::regclass::text, pg_get_triggerdef(t.oid) || p.prosrc FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT tgisinternal"
        )
    return {tuple(row) for row in connection.execute(text(query))}


def shape(connection):
    inspector = inspect(connection)
    tables = [name for name in inspector.get_table_names() if name != "alembic_version"]
    return {
        table: {
            "columns": {(c["name"], str(c["type"]), c["nullable"]) for c in inspector.get_columns(table)},
            "checks": {(c["name"], c["sqltext"]) for c in inspector.get_check_constraints(table)},
            "foreign": {(f["name"], f["referred_table"]) for f in inspector.get_foreign_keys(table)},
            "unique": {
                (u["name"], tuple(u["column_names"])) for u in inspector.get_unique_constraints(table)
            },
            "indexes": {(i["name"], tuple(i["column_names"])) for i in inspector.get_indexes(table)},
            "primary": tuple(inspector.get_pk_constraint(table)["constrained_columns"]),
        }
        for table in tables
    }


def without_rowid(connection):
    rows = connection.exec_driver_sql("PRAGMA table_list").mappings()
    return {row["name"] for row in rows if row["wr"]}


def test_revisions_are_numbered_by_hand_without_a_gap():
    assert [f"{number:04d}" for number in range(1, len(REVISIONS) + 1)] == REVISIONS
    assert isinstance(_scripts(), ScriptDirectory)


def test_a_migrated_database_holds_what_the_models_say(database_url):
    engine = open_engine(database_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "render_as_batch": True, "include_name": is_no_part}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


@pytest.fixture
def fresh_database_url(database_url, tmp_path, request):
    """An empty database on the same engine as `database_url`."""
    if database_url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path / 'fresh.db'}"
        return
    server = request.getfixturevalue("postgres_server")
    url = server.create_database()
    yield url
    server.drop_database(url.rpartition("/")[2])


def test_triggers_checks_and_clustering_are_the_same_in_a_fresh_and_in_a_migrated_database(
    database_url, fresh_database_url
):
    migrated, fresh = open_engine(database_url), open_engine(fresh_database_url)
    with fresh.begin() as connection:
        Base.metadata.create_all(connection)
    with migrated.connect() as one, fresh.connect() as other:
        assert triggers(one) == triggers(other)
        assert triggers(one)
        assert shape(one) == shape(other)
        if one.dialect.name == "sqlite":
            assert without_rowid(one) == without_rowid(other) == CLUSTERED
    migrated.dispose()
    fresh.dispose()


def fill_every_table(house):
    """By what the house does every day, where that is quick; the rest as bare rows."""
    for _ in range(6):
        house.answer(Q5="Chờ lâu")
    house.half_day_later()
    house.seal()
    house.answer()
    platform = house.platform
    add_account(
        platform,
        username="an",
        password="quầy số ba mở cửa lúc bảy giờ",
        roles=["manager"],
        unit_codes=["37"],
    )
    for words in ("Thử một", "Thử hai"):
        beginning.begin_next(platform, code="QUICK", by="lan")
        changing.change(
            platform,
            code="QUICK",
            by="lan",
            step="save",
            part="header",
            do=lambda q, words=words: put_header(q, {"about": {"vi": words}}),
        )
        approving.submit(platform, code="QUICK", by="lan")
        if words == "Thử một":
            approving.approve(platform, code="QUICK", by="minh")
    tray = find_tray(
        platform,
        Rights(account="an", display_name="An", roles=frozenset({"administrator"}), scope=frozenset()),
        template="QUICK",
        number=1,
        code="7K4M2QX0",
    )
    for sheet in ("1", "2", "2"):
        type_in(platform, tray, sheet=sheet, body=MultiDict({"Q1": "5"}), by="an")
    print_posters(platform, list_posters(platform).counters, paper=Paper.A4)
    audio_clips.record(platform, load_instrument("QUICK").item("Q1"), "vi", b"ID3 voice", by="lan")
    audio_approvals.decide(platform, clip_id=1, verb="approved", by="minh", now_id=0)
    with platform.database.writing() as connection:
        add_quotas(connection, [{"publication_id": 1, "a_day": 20, "in_all": None, "closes": False}])
        add_question(
            connection,
            unit_id=2,
            words="Gì?",
            choices=[],
            asked_from=platform.today,
            asked_to=None,
            asked_by="an",
        )
        add_decision(
            connection,
            question_id=1,
            asked_by="an",
            decision="approved",
            decided_by="minh",
            decided_at=0,
            remark="",
        )
        add_ended(connection, b"0" * 32, dies_at=0)
        add_answers(
            connection, [{"question_id": 1, "month": 202610, "id": b"0" * 16, "content": b"\x00C\xc3\xb3"}]
        )
        shut_keys(connection, [platform.half_day + 9])
        add_act(connection, kind="reopened", closed_before=9, closed_after=8, at="2026-10-01", done_by="an")
        add_notes(connection, code="QUICK", file="a.xlsx", at=0, notes=[("survey", "Chưa có ở đây.")])
        ids = {unit.code: unit.id for unit in list_units(connection)}
        row = SuccessionRow(
            predecessor_id=ids["13285"], successor_id=ids["13501"], takes_effect=platform.today, is_full=True
        )
        add_successions(connection, [row])


@pytest.mark.parametrize("revision", REVISIONS)
def test_each_revision_goes_down_and_up_again_with_rows_in_every_table(house, revision):
    fill_every_table(house)
    with house.platform.database.engine.connect() as connection:
        tables = Base.metadata.sorted_tables
        empty = {
            t.name for t in tables if not connection.execute(select(func.count()).select_from(t)).scalar()
        }
    assert not empty
    url = house.config.database_url
    earlier = f"{int(revision) - 1:04d}" if revision != REVISIONS[0] else "base"
    with house.platform.database.engine.connect() as connection:
        before = triggers(connection)
    house.platform.close()
    downgrade(url, earlier)
    migrate(url)
    with house.platform.database.engine.connect() as connection:
        assert triggers(connection) == before


def test_what_was_live_without_an_approval_waits_for_one_after_the_migration(house):
    platform = house.platform
    audio_clips.record(platform, load_instrument("QUICK").item("Q1"), "vi", b"ID3 voice", by="lan")
    audio_approvals.decide(platform, clip_id=1, verb="approved", by="minh", now_id=0)
    with platform.database.writing() as connection:
        asked = {"asked_from": platform.today, "asked_to": None, "asked_by": "an"}
        add_question(connection, unit_id=2, words="Họ tên?", choices=[], **asked)
    platform.close()
    downgrade(house.config.database_url, "0015")
    migrate(house.config.database_url)
    (clip,) = audio_approvals.list_decisions(platform, reader="minh").waiting
    assert (clip.now, clip.by) == (None, "lan")
    assert audio_clips.clips_of(platform, load_instrument("QUICK"), "vi") == {}
    with platform.database.reading() as connection:
        (question,) = list_waiting(connection)
    assert question.row.words == "Họ tên?"
    assert open_form(platform, code="7K4M2QX0").door.own is None
