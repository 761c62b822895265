"""What happened to templates, for good: events, approvals, marks of items."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from survey_app.models import Approval, ItemMark, TemplateEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class EventRow:
    code: str
    version_id: int | None
    kind: str
    part: str
    words: str
    by: str
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalRow:
    version_id: int
    submitted_by: str
    approved_by: str
    approved_at: int


_EVENT = tuple(getattr(TemplateEvent, name) for name in EventRow.__dataclass_fields__)
_APPROVAL = tuple(getattr(Approval, name) for name in ApprovalRow.__dataclass_fields__)


def add_event(
    connection: Connection,
    *,
    code: str,
    kind: str,
    by: str,
    at: int,
    version_id: int | None = None,
    part: str = "",
    words: str = "",
) -> None:
    connection.execute(
        insert(TemplateEvent).values(
            code=code, kind=kind, by=by, at=at, version_id=version_id, part=part, words=words
        )
    )


def list_events(connection: Connection, code: str) -> list[EventRow]:
    """The newest first."""
    query = select(*_EVENT).where(TemplateEvent.code == code).order_by(TemplateEvent.id.desc())
    return [EventRow(**row) for row in connection.execute(query).mappings()]


def find_last_event(connection: Connection, code: str) -> int | None:
    """The number of the newest one: another, and something has been done or said since."""
    return connection.scalar(select(func.max(TemplateEvent.id)).where(TemplateEvent.code == code))


def is_closed(connection: Connection, version_id: int) -> bool:
    query = select(TemplateEvent.id).where(
        TemplateEvent.version_id == version_id, TemplateEvent.kind == "closed"
    )
    return connection.execute(query).first() is not None


def add_approval(
    connection: Connection, *, version_id: int, submitted_by: str, approved_by: str, approved_at: int
) -> None:
    connection.execute(
        insert(Approval).values(
            version_id=version_id,
            submitted_by=submitted_by,
            approved_by=approved_by,
            approved_at=approved_at,
        )
    )


def list_approvals(connection: Connection, version_ids: Sequence[int]) -> dict[int, ApprovalRow]:
    query = select(*_APPROVAL).where(Approval.version_id.in_(version_ids))
    return {row["version_id"]: ApprovalRow(**row) for row in connection.execute(query).mappings()}


def add_marks(connection: Connection, version_id: int, marks: Mapping[str, str]) -> None:
    if marks:
        rows = [{"version_id": version_id, "item": item, "mark": mark} for item, mark in marks.items()]
        connection.execute(insert(ItemMark), rows)


def list_marks(connection: Connection, version_ids: Sequence[int]) -> dict[int, dict[str, str]]:
    """By version; a version that came without marks is absent."""
    query = select(ItemMark.version_id, ItemMark.item, ItemMark.mark).where(
        ItemMark.version_id.in_(version_ids)
    )
    found: dict[int, dict[str, str]] = {}
    for version_id, item, mark in connection.execute(query):
        found.setdefault(version_id, {})[item] = mark
    return found
