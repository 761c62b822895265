"""Whether signs at boxes leave honest houses in peace and find what is planted, through the service that pages ask.

    ./run bench verdicts [--months 40] [--seed 20261126]

A house of 12 communes with two or three counters each, month after month: counters of different sizes (from one form in two half-days
to thirty in one), market days, the first of the month, sheets typed by two people. A run is a month; it counts as a false alarm
where any counter of the house has a sign. Then the same months with one thing planted in each.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click
import numpy as np
from bench.figures import Figure, Goal, print_figures
from bench.planted_months import FIRST_MONTH, House, open_house
from tqdm import tqdm

from survey_app.clock import Period, next_month
from survey_app.services.comparing.compare import compare
from survey_app.services.comparing.comparison import Comparison


@click.command()
@click.option("--months", default=40, show_default=True, help="Made-up months for each figure.")
@click.option("--seed", default=20261126, show_default=True)
def main(*, months: int, seed: int) -> None:
    """Print every figure with its goal."""
    click.echo(f"{months} months a figure, seed {seed}")
    print_figures("months of 12 communes, per cent", figures(months, seed))


def figures(months: int, seed: int) -> Iterator[Figure]:
    """False alarms, what is found, and who else is named on the strength of it."""
    most = Goal(most=5 + 200 * (0.05 * 0.95 / months) ** 0.5)
    with _house(seed) as house:
        found = _run(house, months)
    yield Figure(name="honest: some counter has a sign", values=[_share(map(_has_signs, found))], goal=most)
    with _house(seed + 1) as house:
        found = _run(house, months, burst=True)
    share = _share(map(_has_signs, found))
    yield Figure(name="1,000 forms in one half-day: found", values=[share], goal=Goal(least=90))
    with _house(seed + 2) as house:
        found = _run(house, months, typed=True)
    share = _share(map(_has_signs, found))
    yield Figure(name="60 sheets typed by one account: found", values=[share], goal=Goal(least=90))
    with _house(seed + 3, alike=True) as house:
        found = _run(house, months, burst=True)
    share = _share(bool(each.in_band("above") + each.in_band("below")) for each in found)
    yield Figure(name="nobody differs, 1,000 forms planted: somebody named", values=[share], goal=most)


def _has_signs(found: Comparison) -> bool:
    return bool(found.to_look_at)


def _share(happened: Iterable[bool]) -> float:
    return 100 * float(np.mean(list(happened)))


@contextmanager
def _house(seed: int, *, alike: bool = False) -> Iterator[House]:
    with tempfile.TemporaryDirectory() as home, open_house(home, seed=seed, alike=alike) as house:
        yield house


def _run(house: House, months: int, *, burst: bool = False, typed: bool = False) -> list[Comparison]:
    found = []
    month = FIRST_MONTH
    for _ in tqdm(range(months), leave=False, file=sys.stderr, disable=not sys.stderr.isatty()):
        house.live(month, burst=burst)
        if typed:
            house.typed_alone(month)
        house.close(month)
        found.append(
            compare(
                house.platform,
                template="QUICK",
                period=Period(month, month),
                level="commune",
                parent="37",
                item=None,
            )
        )
        month = next_month(month)
    return found


if __name__ == "__main__":
    main()
