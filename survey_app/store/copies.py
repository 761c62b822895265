"""Rows that another row goes on from: every column crosses, but those that are the new row's own.

By name, inside the database: a column that is added to a table later crosses by itself. Which columns are a row's own
is said here once, and a test asks it of every column and of every table that points at a counter or a unit.
"""

from collections.abc import Mapping
from datetime import date
from typing import cast

from sqlalchemy import Connection, Table, insert, literal, select, update

from survey_app.models import (
    AccountScope,
    Base,
    Counter,
    Publication,
    Quota,
    UnitQuestion,
    UnitQuestionDecision,
)


def add_copies(connection: Connection, table: Table, *, of: Mapping[str, object], **own: object) -> list[int]:
    """Copy the rows that have these values, with other values in some columns; gives the first key column of each.

    A key that the database numbers by itself is numbered anew.
    """
    numbered = table.autoincrement_column
    names = [column.name for column in table.columns if column is not numbered or column.name in own]
    values = [
        literal(own[name], table.c[name].type).label(name) if name in own else table.c[name] for name in names
    ]
    found = select(*values).where(*(table.c[name] == value for name, value in of.items()))
    key = next(iter(table.primary_key))
    return list(connection.scalars(insert(table).from_select(names, found).returning(key)))


def add_counter_after(
    connection: Connection, counter_id: int, *, code: str, unit_id: int, opened_on: date
) -> int:
    """A counter like another one, under its own code; gives its id. The other one says from now on who follows it."""
    own = {"code": code, "unit_id": unit_id, "opened_on": opened_on}
    ended = {"closed_on": None, "revoked_on": None, "moved_to_id": None}
    (new_id,) = add_copies(connection, _table(Counter), of={"id": counter_id}, **own, **ended)
    connection.execute(update(Counter).where(Counter.id == counter_id).values(moved_to_id=new_id))
    return new_id


def add_publication_after(
    connection: Connection, publication_id: int, *, counter_id: int, opens_on: date
) -> None:
    """The same version with the same quota at another counter, from a day on."""
    table = _table(Publication)
    own = {"counter_id": counter_id, "opens_on": opens_on}
    (new_id,) = add_copies(connection, table, of={"id": publication_id}, **own)
    add_copies(connection, _table(Quota), of={"publication_id": publication_id}, publication_id=new_id)


def add_to_unit_after(connection: Connection, unit_id: int, *, new_id: int, since: date) -> None:
    """A unit that is only registered anew keeps who may look at it and what it asks."""
    add_copies(connection, _table(AccountScope), of={"unit_id": unit_id}, unit_id=new_id)
    running = select(UnitQuestion.id).where(UnitQuestion.unit_id == unit_id, UnitQuestion.asked_to.is_(None))
    for question in connection.scalars(running).all():
        (copy,) = add_copies(
            connection, _table(UnitQuestion), of={"id": question}, unit_id=new_id, asked_from=since
        )
        add_copies(connection, _table(UnitQuestionDecision), of={"question_id": question}, question_id=copy)


def _table(model: type[Base]) -> Table:
    return cast("Table", model.__table__)
