"""Means of several questions with their intervals: the answers of one person hang together, and this counts it."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from scipy.special import stdtrit
from sqlalchemy import Connection

from analysis.clustered import FEWEST_DF, ClusterSums, clustered_share
from analysis.moments import Group, Weighted, composite
from forms.questionnaire import Factor
from survey_app.clock import Period
from survey_app.item_moments import ItemMoments
from survey_app.services.comparing.boxes import Boxes, rows_of
from survey_app.services.comparing.comparison import Level, Measured
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.pooling import Pool
from survey_app.store.sums import BoxSums, list_moments

TAIL = 0.025


@dataclass(frozen=True, slots=True, kw_only=True)
class Composite:
    """A factor's share; `std_error` counts people and boxes, `n` is the smallest number of answers to one of its questions."""

    value: float
    std_error: float
    n: int
    n_effective: float

    @property
    def measured(self) -> Measured:
        if math.isnan(self.std_error):
            return Measured(value=self.value, low=None, high=None)
        if self.value in {0.0, 1.0}:  # Clopper and Pearson's limit where nobody differs
            far = 1 - TAIL ** (1 / self.n_effective)
            low, high = (0.0, far) if self.value == 0 else (1 - far, 1.0)
            return Measured(value=self.value, low=low, high=high)
        reach = float(stdtrit(self.n - 1, 1 - TAIL)) * self.std_error
        return Measured(value=self.value, low=max(self.value - reach, 0.0), high=min(self.value + reach, 1.0))


def read_moments(
    connection: Connection, *, family: Family, level: Level, pool: Pool, items: Iterable[str], period: Period
) -> dict[int, ItemMoments]:
    """The moments of each member, by its place: of a unit with everything below it, or of one counter.

    Of an older version only those items count that are the same question in the version that speaks.
    """
    asked = list(items)
    wanted: dict[int, list[str]] = {}
    for item in asked:
        for version_id in pool.ids(item):
            wanted.setdefault(version_id, []).append(item)
    places = {member.id: place for place, member in enumerate(family.members)}
    contents = list_moments(
        connection, months=period.months(), version_ids=wanted.keys(), unit_ids=family.member_of_unit
    )
    found: dict[int, ItemMoments] = {}
    for where, content in contents.items():
        place = places.get(where.counter_id if level == "counter" else family.member_of_unit[where.unit_id])
        if place is not None:
            own = ItemMoments.from_json(content).aligned(asked, wanted[where.version_id])
            found[place] = found[place].merge(own) if place in found else own
    return found


def composite_of(
    moments: ItemMoments, factor: Factor, told: Iterable[str], effects: Mapping[str, float]
) -> Composite | None:
    """The mean of those items of a factor that may be told, each weighing the same at its depth; None where there are none.

    The error is that of answers drawn one by one, times the root of the mean design effect of the items (1 where no box tells).
    """
    allowed = set(told)
    known = {item: place for place, item in enumerate(moments.items) if item in allowed}
    group = _group(factor, known)
    if group is None:
        return None
    found = composite(moments.satisfied, [group])
    inside = [effects.get(item, 1.0) for item in factor.all_items if item in known]
    effect = max(sum(inside) / len(inside), 1.0)
    value, error, n = float(found.value), float(found.std_error), int(found.n)
    if value in {0.0, 1.0}:  # the plain error would be 0 and settle every comparison: half an answer each way
        middle = (value * n + 0.5) / (n + 1)
        error = math.sqrt(middle * (1 - middle) / (n + 1))
    return Composite(value=value, std_error=error * math.sqrt(effect), n=n, n_effective=n / effect)


def composites(
    moments: ItemMoments, told: Iterable[str], effects: Mapping[str, float]
) -> Callable[[Factor], Measured | None]:
    """The same for one factor after the other, with limits."""
    allowed = set(told)

    def of(factor: Factor) -> Measured | None:
        found = composite_of(moments, factor, allowed, effects)
        return found.measured if found else None

    return of


def _group(factor: Factor, known: Mapping[str, int]) -> Group | None:
    inside: list[Group] = [known[item] for item in factor.items if item in known]
    inside += [
        Weighted(group=group, weight=each.weight)
        for each in factor.factors
        if (group := _group(each, known)) is not None
    ]
    return inside or None


def effects_of(boxes: Mapping[str, Boxes], place: int) -> dict[str, float]:
    """The design effect of each item's share at one member, where its boxes are enough to tell."""
    return _effects({item: own.get(place, ()) for item, own in boxes.items()})


def effects_together(boxes: Mapping[str, Boxes], places: Iterable[int]) -> dict[str, float]:
    """The same of several members taken as one."""
    wanted = list(places)
    return _effects(
        {item: [each for place in wanted for each in own.get(place, ())] for item, own in boxes.items()}
    )


def _effects(strata: Mapping[str, Sequence[BoxSums]]) -> dict[str, float]:
    found = {}
    for item, own in strata.items():
        rows = rows_of([own])
        if rows:
            share = clustered_share(ClusterSums.of(rows), 1)
            if share.df[0] >= FEWEST_DF and not math.isnan(share.design_effect[0]):
                found[item] = float(share.design_effect[0])
    return found
