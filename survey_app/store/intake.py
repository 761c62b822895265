"""Putting one accepted answer into the box: on the disk before anybody is told, once for each form.

SQLite has one writer, so one thread of the server writes for all: it commits whatever has come together and answers
when the group is on the disk. PostgreSQL orders its writers itself: one statement an answer.
"""

import os
import queue
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from survey_app.store.closings import what_is_shut

GROUP = 128
WAIT_SECONDS = 30.0


class Outcome(Enum):
    STORED = "stored"
    ALREADY = "already"  # this form has been counted before: first content wins
    KEY_CLOSED = "key closed"  # its half-day was closed meanwhile: encrypt anew and try again
    CODE_REFUSED = "code refused"  # unknown, revoked, or of another counter than the form


@dataclass(frozen=True, slots=True)
class Entry:
    """One row for the box, the form it spends, and the code it came to on a day."""

    code: str
    day: date
    key_hash: bytes
    half_day: int
    counter_id: int
    version_id: int
    id: bytes
    key_half_day: int
    content: bytes


class Intake(Protocol):
    def put(self, entry: Entry) -> Outcome: ...
    def close(self) -> None: ...


def open_intake(engine: Engine) -> Intake:
    return SqliteIntake(engine) if engine.dialect.name == "sqlite" else PostgresIntake(engine)


class PostgresIntake:
    """One statement: the form is spent and its row is in the box, or neither."""

    _STATEMENT = (
        "WITH standing AS (SELECT id FROM counter "
        "WHERE code = %s AND id = %s AND (revoked_on IS NULL OR revoked_on > %s)), "
        "spent AS (INSERT INTO spent_key (key_hash, half_day) SELECT %s, %s FROM standing "
        "ON CONFLICT DO NOTHING RETURNING half_day), "
        "put AS (INSERT INTO ballot (counter_id, version_id, id, key_half_day, content, half_day) "
        "SELECT %s, %s, %s, %s, %s, spent.half_day FROM spent RETURNING half_day) "
        "SELECT EXISTS (SELECT FROM standing), EXISTS (SELECT FROM put)"
    )
    _KEY_CLOSED = "HL001"  # raised by the guard on the table

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def put(self, entry: Entry) -> Outcome:
        given = (entry.code, entry.counter_id, entry.day, entry.key_hash, entry.half_day, *_row(entry))
        with self._engine.connect() as connection:
            try:
                standing, put = connection.exec_driver_sql(self._STATEMENT, given).one()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) == self._KEY_CLOSED:
                    return Outcome.KEY_CLOSED
                raise
        if not standing:
            return Outcome.CODE_REFUSED
        return Outcome.STORED if put else Outcome.ALREADY

    def close(self) -> None:
        """Nothing waits here."""


class SqliteIntake:
    """One writer thread with a connection of its own, started at the first answer (so after any fork)."""

    _COUNTERS = "SELECT code, id, coalesce(revoked_on, '9999-12-31') FROM counter WHERE code IN ({})"
    _SPEND = "INSERT INTO spent_key (key_hash, half_day) VALUES {} ON CONFLICT DO NOTHING RETURNING key_hash"
    _PUT = (
        "INSERT INTO ballot (counter_id, version_id, id, key_half_day, content, half_day) "
        "VALUES (?, ?, ?, ?, ?, ?)"
    )

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: queue.SimpleQueue[tuple[Entry, Future[Outcome]] | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._process = 0

    def put(self, entry: Entry) -> Outcome:
        if self._process != os.getpid():
            self._start()
        done: Future[Outcome] = Future()
        self._queue.put((entry, done))
        return done.result(timeout=WAIT_SECONDS)

    def close(self) -> None:
        """Write what has been handed in, then stop."""
        if self._thread is not None and self._process == os.getpid():
            self._queue.put(None)
            self._thread.join(WAIT_SECONDS)
            self._process = 0

    def _start(self) -> None:
        with self._lock:
            if self._process == os.getpid():
                return
            self._queue = queue.SimpleQueue()
            self._thread = threading.Thread(target=self._run, name="intake", daemon=True)
            self._thread.start()
            self._process = os.getpid()

    def _run(self) -> None:
        while (group := self._next_group()) is not None:
            try:
                # The connection stays with this thread for the group; the pool cannot hand it to others.
                with self._engine.connect() as connection, connection.begin():
                    outcomes = self._write(connection, [entry for entry, _ in group])
            except BaseException as error:  # noqa: BLE001  # whoever waits must hear of any failure
                for _, done in group:
                    done.set_exception(error)
            else:
                for (_, done), outcome in zip(group, outcomes, strict=True):
                    done.set_result(outcome)

    def _next_group(self) -> list[tuple[Entry, Future[Outcome]]] | None:
        first = self._queue.get()
        if first is None:
            return None
        group = [first]
        while len(group) < GROUP:
            try:
                following = self._queue.get_nowait()
            except queue.Empty:
                break
            if following is None:
                self._queue.put(None)  # stop after this group
                break
            group.append(following)
        return group

    def _write(self, connection: Connection, entries: Sequence[Entry]) -> list[Outcome]:
        """A few statements, however large the group: spend its forms, then put what was not spent before."""
        refused = self._refuse(connection, entries)
        fresh = self._spend(connection, [entry for entry in entries if entry.id not in refused])
        outcomes, rows = [], []
        for entry in entries:
            if entry.id in refused:
                outcomes.append(refused[entry.id])
            elif entry.key_hash in fresh:
                fresh.remove(entry.key_hash)  # the same form may stand in a group twice
                outcomes.append(Outcome.STORED)
                rows.append((*_row(entry), entry.half_day))
            else:
                outcomes.append(Outcome.ALREADY)
        if rows:
            connection.exec_driver_sql(self._PUT, rows)
        return outcomes

    def _refuse(self, connection: Connection, entries: Sequence[Entry]) -> dict[bytes, Outcome]:
        """By the entry's id: what a code that takes nothing, or a key that has been closed, keeps out."""
        codes = tuple({entry.code for entry in entries})
        found = connection.exec_driver_sql(self._COUNTERS.format(", ".join("?" * len(codes))), codes)
        counters = {code: (counter_id, revoked_on) for code, counter_id, revoked_on in found}
        closed, shut = what_is_shut(connection)
        refused = {}
        for entry in entries:
            counter_id, revoked_on = counters.get(entry.code, (None, ""))
            if counter_id != entry.counter_id or revoked_on <= entry.day.isoformat():
                refused[entry.id] = Outcome.CODE_REFUSED
            elif entry.key_half_day <= closed or entry.key_half_day in shut:
                refused[entry.id] = Outcome.KEY_CLOSED
        return refused

    def _spend(self, connection: Connection, entries: Sequence[Entry]) -> set[bytes]:
        if not entries:
            return set()
        places = ", ".join(["(?, ?)"] * len(entries))
        given = tuple(value for entry in entries for value in (entry.key_hash, entry.half_day))
        return set(connection.exec_driver_sql(self._SPEND.format(places), given).scalars())


def _row(entry: Entry) -> tuple[object, ...]:
    """What both engines put, field by field, because `astuple` copies what it finds."""
    return (entry.counter_id, entry.version_id, entry.id, entry.key_half_day, entry.content)
