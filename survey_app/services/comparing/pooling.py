"""Which versions' answers to a question are added up: those in which the designer said it stayed the same."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app.store import template_events
from survey_app.store.templates import VersionRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The version that speaks, and of each question the runs of versions before it, newest first.

    The first run of a question is one question to the citizen and is added up; from one run to the next it was reworded.
    Where it was new, or nobody said anything, the runs end.
    """

    version: VersionRow
    runs: Mapping[str, tuple[tuple[VersionRow, ...], ...]]

    def ids(self, item: str) -> tuple[int, ...]:
        """The versions that are added up."""
        return tuple(version.id for version in self.first(item))

    def first(self, item: str) -> tuple[VersionRow, ...]:
        runs = self.runs.get(item)
        return runs[0] if runs else (self.version,)

    def stretches(self, item: str) -> tuple[tuple[int, ...], ...]:
        """All runs, for a series that goes on with visible breaks."""
        runs = self.runs.get(item, ((self.version,),))
        return tuple(tuple(version.id for version in run) for run in runs)

    def numbers_beside(self, item: str) -> tuple[int, ...]:
        """The older versions that are added up with the one that speaks."""
        return tuple(version.number for version in self.first(item) if version.id != self.version.id)


def pool_of(
    connection: Connection, versions: Sequence[VersionRow], version: VersionRow, items: Sequence[str]
) -> Pool:
    """Follow the marks of each item back from a version."""
    older = sorted(
        (each for each in versions if each.number <= version.number), key=lambda each: -each.number
    )
    marks = template_events.list_marks(connection, [each.id for each in older])
    return Pool(version=version, runs={item: tuple(_runs(item, older, marks)) for item in items})


def _runs(
    item: str, newest_first: Sequence[VersionRow], marks: Mapping[int, Mapping[str, str]]
) -> Iterator[tuple[VersionRow, ...]]:
    run: list[VersionRow] = []
    for version in newest_first:
        run.append(version)
        mark = marks.get(version.id, {}).get(item, "new")
        if mark != "same":
            yield tuple(run)
            run = []
        if mark == "new":
            return
