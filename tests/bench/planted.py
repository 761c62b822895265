"""What is planted is found, and where nothing is planted nobody is named: as the pages compare, on fresh seeds."""

from collections.abc import Callable, Iterator, Sequence

import click
import numpy as np
from bench.figures import Figure, Goal
from bench.stuffing import KINDS, UNTUNED, Stuffer, month
from tqdm import tqdm

from analysis.adjusting import adjusted_against_rest
from analysis.clustered import ClusterSums, resemblance
from analysis.comparing import against_rest
from analysis.integrity import screen

UNITS, BOXES, COUNTERS = 40, 30, 120
ERROR = 200 * (0.05 * 0.95) ** 0.5  # two Monte-Carlo errors of one run, in per cent


def differences(runs: int, seed: int) -> Iterator[Figure]:
    """40 communes, 30 boxes of about 10 answers each, icc 0.03; the pages' own test with design effects."""
    shifts = np.zeros(UNITS)
    shifts[[3, 17]] = 0.12, -0.12
    found = _share(runs, seed, lambda chance: float(np.mean(_named(chance, shifts)[[3, 17]])))
    yield Figure(name="planted ±12 points found", values=[found], goal=Goal(least=90))
    most = 5 + ERROR / runs**0.5
    for told, own in (
        ("pages: exact, design effects", True),
        ("  simple sampling on the same answers", False),
    ):
        named = _share(
            runs, seed, lambda chance, own=own: float(_named(chance, np.zeros(UNITS), boxes=own).any())
        )
        yield Figure(
            name=f"null runs with somebody named, {told}",
            values=[named],
            goal=Goal(most=most) if own else None,
        )


def case_mix(runs: int, seed: int) -> Iterator[Figure]:
    """Satisfaction hangs on the field alone; communes differ in how many land cases they have."""
    for told, adjusted in (("adjusted", True), ("  plain, on the same answers", False)):
        named = _share(runs, seed, lambda chance, adjusted=adjusted: float(_mixed(chance, adjusted=adjusted)))
        goal = Goal(most=5 + ERROR / runs**0.5) if adjusted else None
        yield Figure(name=f"null runs with somebody named, {told}", values=[named], goal=goal)


def stuffing(runs: int, seed: int) -> Iterator[Figure]:
    """120 counters, three of them stuffed; the last kinds are ones the screens were not tuned to."""
    null = _share(runs, seed, lambda chance: float(bool(screen(*month(chance, COUNTERS)))))
    yield Figure(name="null runs with a flag", values=[null], goal=Goal(most=5 + ERROR / runs**0.5))
    goals = {"burst": 90, "drip": 90, "smart": 50}
    for name, way in {**KINDS, **UNTUNED}.items():
        found = _share(runs, seed + 1, lambda chance, way=way: _flagged(chance, [way] * 3))
        told = name if name in KINDS else f"{name} (not tuned to)"
        yield Figure(
            name=f"stuffed counters found: {told}",
            values=[found],
            goal=Goal(least=goals[name]) if name in goals else None,
        )


def _share(runs: int, seed: int, happens: Callable[[np.random.Generator], float]) -> float:
    """Per cent, each run with a seed of its own."""
    stream = click.get_text_stream("stderr")
    bar = tqdm(range(runs), leave=False, file=stream, disable=not stream.isatty())
    return 100 * sum(happens(np.random.default_rng([seed, run])) for run in bar) / runs


def _named(chance: np.random.Generator, shifts: np.ndarray, *, boxes: bool = True) -> np.ndarray:
    """Whether each commune is named on the right side of its shift (of any side where there is none)."""
    share = np.clip(0.8 + shifts, 0.02, 0.98)[:, None]
    spread = 1 / 0.03 - 1
    mood = chance.beta(share * spread, (1 - share) * spread, size=(UNITS, BOXES))
    n = chance.integers(5, 16, size=(UNITS, BOXES))
    x = chance.binomial(n, mood)
    counts = np.column_stack([(n - x).sum(axis=1), x.sum(axis=1)])
    effects = None
    if boxes:
        products = [each.sum(axis=1) for each in (n, x, n * n, n * x, x * x)]
        rows = np.column_stack([np.arange(UNITS), np.full(UNITS, BOXES), *products])
        effects = resemblance(ClusterSums.of(rows), UNITS).design_effect
    band = against_rest(counts, [2], test="exact", design_effects=effects).band
    wanted = np.where(shifts > 0, "above", "below")
    found: np.ndarray = np.where(shifts == 0, band != "not_distinguishable", band == wanted)
    return found


def _mixed(chance: np.random.Generator, *, adjusted: bool) -> bool:
    land = chance.beta(2, 5, size=UNITS)
    tables = np.zeros((2, UNITS, 2), dtype=np.int64)
    for unit in range(UNITS):
        cases = int(chance.binomial(300, land[unit]))
        for field, (n, share) in enumerate(((cases, 0.62), (300 - cases, 0.88))):
            x = int(chance.binomial(n, share))
            tables[field, unit] = n - x, x
    found = (
        adjusted_against_rest(tables, [2])
        if adjusted
        else against_rest(tables.sum(axis=0), [2], test="exact")
    )
    return bool((found.band != "not_distinguishable").any())


def _flagged(chance: np.random.Generator, ways: Sequence[Stuffer]) -> float:
    flagged = {flag.counter for flag in screen(*month(chance, COUNTERS, ways))}
    return sum(str(number) in flagged for number in range(len(ways))) / len(ways)
