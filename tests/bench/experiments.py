"""The experiments of the intake, each a few figures."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from bench.figures import Figure, Goal, quantile
from bench.houses import BenchHouse
from bench.processes import HERE, Load, Running, hailong, postmaster_cpu, serving, submitting
from bench.submitters import Plan, Told
from sqlalchemy import event
from werkzeug.test import Client

LONGEST = 300.0  # seconds a load beside another work may take
FASTEST = 4_000  # answers a second that no server here reaches
WORST_WAIT = Goal(most=250)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    rounds: int
    seconds: float
    waiting: int
    units: int

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
            self.measure(server, seconds=1.0)
            yield server

    @contextmanager
    def bare(self) -> Iterator[Running]:
        more = {"BENCH_ROW_BYTES": str(self.house.row_bytes()), "BENCH_WORKERS": str(self.workers)}
        with serving([str(HERE / "bare_server.py")], self.house.environment | more) as server:
            self.measure(server, seconds=1.0, place="bare")
            yield server

    def measure(self, server: Running, *, place: str = "K", seconds: float | None = None, hot: bool = False) -> Measured:
        plan = self.plan(server, place=place, seconds=seconds or self.effort.seconds, hot=hot)
        with self.accounting(server) as account, submitting(plan) as load:
            account.told = load.told()
        return account.measured()

    def plan(self, server: Running, *, place: str = "K", seconds: float, hot: bool = False) -> Plan:
        forms = self.house.forms(int(min(seconds, 60.0) * FASTEST) + 64, hot=hot)
        return Plan(port=server.port, place=place, body=self.house.body, forms=forms, seconds=seconds)
