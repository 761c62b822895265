"""Counters: by their public code, for the citizen's door, for lists."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.orm import aliased

from survey_app.models import (
    Counter,
    Publication,
    Quota,
    Template,
    TemplateVersion,
    Unit,
    UnitQuestion,
    UnitQuestionDecision,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterDoor:
    """What stands behind a code today: whose counter it is and which version is open there."""

    counter_id: int
    code: str
    name: str
    unit_name: str
    parent_name: str | None
    grandparent_name: str | None
    closed: bool
    revoked: bool
    version_id: int | None
    moved_to: str | None  # the code of the counter that follows a closed one
    moved_from: str | None = None  # the code that led here
    closing: "Closing | None" = None
    own: "OwnQuestion | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """After how many answers the counter takes no more: on one day, and since the publication opened."""

    opens_on: date
    a_day: int | None
    in_all: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnQuestion:
    """What the counter's unit asks beside the template; with no choices words are asked for."""

    id: int
    words: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRow:
    id: int
    code: str
    name: str
    unit_id: int
    unit_code: str
    unit: str
    procedure_field: str
    opened_on: date
    closed_on: date | None
    revoked_on: date | None


# Only what a second person approved is asked.
_APPROVED = (
    select(UnitQuestionDecision.question_id)
    .where(UnitQuestionDecision.question_id == UnitQuestion.id, UnitQuestionDecision.decision == "approved")
    .exists()
)
# Of all that was ever published at a counter only what is open leaves the database.
_OPEN = and_(
    Publication.opens_on <= bindparam("today"),
    or_(Publication.closes_on.is_(None), Publication.closes_on >= bindparam("today")),
)
_parent, _grandparent, _following = aliased(Unit), aliased(Unit), aliased(Counter)


def door_query(*, own_where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Counter.id,
            Counter.code,
            Counter.name,
            Counter.opened_on,
            Counter.closed_on,
            Counter.revoked_on,
            _following.code.label("moved_to"),
            Unit.name.label("unit_name"),
            _parent.name.label("parent_name"),
            _grandparent.name.label("grandparent_name"),
            Publication.version_id,
            Publication.opens_on,
            Publication.closes_on,
            Quota.a_day,
            Quota.in_all,
            UnitQuestion.id.label("own_id"),
            UnitQuestion.words.label("own_words"),
            UnitQuestion.choices.label("own_choices"),
        )
        .join(Unit, Unit.id == Counter.unit_id)
        .outerjoin(_parent, _parent.id == Unit.parent_id)
        .outerjoin(_grandparent, _grandparent.id == _parent.parent_id)
        .outerjoin(_following, _following.id == Counter.moved_to_id)
        .outerjoin(Publication, and_(Publication.counter_id == Counter.id, _OPEN))
        .outerjoin(Quota, and_(Quota.publication_id == Publication.id, Quota.closes))
        .outerjoin(
            UnitQuestion,
            and_(UnitQuestion.unit_id == Counter.unit_id, UnitQuestion.asked_to.is_(None), own_where),
        )
        .where(Counter.code == bindparam("code"))
    )


# One statement for the citizen's page; put together once, because that costs as much as running it.
_DOOR = door_query(own_where=_APPROVED)


def find_door(connection: Connection, code: str, *, today: date) -> CounterDoor | None:
    """The counter of a code, with the version open there on this day if there is one."""
    row = connection.execute(_DOOR, {"code": code, "today": today}).first()
    if row is None:
        return None
    return CounterDoor(
        counter_id=row.id,
        code=row.code,
        name=row.name,
        unit_name=row.unit_name,
        parent_name=row.parent_name,
        grandparent_name=row.grandparent_name,
        closed=row.opened_on > today or _has_ended(row.closed_on, row.moved_to, today),
        revoked=row.revoked_on is not None and row.revoked_on <= today,
        version_id=row.version_id,
        moved_to=row.moved_to,
        closing=_closing(row.opens_on, row.a_day, row.in_all),
        own=_own(row.own_id, row.own_words, row.own_choices),
    )


def _has_ended(closed_on: date | None, moved_to: str | None, today: date) -> bool:
    """The last day counts, but not of a counter that was moved on the day it opened: there the next one takes answers."""
    return closed_on is not None and (closed_on < today or (closed_on == today and moved_to is not None))


def _own(own_id: int | None, words: str, choices: str) -> OwnQuestion | None:
    if own_id is None:
        return None
    return OwnQuestion(id=own_id, words=words, choices=tuple(json.loads(choices)))


def _closing(opens_on: date | None, a_day: int | None, in_all: int | None) -> Closing | None:
    if opens_on is None or (a_day is None and in_all is None):
        return None
    return Closing(opens_on=opens_on, a_day=a_day, in_all=in_all)


def _rows() -> Select[*tuple[Any, ...]]:
    return select(
        Counter.id,
        Counter.code,
        Counter.name,
        Counter.unit_id,
        Unit.code.label("unit_code"),
        Unit.name.label("unit"),
        Counter.procedure_field,
        Counter.opened_on,
        Counter.closed_on,
        Counter.revoked_on,
    ).join(Unit, Unit.id == Counter.unit_id)


def find_counter(connection: Connection, code: str) -> CounterRow | None:
    row = connection.execute(_rows().where(Counter.code == code)).mappings().first()
    return None if row is None else CounterRow(**row)


def list_counters(connection: Connection, *, unit_ids: Collection[int] | None = None) -> list[CounterRow]:
    """All counters, or those of these units, in Vietnamese order of unit and name."""
    query = _rows().order_by(Unit.sort_key, Unit.id, Counter.name, Counter.code)
    if unit_ids is not None:
        query = query.where(Counter.unit_id.in_(unit_ids))
    return [CounterRow(**row) for row in connection.execute(query).mappings()]


def list_open_counters(connection: Connection, *, template: str, today: date) -> list[str]:
    """Codes of the counters at which a version of this template is open."""
    query = (
        select(Counter.code)
        .join(Publication, Publication.counter_id == Counter.id)
        .join(TemplateVersion, TemplateVersion.id == Publication.version_id)
        .join(Template, Template.id == TemplateVersion.template_id)
        .where(
            Template.code == template,
            and_(
                Publication.opens_on <= today,
                or_(Publication.closes_on.is_(None), Publication.closes_on >= today),
            ),
        )
        .order_by(Counter.code)
    )
    return list(connection.scalars(query))


def find_codes(connection: Connection) -> set[str]:
    """Every code that was ever given."""
    return set(connection.scalars(select(Counter.code)))


def add_counters(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:  # an insert of nothing would be an insert of defaults
        connection.execute(insert(Counter), rows)


def count_open_by_unit(connection: Connection) -> dict[int, int]:
    """How many counters stand at each unit, closed and revoked ones left out."""
    query = select(Counter.unit_id, func.count()).group_by(Counter.unit_id)
    query = query.where(Counter.closed_on.is_(None), Counter.revoked_on.is_(None))
    return {unit_id: int(n) for unit_id, n in connection.execute(query)}


def close_counter(connection: Connection, code: str, *, on: date) -> None:
    """The last day of a counter."""
    connection.execute(update(Counter).where(Counter.code == code).values(closed_on=on))


def revoke_counter(connection: Connection, code: str, *, on: date) -> bool:
    """Revoke a code from a day on; tell whether there was one to revoke."""
    statement = (
        update(Counter).where(Counter.code == code, Counter.revoked_on.is_(None)).values(revoked_on=on)
    )
    return connection.execute(statement.returning(Counter.id)).first() is not None
