"""Turns of SQLite's writers: nobody who waits is overtaken for long, and no death keeps a turn."""

import subprocess
import sys
import threading
import time
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, PendingRollbackError

from survey_app import db
from survey_app.db import Database, open_engine
from survey_app.turns import WriteTurn

FEW = 3  # of the busy writer's transactions that may come between a wish to write and its turn
TRIES = 5


@pytest.fixture
def database(tmp_path, monkeypatch):
    monkeypatch.setattr(db, "BUSY_MILLISECONDS", 300)
    database = Database(open_engine(f"sqlite:///{tmp_path / 'turns.db'}"))
    with database.writing() as connection:
        connection.execute(text("CREATE TABLE note (number INTEGER)"))
        # Where every writing transaction leaves its mark.
        connection.execute(text("CREATE TABLE setting (name VARCHAR PRIMARY KEY, value TEXT)"))
    yield database
    database.engine.dispose()


def overtaken(database):
    """How often a writer without pause goes first while another waits; the worst of some tries."""
    written, stop = 0, threading.Event()

    def write_on():
        nonlocal written
        while not stop.is_set():
            with suppress(OperationalError), database.writing() as connection:
                connection.execute(text("INSERT INTO note VALUES (1)"))
                time.sleep(0.005)  # the lock is held nearly always
            written += 1

    busy = threading.Thread(target=write_on)
    busy.start()
    worst = 0
    try:
        for _ in range(TRIES):
            before = written
            while written == before:  # the writer is at its work again
                time.sleep(0.001)
            before = written
            with suppress(OperationalError), database.writing():  # locked out, until its patience ended
                pass
            worst = max(worst, written - before)
    finally:
        stop.set()
        busy.join()
    return worst


def test_a_writer_without_pause_lets_others_have_their_turn(database):
    assert overtaken(database) <= FEW


def test_the_same_measure_finds_writers_that_only_look_now_and_then(database, monkeypatch):
    class NoTurn:
        def give_back(self):
            """Planted: SQLite's own waiting."""

    monkeypatch.setattr(WriteTurn, "take", lambda _path: NoTurn())
    assert overtaken(database) > FEW


def test_a_failed_and_a_broken_transaction_give_their_turn_back(database):
    with pytest.raises(ZeroDivisionError), database.writing():
        1 / 0  # noqa: B018
    with pytest.raises(PendingRollbackError), database.writing() as connection:
        connection.invalidate()
    with database.writing() as connection:
        connection.execute(text("INSERT INTO note VALUES (2)"))


def test_a_killed_process_gives_its_turn_back(database, tmp_path):
    script = (
        "import sys, time; from pathlib import Path; from survey_app.turns import WriteTurn\n"
        "turn = WriteTurn.take(Path(sys.argv[1])); print('mine', flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "turns.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"mine\n"
        holder.kill()
    with database.writing() as connection:
        connection.execute(text("INSERT INTO note VALUES (3)"))
