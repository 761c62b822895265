"""Publications: which version is open at which counter, from when to when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, insert, or_, select, update

from survey_app.models import Counter, Publication, Quota, Template, TemplateVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationRow:
    id: int
    counter: str
    template: str
    version: int
    opens_on: date
    closes_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoingOn:
    """A publication that has days to come."""

    id: int
    version_id: int
    opens_on: date
    closes_on: date | None


def find_going_on(connection: Connection, counter_id: int, *, on: date) -> list[GoingOn]:
    """The publications of a counter that are open on a day or later."""
    query = select(Publication.id, Publication.version_id, Publication.opens_on, Publication.closes_on).where(
        Publication.counter_id == counter_id,
        or_(Publication.closes_on.is_(None), Publication.closes_on >= on),
    )
    return [GoingOn(**row) for row in connection.execute(query).mappings()]


def list_publications(
    connection: Connection, *, counter_ids: Sequence[int] | None = None
) -> list[PublicationRow]:
    query = (
        select(
            Publication.id,
            Counter.code.label("counter"),
            Template.code.label("template"),
            TemplateVersion.number.label("version"),
            Publication.opens_on,
            Publication.closes_on,
        )
        .join(Counter, Counter.id == Publication.counter_id)
        .join(TemplateVersion, TemplateVersion.id == Publication.version_id)
        .join(Template, Template.id == TemplateVersion.template_id)
        .order_by(Counter.code, Publication.opens_on)
    )
    if counter_ids is not None:
        query = query.where(Publication.counter_id.in_(counter_ids))
    return [PublicationRow(**row) for row in connection.execute(query).mappings()]


def list_overlapping(
    connection: Connection, *, counter_ids: Sequence[int], opens_on: date, closes_on: date | None
) -> list[PublicationRow]:
    """Publications at these counters that share a day with the given span."""
    touching = [
        Publication.counter_id.in_(counter_ids),
        or_(Publication.closes_on.is_(None), Publication.closes_on >= opens_on),
    ]
    if closes_on is not None:
        touching.append(Publication.opens_on <= closes_on)
    ids = set(connection.scalars(select(Publication.id).where(*touching)))
    return [row for row in list_publications(connection, counter_ids=counter_ids) if row.id in ids]


def add_publications(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """Gives their ids."""
    if not rows:  # an insert of nothing would be an insert of defaults
        return []
    return list(connection.scalars(insert(Publication).returning(Publication.id), rows))


def close_publication(connection: Connection, publication_id: int, *, closes_on: date) -> None:
    statement = update(Publication).where(Publication.id == publication_id).values(closes_on=closes_on)
    connection.execute(statement)


def close_at_counter(connection: Connection, counter_id: int, *, on: date) -> None:
    """End what is open at a counter on a day and forget what was to open later."""
    _close(connection, Publication.counter_id == counter_id, on=on)


def give_to_counter(connection: Connection, publication_id: int, counter_id: int) -> None:
    """Let what has not begun begin at another counter."""
    statement = update(Publication).where(Publication.id == publication_id).values(counter_id=counter_id)
    connection.execute(statement)


def close_all(connection: Connection, version_id: int, *, on: date) -> int:
    """End what is open of a version on a day and forget what was to open later; gives how many were open."""
    return _close(connection, Publication.version_id == version_id, on=on)


def _close(connection: Connection, meant: ColumnElement[bool], *, on: date) -> int:
    later = select(Publication.id).where(meant, Publication.opens_on > on)
    connection.execute(delete(Quota).where(Quota.publication_id.in_(later)))
    connection.execute(delete(Publication).where(Publication.id.in_(later)))
    open_now = (meant, or_(Publication.closes_on.is_(None), Publication.closes_on >= on))
    n = connection.scalar(select(func.count()).select_from(Publication).where(*open_now))
    connection.execute(update(Publication).where(*open_now).values(closes_on=on))
    return int(n or 0)


def list_open_since(connection: Connection, *, today: date) -> dict[int, date]:
    """Of each version that is open today, since when it has been open at the counter where it opened first."""
    query = (
        select(Publication.version_id, func.min(Publication.opens_on).label("since"))
        .where(
            Publication.opens_on <= today,
            or_(Publication.closes_on.is_(None), Publication.closes_on >= today),
        )
        .group_by(Publication.version_id)
    )
    return {row.version_id: row.since for row in connection.execute(query)}


def count_open_by_version(connection: Connection, *, today: date) -> dict[int, int]:
    """At how many counters each version is open on this day."""
    query = (
        select(Publication.version_id, func.count())
        .where(
            Publication.opens_on <= today,
            or_(Publication.closes_on.is_(None), Publication.closes_on >= today),
        )
        .group_by(Publication.version_id)
    )
    return {version_id: int(n) for version_id, n in connection.execute(query)}
