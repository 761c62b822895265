"""What a table of answers says, in the order a supervisor asks: how many, how satisfied, who really differs, why, how sure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.adjusting import adjusted_against_rest
from analysis.comparing import kruskal_wallis
from analysis.drivers import ImportanceMethod, relative_importance
from analysis.integrity import Batch, screen
from analysis.reliability import cronbach_alpha, item_statistics, mcdonald_omega
from analysis.results import Estimate, TestResult
from analysis.scoring import mean, share
from survey_app.services.analyzing.tally import RowFault, Tally
from survey_app.services.analyzing.units import Standing, UnitLine, stand
from survey_app.services.comparing.comparison import Band

FEW = 5  # answers below which a unit's figures are not told
MOST_DRIVERS = 12  # beyond this the shares of importance are Johnson's


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item over all units together; `item_rest` where there are two items or more."""

    name: str
    n: int
    missing: int
    counts: tuple[int, ...]
    share: Estimate
    mean: Estimate
    item_rest: float | None
    weighted_share: float | None
    weighted_low: float | None
    weighted_high: float | None
    design_effect: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustedLine:
    """One unit against the rest within groups of case mix."""

    name: str
    difference: float
    family_low: float | None
    family_high: float | None
    p_value: float
    band: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagLine:
    """A sign that somebody should look; never a verdict."""

    name: str
    rule: str
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drivers:
    """How much of the first item's variance each other item explains; the shares sum to `r_squared`."""

    outcome: str
    method: str
    r_squared: float
    shares: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    rows: int
    faulty: int
    faults: tuple[RowFault, ...]
    digest: str
    satisfied: tuple[int, ...]
    levels: int
    weight: str
    stratum: str
    cluster: str
    case_mix: tuple[str, ...]
    items: tuple[ItemLine, ...]
    units: tuple[UnitLine, ...]
    standing: Standing | None
    adjusted: tuple[AdjustedLine, ...]
    case_mix_groups: int
    differences: TestResult | None
    alpha: Estimate | None
    omega: Estimate | None
    drivers: Drivers | None
    flags: tuple[FlagLine, ...]


def report_on(tally: Tally) -> Report:
    """Put the report together; units are compared on the first item."""
    asked = tally.asked
    order = tally.in_order()
    table = tally.counts[0][[place for _, place in order]]
    shown = np.where((table.sum(axis=1) >= FEW)[:, None], table, 0)
    several = len(asked.items) > 1
    comparable = int((shown.sum(axis=1) > 0).sum()) > 1
    units, standing = stand(tally, order, table, shown, comparable=comparable)
    return Report(
        rows=tally.rows,
        faulty=tally.faulty,
        faults=tuple(tally.faults),
        digest=tally.digest,
        satisfied=asked.satisfied,
        levels=asked.levels,
        weight=asked.weight,
        stratum=asked.stratum,
        cluster=asked.cluster,
        case_mix=asked.case_mix,
        items=_items(tally, several=several),
        units=units,
        standing=standing,
        adjusted=_adjusted(tally, order, shown) if asked.case_mix and comparable else (),
        case_mix_groups=len(tally.by_mix),
        differences=kruskal_wallis(shown) if comparable else None,
        alpha=cronbach_alpha(tally.moments) if several else None,
        omega=_omega(tally) if len(asked.items) > 2 else None,
        drivers=_drivers(tally) if several else None,
        flags=_flags(tally, order),
    )


def _items(tally: Tally, *, several: bool) -> tuple[ItemLine, ...]:
    names = tally.asked.items
    rest = item_statistics(tally.moments).item_rest.tolist() if several else [None] * len(names)
    found = []
    for place, (name, own) in enumerate(zip(names, rest, strict=True)):
        counts = tally.counts[place].sum(axis=0)
        weighted = tally.sampled.share(place, 1, together=True) if tally.sampled else None
        columns = (
            [float(each[0]) for each in (weighted.value, weighted.low, weighted.high, weighted.design_effect)]
            if weighted
            else [None] * 4
        )
        found.append(
            ItemLine(
                name=name,
                n=int(counts.sum()),
                missing=int(tally.missing[place].sum()),
                counts=tuple(counts.tolist()),
                share=share(counts, tally.asked.satisfied),
                mean=mean(counts),
                item_rest=None if own is None or np.isnan(own) else own,
                weighted_share=columns[0],
                weighted_low=columns[1],
                weighted_high=columns[2],
                design_effect=columns[3],
            )
        )
    return tuple(found)


def _adjusted(tally: Tally, order: Sequence[tuple[str, int]], shown: np.ndarray) -> tuple[AdjustedLine, ...]:
    k, levels = tally.counts.shape[1:]
    tables = np.zeros((len(tally.by_mix), k, levels), dtype=np.int64)
    for row, counted in enumerate(tally.by_mix.values()):
        tables[row, : len(counted)] = counted
    tables = tables[:, [place for _, place in order]]
    tables[:, shown.sum(axis=1) == 0] = 0
    found = adjusted_against_rest(tables, tally.asked.satisfied)
    columns = (found.difference, found.family_low, found.family_high, found.p_value)
    return tuple(
        AdjustedLine(
            name=name,
            difference=difference,
            family_low=None if np.isnan(low) else low,
            family_high=None if np.isnan(high) else high,
            p_value=p_value,
            band=band,
        )
        for (name, _), band, difference, low, high, p_value in zip(
            order, found.band.tolist(), *(column.tolist() for column in columns), strict=True
        )
        if band is not None
    )


def _omega(tally: Tally) -> Estimate | None:
    try:
        return mcdonald_omega(tally.moments)
    except ValueError:  # items that do not vary, or no common factor
        return None


def _flags(tally: Tally, order: Sequence[tuple[str, int]]) -> tuple[FlagLine, ...]:
    """A table of answers tells no times: what is left is too many best answers and too few missing ones."""
    counts, missing = tally.counts[0], tally.missing[0]
    batches = [
        Batch(
            counter=name,
            bins=(),
            levels=counts[place].tolist(),
            not_applicable=int(missing[place]),
            best=int(counts[place, -1]),
        )
        for name, place in order
    ]
    return tuple(
        FlagLine(name=flag.counter, rule=flag.rule, p_value=flag.p_value) for flag in screen(batches)
    )


def _drivers(tally: Tally) -> Drivers | None:
    names = tally.asked.items
    method: ImportanceMethod = "lmg" if len(names) - 1 <= MOST_DRIVERS else "johnson"
    try:
        found = relative_importance(tally.moments.covariance(), method)
    except ValueError:  # items that do not vary or say the same
        return None
    return Drivers(
        outcome=names[0],
        method=method,
        r_squared=float(found.r_squared),
        shares=dict(zip(names[1:], found.shares.tolist(), strict=True)),
    )
