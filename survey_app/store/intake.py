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
from enum import Enum
from typing import Protocol

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from survey_app.store.closings import find_last_closed

GROUP = 128
WAIT_SECONDS = 30.0


class Outcome(Enum):
    STORED = "stored"
    ALREADY = "already"  # this form has been counted before: first content wins
    KEY_CLOSED = "key closed"  # its half-day was closed meanwhile: encrypt anew and try again


@dataclass(frozen=True, slots=True)
class Entry:
    """One row for the box, and the form it spends."""

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
        "WITH spent AS (INSERT INTO spent_key (key_hash, half_day) VALUES (%s, %s) "
        "ON CONFLICT DO NOTHING RETURNING half_day) "
        "INSERT INTO ballot (counter_id, version_id, id, half_day, key_half_day, content) "
        "SELECT %s, %s, %s, spent.half_day, %s, %s FROM spent RETURNING half_day"
    )
    _KEY_CLOSED = "HL001"  # raised by the guard on the table

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(isolation_level="AUTOCOMMIT")

    def put(self, entry: Entry) -> Outcome:
        with self._engine.connect() as connection:
            try:
                row = connection.exec_driver_sql(self._STATEMENT, _spent_and_put(entry)).first()
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) == self._KEY_CLOSED:
                    return Outcome.KEY_CLOSED
                raise
        return Outcome.ALREADY if row is None else Outcome.STORED

    def close(self) -> None:
        """Nothing waits here."""


def _spent_and_put(entry: Entry) -> tuple[object, ...]:
    """In the order of the statement; field by field, because `astuple` copies what it finds."""
    return (
        entry.key_hash,
        entry.half_day,
        entry.counter_id,
        entry.version_id,
        entry.id,
        entry.key_half_day,
        entry.content,
    )


class SqliteIntake:
    """One writer thread with a connection of its own, started at the first answer (so after any fork)."""

    _SPEND = "INSERT INTO spent_key (key_hash, half_day) VALUES {} ON CONFLICT DO NOTHING RETURNING key_hash"
    _PUT = (
        "INSERT INTO ballot (counter_id, version_id, id, half_day, key_half_day, content) "
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
        """Two statements, however large the group: spend its forms, then put what was not spent before."""
        closed = find_last_closed(connection) or 0
        fresh = self._spend(connection, [entry for entry in entries if entry.key_half_day > closed])
        outcomes, rows = [], []
        for entry in entries:
            if entry.key_half_day <= closed:
                outcomes.append(Outcome.KEY_CLOSED)
            elif entry.key_hash in fresh:
                fresh.remove(entry.key_hash)  # the same form may stand in a group twice
                outcomes.append(Outcome.STORED)
                rows.append(_ballot(entry))
            else:
                outcomes.append(Outcome.ALREADY)
        if rows:
            connection.exec_driver_sql(self._PUT, rows)
        return outcomes

    def _spend(self, connection: Connection, entries: Sequence[Entry]) -> set[bytes]:
        if not entries:
            return set()
        places = ", ".join(["(?, ?)"] * len(entries))
        given = tuple(value for entry in entries for value in (entry.key_hash, entry.half_day))
        return set(connection.exec_driver_sql(self._SPEND.format(places), given).scalars())


def _ballot(entry: Entry) -> tuple[object, ...]:
    return (
        entry.counter_id,
        entry.version_id,
        entry.id,
        entry.half_day,
        entry.key_half_day,
        entry.content,
    )
