"""The experiments of the intake, each a few figures."""

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.figures import Figure, Goal, quantile
from bench.loads import Bench, Measured
from bench.processes import Running, hailong, submitting
from bench.submitters import Told
from sqlalchemy import event
from werkzeug.test import Client

from survey_app import create_app
from survey_app.form_keys import FIELD

LONGEST = 300.0  # seconds that a load beside other work may take
WORST_WAIT = Goal(most=250)


def ratios(bench: Bench, full: Running, bare: Running) -> Iterator[Figure]:
    """Answers a second, processor time and waits; the two servers take turns."""
    rounds: list[tuple[Measured, Measured]] = []
    for _ in range(bench.effort.rounds):
        yardstick = bench.measure(bare, place="T")
        rounds.append((bench.measure(full), yardstick))
    ours = [mine for mine, _ in rounds]
    yield Figure(name="accepted", unit="a second", values=[m.rate for m in ours])
    yield Figure(name="  bare route", unit="a second", values=[bare.rate for _, bare in rounds])
    yield Figure(
        name="  ratio", values=[mine.rate / bare.rate for mine, bare in rounds], goal=Goal(least=0.7)
    )
    yield Figure(name="CPU of the web server", unit="ms an answer", values=[m.web_ms for m in ours])
    yield Figure(name="  bare route", unit="ms an answer", values=[bare.web_ms for _, bare in rounds])
    yield Figure(
        name="  ratio", values=[mine.web_ms / bare.web_ms for mine, bare in rounds], goal=Goal(most=1.6)
    )
    if bench.postgres_data:
        yield Figure(
            name="  ratio with the database's",
            values=[mine.all_ms / bare.all_ms for mine, bare in rounds],
            goal=Goal(most=1.6),
        )
    yield from waits(bench.effort.who, [m.told for m in ours])
    yield from waits("  bare route", [bare.told for _, bare in rounds], goal=None)


def hot_and_spread(bench: Bench, full: Running) -> Iterator[Figure]:
    """All at one counter against all over the province."""
    rounds = [(bench.measure(full, hot=True), bench.measure(full)) for _ in range(bench.effort.rounds)]
    yield Figure(
        name="one hot counter ÷ spread ones",
        values=[hot.rate / spread.rate for hot, spread in rounds],
        goal=Goal(least=0.9),
    )


def beside_seal(bench: Bench, full: Running) -> Iterator[Figure]:
    """32 submitters while a sealer opens boxes with many thousand answers."""
    rounds, speeds = [], []
    for number in range(bench.effort.rounds):
        due = bench.house.fill(bench.effort.waiting, round_=number)
        told, seconds, said = _beside(bench, full, "seal", "--json", more={"HAILONG_CLOCK": due})
        sealed = json.loads(said)["sealed"]
        assert sealed >= bench.effort.waiting - 9, "only boxes under five wait"
        rounds.append(told)
        speeds.append(sealed / seconds)
    yield Figure(name=f"a seal of {bench.effort.waiting} beside them", unit="sealed/s", values=speeds)
    yield from waits(f"  {bench.effort.who}", rounds)


def beside_import(bench: Bench, full: Running, folder: Path) -> Iterator[Figure]:
    """32 submitters while an administrator imports a country of units."""
    rounds, times = [], []
    for number in range(bench.effort.rounds):
        table = folder / f"units{number}.csv"
        rows = [f"{number}{n:05d},Xã số {n},commune,37,2025-07-01" for n in range(bench.effort.units)]
        table.write_text("\n".join(["code,name,level,parent_code,valid_from", *rows]), encoding="utf-8")
        told, seconds, _ = _beside(bench, full, "units", "import", str(table))
        rounds.append(told)
        times.append(seconds)
    yield Figure(name=f"an import of {bench.effort.units} units beside them", unit="s", values=times)
    yield from waits(f"  {bench.effort.who}", rounds)


def beside_load(bench: Bench, full: Running) -> Iterator[Figure]:
    """32 submitters while the units of the country are loaded; once, because a second time adds nothing."""
    told, seconds, said = _beside(bench, full, "units", "load", "--json", *bench.effort.provinces)
    assert json.loads(said)["units"] > 0
    yield Figure(name="a load of the country beside them", unit="s", values=[seconds], goal=Goal(most=20))
    yield from waits(f"  {bench.effort.who}", [told])


def page(bench: Bench) -> Iterator[Figure]:
    """The form's page on the wire, and the statements of a page and of an answer once the house is warm."""
    client = Client(create_app(bench.house.platform))
    statements: list[str] = []
    event.listen(
        bench.house.platform.database.engine,
        "before_cursor_execute",
        lambda *given: statements.append(given[2]),
    )
    counts = {}
    for (code, key), kind in zip(bench.house.forms(4), ("warming", "warming", "page", "answer"), strict=True):
        statements.clear()
        if kind != "answer":
            reply = client.get(f"/K/{code}", headers={"Accept-Encoding": "gzip"})
            assert reply.status_code == 200, reply.status
            size = len(reply.data)
        if kind != "page":
            sent = [*bench.house.sent.items(multi=True), (FIELD, key)]
            assert client.post(f"/K/{code}", data=_pairs(sent)).status_code == 303
        counts[kind] = len(statements)
    yield Figure(name="page, one request", unit="bytes", values=[size], goal=Goal(most=5_000))
    yield Figure(name="  its statements", values=[counts["page"]], goal=Goal(most=1))
    yield Figure(name="statements of an answer", values=[counts["answer"]], goal=Goal(most=4))


def waits(name: str, rounds: list[Told], *, goal: Goal | None = WORST_WAIT) -> Iterator[Figure]:
    for title, share, aim in (("p50", 0.5, None), ("p99", 0.99, None), ("worst", 1.0, goal)):
        values = [1000 * quantile(told.waits, share) for told in rounds]
        yield Figure(name=f"{name}: {title}", unit="ms", values=values, goal=aim)


def _beside(
    bench: Bench, server: Running, *arguments: str, more: Mapping[str, str] | None = None
) -> tuple[Told, float, str]:
    """A command beside a load: the waits, the command's seconds, and what it said."""
    with submitting(bench.plan(server, seconds=LONGEST)) as load:
        time.sleep(min(bench.effort.seconds / 2, 1.0))
        began = time.monotonic()
        command = hailong(bench.house.environment | (more or {}), *arguments)
        said, _ = command.communicate(timeout=LONGEST)
        seconds = time.monotonic() - began
        # 1: a sealer whose clock stands before the answers that come in meanwhile has done its work, and says so.
        assert command.returncode in {0, 1}, said
        load.end()
        told = load.told()
    assert told.statuses.keys() == {"303"}, told.statuses
    return told, seconds, said.decode()


def _pairs(sent: list[tuple[str, str]]) -> dict[str, list[str]]:
    given: dict[str, list[str]] = {}
    for name, value in sent:
        given.setdefault(name, []).append(value)
    return given
