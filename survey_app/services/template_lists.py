"""What a designer sees first: every template, its frozen versions, and where they are open."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from sqlalchemy import Connection

from forms.reading import instruments, load_instrument
from forms.texts import FALLBACK
from survey_app.clock import VIETNAM
from survey_app.platform import Platform
from survey_app.services.publication_lists import QUIET_DAYS
from survey_app.store import accounts, drafts, publications, quotas, templates


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    number: int
    sha256: str
    open_at: int
    quiet_days: int = 0  # open so long, and in the last thirty days nobody answered


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """A template with its versions, newest first."""

    code: str
    name: str
    versions: tuple[VersionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Questions a new template may begin with: an instrument of the library or another template."""

    code: str
    name: str
    questions: int


def list_sources(platform: Platform) -> tuple[Source, ...]:
    with platform.database.reading() as connection:
        newest = {version.template: version for version in templates.list_versions(connection)}
        found = [platform.questionnaires.find(connection, version.id) for version in newest.values()]
    found += [load_instrument(code) for code in instruments() if code not in newest]
    return tuple(
        Source(code=each.code, name=str(each.name), questions=len(each.items))
        for each in sorted(found, key=lambda each: each.code)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    code: str
    name: str
    is_open: bool
    changed_by: str
    changed_at: datetime


def list_drafts(platform: Platform) -> tuple[DraftLine, ...]:
    with platform.database.reading() as connection:
        rows = drafts.list_drafts(connection)
        names = accounts.display_names(connection, {row.changed_by for row in rows})
    return tuple(
        DraftLine(
            code=row.code,
            name=json.loads(row.document)["name"][FALLBACK],
            is_open=row.state == "writing",
            changed_by=names.get(row.changed_by, row.changed_by),
            changed_at=datetime.fromtimestamp(row.changed_at, VIETNAM),
        )
        for row in rows
    )


def list_templates(platform: Platform) -> tuple[TemplateLine, ...]:
    with platform.database.reading() as connection:
        found = templates.list_versions(connection)
        open_at = publications.count_open_by_version(connection, today=platform.today)
        quiet = _quiet_days(platform, connection)
    return tuple(
        TemplateLine(
            code=code,
            name=name,
            versions=tuple(
                VersionLine(
                    number=v.number,
                    sha256=v.sha256,
                    open_at=open_at.get(v.id, 0),
                    quiet_days=quiet.get(v.id, 0),
                )
                for v in sorted(group, key=lambda v: v.number, reverse=True)
            ),
        )
        for (code, name), group in groupby(found, key=lambda v: (v.template, v.name))
    )


def _quiet_days(platform: Platform, connection: Connection) -> dict[int, int]:
    """Of versions that have been open for thirty days or more and were not answered in the last thirty."""
    today = platform.today
    since = publications.list_open_since(connection, today=today)
    long = {version: (today - day).days for version, day in since.items() if (today - day).days >= QUIET_DAYS}
    if not long:
        return {}
    answered = quotas.list_answered_versions(connection, since=today - timedelta(days=QUIET_DAYS))
    return {version: days for version, days in long.items() if version not in answered}
