"""Tests on tallies against what one would take instead: SciPy on the rows.

    ./run bench analysis [--answers 1000000] [--rounds 3]

The same answers, 3,321 units on five levels, stand as rows and as counts. Both must say the same to eight places before
anything is timed. "with tabulation" counts the rows first. Where SciPy has nothing to compare with, our time alone is told.
"""

import resource
from collections.abc import Callable, Iterator

import click
import numpy as np
from bench.figures import Figure, Goal, print_figures, seconds
from scipy import stats

from analysis.adjusting import blocked_kruskal_wallis, cmh, proportional_odds
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
PLACES = 1e-8
GIGABYTE = 2**20  # in the kilobytes that the system tells


@click.command()
@click.option("--answers", default=1_000_000, show_default=True)
@click.option("--rounds", default=3, show_default=True)
def main(*, answers: int, rounds: int) -> None:
    """Print times and ratios."""
    chance = np.random.default_rng(SEED)
    unit = chance.integers(UNITS, size=answers)
    level = np.clip(np.rint(chance.normal(4.1 + chance.normal(0, 0.25, UNITS)[unit], 0.9)), 1, LEVELS).astype(
        np.int64
    )
    counts = tabulate(unit, level)
    click.echo(f"{answers:,} answers of {UNITS:,} units, seed {SEED}")
    print_figures("against SciPy on rows", _against_rows(unit, level, counts, rounds))
    print_figures("from tallies, milliseconds", _alone(counts, rounds))
    print_figures("rank sets", _rank_sets(rounds))


def tabulate(unit: np.ndarray, level: np.ndarray) -> np.ndarray:
    return np.bincount(unit * LEVELS + level - 1, minlength=UNITS * LEVELS).reshape(UNITS, LEVELS)


def _warm(call: Callable[[], object], rounds: int) -> list[float]:
    call()
    return seconds(call, rounds)


def _against_rows(unit: np.ndarray, level: np.ndarray, counts: np.ndarray, rounds: int) -> Iterator[Figure]:
    order = np.argsort(unit, kind="stable")
    rows = np.split(level[order], np.cumsum(counts.sum(axis=1))[:-1])
    half = UNITS // 2
    few, many = level[unit < half], level[unit >= half]
    pairs = {
        "Kruskal–Wallis": (lambda: stats.kruskal(*rows), kruskal_wallis),
        "chi-square": (
            lambda: stats.chi2_contingency(stats.contingency.crosstab(unit, level).count, correction=False),
            chi_square,
        ),
        "Mann–Whitney of two halves": (
            lambda: stats.mannwhitneyu(few, many, method="asymptotic"),
            lambda table: mann_whitney(table[:half].sum(axis=0), table[half:].sum(axis=0)),
        ),
    }
    for name, (theirs, ours) in pairs.items():
        one, two = theirs(), ours(counts)
        np.testing.assert_allclose(
            (two.statistic, two.p_value), (one.statistic, one.pvalue), rtol=PLACES, atol=1e-300, err_msg=name
        )
        slow = seconds(theirs, 1)
        quick = _warm(lambda ours=ours: ours(counts), rounds)
        tabulated = _warm(lambda ours=ours: ours(tabulate(unit, level)), rounds)
        yield Figure(name=f"{name}, SciPy", values=[1000 * each for each in slow], unit="ms")
        yield Figure(name="  from tallies: times faster", values=[slow[0] / each for each in quick])
        yield Figure(name="  with tabulation: times faster", values=[slow[0] / each for each in tabulated])


def _alone(counts: np.ndarray, rounds: int) -> Iterator[Figure]:
    n, satisfied = counts.sum(axis=1), counts[:, 3:].sum(axis=1)
    strata = np.stack([counts, counts[::-1], np.roll(counts, 7, axis=0)])
    some = counts[:160]
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
        "CMH mean score, 3 strata": (lambda: cmh(strata, "mean_score"), goal),
        "blocked Kruskal–Wallis, 3 blocks": (lambda: blocked_kruskal_wallis(strata), goal),
        "shrinkage": (lambda: shrink(satisfied / n, errors), goal),
        "Games–Howell, 160 units": (lambda: games_howell(some), Goal(most=500)),
        "proportional odds, 160 units": (lambda: proportional_odds(some, dummies), None),
        "Dunn, all 5,512,860 pairs": (lambda: dunn(counts), None),
        "Conover, all pairs": (lambda: conover(counts), None),
    }
    for name, (call, limit) in calls.items():
        yield Figure(name=name, values=[1000 * each for each in _warm(call, rounds)], unit="ms", goal=limit)


def _rank_sets(rounds: int) -> Iterator[Figure]:
    chance = np.random.default_rng(SEED)
    for units, limit in ((400, 3), (UNITS, 120)):
        errors = np.sqrt(0.16 / chance.integers(30, 2_000, size=units))
        found = 0.8 + chance.normal(0, 0.03, units) + chance.normal(size=units) * errors
        taken = _warm(lambda found=found, errors=errors: rank_sets(found, errors), min(rounds, 2))
        yield Figure(name=f"{units} units", values=taken, unit="s", goal=Goal(most=limit))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / GIGABYTE
    yield Figure(name="largest memory of this whole run", values=[peak], unit="GB")


if __name__ == "__main__":
    main()
