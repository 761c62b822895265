"""Who links answers to the people who came: attackers with copies, lengths, deleted rows and times of files, many days.

    ./run bench privacy [--days 60] [--engine sqlite|postgresql]

A day is a half-day with twenty visitors at one counter, in an order the attacker knows; guessing finds 5 %, the goal is at most
8 %. Below: what the one length of all contents costs.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bench.figures import Figure, Goal, print_figures, seconds
from bench.houses import NOON, BenchHouse, build_house
from bench.runs import engine
from support.linking import POINTS, VISITORS, attacks, by_key_times, heap_of, live_day
from werkzeug.datastructures import MultiDict

from survey_app.box_keys import ROOM, BoxKeys
from survey_app.clock import SetClock, parse_moment
from survey_app.form_keys import FIELD
from survey_app.services.answering import open_form, submit
from survey_app.services.seal_runs import seal

MOST = 1 / VISITORS + POINTS


def measure(name: str, days: int) -> Iterator[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="hailong-bench-") as folder,
        engine(name, Path(folder)) as (url, data),
    ):
        house = build_house(Path(folder) / "home", url, instrument="QUICK")
        clock = SetClock(parse_moment(NOON) - timedelta(days=14))
        house.platform.box_keys.release()
        platform = replace(house.platform, clock=clock)
        house = replace(house, platform=platform)
        try:
            yield from _links(house, clock, days, data)
            if name == "sqlite":
                yield from _cost(Path(folder))
        finally:
            platform.close()


def _links(house: BenchHouse, clock: SetClock, days: int, data: Path | None) -> Iterator[Figure]:
    chance = random.Random(4)  # noqa: S311  # the same visitors in every run
    config = house.config

    def later() -> None:
        clock.at += timedelta(hours=12)

    lived = [
        live_day(
            house.platform,
            lambda said: _answer(house, said),
            later,
            chance,
            data_folders=[config.home],
            key_folder=config.key_folder,
            heap=heap_of(house.platform, data),
        )
        for _ in range(days)
    ]
    shares = dict(attacks(lived, chance))
    shares["times of key files"] = sum(_times_tell(house, later, chance) for _ in range(days)) / days
    for name, share in shares.items():
        yield Figure(name=f"linked by {name}", values=[100 * share], unit="%", goal=Goal(most=100 * MOST))


def _times_tell(house: BenchHouse, later: Callable[[], None], chance: random.Random) -> bool:
    later()
    seal(house.platform, rest=False)
    return by_key_times(lambda: _answer(house, ""), house.config.key_folder, chance)


def _answer(house: BenchHouse, said: str) -> None:
    code = house.codes[0]
    form = open_form(house.platform, code=code)
    submit(house.platform, code=code, body=MultiDict({"Q1": "5", "Q5": said, FIELD: form.key}))


def _cost(folder: Path) -> Iterator[Figure]:
    keys, plain = BoxKeys(folder / "cost"), b"[" + b"x" * 400 + b"]"
    for room in (256, ROOM):
        size = len(keys.encrypt(10, plain, room=room))
        taken = seconds(lambda room=room: [keys.encrypt(10, plain, room=room) for _ in range(500)], 5)
        yield Figure(
            name=f"a content of {size} bytes", values=[1e6 * each / 500 for each in taken], unit="µs"
        )
    known = keys._known[10]
    taken = seconds(lambda: [known.stands() for _ in range(500)], 5)
    yield Figure(name="asking whether the key stands", values=[1e6 * each / 500 for each in taken], unit="µs")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--engine", choices=["sqlite", "postgresql"], action="append")
    given = parser.parse_args()
    for name in given.engine or ["sqlite", "postgresql"]:
        print_figures(name, measure(name, given.days))


if __name__ == "__main__":
    main()
