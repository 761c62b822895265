"""What the boxes of a counter's month look like: how many, how large, how alike their answers are; and the sizes of half-days."""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, func, select, text

from survey_app.models import BoxShape, Seal
from survey_app.store.sums import Place

_KEYS = ("unit_id", "month", "version_id", "counter_id")
_NUMBERS = ("boxes", "answers", "largest", "pairs", "same_pairs", "first_half_day", "last_half_day")
_SUMS = ("boxes", "answers", "pairs", "same_pairs")
_ADD = text(
    f"INSERT INTO box_shape ({', '.join(_KEYS + _NUMBERS)}) "  # noqa: S608  names of columns alone
    f"VALUES ({', '.join(':' + name for name in _KEYS + _NUMBERS)}) ON CONFLICT ({', '.join(_KEYS)}) "
    f"DO UPDATE SET {', '.join(f'{name} = box_shape.{name} + excluded.{name}' for name in _SUMS)}, "
    + ", ".join(
        f"{name} = CASE WHEN excluded.{name} {sign} box_shape.{name} "
        f"THEN excluded.{name} ELSE box_shape.{name} END"
        for name, sign in (("largest", ">"), ("first_half_day", "<"), ("last_half_day", ">"))
    )
)


@dataclass(frozen=True, slots=True)
class Shape:
    """Of several boxes: their number and answers, the largest, pairs within a box and those that agree throughout, first and last half-day."""

    boxes: int
    answers: int
    largest: int
    pairs: int
    same_pairs: int
    first_half_day: int
    last_half_day: int

    @classmethod
    def of_box(cls, answers: int, same_pairs: int, *, first: int, last: int) -> "Shape":
        return cls(1, answers, answers, answers * (answers - 1) // 2, same_pairs, first, last)

    def merge(self, other: "Shape") -> "Shape":
        added = {name: getattr(self, name) + getattr(other, name) for name in _SUMS}
        return Shape(
            **added,
            largest=max(self.largest, other.largest),
            first_half_day=min(self.first_half_day, other.first_half_day),
            last_half_day=max(self.last_half_day, other.last_half_day),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfDaySize:
    """Answers that one closing of a counter counted; `waited` where some of them are of half-days before."""

    counter_id: int
    month: int
    half_day: int
    n: int
    waited: bool


def add_shape(connection: Connection, place: Place, shape: Shape) -> None:
    """Add boxes to what stands."""
    connection.execute(_ADD, {**asdict(place), **asdict(shape)})


def list_shapes(
    connection: Connection, *, version_ids: Collection[int], months: Collection[int], least: int
) -> dict[Place, Shape]:
    """Of counters, everywhere, with so many answers in the month; leftovers, which have no counter, are left out."""
    return _list(
        connection,
        BoxShape.version_id.in_(sorted(version_ids)),
        BoxShape.month.in_(sorted(months)),
        BoxShape.answers >= least,
        BoxShape.counter_id != 0,
    )


def list_of_units(
    connection: Connection,
    *,
    unit_ids: Collection[int],
    months: Collection[int],
    version_ids: Collection[int],
) -> dict[Place, Shape]:
    """Of these units, leftovers (counter 0) as well."""
    return _list(
        connection,
        BoxShape.unit_id.in_(sorted(unit_ids)),
        BoxShape.month.in_(sorted(months)),
        BoxShape.version_id.in_(sorted(version_ids)),
    )


def list_month(connection: Connection, month: int) -> dict[Place, Shape]:
    """Everything of a month."""
    return _list(connection, BoxShape.month == month)


def _list(connection: Connection, *conditions: object) -> dict[Place, Shape]:
    query = select(*(getattr(BoxShape, name) for name in _KEYS + _NUMBERS)).where(*conditions)  # type: ignore[arg-type]  # columns' comparisons
    return {
        Place(**dict(zip(_KEYS, row[: len(_KEYS)], strict=True))): Shape(*row[len(_KEYS) :])
        for row in connection.execute(query)
    }


def list_sizes(
    connection: Connection, *, counter_ids: Collection[int], months: Iterable[int]
) -> list[HalfDaySize]:
    """Half-days of these counters, whatever was asked there; the parts of a split box are one."""
    query = (
        select(Seal.counter_id, Seal.month, Seal.half_day, func.sum(Seal.n), func.min(Seal.first_half_day))
        .where(Seal.counter_id.in_(sorted(counter_ids)), Seal.month.in_(list(months)))
        .group_by(Seal.counter_id, Seal.month, Seal.half_day)
        .order_by(Seal.counter_id, Seal.half_day)
    )
    return [
        HalfDaySize(counter_id=c or 0, month=month, half_day=h, n=int(n), waited=first < h)
        for c, month, h, n, first in connection.execute(query)
    ]
