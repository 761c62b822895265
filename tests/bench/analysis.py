"""Tests on tallies against what one would take instead, on the rows.

    ./run bench analysis [--answers 1000000 --answers 10000000] [--rounds 3]

The same answers, 3,321 units on five levels, stand as rows and as counts. Both must say the same before anything is timed. "with
tabulation" counts the rows first. The others work in a process of their own, whose additional memory is told.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import click
import numpy as np
from bench import oracles
from bench.apart import apart
from bench.figures import Figure, Goal, print_figures, seconds

from analysis.adjusting import adjusted_against_rest, blocked_kruskal_wallis, cmh, proportional_odds
from analysis.clustered import ClusterSums, clustered_share
from analysis.comparing import (
    against_rest,
    chi_square,
    conover,
    dunn,
    games_howell,
    kruskal_wallis,
    mann_whitney,
    prop_test,
    welch_anova,
)
from analysis.funnel import funnel
from analysis.ranking import rank_sets, shrink

UNITS, LEVELS = 3_321, 5
SEED = 20261123
TEN_MILLION = 10_000_000
PIECE = 1 << 16
CUBE_OVERFLOWS = 2_000_000  # answers from which scikit-posthocs' sum of cubed ties leaves 64 bits, and its p-values are wrong


@click.command()
@click.option("--answers", default=[1_000_000, TEN_MILLION], multiple=True, show_default=True)
@click.option("--units", default=UNITS, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(*, answers: tuple[int, ...], units: int, rounds: int) -> None:
    """Print times, memory and ratios."""
    for number in answers:
        chance = np.random.default_rng(SEED)
        unit = chance.integers(units, size=number)
        level = np.clip(np.rint(chance.normal(4.1 + chance.normal(0, 0.25, units)[unit], 0.9)), 1, LEVELS)
        level = level.astype(np.int64)
        counts = tabulate(unit, level, units)
        click.echo(f"\n{number:,} answers of {units:,} units, seed {SEED}")
        print_figures("against SciPy and others on rows", _against_rows(unit, level, counts, rounds))
    print_figures("from tallies, milliseconds", _alone(counts, rounds))
    print_figures("rank sets", _rank_sets(units, rounds))


def tabulate(unit: np.ndarray, level: np.ndarray, units: int) -> np.ndarray:
    """Count in pieces that stay in the processor's cache."""
    counted = np.zeros(units * LEVELS + 1, dtype=np.int64)
    for start in range(0, len(unit), PIECE):
        cell = unit[start : start + PIECE] * LEVELS
        cell += level[start : start + PIECE]
        counted += np.bincount(cell, minlength=len(counted))
    return counted[1:].reshape(units, LEVELS)


