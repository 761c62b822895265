"""The supervisor's comparison at a hundred thousand and at a million answers, against pandas and SciPy on the CSV.

    ./run bench compare [--rounds 5] [--quick]

The same answers stand in the tallies and in a CSV of one row an answer. Ours is the whole service call behind the page,
warm; theirs reads the two columns it needs, then computes shares with Wilson intervals, Kruskal and Wallis's test and
every unit against the rest with Holm's correction. Both must say the same to nine places before anything is timed; then the sealed
boxes are added, as a seal keeps them, and the comparison and the page of one commune are timed with them, up to a hundred million
answers.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
import numpy as np
import pandas as pd
from bench.figures import Figure, Goal, print_figures, seconds
from scipy import stats

from forms.reading import load_instrument
from survey_app import clock as calendar
from survey_app.access import SUPERVISOR, Rights
from survey_app.clock import Period
from survey_app.config import read_config
from survey_app.platform import Platform, open_platform
from survey_app.services import national, publishing, registering
from survey_app.services.comparing.compare import compare
from survey_app.services.comparing.comparison import Comparison
from survey_app.services.setting_up import set_up
from survey_app.services.unit_results.page import UnitPage, UnitWanted, unit_page
from survey_app.store import closings, counters, tallies, units
from survey_app.store.sums import BoxSums, Place, add_box_sums
from survey_app.store.tallies import TallyKey

PROVINCE, MONTH, PERIOD = "37", 202610, "2026-10"
LEVELS = 5
SEED = 20261123
BASE, BOXES = 10_000, 44  # answers before they are multiplied; boxes of a counter's month
SATISFIED = (4, 5)
PLACES = 1e-9


class Scene:
    """Answers of every commune of a province: in the tallies of a house, and in a CSV."""

    def __init__(self, folder: Path, answers: int, *, times: int = 1) -> None:
        self.csv = folder / "answers.csv"
        environment = {"HAILONG_HOME": str(folder / "home"), "HAILONG_CLOCK": "2026-11-23T09:00"}
        set_up(config=read_config(environment), kind="test")
        self.platform = open_platform(read_config(environment))
        codes = self._furnish()
        chance = np.random.default_rng(SEED)
        unit = chance.integers(len(codes), size=answers)
        # Communes differ a little in how satisfied people are, as they do.
        shift = chance.normal(0, 0.25, size=len(codes))
        level = np.clip(np.rint(chance.normal(4.1 + shift[unit], 0.9)), 1, LEVELS).astype(int)
        counted = times * np.bincount(unit * LEVELS + level - 1, minlength=len(codes) * LEVELS)
        self._count(codes, counted)
        self._table = dict(zip(codes, counted.reshape(-1, LEVELS).tolist(), strict=True))
        # An export as a product gives it: where, when and how beside the coded answers.
        frame = pd.DataFrame(
            {
                "unit": np.array(codes)[unit],
                "counter": "7K4M2QX0",
                "month": PERIOD,
                "channel": "qr",
                "evidence_class": "C",
                "Q1": level,
                "Q3": chance.choice(["co", "khong", "khong_nho"], size=answers),
                "Q4": chance.integers(1, 5, size=answers),
            }
        )
        frame.to_csv(self.csv, index=False)

    def ours(self) -> Comparison:
        return compare(
            self.platform,
            template="QUICK",
            period=Period.parse(PERIOD),
            level="commune",
            parent=PROVINCE,
            item=None,
        )

    def box(self) -> None:
        """Sums as if every counter's month had been sealed in 44 boxes whose shares vary a little."""
        chance = np.random.default_rng(SEED)
        with self.platform.database.writing() as connection:
            for row in counters.list_counters(connection):
                levels = np.array(self._table[row.unit_code])
                n = np.diff(np.linspace(0, levels.sum(), BOXES + 1).astype(int))
                satisfied = np.minimum(
                    n, np.rint(n * np.clip(chance.normal(0.8, 0.1, BOXES), 0, 1)).astype(int)
                )
                place = Place(unit_id=row.unit_id, month=MONTH, version_id=1, counter_id=row.id)
                own = (n, satisfied, 4 * n)
                sums = BoxSums(
                    BOXES,
                    *(int(each.sum()) for each in own),
                    *(int((n * each).sum()) for each in own[:2]),
                    int((satisfied * satisfied).sum()),
                    int((n * own[2]).sum()),
                    int((own[2] * own[2]).sum()),
                )
                add_box_sums(connection, place, {"Q1": sums})

    def page(self) -> UnitPage:
        """The page of one commune."""
        everywhere = Rights(
            account="bench",
            display_name="",
            roles=frozenset({SUPERVISOR}),
            scope=frozenset({self._province}),
        )
        return unit_page(
            self.platform, everywhere, next(iter(self._table)), UnitWanted(template="QUICK", period=PERIOD)
        )

    def theirs(self) -> tuple[pd.DataFrame, float]:
        return theirs(self.csv)

    def _furnish(self) -> list[str]:
        database = self.platform.database
        national.load(database, codes=[PROVINCE])
        with database.reading() as connection:
            communes = [row.code for row in _communes(self.platform, connection)]
            self._province = next(
                row.id for row in units.list_units(connection, on=self.platform.today) if row.code == PROVINCE
            )
        table = "name,unit_code,opened_on\n" + "".join(f"Quầy,{code},2026-10-01\n" for code in communes)
        assert not registering.import_counters(
            database, source=table.encode(), today=self.platform.today
        ).faults
        publishing.freeze(database, questionnaire=load_instrument("QUICK"))
        with database.writing() as connection:
            closings.add_closing(connection, calendar.last_half_day(MONTH))
        return communes

    def _count(self, codes: list[str], cells: np.ndarray) -> None:
        with self.platform.database.writing() as connection:
            points = {row.unit_code: row for row in counters.list_counters(connection)}
            counted = {
                TallyKey(
                    unit_id=points[codes[place // LEVELS]].unit_id,
                    month=MONTH,
                    version_id=1,
                    item="Q1",
                    level=str(place % LEVELS + 1),
                    counter_id=points[codes[place // LEVELS]].id,
                    procedure_field="",
                    channel="qr",
                    evidence_class="C",
                ): int(n)
                for place, n in enumerate(cells)
                if n
            }
            tallies.add_tallies(connection, counted)


def boxed(sizes: tuple[int, ...], rounds: int) -> Iterator[Figure]:
    """The comparison and a commune's page with sealed boxes, whose number of answers is multiplied in the counts."""
    pages = []
    for times in sizes:
        with tempfile.TemporaryDirectory(prefix="hailong-bench-") as folder:
            scene = Scene(Path(folder), BASE, times=times)
            scene.box()
            assert scene.ours().units[0].n_effective
            assert scene.page().results
            compared = [1000 * seconds(scene.ours, 3)[-1] for _ in range(rounds)]
            pages.append([1000 * seconds(scene.page, 3)[-1] for _ in range(rounds)])
            scene.platform.close()
        yield Figure(name=f"{BASE * times:,} answers: comparison", unit="ms", values=compared)
        yield Figure(name="  page of one commune", unit="ms", values=pages[-1], goal=Goal(most=300))
    flat = [large / small for small, large in zip(pages[0], pages[-1], strict=True)]
    yield Figure(name="page: most answers ÷ fewest", values=flat, goal=Goal(most=1.2))


def _communes(platform: Platform, connection: object) -> Iterator[object]:
    return (unit for unit in units.list_units(connection, on=platform.today) if unit.level == "commune")


def theirs(path: Path) -> tuple[pd.DataFrame, float]:
    """What a careful user does with the export."""
    frame = pd.read_csv(path, usecols=["unit", "Q1"], dtype={"unit": "category", "Q1": "int8"})
    frame["satisfied"] = frame["Q1"].isin(SATISFIED)
    table = frame.groupby("unit", observed=True)["satisfied"].agg(n="size", x="sum")
    n, x = table["n"].to_numpy(float), table["x"].to_numpy(float)
    z = stats.norm.ppf(0.975)
    table["share"] = p = x / n
    middle, half = (p + z * z / (2 * n)) / (1 + z * z / n), z / (1 + z * z / n)
    half = half * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    table["low"], table["high"] = middle - half, middle + half
    together = (n.sum(), x.sum(), n)
    tails = np.minimum(stats.hypergeom.cdf(x - 1, *together), stats.hypergeom.sf(x, *together))
    raw = np.minimum(2 * tails + stats.hypergeom.pmf(x, *together), 1)
    order = np.argsort(raw)
    steps = np.maximum.accumulate(raw[order] * np.arange(len(raw), 0, -1))
    adjusted = np.empty_like(raw)
    adjusted[order] = np.minimum(steps, 1)
    table["p"] = adjusted
    table.index = table.index.astype(str)
    groups = [levels.to_numpy() for _unit, levels in frame.groupby("unit", observed=True)["Q1"]]
    return table, float(stats.kruskal(*groups).statistic)


def check(comparison: Comparison, table: pd.DataFrame, statistic: float) -> float:
    """The largest difference between the two; stops where they disagree."""
    apart = [abs(comparison.kruskal_wallis.statistic - statistic) / max(statistic, 1)]
    for unit in comparison.units:
        row = table.loc[unit.code]
        mine = (unit.share.value, unit.share.low, unit.share.high, unit.difference.p_value)
        apart += [
            abs(a - b) for a, b in zip(mine, (row["share"], row["low"], row["high"], row["p"]), strict=True)
        ]
    worst = float(max(apart))
    if worst > PLACES or len(comparison.units) != len(table):
        raise SystemExit(f"the two disagree by {worst}")
    return worst


def figures(sizes: tuple[int, int], rounds: int) -> Iterator[Figure]:
    ours: dict[int, list[float]] = {}
    ratios: dict[int, list[float]] = {}
    for answers in sizes:
        with tempfile.TemporaryDirectory(prefix="hailong-bench-") as folder:
            scene = Scene(Path(folder), answers)
            worst = check(scene.ours(), *scene.theirs())
            pairs = [(seconds(scene.ours, 3)[-1], seconds(scene.theirs, 1)[0]) for _ in range(rounds)]
            scene.platform.close()
        ours[answers] = [mine * 1000 for mine, _other in pairs]
        ratios[answers] = [other / mine for mine, other in pairs]
        yield Figure(name=f"{answers:,} answers: ours, warm", unit="ms", values=ours[answers])
        yield Figure(name="  pandas and SciPy on the CSV", unit="ms", values=[o * 1000 for _m, o in pairs])
        goal = Goal(least=15) if answers == sizes[-1] else None
        yield Figure(name="  times faster", values=ratios[answers], goal=goal)
        yield Figure(name="  largest difference × 10⁹", values=[worst * 1e9], goal=Goal(most=1))
    flat = [large / small for small, large in zip(ours[sizes[0]], ours[sizes[1]], strict=True)]
    yield Figure(name="ours: a tenfold of answers ÷ before", values=flat, goal=Goal(most=1.2))


@click.command(help=__doc__)
@click.option("--rounds", default=5, show_default=True)
@click.option("--quick", is_flag=True, help="A smoke test: the figures mean nothing.")
def main(rounds: int, *, quick: bool) -> None:
    sizes = (2_000, 20_000) if quick else (100_000, 1_000_000)
    print_figures("The comparison of 129 communes", figures(sizes, 1 if quick else rounds))
    times = (1, 10) if quick else (1, 100, 10_000)
    print_figures("With sealed boxes", boxed(times, 1 if quick else rounds))


if __name__ == "__main__":
    main()
