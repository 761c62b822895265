"""How long the posters of a whole province take: 129 communes with three counters each.

    ./run bench posters [--rounds 5] [--quick]

Each round reads the registry, draws every code, makes the PDF and writes the registry.
"""

import tempfile
import time

import click
from bench.figures import Figure, Goal, print_figures

from survey_app.config import read_config
from survey_app.platform import Platform, open_platform
from survey_app.services import national, registering
from survey_app.services.poster_registry import list_posters
from survey_app.services.posters import Paper, print_posters
from survey_app.services.setting_up import set_up
from survey_app.store import units

PROVINCE = "37"
FIELDS = ("Đất đai", "Hộ tịch và chứng thực", "Chính sách xã hội")


@click.command(help=__doc__)
@click.option("--rounds", default=5, show_default=True)
@click.option("--quick", is_flag=True, help="One round of ten communes.")
def main(rounds: int, *, quick: bool) -> None:
    with tempfile.TemporaryDirectory() as home:
        environment = {"HAILONG_HOME": home}
        set_up(config=read_config(environment), kind="test")
        platform = open_platform(read_config(environment))
        counters = _furnish(platform, most=10 if quick else None)
        figures = [_measure(platform, paper, counters, 1 if quick else rounds) for paper in Paper]
        platform.close()
    print_figures(f"Posters of {counters} counters", figures)


def _furnish(platform: Platform, most: int | None) -> int:
    national.load(platform.database, codes=[PROVINCE])
    with platform.database.reading() as connection:
        communes = [u.code for u in units.list_units(connection, on=platform.today) if u.level == "commune"]
    rows = [f"Quầy {n} – {field},{code}" for code in communes[:most] for n, field in enumerate(FIELDS, 1)]
    table = "name,unit_code\n" + "\n".join(rows) + "\n"
    done = registering.import_counters(platform.database, source=table.encode(), today=platform.today)
    if done.faults:
        raise SystemExit(str(done.faults[0]))
    return done.added


def _measure(platform: Platform, paper: Paper, counters: int, rounds: int) -> Figure:
    seconds = []
    for _ in range(rounds):
        begin = time.perf_counter()
        printed = print_posters(platform, list_posters(platform).counters, paper=paper)
        seconds.append(time.perf_counter() - begin)
        if printed.sheets != counters:
            raise SystemExit(f"{printed.sheets} sheets for {counters} counters")
    return Figure(name=f"paper {paper}", unit="seconds", values=seconds, goal=Goal(most=30))


if __name__ == "__main__":
    main()
