"""One load on one server: what was answered, how long each waited, what it cost."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from bench.figures import quantile
from bench.houses import BenchHouse
from bench.processes import HERE, Running, postmaster_cpu, serving, submitting
from bench.submitters import Plan, Told

FASTEST = 3_000  # answers a second that no server here reaches
WARMING = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    submitters: int
    forms: int  # at most, for one load
    rounds: int
    seconds: float
    waiting: int
    units: int
    provinces: tuple[str, ...]  # which are loaded; none: all 34
    quiet: float  # seconds after which a server should have nothing left to do
    logins: int  # wrong ones at once
    files: tuple[str, ...] | None = None  # hostile ones that are imported; None: all

    @property
    def who(self) -> str:
        return f"{self.submitters} submitters"

    def with_rounds(self, rounds: int) -> "Effort":
        return replace(self, rounds=rounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One load and what it cost the server's processes and the database's."""

    told: Told
    web_cpu: float
    database_cpu: float

    @property
    def rate(self) -> float:
        return self.told.accepted / self.told.seconds

    @property
    def web_ms(self) -> float:
        return 1000 * self.web_cpu / self.told.accepted

    @property
    def all_ms(self) -> float:
        return 1000 * (self.web_cpu + self.database_cpu) / self.told.accepted

    def wait_ms(self, share: float) -> float:
        return 1000 * quantile(self.told.waits, share)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """A house under measurement, and where its database counts its own work."""

    house: BenchHouse
    effort: Effort
    postgres_data: Path | None

    @property
    def workers(self) -> int:
        return 1 if self.house.platform.database.is_sqlite else os.cpu_count() or 2

    @contextmanager
    def full(self) -> Iterator[Running]:
        """The house as it is served."""
        command = ["-m", "survey_app.commands", "serve", "--web-only", "--workers", str(self.workers)]
        with serving(command, self.house.environment) as server:
            self.measure(server, seconds=WARMING)
            yield server

    @contextmanager
    def bare(self) -> Iterator[Running]:
        """The yardstick, on the same database."""
        more = {"BENCH_ROW_BYTES": str(self.house.row_bytes()), "BENCH_WORKERS": str(self.workers)}
        with serving([str(HERE / "bare_server.py")], self.house.environment | more) as server:
            self.measure(server, place="T", seconds=WARMING)
            yield server

    def plan(self, server: Running, *, place: str = "K", seconds: float, hot: bool = False) -> Plan:
        forms = self.house.forms(min(int(seconds * FASTEST), self.effort.forms) + 64, hot=hot)
        return Plan(
            port=server.port,
            place=place,
            body=self.house.body,
            forms=forms,
            seconds=seconds,
            connections=self.effort.submitters,
        )

    def measure(
        self, server: Running, *, place: str = "K", seconds: float | None = None, hot: bool = False
    ) -> Measured:
        plan = self.plan(server, place=place, seconds=seconds or self.effort.seconds, hot=hot)
        web, database = server.cpu(), self._database_cpu()
        with submitting(plan) as load:
            told = load.told()
        assert told.statuses.keys() == {"303"}, told.statuses
        return Measured(told=told, web_cpu=server.cpu() - web, database_cpu=self._database_cpu() - database)

    def _database_cpu(self) -> float:
        return postmaster_cpu(self.postgres_data) if self.postgres_data else 0.0
