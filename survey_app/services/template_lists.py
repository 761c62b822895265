"""What a designer sees first: every template, its frozen versions, and where they are open."""

from dataclasses import dataclass
from itertools import groupby

from survey_app.platform import Platform
from survey_app.store import publications, templates


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionLine:
    number: int
    sha256: str
    open_at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """A template with its versions, newest first."""

    code: str
    name: str
    versions: tuple[VersionLine, ...]


def list_templates(platform: Platform) -> tuple[TemplateLine, ...]:
    with platform.database.reading() as connection:
        found = templates.list_versions(connection)
        open_at = publications.count_open_by_version(connection, today=platform.today)
    return tuple(
        TemplateLine(
            code=code,
            name=name,
            versions=tuple(
                VersionLine(number=v.number, sha256=v.sha256, open_at=open_at.get(v.id, 0))
                for v in sorted(group, key=lambda v: v.number, reverse=True)
            ),
        )
        for (code, name), group in groupby(found, key=lambda v: (v.template, v.name))
    )
