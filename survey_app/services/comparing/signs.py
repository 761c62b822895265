"""Signs that a counter's month should be looked at, found among sealed boxes and typed sheets.

What is said of a counter never hangs on who asks: it is compared with its own half-days and with all counters of the house, so that
every page sets the same counters aside, and nothing follows from laying two pages side by side. What is set aside is a counter's
whole month, never one box: whoever stuffs a box would otherwise read, by subtraction, what the others in it said.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from analysis.box_signs import FAR, LEAST, far_too_alike, times_usual, typed_share
from survey_app.clock import Period, next_month
from survey_app.services.comparing.comparison import Level, SignKind
from survey_app.services.comparing.family import Family
from survey_app.store import box_shapes, typed_alone
from survey_app.store.box_shapes import HalfDaySize, Shape
from survey_app.store.counts import Dimension, TallyCounts, Where

MONTHS_BEFORE = 2  # whose half-days tell what is usual at a counter
WAITING = 4  # so many answers at most may have waited for a box of several half-days


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterMonth:
    unit_id: int
    counter_id: int
    month: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One sign: how many times the usual, or how many sheets and their share."""

    where: CounterMonth
    kind: SignKind
    amount: float = 0.0
    share: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """By member (its place in the family) what was found."""

    found: Mapping[int, tuple[Found, ...]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.found)

    def only(self, places: Collection[int]) -> "Signs":
        """Of these members alone."""
        return Signs(found={place: found for place, found in self.found.items() if place in places})

    @property
    def aside(self) -> frozenset[CounterMonth]:
        """The counters' months to set aside."""
        return frozenset(one.where for found in self.found.values() for one in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of months, of every counter of the house with thirty answers or more in one of them."""

    shapes: Mapping[CounterMonth, Shape]
    sheets: Mapping[tuple[int, int], int]  # by counter and month: those of the account that typed most alone
    sizes: Mapping[int, Sequence[HalfDaySize]]  # of counters of the family with a large box
    papers: Mapping[tuple[int, int], int]


def read_evidence(
    connection: Connection, *, family: Family, version_ids: Collection[int], months: Collection[int]
) -> Evidence:
    """Three statements, however many months; a fourth where a half-day looks unusual before its sheets are taken off."""
    shapes: dict[CounterMonth, Shape] = {}
    for place, shape in box_shapes.list_shapes(
        connection, version_ids=version_ids, months=months, least=LEAST
    ).items():
        key = CounterMonth(unit_id=place.unit_id, counter_id=place.counter_id, month=place.month)
        shapes[key] = shapes[key].merge(shape) if key in shapes else shape
    own = {
        key.counter_id
        for key, shape in shapes.items()
        if key.unit_id in family.member_of_unit and shape.largest >= LEAST
    }
    back = {next_month(month, -back) for month in months for back in range(MONTHS_BEFORE + 1)}
    sizes: dict[int, list[HalfDaySize]] = {}
    for size in box_shapes.list_sizes(connection, counter_ids=own, months=back) if own else ():
        sizes.setdefault(size.counter_id, []).append(size)
    plain = Evidence(
        shapes=shapes,
        sheets=typed_alone.list_most(connection, version_ids=version_ids, months=months),
        sizes=sizes,
        papers={},
    )
    suspected = {key.counter_id for key in shapes if _burst(plain, key) is not None}
    papers = _papers(connection, suspected, version_ids, months) if suspected else {}
    return replace(plain, papers=papers)


def find_signs(evidence: Evidence, *, family: Family, level: Level, period: Period) -> Signs:
    """Look at every counter of the family, month by month."""
    places = {member.id: place for place, member in enumerate(family.members)}
    found: dict[int, list[Found]] = {}
    for month in period.months():
        for one in _of_month(evidence, month):
            where = one.where
            if where.unit_id in family.member_of_unit:
                key = where.counter_id if level == "counter" else family.member_of_unit[where.unit_id]
                if key in places:
                    found.setdefault(places[key], []).append(one)
    return Signs(found={place: tuple(each) for place, each in found.items()})


def _of_month(evidence: Evidence, month: int) -> Iterator[Found]:
    shapes = {key: shape for key, shape in evidence.shapes.items() if key.month == month}
    if not shapes:
        return
    far = far_too_alike(
        [shape.same_pairs for shape in shapes.values()], [shape.pairs for shape in shapes.values()]
    )
    for (key, shape), spreads in zip(shapes.items(), far.tolist(), strict=True):
        times = _burst(evidence, key)
        if times is not None:
            yield Found(where=key, kind="burst", amount=times)
        sheets = evidence.sheets.get((key.counter_id, month), 0)
        share = typed_share(sheets, shape.answers)
        if share is not None:
            yield Found(where=key, kind="typed", amount=sheets, share=share)
        if spreads > FAR:
            yield Found(where=key, kind="alike")


def _burst(evidence: Evidence, key: CounterMonth) -> float | None:
    """How many times its usual size the largest half-day is, where that is unusual.

    Sheets are typed in heaps, whenever there is time: as many as the month has are no burst.
    """
    sizes = evidence.sizes.get(key.counter_id, ())
    papers = evidence.papers.get((key.counter_id, key.month), 0)
    found = []
    for size in sizes:
        n = size.n - papers - (WAITING if size.waited else 0)
        if size.month == key.month and n >= LEAST:
            others = [
                each.n
                for each in sizes
                if each.half_day != size.half_day and _reach(key.month) <= each.month <= key.month
            ]
            found.append(times_usual(n, others, _peers(evidence, key)))
    return max((times for times in found if times is not None), default=None)


def _reach(month: int) -> int:
    return next_month(month, -MONTHS_BEFORE)


def _peers(evidence: Evidence, key: CounterMonth) -> list[float]:
    """The mean box of every other counter in the month."""
    return [
        shape.answers / shape.boxes
        for other, shape in evidence.shapes.items()
        if other.month == key.month and other.counter_id != key.counter_id
    ]


def _papers(
    connection: Connection,
    counter_ids: Collection[int],
    version_ids: Collection[int],
    months: Collection[int],
) -> dict[tuple[int, int], int]:
    """Answers on paper by counter and month: as many as answered the question that most of them answered."""
    where = Where(
        {
            Dimension.COUNTER: tuple(counter_ids),
            Dimension.MONTH: tuple(months),
            Dimension.VERSION: tuple(version_ids),
            Dimension.CHANNEL: ("paper",),
        }
    )
    by = (Dimension.COUNTER, Dimension.MONTH, Dimension.ITEM)
    found: dict[tuple[int, int], int] = {}
    for (counter, month, _item), n in TallyCounts(connection).counts(where, by).cells.items():
        key = (int(counter), int(month))
        found[key] = max(found.get(key, 0), n)
    return found
