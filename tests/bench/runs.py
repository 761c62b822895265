"""One run of the benchmark: which engines, how thoroughly, and the figures as they come."""

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from bench.beside import beside_everybody, restarts
from bench.experiments import beside_import, beside_load, beside_seal, hot_and_spread, page, ratios
from bench.figures import Figure, print_figures
from bench.houses import build_house
from bench.loads import Bench, Effort
from support.hostile_files import MAKERS
from support.postgres import PostgresAbsentError, running_server

FULL = Effort(
    submitters=32,
    forms=60_000,
    rounds=5,
    seconds=4.0,
    waiting=20_000,
    units=3_400,
    provinces=(),
    quiet=5.0,
    logins=200,
)
# As many as leave the processor to what else is tested meanwhile.
QUICK = Effort(
    submitters=3,
    forms=6_000,
    rounds=1,
    seconds=0.3,
    waiting=500,
    units=40,
    provinces=("--province", "04"),
    quiet=0.2,
    logins=8,
    files=("empty_rows.units.csv", "broken.po"),
)


@contextmanager
def engine(name: str, folder: Path) -> Iterator[tuple[str, Path | None]]:
    """A database's address and, of PostgreSQL, the data folder of its server."""
    if name == "sqlite":
        yield f"sqlite:///{folder / 'hailong.db'}", None
        return
    with running_server(fsync=True) as server:
        yield server.create_database(), server.cluster and server.cluster.folder / "data"


def measure(name: str, instrument: str, effort: Effort, *, only_beside: bool) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="hailong-bench-") as folder,
        engine(name, Path(folder)) as (url, data),
    ):
        house = build_house(Path(folder) / "home", url, instrument=instrument)
        files = {name: make for name, make in MAKERS.items() if effort.files is None or name in effort.files}
        bench = Bench(house=house, effort=effort, postgres_data=data)
        try:
            if only_beside:
                yield from beside_everybody(bench, files)
                yield from restarts(bench)
                return
            yield from page(bench)
            with bench.full() as full:
                with bench.bare() as bare:
                    yield from ratios(bench, full, bare)
                yield from hot_and_spread(bench, full)
                yield from beside_seal(bench, full)
                yield from beside_import(bench, full, Path(folder))
                yield from beside_load(bench, full)
            yield from beside_everybody(bench, files)
            yield from restarts(bench)
        finally:
            house.platform.close()


def main(description: str) -> None:
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--quick", action="store_true", help="a smoke test: the figures mean nothing")
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    parser.add_argument("--rounds", type=int)
    parser.add_argument("--form", default="SIP5", help="the instrument that is answered")
    parser.add_argument("--beside", action="store_true", help="only what troubles the house from beside")
    given = parser.parse_args()
    effort = QUICK if given.quick else FULL
    if given.rounds:
        effort = effort.with_rounds(given.rounds)
    for name in given.engine or ["sqlite", "postgresql"]:
        try:
            print_figures(
                f"{name}, {given.form}", measure(name, given.form, effort, only_beside=given.beside)
            )
        except PostgresAbsentError as missing:
            click.echo(f"{name}: not measured, this machine has no {missing}")
