"""What a supervisor may choose from, and what is chosen where the address is silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from forms.questionnaire import Factor, Item, Questionnaire
from survey_app.access import Rights, visible_units
from survey_app.clock import Period, last_half_day
from survey_app.platform import Platform
from survey_app.rows import UnitRow
from survey_app.services.comparing.comparison import LEVELS, RANKS, Level
from survey_app.services.comparing.narrowing import Narrowing, list_narrowings
from survey_app.services.comparing.question import all_factors, comparable_items
from survey_app.store import closings, responses, templates, units
from survey_app.store.counts import Dimension, TallyCounts, Where
from survey_app.store.templates import VersionRow

FACTOR = "yeu-to:"  # how an address names a factor where it would name a question
MONTHS_BACK = 24  # how far the program looks for the newest month with answers


class OutOfScopeError(LookupError):
    """For this account there is no such unit, template or level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What the address asks for; empty where it leaves the choice to the program."""

    template: str = ""
    parent: str = ""
    level: str = ""
    period: str = ""
    item: str = ""
    block: str = ""
    loc: str = ""
    xem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The choices, and those made; `period` is as the address gives it and may be no period at all."""

    mine: Sequence[UnitRow]
    below: Sequence[UnitRow]  # the parent and everything in it
    parents: Sequence[UnitRow]
    versions: Sequence[VersionRow]
    periods: Sequence[Period]
    levels: Sequence[Level]
    items: Sequence[Item]
    factors: Sequence[Factor]
    parent: UnitRow | None
    level: Level
    template: str
    period: str
    item: str
    loc: str
    narrowings: Sequence[Narrowing]


def look_around(platform: Platform, connection: Connection, rights: Rights, wanted: Wanted) -> Scene:
    """Raises OutOfScopeError where the address names what the account may not know of."""
    tree = units.list_units(connection)
    visible = visible_units(rights, tree)
    mine = [unit for unit in tree if unit.id in visible]
    versions = templates.list_versions(connection)
    if wanted.template and wanted.template not in {version.template for version in versions}:
        raise OutOfScopeError(wanted.template)
    if wanted.level and wanted.level not in LEVELS:
        raise OutOfScopeError(wanted.level)
    months = responses.list_sealed_months(connection)
    parents = _parents(mine, since=_first_day(months) or platform.today, today=platform.today)
    parent = _find_parent(mine, parents, wanted.parent)
    below = _below(mine, parent)
    levels = _levels_below(parent, below)
    periods = closed_periods(months, closings.find_last_closed(connection) or 0)
    template, period = newest_with_answers(
        platform,
        connection,
        versions=versions,
        below=below,
        periods=periods,
        template=wanted.template,
        period=wanted.period,
    )
    questionnaire = _newest(platform, connection, versions, template)
    items = comparable_items(questionnaire) if questionnaire else ()
    factors = all_factors(questionnaire) if questionnaire else ()
    offered = {item.code for item in items} | {FACTOR + factor.code for factor in factors}
    return Scene(
        mine=mine,
        below=below,
        parents=parents,
        versions=versions,
        periods=periods,
        levels=levels,
        items=items,
        factors=factors,
        parent=parent,
        # Another unit or template chosen with an old level or item: the nearest one instead of a refusal.
        level=next((level for level in levels if level == wanted.level), levels[0]),
        template=template,
        period=period,
        item=wanted.item if wanted.item in offered else "",
        loc=wanted.loc,
        narrowings=narrowings_in(
            platform, connection, versions=versions, below=below, template=template, period=period
        ),
    )


def closed_periods(sealed_months: Sequence[int], last_closed: int) -> list[Period]:
    """Closed months with answers, newest first; then closed quarters and years that hold such a month."""
    months = [month for month in sorted(sealed_months, reverse=True) if last_half_day(month) <= last_closed]
    spans = [
        [f"{m // 100}-{m % 100:02d}", f"{m // 100}-Q{(m % 100 + 2) // 3}", f"{m // 100}"] for m in months
    ]
    texts = dict.fromkeys(span[kind] for kind in range(3) for span in spans)
    periods = [Period.parse(text) for text in texts]
    return [period for period in periods if last_half_day(period.last) <= last_closed]


