"""Figures with their spread and their goal."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import click


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """At least or at most so much."""

    least: float | None = None
    most: float | None = None

    def met(self, value: float) -> bool:
        return (self.least is None or value >= self.least) and (self.most is None or value <= self.most)

    def __str__(self) -> str:
        return f"≥ {self.least:g}" if self.least is not None else f"≤ {self.most:g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One thing measured in every round."""

    name: str
    values: Sequence[float]
    unit: str = ""
    goal: Goal | None = None

    def row(self) -> list[str]:
        middle = median(self.values)
        told = "" if self.goal is None else f"{self.goal} {'✓' if self.goal.met(middle) else '✗'}"
        spread = f"{_short(min(self.values))} – {_short(max(self.values))}"
        return [self.name, _short(middle), spread, self.unit, told]


def print_figures(title: str, figures: Iterable[Figure]) -> None:
    """One line a figure, as soon as it is known."""
    click.echo(f"\n{title}\n{'':44}{'median':>10}  {'range':<20}{'':14}goal")
    for figure in figures:
        name, middle, spread, unit, goal = figure.row()
        click.echo(f"{name:44}{middle:>10}  {spread:<20}{unit:14}{goal}")


def seconds(work: Callable[[], object], rounds: int) -> list[float]:
    """How long each of so many rounds took."""
    taken = []
    for _ in range(rounds):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return taken


def quantile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"
