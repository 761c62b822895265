"""Whether the statistics keep what they promise, on made-up provinces whose truth is known.

    ./run bench stats [--runs 2000] [--seed 20261123]

Coverage of intervals, false namings where nothing differs, power where something does, rank sets that hold the truth.
"""

import sys
from collections.abc import Callable, Iterator
from math import sqrt
from typing import Literal

import click
import numpy as np
from bench import planted
from bench.figures import Figure, Goal, print_figures
from bench.simulator import Clustered, Truth
from scipy import stats
from tqdm import tqdm

from analysis.comparing import against_rest, dunn
from analysis.design import SurveyDesign
from analysis.intervals import wilson
from analysis.ranking import rank_sets

NOMINAL = 0.95


@click.command()
@click.option("--runs", default=2_000, show_default=True, help="Made-up provinces for each figure.")
@click.option("--seed", default=20261123, show_default=True)
def main(*, runs: int, seed: int) -> None:
    """Print every figure with its goal."""
    click.echo(f"{runs} runs a figure, seed {seed}")
    print_figures("intervals that hold the truth, per cent", _coverage(runs, seed))
    print_figures("somebody named where nobody differs, per cent of runs", _false_namings(runs, seed))
    print_figures("the one that differs is named, Holm over 40 units of 250, per cent", _power(runs, seed))
    print_figures(
        "rank sets that hold every true rank, per cent of runs", _ranks(max(runs // 5, min(runs, 100)), seed)
    )
    fresh = min(runs, 100)
    print_figures(f"planted differences, {fresh} fresh seeds, per cent", planted.differences(fresh, seed))
    print_figures("case mix without any effect, per cent", planted.case_mix(min(runs, 400), seed))
    months = min(runs // 10, 100)
    print_figures(f"stuffing, {months} fresh seeds, per cent", planted.stuffing(months, seed))


def _share_of(runs: int, seed: int, told: str, happens: Callable[[np.random.Generator], bool]) -> float:
    chance = np.random.default_rng(seed)
    bar = tqdm(range(runs), desc=told, leave=False, file=sys.stderr, disable=not sys.stderr.isatty())
    return 100 * sum(happens(chance) for _ in bar) / runs


def _error(runs: int, share: float = 1 - NOMINAL) -> float:
    """Two Monte-Carlo errors, in per cent."""
    return 200 * sqrt(share * (1 - share) / runs)


def _coverage(runs: int, seed: int) -> Iterator[Figure]:
    for n in (30, 100, 400):
        yield Figure(
            name=f"Wilson, n = {n}, over p from .60 to .98: least",
            values=[100 * _wilson(n)],
            goal=Goal(least=94),
        )
        yield Figure(name="  most", values=[100 * _wilson(n)], goal=Goal(most=96.5))
    for correlation in (0.01, 0.05):
        for clusters in (20, 60):
            truth = Clustered(share=0.8, correlation=correlation, clusters=clusters, smallest=4, largest=40)
            held = _share_of(runs, seed, "design", lambda chance, truth=truth: _holds(truth, chance))
            name = f"design, icc {correlation}, {clusters} clusters of 4–40"
            yield Figure(name=f"{name}: least", values=[held], goal=Goal(least=94 - _error(runs)))
            yield Figure(name="  most", values=[held], goal=Goal(most=96.5 + _error(runs)))
            simple = _share_of(runs, seed, "Wilson", lambda chance, truth=truth: _wilson_holds(truth, chance))
            yield Figure(name="  Wilson on the same answers", values=[simple])


def _wilson(n: int) -> float:
    """Exact coverage, averaged over p."""
    x = np.arange(n + 1)
    interval = wilson(x, np.full(n + 1, n))
    places = np.linspace(0.6, 0.98, 381)
    holds = (np.asarray(interval.low) <= places[:, None]) & (places[:, None] <= np.asarray(interval.high))
    return float((holds * stats.binom.pmf(x, n, places[:, None])).sum(axis=1).mean())


def _holds(truth: Clustered, chance: np.random.Generator) -> bool:
    answers, cluster = truth.draw(chance)
    interval = SurveyDesign(np.ones(len(answers)), clusters=cluster).share(answers).interval
    return bool(interval.low <= truth.share <= interval.high)


def _wilson_holds(truth: Clustered, chance: np.random.Generator) -> bool:
    answers, _ = truth.draw(chance)
    interval = wilson(int(answers.sum()), len(answers))
    return bool(interval.low <= truth.share <= interval.high)


def _false_namings(runs: int, seed: int) -> Iterator[Figure]:
    goal = Goal(most=5 + _error(runs))
    for units in (10, 40, 160):
        truth = Truth.alike(units, 250, 0.8)
        named = _share_of(runs, seed, "rest", lambda chance, truth=truth: _names_somebody(truth.draw(chance)))
        yield Figure(name=f"unit against the rest, k = {units}, n = 250, p = .80", values=[named], goal=goal)
        pairs = _share_of(
            runs,
            seed,
            "Dunn",
            lambda chance, truth=truth: bool(np.nanmin(dunn(truth.draw(chance)).p_value) < 0.05),
        )
        yield Figure(name=f"Dunn with Holm, k = {units}", values=[pairs], goal=goal)
    for units, answers, share in ((40, 250, 0.80), (40, 120, 0.95), (160, 120, 0.95), (160, 30, 0.95)):
        truth = Truth.alike(units, answers, share)
        exactly = _share_of(
            runs, seed, "exact", lambda chance, truth=truth: _names_somebody(truth.draw(chance), "exact")
        )
        yield Figure(
            name=f"the same, exact, k = {units}, n = {answers}, p = {share}", values=[exactly], goal=goal
        )
        named = _share_of(runs, seed, "edge", lambda chance, truth=truth: _names_somebody(truth.draw(chance)))
        yield Figure(
            name=f"unit against the rest, k = {units}, n = {answers}, p = {share}", values=[named], goal=goal
        )


def _names_somebody(counts: np.ndarray, test: Literal["z", "exact"] = "z") -> bool:
    return bool((against_rest(counts, test=test).band != "not_distinguishable").any())


def _power(runs: int, seed: int) -> Iterator[Figure]:
    for points, base, least in ((12, 0.80, 95), (9, 0.80, 78), (9, 0.85, 78)):
        truth = Truth.alike(40, 250, base).shifted(0, points / 100)
        found = _share_of(
            runs,
            seed,
            "power",
            lambda chance, truth=truth: against_rest(truth.draw(chance)).band[0] == "above",
        )
        yield Figure(name=f"{points} points above {base}", values=[found], goal=Goal(least=least))
        exactly = _share_of(
            runs,
            seed,
            "power",
            lambda chance, truth=truth: against_rest(truth.draw(chance), test="exact").band[0] == "above",
        )
        yield Figure(name="  exact", values=[exactly])


def _ranks(runs: int, seed: int) -> Iterator[Figure]:
    for told, spread in (("equal", 0.0), ("spread by 3 points", 0.03), ("spread by 10 points", 0.10)):
        held = _share_of(runs, seed, "ranks", lambda chance, spread=spread: _hold_ranks(chance, spread))
        yield Figure(name=f"40 units, {told}", values=[held], goal=Goal(least=95 - _error(runs)))


def _hold_ranks(chance: np.random.Generator, spread: float) -> bool:
    truth = 0.8 + chance.normal(0, spread, size=40)
    errors = chance.uniform(0.02, 0.06, size=40)
    found = rank_sets(
        truth + chance.normal(size=40) * errors, errors, draws=5_000, seed=int(chance.integers(2**31))
    )
    best = 1 + (truth[None, :] > truth[:, None]).sum(axis=1)
    worst = 40 - (truth[None, :] < truth[:, None]).sum(axis=1)
    # Of units that are truly equal every order is true.
    return bool(((found.low <= best) & (found.high >= worst)).all())


if __name__ == "__main__":
    main()
