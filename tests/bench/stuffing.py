"""Counters that are honest, and counters that are stuffed: the truth behind the figures of the integrity screens.

A month of 22 working days, two half-days each of 21 ten-minute bins with a morning and an afternoon peak. Counters differ in people
served (log-normal, 30 a half-day), in how many of them answer (logit-normal around 30 %), in satisfaction (sd 0.3 on the logit
scale) and day moods (sd 0.25); answers of one half-day resemble each other for that reason.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from analysis.integrity import Batch

HALF_DAYS, BINS, SERVED = 44, 21, 30
PROFILE = 0.6 + np.exp(-0.5 * ((np.arange(BINS) - 6) / 4) ** 2)
PROFILE /= PROFILE.sum()
LEVELS = np.array([0.02, 0.05, 0.13, 0.30, 0.50])
NOT_APPLICABLE, FAST, LATE = 0.04, 0.02, 0.005


@dataclass(slots=True)
class HalfDay:
    """Answers in order of arrival: bin, level (0 is not applicable), whether fast, whether after hours."""

    bins: np.ndarray
    levels: np.ndarray
    fast: np.ndarray
    late: np.ndarray

    def with_more(
        self, bins: np.ndarray, levels: np.ndarray, *, fast: bool = False, late: bool = False
    ) -> "HalfDay":
        joined = np.concatenate([self.bins, bins])
        order = np.argsort(joined, kind="stable")
        more = len(bins)
        return HalfDay(
            joined[order],
            np.concatenate([self.levels, levels])[order],
            np.concatenate([self.fast, np.full(more, fast)])[order],
            np.concatenate([self.late, np.full(more, late)])[order],
        )

    def batch(self, counter: str) -> Batch:
        best = self.levels == 5
        edges = np.flatnonzero(np.diff(np.concatenate([[0], best.astype(int), [0]])))
        return Batch(
            counter=counter,
            bins=np.bincount(self.bins, minlength=BINS).tolist(),
            levels=np.bincount(self.levels, minlength=6)[1:].tolist(),
            not_applicable=int((self.levels == 0).sum()),
            best=int(best.sum()),
            fast=int(self.fast.sum()),
            after_hours=int(self.late.sum()),
            longest_run=int((edges[1::2] - edges[::2]).max(initial=0)),
        )


def honest(chance: np.random.Generator) -> tuple[list[HalfDay], int]:
    """A counter's month, and how many people it served."""
    served_mean = SERVED * np.exp(chance.normal(0, 0.3))
    answering = 1 / (1 + np.exp(-(np.log(0.3 / 0.7) + chance.normal(0, 0.3))))
    level = chance.normal(0, 0.3)
    days, served = [], 0
    for _ in range(HALF_DAYS):
        people = int(chance.poisson(served_mean))
        served += people
        n = int(chance.binomial(people, answering))
        weights = LEVELS * np.exp((level + chance.normal(0, 0.25)) * np.arange(-2, 3) / 2)
        levels = chance.choice(5, size=n, p=weights / weights.sum()) + 1
        levels[chance.random(n) < NOT_APPLICABLE] = 0
        bins = np.sort(chance.choice(BINS, size=n, p=PROFILE))
        days.append(HalfDay(bins, levels, chance.random(n) < FAST, chance.random(n) < LATE))
    return days, served


Stuffer = Callable[[list[HalfDay], np.random.Generator], list[HalfDay]]


def burst(days: list[HalfDay], chance: np.random.Generator) -> list[HalfDay]:
    """On four half-days somebody fills in 15 best forms within ten minutes."""
    chosen = set(chance.choice(HALF_DAYS, size=4, replace=False).tolist())
    return [
        day.with_more(np.full(15, int(chance.integers(BINS))), np.full(15, 5)) if number in chosen else day
        for number, day in enumerate(days)
    ]


def drip(days: list[HalfDay], _chance: np.random.Generator) -> list[HalfDay]:
    """One best form every twenty minutes, every day."""
    return [day.with_more(np.arange(0, BINS, 2), np.full(len(range(0, BINS, 2)), 5)) for day in days]


def smart(days: list[HalfDay], chance: np.random.Generator) -> list[HalfDay]:
    """As many again as really answered, at the times at which people come, nine of ten best, the others good."""
    return [_as_many(day, chance, best=0.9, copies=1.0) for day in days]


def evening(days: list[HalfDay], _chance: np.random.Generator) -> list[HalfDay]:
    """Not tuned to: at the end of every third half-day six best forms, at once and quickly."""
    return [
        day.with_more(np.full(6, BINS - 1), np.full(6, 5), fast=True, late=True) if number % 3 == 0 else day
        for number, day in enumerate(days)
    ]


def replacing(days: list[HalfDay], chance: np.random.Generator) -> list[HalfDay]:
    """Not tuned to: nobody is added, but whoever would be dissatisfied is not asked, and friends answer in their place."""
    found = []
    for day in days:
        levels = day.levels.copy()
        levels[(levels < 4) & (chance.random(len(levels)) < 0.9)] = 5
        found.append(HalfDay(day.bins, levels, day.fast, day.late))
    return found


def weekly(days: list[HalfDay], chance: np.random.Generator) -> list[HalfDay]:
    """Not tuned to: only in the last week, three times as many answers, of the usual mix without a bad one."""
    return [
        _as_many(day, chance, best=0.6, copies=3.0) if number >= HALF_DAYS - 10 else day
        for number, day in enumerate(days)
    ]


def _as_many(day: HalfDay, chance: np.random.Generator, *, best: float, copies: float) -> HalfDay:
    n = int(chance.poisson(copies * max(len(day.levels), 1)))
    return day.with_more(
        np.sort(chance.choice(BINS, size=n, p=PROFILE)), np.where(chance.random(n) < best, 5, 4)
    )


KINDS: dict[str, Stuffer] = {"burst": burst, "drip": drip, "smart": smart}
UNTUNED: dict[str, Stuffer] = {"evening": evening, "replacing": replacing, "last week": weekly}


def month(
    chance: np.random.Generator, counters: int, stuffed: Iterable[Stuffer] = ()
) -> tuple[list[Batch], dict[str, float]]:
    """All counters' batches and people served; the first ones are stuffed, one in each way."""
    batches: list[Batch] = []
    served: dict[str, float] = {}
    ways = list(stuffed)
    for number in range(counters):
        days, people = honest(chance)
        if number < len(ways):
            days = ways[number](days, chance)
        batches += [day.batch(str(number)) for day in days]
        served[str(number)] = people
    return batches, served
