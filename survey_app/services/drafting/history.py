"""What happened to a template, with the names of those who did it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from survey_app.clock import VIETNAM
from survey_app.platform import Platform
from survey_app.store import accounts, template_events, templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    kind: str
    by: str
    at: datetime
    words: str
    version: int | None


def history_of(platform: Platform, *, code: str) -> tuple[Event, ...]:
    """The newest first."""
    with platform.database.reading() as connection:
        return events_of(connection, code)


def events_of(connection: Connection, code: str) -> tuple[Event, ...]:
    rows = template_events.list_events(connection, code)
    names = accounts.display_names(connection, {row.by for row in rows})
    numbers = {version.id: version.number for version in templates.list_versions(connection, template=code)}
    return tuple(
        Event(
            kind=row.kind,
            by=names.get(row.by, row.by),
            at=datetime.fromtimestamp(row.at, VIETNAM),
            words=row.words,
            version=None if row.version_id is None else numbers.get(row.version_id),
        )
        for row in rows
    )
