"""Sums over sealed boxes, and moments of items: what a seal adds beside its counts."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, delete, func, insert, select, text

from survey_app.models import BoxShape, BoxSum, MomentSum

_KEYS = ("unit_id", "month", "version_id", "item", "counter_id")
_SUMS = (
    "boxes",
    "n",
    "satisfied",
    "levels",
    "n_n",
    "n_satisfied",
    "satisfied_satisfied",
    "n_levels",
    "levels_levels",
)
_ADD = text(
    f"INSERT INTO box_sum ({', '.join(_KEYS + _SUMS)}) "  # noqa: S608  names of columns alone
    f"VALUES ({', '.join(':' + name for name in _KEYS + _SUMS)}) ON CONFLICT ({', '.join(_KEYS)}) "
    f"DO UPDATE SET {', '.join(f'{name} = box_sum.{name} + excluded.{name}' for name in _SUMS)}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where answers were given and to which version: a counter's month."""

    unit_id: int
    month: int
    version_id: int
    counter_id: int  # 0: leftovers of a unit


@dataclass(frozen=True, slots=True)
class BoxSums:
    """Of one item: the number of boxes, sums over them of three numbers each has, and of their products."""

    boxes: int
    n: int
    satisfied: int
    levels: int
    n_n: int
    n_satisfied: int
    satisfied_satisfied: int
    n_levels: int
    levels_levels: int

    def merge(self, other: "BoxSums") -> "BoxSums":
        return BoxSums(*(getattr(self, name) + getattr(other, name) for name in _SUMS))

    def without(self, other: "BoxSums") -> "BoxSums":
        """The same boxes less some of them."""
        return BoxSums(*(getattr(self, name) - getattr(other, name) for name in _SUMS))


def add_box_sums(connection: Connection, place: Place, sums: Mapping[str, BoxSums]) -> None:
    """Add what new boxes of a place say of each item."""
    rows = [{**asdict(place), "item": item, **asdict(each)} for item, each in sorted(sums.items())]
    if rows:
        connection.execute(_ADD, rows)


def list_box_sums(
    connection: Connection,
    *,
    version_ids: Mapping[str, Collection[int]],
    months: Iterable[int],
    unit_ids: Iterable[int],
) -> dict[tuple[str, int, int], BoxSums]:
    """Sums over months and, of each item, over its versions; by item, unit and counter."""
    query = (
        select(
            BoxSum.item,
            BoxSum.unit_id,
            BoxSum.counter_id,
            BoxSum.version_id,
            *(func.sum(getattr(BoxSum, name)).label(name) for name in _SUMS),
        )
        .where(
            BoxSum.unit_id.in_(list(unit_ids)),
            BoxSum.month.in_(list(months)),
            BoxSum.version_id.in_(sorted(set().union(*version_ids.values()))),
            BoxSum.item.in_(list(version_ids)),
        )
        .group_by(BoxSum.item, BoxSum.unit_id, BoxSum.counter_id, BoxSum.version_id)
    )
    found: dict[tuple[str, int, int], BoxSums] = {}
    for item, unit, counter, version, *sums in connection.execute(query):
        if version in version_ids[item]:
            own, place = BoxSums(*map(int, sums)), (item, unit, counter)
            found[place] = found[place].merge(own) if place in found else own
    return found


def list_month(connection: Connection, month: int) -> dict[tuple[Place, str], BoxSums]:
    """Everything of a month, one by one."""
    query = select(*(getattr(BoxSum, name) for name in _KEYS + _SUMS)).where(BoxSum.month == month)
    return {
        (
            Place(unit_id=unit, month=month, version_id=version, counter_id=counter),
            item,
        ): BoxSums(*sums)
        for unit, month, version, item, counter, *sums in connection.execute(query)
    }


def find_moments(connection: Connection, place: Place) -> str | None:
    return connection.scalar(select(MomentSum.content).filter_by(**asdict(place)))


def put_moments(connection: Connection, place: Place, content: str) -> None:
    """Set the moments of a place. The sealer alone writes here, so nobody else's sum can be lost."""
    connection.execute(delete(MomentSum).filter_by(**asdict(place)))
    connection.execute(insert(MomentSum).values(**asdict(place), content=content))


def list_moments(
    connection: Connection,
    *,
    months: Iterable[int],
    version_ids: Collection[int] | None = None,
    unit_ids: Iterable[int] | None = None,
    counter_id: int | None = None,
) -> dict[Place, str]:
    query = select(
        MomentSum.unit_id, MomentSum.month, MomentSum.version_id, MomentSum.counter_id, MomentSum.content
    ).where(MomentSum.month.in_(list(months)))
    if version_ids is not None:
        query = query.where(MomentSum.version_id.in_(sorted(version_ids)))
    if unit_ids is not None:
        query = query.where(MomentSum.unit_id.in_(list(unit_ids)))
    if counter_id is not None:
        query = query.where(MomentSum.counter_id == counter_id)
    return {
        Place(unit_id=unit, month=month, version_id=version, counter_id=counter): content
        for unit, month, version, counter, content in connection.execute(query)
    }


def forget_month(connection: Connection, month: int) -> None:
    """Before a month is counted anew."""
    connection.execute(delete(BoxShape).where(BoxShape.month == month))
    connection.execute(delete(BoxSum).where(BoxSum.month == month))
    connection.execute(delete(MomentSum).where(MomentSum.month == month))
