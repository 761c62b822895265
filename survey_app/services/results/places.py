"""Which units are compared, and to which of them the counts of a counter's unit belong."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from survey_app.clock import Period, half_day_date, last_half_day
from survey_app.services.results.report import NotFoundError, ResultsError
from survey_app.store import counters, units
from survey_app.store.counts import Dimension
from survey_app.store.units import UnitRow

LEVELS = ("province", "commune", "office", "counter")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: str
    sort_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """The compared places in Vietnamese order, and the place of each unit (or counter) id that holds counts."""

    parent: Place
    places: tuple[Place, ...]
    dimension: Dimension
    place_of: Mapping[int, int]  # id of a unit or counter -> position in `places`
    left_out_blocks: tuple[str, ...]

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(self.place_of)


def find_places(connection: Connection, *, level: str, parent: str | None, period: Period) -> Places:
    """Choose the units of a level below a parent that stood in the period, inside one block."""
    if level not in LEVELS:
        raise ResultsError(f"Cấp “{level}” không đúng: chọn một trong {', '.join(LEVELS)}.")
    standing = [unit for unit in units.list_units(connection) if _stood(unit, period)]
    by_id = {unit.id: unit for unit in standing}
    above = _find_parent(standing, parent)
    below = [unit for unit in standing if above is None or above.id in _upwards(unit, by_id)]
    top = (
        Place(code=above.code, name=above.name, sort_key="")
        if above
        else Place(code="", name="", sort_key="")
    )
    if level == "counter":
        return _counters(connection, top, below)
    chosen, left_out = _one_block([unit for unit in below if unit.level == level and unit is not above])
    position = {unit.id: i for i, unit in enumerate(chosen)}
    place_of = {
        unit.id: position[found]
        for unit in below
        if (found := next((i for i in _upwards(unit, by_id) if i in position), None)) is not None
    }
    places = tuple(Place(code=unit.code, name=unit.name, sort_key=unit.sort_key) for unit in chosen)
    return Places(
        parent=top, places=places, dimension=Dimension.UNIT, place_of=place_of, left_out_blocks=left_out
    )


def _stood(unit: UnitRow, period: Period) -> bool:
    last = half_day_date(last_half_day(period.last))
    first = date(period.first // 100, period.first % 100, 1)
    return unit.valid_from <= last and (unit.valid_to is None or unit.valid_to >= first)


def _find_parent(standing: Sequence[UnitRow], code: str | None) -> UnitRow | None:
    if code is None:
        return None
    found = next((unit for unit in standing if unit.code == code), None)
    if found is None:
        raise NotFoundError(f"Không có đơn vị {code} trong kỳ này.")
    return found


def _upwards(unit: UnitRow, by_id: Mapping[int, UnitRow]) -> list[int]:
    """The unit and everything above it."""
    path: list[int] = []
    step: UnitRow | None = unit
    while step is not None and step.id not in path:
        path.append(step.id)
        step = by_id.get(step.parent_id) if step.parent_id is not None else None
    return path


def _one_block(candidates: Sequence[UnitRow]) -> tuple[list[UnitRow], tuple[str, ...]]:
    """Comparison stays inside a block: the largest, where there are several."""
    sizes = Tally(unit.block for unit in candidates)
    if len(sizes) <= 1:
        return list(candidates), ()
    kept = max(sizes, key=lambda block: (sizes[block], block or ""))
    left_out = tuple(sorted(block or "khác" for block in sizes if block != kept))
    return [unit for unit in candidates if unit.block == kept], left_out


def _counters(connection: Connection, parent: Place, below: Sequence[UnitRow]) -> Places:
    rows = counters.list_counters(connection, unit_ids=[unit.id for unit in below])
    places = tuple(
        Place(code=row.code, name=f"{row.name} · {row.unit}", sort_key=f"{i:06d}")
        for i, row in enumerate(rows)
    )
    return Places(
        parent=parent,
        places=places,
        dimension=Dimension.COUNTER,
        place_of={row.id: i for i, row in enumerate(rows)},
        left_out_blocks=(),
    )
