"""Publications as people look for them: by words, by state; and the counters at which one can be opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from survey_app.addresses import read_code
from survey_app.clock import half_day_date
from survey_app.platform import Platform
from survey_app.services.comparing.family import upwards
from survey_app.store import counters, publications, quotas, units
from survey_app.store.counters import CounterRow
from survey_app.store.publications import PublicationRow
from survey_app.store.quotas import QuotaRow, Taken
from survey_app.vietnamese import without_marks

QUIET_DAYS = 30  # open and unanswered so long is worth a word


class State(StrEnum):
    OPEN = "open"
    COMING = "coming"
    OVER = "over"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicationLine:
    id: int
    counter_code: str
    counter: str
    unit: str
    above: str
    template: str
    version: int
    opens_on: date
    closes_on: date | None
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a publication's counter aims at and has: sealed answers only, on how many days so far."""

    quota: QuotaRow | None
    taken: int
    days: int
    quiet_days: int

    @property
    def a_day(self) -> float:
        return self.taken / self.days

    @property
    def is_quiet(self) -> bool:
        return self.quiet_days >= QUIET_DAYS


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A standing counter, and what is open there today."""

    code: str
    name: str
    unit: str
    above: str
    open_now: PublicationRow | None


def list_lines(
    platform: Platform, *, wanted: str = "", state: State | None = None
) -> tuple[PublicationLine, ...]:
    """Publications whose counter, unit or template has these words (marks do not matter), newest first in a counter."""
    with platform.database.reading() as connection:
        known = {row.code: row for row in counters.list_counters(connection)}
        above = _names_above(connection)
        found = publications.list_publications(connection)
    order = {code: place for place, code in enumerate(known)}
    lines = (_line(row, known[row.counter], above, platform.today) for row in found)
    kept = [
        line
        for line in lines
        if (state is None or line.state is state)
        and _matches(wanted, line.counter_code, line.counter, line.unit, line.above, line.template)
    ]
    return tuple(sorted(kept, key=lambda line: (order[line.counter_code], -line.opens_on.toordinal())))


def progress_of(platform: Platform, lines: Sequence[PublicationLine]) -> dict[int, Progress]:
    """By the id of those that have begun."""
    begun = [line for line in lines if line.state is not State.COMING]
    ids = [line.id for line in begun]
    with platform.database.reading() as connection:
        found, taken = quotas.list_quotas(connection, ids), quotas.list_sealed(connection, ids)
    return {
        line.id: _progress(line, found.get(line.id), taken.get(line.id), platform.today) for line in begun
    }


def _progress(line: PublicationLine, quota: QuotaRow | None, taken: Taken | None, today: date) -> Progress:
    last = min(today, line.closes_on or today)
    heard = line.opens_on if taken is None else half_day_date(taken.last_half_day)
    return Progress(
        quota=quota,
        taken=taken.n if taken else 0,
        days=(last - line.opens_on).days + 1,
        quiet_days=(today - heard).days if line.state is State.OPEN else 0,
    )


def list_targets(platform: Platform, *, wanted: str = "", unit_type: str = "") -> tuple[Target, ...]:
    """Standing counters whose names, units or codes have these words, of units of this type or below one."""
    today = platform.today
    with platform.database.reading() as connection:
        rows = [row for row in counters.list_counters(connection) if _stands(row)]
        if unit_type:
            tree = {unit.id: unit for unit in units.list_units(connection)}
            meant = {u for u in tree if any(tree[up].type == unit_type for up in upwards(tree, u))}
            rows = [row for row in rows if row.unit_id in meant]
        above = _names_above(connection)
        running = {
            row.counter: row
            for row in publications.list_publications(connection)
            if _state(row, today) is State.OPEN
        }
    targets = (
        Target(
            code=row.code,
            name=row.name,
            unit=row.unit,
            above=above.get(row.unit_id, ""),
            open_now=running.get(row.code),
        )
        for row in rows
    )
    return tuple(t for t in targets if _matches(wanted, t.code, t.name, t.unit, t.above))


def list_unit_types(platform: Platform) -> tuple[str, ...]:
    """The types of units that have standing counters, themselves or below them."""
    with platform.database.reading() as connection:
        tree = {unit.id: unit for unit in units.list_units(connection)}
        at = {row.unit_id for row in counters.list_counters(connection) if _stands(row)}
    found = {tree[up].type for unit_id in at for up in upwards(tree, unit_id)}
    return tuple(sorted(found))


def _line(row: PublicationRow, counter: CounterRow, above: dict[int, str], today: date) -> PublicationLine:
    return PublicationLine(
        id=row.id,
        counter_code=row.counter,
        counter=counter.name,
        unit=counter.unit,
        above=above.get(counter.unit_id, ""),
        template=row.template,
        version=row.version,
        opens_on=row.opens_on,
        closes_on=row.closes_on,
        state=_state(row, today),
    )


def _state(row: PublicationRow, today: date) -> State:
    if row.opens_on > today:
        return State.COMING
    return State.OPEN if row.closes_on is None or row.closes_on >= today else State.OVER


def _stands(row: CounterRow) -> bool:
    """One whose last day is today takes no new publication."""
    return row.closed_on is None and row.revoked_on is None


def _names_above(connection: Connection) -> dict[int, str]:
    """The name of the unit above each unit."""
    tree = {unit.id: unit for unit in units.list_units(connection)}
    return {unit.id: tree[unit.parent_id].name for unit in tree.values() if unit.parent_id in tree}


def _matches(wanted: str, code: str, *names: str) -> bool:
    plain = without_marks(" ".join(names))
    words: Sequence[str] = without_marks(wanted).split()
    return read_code(wanted) == code or all(word in plain for word in words)
