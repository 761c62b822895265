"""PostgreSQL keeps a deleted row with the number of its transaction: after a seal none is left in the box."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from survey_app.models.ballot import PARTITIONS
from survey_app.services.seal_runs import anything_due
from survey_app.store import erasure

FIRST, SECOND = "7K4M2QX0", "7K4M2QX1"


@pytest.fixture
def box(house, request):
    """The files of the box as they lie on the disk."""
    if house.platform.database.is_sqlite:
        pytest.skip("SQLite overwrites what is deleted: see test_erasure.py")
    cluster = request.getfixturevalue("postgres_server").cluster
    if cluster is None:
        pytest.skip("the disk of a server that somebody else runs is not read")

    def read():
        with house.platform.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as c:
            c.execute(text("CHECKPOINT"))
            paths = [c.scalar(text(f"SELECT pg_relation_filepath('{part}')")) for part in PARTITIONS]
        return b"".join((cluster.folder / "data" / path).read_bytes() for path in paths)

    return read


def rows(house):
    query = "SELECT id, xmin::text AS came, ctid FROM ballot ORDER BY tableoid, ctid"
    with house.platform.database.reading() as connection:
        return connection.execute(text(query)).all()


def fill_and_seal(house):
    for _ in range(12):
        house.answer(FIRST)
    for _ in range(3):
        house.answer(SECOND)
    came = [row.id for row in rows(house)]
    house.half_day_later()
    run = house.seal()
    assert run.sealed == 12
    return came, run


def test_no_row_of_before_lies_in_the_box_after_a_seal_and_what_waits_lies_in_no_order(house, box):
    came, run = fill_and_seal(house)
    lying = box()
    assert not run.erasure_pending
    assert not [each for each in came if each in lying]
    waiting = rows(house)
    assert len(waiting) == 3
    assert [row.id for row in waiting] == sorted(row.id for row in waiting)
    assert len({row.came for row in waiting}) == 1, "written by one transaction"


def test_without_clearing_every_row_lies_there_with_its_transaction(house, box, monkeypatch):
    """Planted: deletion alone."""
    monkeypatch.setattr(erasure, "erase", lambda _database: True)
    came, _ = fill_and_seal(house)
    lying = box()
    assert [each for each in came if each in lying] == came
    assert erasure.is_pending(house.platform.database)


def test_a_reader_who_stays_puts_the_clearing_off_and_no_answer(house, box, monkeypatch):
    monkeypatch.setattr(erasure, "PATIENCE_SECONDS", 0.2)
    with house.platform.database.reading() as reader:
        reader.execute(text("SELECT count(*) FROM ballot"))
        came, run = fill_and_seal(house)
        assert run.erasure_pending
        house.answer(FIRST)
        assert anything_due(house.platform)
    assert not house.seal().erasure_pending
    assert not anything_due(house.platform)
    assert not [each for each in came if each in box()]


def test_what_waits_unread_under_a_lost_key_survives_the_clearing_and_the_guard_stands(house, box):
    house.answer(FIRST)
    for path in house.config.key_folder.glob("*.key"):
        path.unlink()
    house.platform.box_keys._known.clear()
    for _ in range(2):
        house.half_day_later()
        house.seal()
    assert len(rows(house)) == 1
    assert box()
    again = (
        "INSERT INTO ballot SELECT counter_id, version_id, :id, half_day, key_half_day, content FROM ballot"
    )
    with pytest.raises(DBAPIError, match="closed"), house.platform.database.writing() as connection:
        connection.execute(text(again), {"id": bytes(16)})
