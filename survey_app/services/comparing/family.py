"""Who is compared with whom: units of one level and one block below one unit, as they stood in the period."""

from collections import Counter as Tallier
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sqlalchemy import Connection

from survey_app.clock import Period, half_day_date, last_half_day, next_month
from survey_app.rows import UnitRow
from survey_app.services.comparing.comparison import RANKS, Level, Place, WrongQuestionError
from survey_app.store import counters, publications, units
from survey_app.store.counters import CounterRow
from survey_app.translating import gettext as _
from survey_app.vietnamese import sort_key

Tree = Mapping[int, UnitRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A unit or a counter that is compared; `id` is the unit's or the counter's."""

    id: int
    code: str
    name: str
    sort_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The members, and under which of them each unit's counts are folded (counters: the units to look at)."""

    members: tuple[Member, ...]
    member_of_unit: Mapping[int, int]
    parent: Place | None
    block: str | None
    other_blocks: tuple[str, ...]
    stood_before: bool  # the same units stood throughout the period before as well


@lru_cache(maxsize=64)  # asked for every unit of the tree
def span(period: Period) -> tuple[date, date]:
    """First and last day of a period."""
    before = last_half_day(next_month(period.first, -1))
    return half_day_date(before + 1), half_day_date(last_half_day(period.last))


def find_family(
    connection: Connection,
    *,
    template: str,
    period: Period,
    level: Level,
    parent: str | None,
    block: str | None,
) -> Family:
    """Raises WrongQuestionError where there is no such parent or block, or nothing of this level below it."""
    tree = {unit.id: unit for unit in units.list_units(connection)}
    above = _find_parent(tree, parent, period)
    if above is not None and RANKS[level] <= RANKS[above.level]:
        raise WrongQuestionError(
            _("%(name)s chỉ so sánh được các đơn vị cấp thấp hơn bên trong.", name=above.name)
        )
    below = {unit.id for unit in tree.values() if above is None or above.id in set(upwards(tree, unit.id))}
    place = None if above is None else Place(code=above.code, name=above.name)
    if level == "counter":
        asked = _asked_at(connection, below, template, period)
        return _counters(asked, place)
    found = [tree[u] for u in below if tree[u].level == level and stood(tree[u], period)]
    chosen, others = _choose_block(tree, found, block)
    found = sorted(
        (unit for unit in found if block_of(tree, unit) == chosen), key=lambda unit: (unit.sort_key, unit.id)
    )
    ids = {unit.id for unit in found}
    return Family(
        members=tuple(Member(id=u.id, code=u.code, name=u.name, sort_key=u.sort_key) for u in found),
        member_of_unit={u: member for u in below for member in upwards(tree, u) if member in ids},
        parent=place,
        block=chosen,
        other_blocks=others,
        stood_before=all(stood_throughout(unit, period) for unit in found),
    )


def _find_parent(tree: Tree, code: str | None, period: Period) -> UnitRow | None:
    if code is None:
        return None
    named = [unit for unit in tree.values() if unit.code == code]
    if not named:
        raise WrongQuestionError(_("Không có đơn vị nào mang mã “%(code)s”.", code=code[:40]))
    standing = [unit for unit in named if stood(unit, period)]
    if not standing:
        raise WrongQuestionError(
            _("%(name)s không tồn tại trong kỳ %(period)s.", name=named[-1].name, period=period)
        )
    return standing[-1]


def _asked_at(connection: Connection, below: set[int], template: str, period: Period) -> list[CounterRow]:
    """Counters of these units at which the template was open on some day of the period."""
    first, last = span(period)
    rows = counters.list_counters(connection, unit_ids=below)
    found = publications.list_publications(connection, counter_ids=[row.id for row in rows])
    codes = {
        row.counter
        for row in found
        if row.template == template
        and row.opens_on <= last
        and (row.closes_on is None or row.closes_on >= first)
    }
    return [row for row in rows if row.code in codes]


def _counters(rows: Sequence[CounterRow], place: Place | None) -> Family:
    alone = len({row.unit_id for row in rows}) < 2
    members = []
    for row in rows:
        name = row.name if alone else f"{row.name}, {row.unit}"
        members.append(Member(id=row.id, code=row.code, name=name, sort_key=sort_key(name)))
    return Family(
        members=tuple(sorted(members, key=lambda member: (member.sort_key, member.code))),
        member_of_unit={row.unit_id: row.unit_id for row in rows},
        parent=place,
        block=None,
        other_blocks=(),
        stood_before=True,
    )


def _choose_block(
    tree: Tree, found: Sequence[UnitRow], wanted: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """The block asked for, or the largest; units of different blocks are never compared."""
    sizes = Tallier(block_of(tree, unit) for unit in found)
    if wanted is not None and wanted not in sizes:
        raise WrongQuestionError(_("Không có đơn vị nào của khối “%(block)s” ở đây.", block=wanted[:40]))
    if not sizes:
        return None, ()
    chosen = wanted or min(sizes, key=lambda block: (-sizes[block], block or ""))
    return chosen, tuple(sorted(block for block in sizes if block is not None and block != chosen))


def block_of(tree: Tree, unit: UnitRow) -> str | None:
    """Its own block or that of the nearest unit above that has one."""
    return next((tree[u].block for u in upwards(tree, unit.id) if tree[u].block), None)


def stood(unit: UnitRow, period: Period) -> bool:
    first, last = span(period)
    return unit.valid_from <= last and (unit.valid_to is None or unit.valid_to >= first)


def stood_throughout(unit: UnitRow, period: Period) -> bool:
    _, last = span(period)
    first, _ = span(period.previous())
    return unit.valid_from <= first and (unit.valid_to is None or unit.valid_to >= last)


def upwards(tree: Tree, unit_id: int) -> Iterator[int]:
    """The unit itself and those above it; a circle in broken data ends the walk."""
    seen: set[int] = set()
    above: int | None = unit_id
    while above is not None and above in tree and above not in seen:
        yield above
        seen.add(above)
        above = tree[above].parent_id
