"""From a table of counts to figures: the only place where the pages meet `analysis` (read when needed: SciPy)."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

from survey_app.services.results.places import Place, Places
from survey_app.services.results.report import Difference, Figure, KruskalWallis, Total, UnitResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Counts of k places and L levels from worst to best; `answers` also has those that do not apply."""

    counts: list[list[int]]
    answers: list[int]
    satisfied: Sequence[int]
    scores: list[float]

    def keep(self, positions: Sequence[int]) -> list[list[int]]:
        return [self.counts[i] for i in positions]

    @property
    def total(self) -> list[int]:
        return [sum(column) for column in zip(*self.counts, strict=True)] or [0] * len(self.scores)

    @property
    def satisfied_total(self) -> int:
        return sum(self.total[level - 1] for level in self.satisfied)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    units: tuple[UnitResult, ...]
    total: Total | None
    kruskal_wallis: KruskalWallis | None


def compare_table(places: Places, table: Table, minimum: int) -> Figures:
    """Protect small groups first; everything after sees only what may be shown."""
    from analysis.disclosure import protect

    if not places.places:
        return Figures(units=(), total=None, kruskal_wallis=None)
    protection = protect(table.answers, minimum=minimum)
    shown = [i for i, may_show in enumerate(protection.shown) if may_show]
    results = _unit_results(
        [places.places[i] for i in shown], [table.answers[i] for i in shown], table.keep(shown), table
    )
    found = dict(zip(shown, results, strict=True))
    units = tuple(
        found.get(i) or UnitResult(code=p.code, name=p.name, sort_key=p.sort_key, suppressed=True)
        for i, p in enumerate(places.places)
    )
    return Figures(
        units=units,
        total=_total(table) if protection.total_shown else None,
        kruskal_wallis=_kruskal_wallis(table.keep(shown)),
    )


def share_change(now: Table, before: Table, minimum: int) -> Figure | None:
    """The share of all units together, minus that of the period before (Newcombe); none where there is too little."""
    from analysis.intervals import newcombe

    n, n_before = sum(now.total), sum(before.total)
    if min(n, n_before, sum(before.answers)) < minimum:
        return None
    interval = newcombe(now.satisfied_total, n, before.satisfied_total, n_before)
    return Figure(
        value=now.satisfied_total / n - before.satisfied_total / n_before,
        low=float(interval.low),
        high=float(interval.high),
    )


def _unit_results(
    places: Sequence[Place], answers: Sequence[int], counts: list[list[int]], table: Table
) -> list[UnitResult]:
    from analysis.scoring import mean, share

    if not places:
        return []
    shares, means = share(counts, table.satisfied), mean(counts, table.scores)
    differences = _differences(counts, table)
    return [
        UnitResult(
            code=place.code,
            name=place.name,
            sort_key=place.sort_key,
            n=sum(counts[i]),
            answers=answers[i],
            share=_figure(shares.value[i], shares.interval.low[i], shares.interval.high[i]),
            mean=_figure(means.value[i], means.interval.low[i], means.interval.high[i]),
            difference=differences[i][0],
            band=differences[i][1],
        )
        for i, place in enumerate(places)
    ]


def _differences(counts: list[list[int]], table: Table) -> list[tuple[Difference | None, str | None]]:
    """Each unit against the rest, where at least two have answers."""
    from analysis.comparing import against_rest

    if sum(any(row) for row in counts) < 2:
        return [(None, None)] * len(counts)
    rest = against_rest(counts, table.satisfied)
    found: list[tuple[Difference | None, str | None]] = []
    for i in range(len(counts)):
        if isnan(rest.difference[i]):
            found.append((None, None))
            continue
        difference = Difference(
            value=float(rest.difference[i]),
            low=float(rest.family_low[i]),
            high=float(rest.family_high[i]),
            p_value=float(rest.p_value[i]),
        )
        found.append((difference, rest.band[i]))
    return found


def _kruskal_wallis(counts: list[list[int]]) -> KruskalWallis | None:
    from analysis.comparing import kruskal_wallis

    if sum(any(row) for row in counts) < 2:
        return None
    test = kruskal_wallis(counts)
    if not isinstance(test.df, int | float):
        return None
    return KruskalWallis(statistic=test.statistic, df=int(test.df), p_value=test.p_value)


def _total(table: Table) -> Total | None:
    from analysis.scoring import mean, share

    n = sum(table.total)
    if n == 0:
        return None
    shares, means = share(table.total, table.satisfied), mean(table.total, table.scores)
    share_figure = _figure(shares.value, shares.interval.low, shares.interval.high)
    mean_figure = _figure(means.value, means.interval.low, means.interval.high)
    if share_figure is None or mean_figure is None:
        return None
    return Total(n=n, answers=sum(table.answers), share=share_figure, mean=mean_figure)


def _figure(value: float, low: float, high: float) -> Figure | None:
    """A figure, or none where there was nothing to estimate from."""
    return None if isnan(value) else Figure(value=float(value), low=float(low), high=float(high))
