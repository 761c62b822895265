"""What a table of answers says: shares with intervals, who really differs, how the items hang together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparing import against_rest, kruskal_wallis
from analysis.funnel import funnel
from analysis.ranking import shrink
from analysis.reliability import cronbach_alpha, item_statistics
from analysis.results import Estimate, TestResult
from analysis.scoring import mean, share
from survey_app.services.analyzing.tally import RowFault, Tally
from survey_app.services.comparing.comparison import Band

FEW = 5  # answers below which a unit's figures are not told


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit on the first item; `None` where there are too few answers to say something."""

    name: str
    n: int
    share: float | None
    low: float | None
    high: float | None
    shrunken: float | None
    difference: float | None
    family_low: float | None
    family_high: float | None
    p_value: float | None
    band: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemLine:
    """One item over all units together; `item_rest` where there are two items or more."""

    name: str
    n: int
    missing: int
    share: Estimate
    mean: Estimate
    item_rest: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    rows: int
    faulty: int
    faults: tuple[RowFault, ...]
    digest: str
    satisfied: tuple[int, ...]
    levels: int
    items: tuple[ItemLine, ...]
    units: tuple[UnitLine, ...]
    differences: TestResult | None
    over_dispersion: float | None
    alpha: Estimate | None


def report_on(tally: Tally, *, items: Sequence[str], satisfied: Sequence[int]) -> Report:
    """Put the report together; units are compared on the first item."""
    order = tally.in_order()
    table = tally.counts[0][[place for _, place in order]]
    shown = np.where((table.sum(axis=1) >= FEW)[:, None], table, 0)
    several = len(items) > 1
    rest = item_statistics(tally.moments).item_rest.tolist() if several else [None] * len(items)
    comparable = int((shown.sum(axis=1) > 0).sum()) > 1
    return Report(
        rows=tally.rows,
        faulty=tally.faulty,
        faults=tuple(tally.faults),
        digest=tally.digest,
        satisfied=tuple(satisfied),
        levels=tally.counts.shape[2],
        items=tuple(
            ItemLine(
                name=name,
                n=int(counts.sum()),
                missing=int(missing.sum()),
                share=share(counts.sum(axis=0), satisfied),
                mean=mean(counts.sum(axis=0)),
                item_rest=None if own is None or np.isnan(own) else own,
            )
            for name, counts, missing, own in zip(items, tally.counts, tally.missing, rest, strict=True)
        ),
        units=_units([name for name, _ in order], table, shown, satisfied, comparable=comparable),
        differences=kruskal_wallis(shown) if comparable else None,
        over_dispersion=_over_dispersion(shown, satisfied) if comparable else None,
        alpha=cronbach_alpha(tally.moments) if several else None,
    )


def _over_dispersion(shown: np.ndarray, satisfied: Sequence[int]) -> float:
    successes = shown[:, [level - 1 for level in satisfied]].sum(axis=1)
    return funnel(successes, shown.sum(axis=1)).phi


def _units(
    names: Sequence[str], table: np.ndarray, shown: np.ndarray, satisfied: Sequence[int], *, comparable: bool
) -> tuple[UnitLine, ...]:
    own = share(shown, satisfied)
    value, low, high = (
        np.asarray(each, dtype=float) for each in (own.value, own.interval.low, own.interval.high)
    )
    nothing = np.full(len(names), np.nan)
    drawn = difference = family_low = family_high = p_value = nothing
    bands: list[Band | None] = [None] * len(names)
    if comparable:
        found = against_rest(shown, satisfied, test="exact")
        difference, family_low, family_high = found.difference, found.family_low, found.family_high
        p_value, bands = found.p_value, found.band.tolist()
        # Of a share of 0 or 1 the plain error would be 0 and outweigh all others: half an answer each way.
        n = shown.sum(axis=1)
        middle = (np.nan_to_num(value) * n + 0.5) / (n + 1)
        drawn = shrink(value, np.where(n > 0, np.sqrt(middle * (1 - middle) / (n + 1)), np.nan)).value
    columns = (value, low, high, drawn, difference, family_low, family_high, p_value)
    return tuple(
        UnitLine(
            name=name,
            n=int(counts.sum()),
            band=band,
            **dict(
                zip(
                    (
                        "share",
                        "low",
                        "high",
                        "shrunken",
                        "difference",
                        "family_low",
                        "family_high",
                        "p_value",
                    ),
                    (None if np.isnan(each) else float(each) for each in numbers),
                    strict=True,
                )
            ),
        )
        for name, counts, band, *numbers in zip(names, table, bands, *columns, strict=True)
    )
