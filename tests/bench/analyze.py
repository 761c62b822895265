"""`hailong analyze` on a large file of somebody's own: time and memory.

    ./run bench analyze [--rows 10000000] [--items 10]

The rows are drawn with a seed, written as CSV, and read by the command in a process of its own, whose largest memory is told: plain,
and with weights, strata, clusters and case mix.
"""

import os
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
from bench.figures import Figure, Goal, print_figures

UNITS, CLUSTERS, STRATA = 3_321, 30, 34  # clusters of each unit
SEED = 20261123
PART = 200_000  # rows drawn and written together
GIGABYTE = 2**20  # in the kilobytes that the system tells


@click.command()
@click.option("--rows", default=10_000_000, show_default=True)
@click.option("--items", default=10, show_default=True)
def main(*, rows: int, items: int) -> None:
    """Print times and memory."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        write_answers(path, rows, items)
        click.echo(f"{rows:,} rows of {items} items, {path.stat().st_size / 2**20:,.0f} MB, seed {SEED}")
        names = ",".join(f"Q{item}" for item in range(1, items + 1))
        asked = [str(path), "--unit", "unit", "--items", names, "--json"]
        print_figures("plain", _figures(asked, rows))
        design = ["--weight", "weight", "--stratum", "stratum", "--cluster", "cluster", "--case-mix", "field"]
        print_figures("with weights, strata, clusters and case mix", _figures([*asked, *design], rows))


def write_answers(path: Path, rows: int, items: int) -> None:
    chance = np.random.default_rng(SEED)
    columns = ("unit", "stratum", "cluster", "weight", "field", *(f"Q{item}" for item in range(1, items + 1)))
    with path.open("w", encoding="utf-8") as file:
        file.write(",".join(columns) + "\n")
        for start in range(0, rows, PART):
            size = min(PART, rows - start)
            unit = chance.integers(UNITS, size=size)
            mood = chance.normal(size=size)
            answers = [
                np.clip(np.rint(4.1 + 0.6 * mood + chance.normal(0, 0.7, size)), 1, 5).astype(int)
                for _ in range(items)
            ]
            told = (
                unit,
                unit % STRATA,
                chance.integers(CLUSTERS, size=size),
                chance.integers(1, 9, size=size) / 4,
            )
            table = [
                *(each.tolist() for each in told),
                (unit % 5).tolist(),
                *(each.tolist() for each in answers),
            ]
            file.writelines(",".join(map(str, row)) + "\n" for row in zip(*table, strict=True))


def _figures(asked: Sequence[str], rows: int) -> Iterator[Figure]:
    taken, kilobytes = _run(asked)
    yield Figure(name="the report", values=[taken], unit="s")
    yield Figure(name="rows a second", values=[rows / taken])
    yield Figure(name="largest memory", values=[kilobytes / GIGABYTE], unit="GB", goal=Goal(most=1))


def _run(asked: Sequence[str]) -> tuple[float, int]:
    begun = time.perf_counter()
    child = os.fork()
    if child == 0:
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  a device
            os.dup2(nowhere.fileno(), 1)
            os.execv(sys.executable, [sys.executable, "-m", "survey_app.commands", "analyze", *asked])  # noqa: S606  our own
    _, status, used = os.wait4(child, 0)
    if status:
        raise SystemExit(f"hailong analyze ended with {status}")
    return time.perf_counter() - begun, used.ru_maxrss


if __name__ == "__main__":
    main()