def _first_day(months: Sequence[int]) -> date | None:
    return date(min(months) // 100, min(months) % 100, 1) if months else None


def _parents(mine: Sequence[UnitRow], *, since: date, today: date) -> list[UnitRow]:
    """Units that have something to compare below them, the highest first, those that have ended last.

    A unit that ended before the first answer has nothing to show and is not offered.
    """
    lasting = [unit for unit in mine if unit.valid_to is None or unit.valid_to >= since]
    above = {unit.parent_id for unit in lasting}
    found = [unit for unit in lasting if unit.level != "office" or unit.id in above] or lasting
    return sorted(
        found, key=lambda unit: (_has_ended(unit, today), RANKS[unit.level], unit.sort_key, unit.id)
    )


def _has_ended(unit: UnitRow, today: date) -> bool:
    return unit.valid_to is not None and unit.valid_to < today


def _find_parent(mine: Sequence[UnitRow], parents: Sequence[UnitRow], code: str) -> UnitRow | None:
    """The unit of a code, the newest of those that had it; without a code the first that is offered."""
    if not code:
        return parents[0] if parents else None
    named = [unit for unit in mine if unit.code == code]
    if not named:
        raise OutOfScopeError(code)
    return max(named, key=lambda unit: unit.valid_from)


def _below(mine: Sequence[UnitRow], parent: UnitRow | None) -> list[UnitRow]:
    """The unit and everything below it."""
    if parent is None:
        return []
    children: dict[int | None, list[UnitRow]] = {}
    for unit in mine:
        children.setdefault(unit.parent_id, []).append(unit)
    found, seen = [parent], {parent.id}
    for above in found:  # grows while it is walked
        new = [unit for unit in children.get(above.id, ()) if unit.id not in seen]
        seen.update(unit.id for unit in new)
        found += new
    return found


def _levels_below(parent: UnitRow | None, below: Sequence[UnitRow]) -> list[Level]:
    """Levels to choose from, those of which several stand below this unit first; counters may always be seen."""
    standing = [unit.level for unit in below if parent is not None and unit.id != parent.id]
    found: list[Level] = [level for level in LEVELS if level in standing or level == "counter"]
    return sorted(found, key=lambda level: level != "counter" and standing.count(level) < 2)


def newest_with_answers(
    platform: Platform,
    connection: Connection,
    *,
    versions: Sequence[VersionRow],
    below: Sequence[UnitRow],
    periods: Sequence[Period],
    template: str,
    period: str,
) -> tuple[str, str]:
    """Template and period: as wanted, else the newest closed month with answers, most answers first."""
    if template and period:
        return template, period
    candidates = {row.id: row for row in versions if template in {"", row.template}}
    months = [each.first for each in periods if each.length == 1][:MONTHS_BACK]
    headlines = {platform.questionnaires.find(connection, version).headline for version in candidates}
    where = Where(
        {
            Dimension.UNIT: tuple(unit.id for unit in below),
            Dimension.MONTH: tuple(months),
            Dimension.VERSION: tuple(candidates),
            Dimension.ITEM: tuple(headlines),
        }
    )
    found = TallyCounts(connection).counts(where, (Dimension.MONTH, Dimension.VERSION)).cells
    best = max(((int(m), n, int(v)) for (m, v), n in found.items()), default=None)
    if best is None:
        first = versions[0].template if versions else ""
        return template or first, period or (str(periods[0]) if periods else "")
    month, _, version = best
    return template or candidates[version].template, period or str(Period(month, month))


def narrowings_in(
    platform: Platform,
    connection: Connection,
    *,
    versions: Sequence[VersionRow],
    below: Sequence[UnitRow],
    template: str,
    period: str,
) -> Sequence[Narrowing]:
    """What the answers of these units to this template may be filtered by; nothing for what is no period."""
    try:
        months = tuple(Period.parse(period).months())
    except ValueError:
        return ()
    candidates = [row.id for row in versions if row.template == template]
    headlines = {platform.questionnaires.find(connection, version).headline for version in candidates}
    where = Where(
        {
            Dimension.UNIT: tuple(unit.id for unit in below),
            Dimension.MONTH: months,
            Dimension.VERSION: tuple(candidates),
            Dimension.ITEM: tuple(headlines),
        }
    )
    return list_narrowings(connection, where)


def _newest(
    platform: Platform, connection: Connection, versions: Sequence[VersionRow], template: str
) -> Questionnaire | None:
    """The newest version of a template."""
    numbers = [version.id for version in versions if version.template == template]
    return platform.questionnaires.find(connection, numbers[-1]) if numbers else None
