"""Drafts and their steps."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from survey_app.models import Draft, DraftChange


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRow:
    id: int
    code: str
    state: str
    revision: int
    document: str
    translated_from: str
    marks: str
    based_on_id: int | None
    changed_by: str
    changed_at: int
    submitted_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    revision: int
    step: str
    part: str
    by: str
    at: int


_COLUMNS = tuple(getattr(Draft, name) for name in DraftRow.__dataclass_fields__)


def list_drafts(connection: Connection) -> list[DraftRow]:
    query = select(*_COLUMNS).order_by(Draft.code)
    return [DraftRow(**row) for row in connection.execute(query).mappings()]


def find_draft(connection: Connection, code: str, *, to_change: bool = False) -> DraftRow | None:
    """With `to_change` the row is this transaction's alone until its end."""
    query = select(*_COLUMNS).where(Draft.code == code)
    if to_change:
        query = query.with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else DraftRow(**row)


def add_draft(connection: Connection, **values: Any) -> int:
    return connection.execute(insert(Draft).values(**values).returning(Draft.id)).scalar_one()


def put_draft(connection: Connection, draft_id: int, **values: Any) -> None:
    connection.execute(update(Draft).where(Draft.id == draft_id).values(**values))


def delete_draft(connection: Connection, draft_id: int) -> None:
    connection.execute(delete(DraftChange).where(DraftChange.draft_id == draft_id))
    connection.execute(delete(Draft).where(Draft.id == draft_id))


def add_change(connection: Connection, *, keep: int, **values: Any) -> None:
    """Note a step, and forget the steps before the last `keep`."""
    connection.execute(insert(DraftChange).values(**values))
    old = DraftChange.revision <= values["revision"] - keep
    connection.execute(delete(DraftChange).where(DraftChange.draft_id == values["draft_id"], old))


def list_changes(connection: Connection, draft_id: int, *, last: int) -> list[ChangeRow]:
    """The newest first."""
    query = (
        select(DraftChange.revision, DraftChange.step, DraftChange.part, DraftChange.by, DraftChange.at)
        .where(DraftChange.draft_id == draft_id)
        .order_by(DraftChange.revision.desc())
        .limit(last)
    )
    return [ChangeRow(**row) for row in connection.execute(query).mappings()]


def find_before(connection: Connection, draft_id: int, revision: int) -> bytes | None:
    """What the draft was before this step, packed."""
    query = select(DraftChange.before).where(
        DraftChange.draft_id == draft_id, DraftChange.revision == revision
    )
    return connection.scalar(query)


def delete_change(connection: Connection, draft_id: int, revision: int) -> None:
    connection.execute(
        delete(DraftChange).where(DraftChange.draft_id == draft_id, DraftChange.revision == revision)
    )
