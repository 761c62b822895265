"""Units and counters from CSV: everything or nothing, and every fault named by row and column."""

import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from forms.faults import Fault
from survey_app.addresses import CODE_LENGTH
from survey_app.apart import Run, here
from survey_app.db import Database
from survey_app.form_keys import ALPHABET
from survey_app.rows import LEVELS
from survey_app.services.place_tables import examine_counters, examine_units, unwatched
from survey_app.store import counters, units


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or with faults: what is wrong; then nothing was written."""

    added: int
    faults: tuple[Fault, ...]


def import_units(
    database: Database,
    *,
    source: bytes,
    dry_run: bool = False,
    tick: Callable[[int], None] = unwatched,
    run: Run = here,
) -> Imported:
    """Read units; a parent stands in the file or in the database already.

    A long file is examined before anything is locked: answers go on being taken. `run` may have it examined elsewhere
    and raise what that raises.
    """
    while True:
        with database.reading() as connection:
            known = units.find_standing(connection)
            spans = units.find_spans(connection)
        read = run(examine_units, source, {code: unit.level for code, unit in known.items()}, spans, tick)
        if read.faults or dry_run:
            return Imported(added=0 if read.faults else len(read.rows), faults=read.faults)
        with database.writing() as connection:
            if units.find_spans(connection) == spans:  # else somebody else registered units meanwhile
                _add_units(connection, read.rows, {code: unit.id for code, unit in known.items()})
                return Imported(added=len(read.rows), faults=())


def _add_units(connection: Connection, rows: Sequence[Mapping[str, Any]], ids: dict[str, int]) -> None:
    """Level by level, so that a parent has its id before its children need it."""
    for level in LEVELS:
        values = [
            {
                **{name: row[name] for name in row if name != "parent_code"},
                "parent_id": ids.get(row["parent_code"]),
            }
            for row in rows
            if row["level"] == level
        ]
        added = units.add_units(connection, values)
        ids |= {row["code"]: unit_id for row, unit_id in zip(values, added, strict=True)}


def import_counters(
    database: Database,
    *,
    source: bytes,
    today: date,
    dry_run: bool = False,
    tick: Callable[[int], None] = unwatched,
    run: Run = here,
) -> Imported:
    """Read counters; an empty code is given by the program."""
    while True:
        with database.reading() as connection:
            unit_ids = {row.code: row.id for row in units.list_units(connection, on=today)}
            known = counters.find_codes(connection)
        read = run(examine_counters, source, known, unit_ids, today, tick)
        if read.faults or dry_run:
            return Imported(added=0 if read.faults else len(read.rows), faults=read.faults)
        taken = known | {values["code"] for values in read.rows}
        for values in read.rows:
            values["code"] = values["code"] or new_code(taken)
            taken.add(values["code"])
        with database.writing() as connection:
            if counters.find_codes(connection) == known:  # else somebody else registered counters meanwhile
                counters.add_counters(connection, read.rows)
                return Imported(added=len(read.rows), faults=())


def new_code(taken: Collection[str]) -> str:
    while (code := "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))) in taken:
        pass
    return code