def _warm(call: Callable[[], object], rounds: int) -> list[float]:
    call()
    return seconds(call, rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Contest:
    """One question put to somebody else on rows and to us on counts; `same` says how close the answers must be."""

    name: str
    who: str
    theirs: Callable[[], Any]
    ours: Callable[[np.ndarray], Any]
    table: np.ndarray
    tabulating: Callable[[], np.ndarray]
    same: float = 1e-8
    is_goal: bool = False


def _against_rows(unit: np.ndarray, level: np.ndarray, counts: np.ndarray, rounds: int) -> Iterator[Figure]:
    goals = len(unit) >= TEN_MILLION
    for contest in _contests(unit, level, counts):
        cost = apart(contest.theirs)
        if np.isfinite(contest.same):
            np.testing.assert_allclose(
                contest.ours(contest.table),
                cost.answer,
                rtol=contest.same,
                atol=contest.same,
                err_msg=contest.name,
            )
        quick = _warm(lambda contest=contest: contest.ours(contest.table), rounds)
        tabulated = _warm(lambda contest=contest: contest.ours(contest.tabulating()), rounds)
        yield Figure(name=f"{contest.name}, {contest.who}", values=[1000 * cost.seconds], unit="ms")
        yield Figure(name="  its memory", values=[cost.gigabytes], unit="GB")
        yield Figure(
            name="  from tallies: times faster",
            values=[cost.seconds / each for each in quick],
            goal=Goal(least=1000) if contest.is_goal and goals else None,
        )
        yield Figure(
            name="  with tabulation: times faster",
            values=[cost.seconds / each for each in tabulated],
            goal=Goal(least=30) if contest.is_goal and goals else None,
        )
    found = oracles.r_kruskal(counts)
    if found:
        np.testing.assert_allclose(kruskal_wallis(counts).statistic, found[1], rtol=1e-8)
        quick = _warm(lambda: kruskal_wallis(counts), rounds)
        yield Figure(name="Kruskal–Wallis, R", values=[1000 * found[0]], unit="ms")
        yield Figure(name="  from tallies: times faster", values=[found[0] / each for each in quick])


def _contests(unit: np.ndarray, level: np.ndarray, counts: np.ndarray) -> Iterator[_Contest]:
    order = np.argsort(unit, kind="stable")
    rows = np.split(level[order], np.cumsum(counts.sum(axis=1))[:-1])
    half = len(counts) // 2
    whole = {"table": counts, "tabulating": lambda: tabulate(unit, level, len(counts)), "who": "SciPy"}
    yield _Contest(
        name="Kruskal–Wallis",
        theirs=oracles.kruskal(rows),
        ours=lambda table: kruskal_wallis(table).statistic,
        is_goal=True,
        **whole,
    )
    yield _Contest(
        name="chi-square",
        theirs=oracles.chi_square(unit, level),
        ours=lambda table: chi_square(table).statistic,
        is_goal=True,
        **whole,
    )
    yield _Contest(
        name="Mann–Whitney of two halves",
        theirs=oracles.mann_whitney(level[unit < half], level[unit >= half]),
        ours=lambda table: mann_whitney(table[:half].sum(axis=0), table[half:].sum(axis=0)).statistic,
        **whole,
    )
    yield _Contest(
        name="bootstrap of a share, 200 draws",
        theirs=oracles.bootstrap(level),
        ours=_bootstrap,
        same=2e-4,  # other draws
        **whole,
    )
    few = unit < oracles.FEW
    own_unit, own_level = unit[few] % oracles.FEW, level[few]
    # As many answers as there are, of forty units.
    own_unit, own_level = (np.resize(each, len(unit)) for each in (own_unit, own_level))
    some = tabulate(own_unit, own_level, oracles.FEW)
    forty = {"table": some, "tabulating": lambda: tabulate(own_unit, own_level, oracles.FEW)}
    pairs = np.triu_indices(oracles.FEW, 1)
    if oracles.installed("scikit_posthocs"):
        theirs = oracles.dunn(own_unit, own_level)
        overflows = len(unit) > CUBE_OVERFLOWS
        yield _Contest(
            name="Dunn, 40 units" + (" (their ties overflow)" if overflows else ""),
            same=np.inf if overflows else 1e-8,
            who="scikit-posthocs",
            theirs=lambda: theirs()[pairs],
            ours=lambda table: dunn(table).p_value[pairs],
            **forty,
        )
    if oracles.installed("pingouin"):
        yield _Contest(
            name="Games–Howell, 40 units",
            who="pingouin",
            theirs=oracles.games_howell(own_unit, own_level),
            ours=lambda table: games_howell(table).p_value[pairs],
            same=1e-4,  # theirs takes 100,000 degrees of freedom for infinitely many
            **forty,
        )
    if oracles.installed("statsmodels"):
        ten, answers = own_unit[: oracles.SLOWEST] % 10, own_level[: oracles.SLOWEST]
        dummies = np.eye(10)[:, 1:]
        theirs_fit = oracles.proportional_odds(ten, answers)
        yield _Contest(
            name=f"proportional odds, 10 units, {oracles.SLOWEST:,} rows",
            who="statsmodels",
            theirs=lambda: theirs_fit()[:9],
            ours=lambda table: proportional_odds(table, dummies).coefficients,
            table=tabulate(ten, answers, 10),
            tabulating=lambda: tabulate(ten, answers, 10),
            same=1e-3,  # theirs stops early
        )


def _bootstrap(table: np.ndarray) -> float:
    """The same interval from counts: a draw is one multinomial."""
    together = table.sum(axis=0)
    drawn = np.random.default_rng(1).multinomial(int(together.sum()), together / together.sum(), size=200)
    return float(np.quantile(drawn[:, 3:].sum(axis=1) / together.sum(), 0.025))


def _alone(counts: np.ndarray, rounds: int) -> Iterator[Figure]:
    units, n, satisfied = len(counts), counts.sum(axis=1), counts[:, 3:].sum(axis=1)
    strata = np.stack([counts, counts[::-1], np.roll(counts, 7, axis=0)])
    some = counts[:160]
    boxes = np.column_stack(
        [
            np.repeat(np.arange(units), 10),
            np.full(10 * units, 20),
            *np.tile([[300], [240], [4600], [3700], [3000]], 10 * units),
        ]
    )
    clusters = ClusterSums.of(boxes)
    dummies = np.eye(160)[:, 1:]
    errors = np.sqrt((satisfied + 1) * (n - satisfied + 1) / (n + 2) ** 3)
    goal = Goal(most=50)
    calls: dict[str, tuple[Callable[[], object], Goal | None]] = {
        "Kruskal–Wallis": (lambda: kruskal_wallis(counts), goal),
        "chi-square": (lambda: chi_square(counts), goal),
        "Welch": (lambda: welch_anova(counts), goal),
        "equal shares": (lambda: prop_test(satisfied, n), goal),
        "unit against the rest": (lambda: against_rest(counts), goal),
        "funnel": (lambda: funnel(satisfied, n), goal),
        "unit against the rest within 3 strata": (lambda: adjusted_against_rest(strata), None),
        "shares of clusters, 10 strata a unit": (lambda: clustered_share(clusters, units), goal),
        "CMH mean score, 3 strata": (lambda: cmh(strata, "mean_score"), goal),
        "blocked Kruskal–Wallis, 3 blocks": (lambda: blocked_kruskal_wallis(strata), goal),
        "shrinkage": (lambda: shrink(satisfied / n, errors), goal),
        "Games–Howell, 160 units": (lambda: games_howell(some), Goal(most=500)),
        "proportional odds, 160 units": (lambda: proportional_odds(some, dummies), None),
        f"Dunn, all {units * (units - 1) // 2:,} pairs": (lambda: dunn(counts), None),
        "Conover, all pairs": (lambda: conover(counts), None),
    }
    for name, (call, limit) in calls.items():
        yield Figure(name=name, values=[1000 * each for each in _warm(call, rounds)], unit="ms", goal=limit)


def _rank_sets(most: int, rounds: int) -> Iterator[Figure]:
    chance = np.random.default_rng(SEED)
    for units, limit in ((min(400, most), 3), (most, 120)):
        errors = np.sqrt(0.16 / chance.integers(30, 2_000, size=units))
        found = 0.8 + chance.normal(0, 0.03, units) + chance.normal(size=units) * errors
        costs = [
            apart(lambda found=found, errors=errors: rank_sets(found, errors).low)
            for _ in range(min(rounds, 2))
        ]
        yield Figure(
            name=f"{units} units", values=[cost.seconds for cost in costs], unit="s", goal=Goal(most=limit)
        )
        yield Figure(
            name="  its memory", values=[cost.gigabytes for cost in costs], unit="GB", goal=Goal(most=1)
        )


if __name__ == "__main__":
    main()
