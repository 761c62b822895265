"""What citizens wait while others trouble the house: staff, strangers, slow and broken connections, restarts."""

import os
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from signal import SIGTERM
from subprocess import Popen

from bench.experiments import WORST_WAIT
from bench.figures import Figure, Goal, quantile
from bench.houses import NOON, BenchHouse
from bench.loads import Bench
from bench.processes import Running, hailong, serving, submitting
from bench.staff import TOKEN, Browser
from bench.submitters import Told
from support.hostile_files import destination_of

from survey_app.services.accounts import add_account
from survey_app.services.drafting import beginning

PASSWORD = "Tiếng Việt đủ dấu 7"
MONTH = "2026-09"
MANAGERS, DOWNLOADS, SLOW, UPLOADS = 40, 10, 200, 40
RESTARTS = 10
SERVE = ["-m", "survey_app.commands", "serve"]


@dataclass(slots=True)
class Crowd:
    """Threads that trouble a server until they are told to end, and what they saw."""

    ended: threading.Event = field(default_factory=threading.Event)
    statuses: list[int] = field(default_factory=list)

    def repeat(self, act: Callable[[int], int]) -> Callable[[int], None]:
        def going_on(number: int) -> None:
            while not self.ended.is_set():
                self.statuses.append(act(number))

        return going_on


@contextmanager
def crowd(count: int, act: Callable[[int], int]) -> Iterator[Crowd]:
    """So many who do the same again and again."""
    together = Crowd()
    with ThreadPoolExecutor(count) as threads:
        done = [threads.submit(together.repeat(act), number) for number in range(count)]
        try:
            yield together
        finally:
            together.ended.set()
    for each in done:
        each.result()


def prepare(house: BenchHouse, waiting: int, *, round_: int) -> None:
    """A closed month with answers, and two of the staff."""
    house.fill(waiting, round_=round_)
    sealed = hailong(house.environment | {"HAILONG_CLOCK": NOON}, "seal", "--json")
    sealed.communicate()
    assert sealed.returncode == 0
    for name, role, units in (("giamsat", "supervisor", ("37",)), ("quantri", "administrator", ())):
        add_account(house.platform, username=name, password=PASSWORD, roles=[role], unit_codes=units)
    beginning.begin_next(house.platform, code=house.template, by="quantri")


def managers_of(port: int, count: int) -> list[Browser]:
    """So many browsers of one account: a log-in for each would measure passwords."""
    browsers = [Browser(port) for _ in range(count)]
    assert browsers[0].log_in("giamsat", PASSWORD)
    for number, browser in enumerate(browsers):
        # The gate gives turns by the whole header.
        browser.cookies = browsers[0].cookies | {"number": str(number)}
    return browsers


def troubled(bench: Bench, server: Running, trouble: Callable[[], AbstractContextManager[Crowd]]) -> Told:
    with trouble(), submitting(bench.plan(server, seconds=bench.effort.seconds)) as load:
        told = load.told()
    assert told.statuses.keys() == {"303"}, told.statuses
    return told


def beside_everybody(bench: Bench, files: Mapping[str, Callable[[], bytes]]) -> Iterator[Figure]:
    """Each trouble beside 32 submitters, then five seconds of quiet."""
    prepare(bench.house, bench.effort.waiting, round_=bench.effort.rounds)
    with serving([*SERVE, "--web-only"], bench.house.environment) as server:
        managers = managers_of(server.port, MANAGERS)
        administrator = Browser(server.port)
        assert administrator.log_in("quantri", PASSWORD)
        bench.measure(server, seconds=1.0)
        for name, trouble in (
            Troubles(server.port, bench.house, managers, bench.effort.logins).named().items()
        ):
            rounds = [troubled(bench, server, trouble) for _ in range(bench.effort.rounds)]
            yield _worst(f"beside {name}", rounds, WORST_WAIT)
            yield _quiet(server, bench.effort.quiet)
        yield from _logins(bench, server)
        yield from _imports(bench, server, administrator, files)


@dataclass(frozen=True, slots=True)
class Troubles:
    """Each a context in which somebody troubles the server."""

    port: int
    house: BenchHouse
    managers: list[Browser]
    logins: int

    def named(self) -> dict[str, Callable[[], AbstractContextManager[Crowd]]]:
        return {
            f"{MANAGERS} staff pages at once": self.staff_pages,
            "8 who break off page after page": self.broken_off,
            f"{DOWNLOADS} downloads": self.downloads,
            f"{SLOW} slow connections": self.slow_connections,
            f"{UPLOADS} uploads of strangers": self.uploads,
            f"{self.logins} wrong log-ins": lambda: _flood(self.port, self.logins),
        }

    @contextmanager
    def staff_pages(self) -> Iterator[Crowd]:
        with self._nothing_kept(), crowd(MANAGERS, self._open) as together:
            yield together

    @contextmanager
    def downloads(self) -> Iterator[Crowd]:
        with (
            self._nothing_kept(),
            crowd(DOWNLOADS, lambda number: self._open(number, "&dang=csv")) as together,
        ):
            yield together

    @contextmanager
    def broken_off(self) -> Iterator[Crowd]:
        with self._nothing_kept(), crowd(8, self._open_and_leave) as together:
            yield together

    @contextmanager
    def _nothing_kept(self) -> Iterator[None]:
        """Somebody writes all the time, so that pages are computed and not remembered."""
        ended = threading.Event()

        def write() -> None:
            while not ended.wait(0.2):
                with self.house.platform.database.writing():
                    pass

        writer = threading.Thread(target=write)
        writer.start()
        try:
            yield
        finally:
            ended.set()
            writer.join()

    @contextmanager
    def slow_connections(self) -> Iterator[Crowd]:
        with ExitStack() as stack:
            for _ in range(SLOW):
                connection = stack.enter_context(socket.create_connection(("127.0.0.1", self.port)))
                connection.sendall(b"P")
            yield Crowd()

    def uploads(self) -> AbstractContextManager[Crowd]:
        content, more = os.urandom(5 * 1024 * 1024), {"Content-Type": "text/plain"}

        def upload(_number: int) -> int:
            time.sleep(0.1)  # else the senders themselves work more than a processor can
            return Browser(self.port).ask("POST", "/thiet-ke/nhap-tep", content, **more)[0]

        return crowd(UPLOADS, upload)

    def _page(self, number: int) -> str:
        codes = self.house.codes
        # Each looks at another counter: no two of them wait for one computation.
        return f"/giam-sat/don-vi/{codes[number % len(codes)]}?period={MONTH}"

    def _open(self, number: int, more: str = "") -> int:
        return self.managers[number].ask("GET", self._page(number) + more)[0]

    def _open_and_leave(self, number: int) -> int:
        cookies = "; ".join(f"{name}={value}" for name, value in self.managers[0].cookies.items())
        with socket.create_connection(("127.0.0.1", self.port)) as browser:
            request = f"GET {self._page(number)} HTTP/1.1\r\nHost: a\r\nCookie: {cookies}\r\n\r\n"
            browser.sendall(request.encode())
            time.sleep(0.05)
        return 0


@contextmanager
def _flood(port: int, count: int) -> Iterator[Crowd]:
    """Wrong passwords for names of every kind, each sender with a session of its own."""
    first = Browser(port)
    token = TOKEN.search(first.ask("GET", "/dang-nhap")[1])[1]

    def wrong(number: int) -> int:
        name = f"khach{number}x{time.monotonic_ns() % 100_000}"
        return Browser(port, dict(first.cookies)).send_password(token, name, "Sai mật khẩu 123")

    with crowd(count, wrong) as together:
        yield together


def _logins(bench: Bench, server: Running) -> Iterator[Figure]:
    """Somebody of the staff logs in while the flood goes on."""
    tries, waits = 20 if bench.effort.rounds > 1 else 2, []
    with _flood(server.port, bench.effort.logins):
        right = 0
        for _ in range(tries):
            began = time.perf_counter()
            right += Browser(server.port).log_in("giamsat", PASSWORD)
            waits.append(time.perf_counter() - began)
    yield Figure(
        name="log-ins that succeed under the flood",
        unit="%",
        values=[100 * right / tries],
        goal=Goal(least=95),
    )
    yield Figure(name="  and how long each takes", unit="s", values=waits)


def _imports(
    bench: Bench, server: Running, administrator: Browser, files: Mapping[str, Callable[[], bytes]]
) -> Iterator[Figure]:
    """Each hostile file through the page while citizens answer."""
    worst, slowest, rounds = [], 0.0, []
    for name, make in files.items():
        content = make()
        with submitting(bench.plan(server, seconds=60.0)) as load:
            time.sleep(0.3)
            began = time.perf_counter()
            status = administrator.upload(destination_of(name, draft=bench.house.template), name, content)
            slowest = max(slowest, time.perf_counter() - began)
            load.end()
            told = load.told()
        assert status in {200, 303, 400, 413, 422, 503}, (name, status)
        assert told.statuses.keys() == {"303"}, told.statuses
        rounds.append(told)
        worst.append(status)
    if rounds:
        yield _worst(f"beside imports of {len(files)} hostile files", rounds, Goal(most=500))
        yield Figure(name="  the slowest of them", unit="s", values=[slowest])


def restarts(bench: Bench) -> Iterator[Figure]:
    """One server after another takes over while 32 submitters go on."""
    servers: list[Popen[bytes]] = []
    with serving(SERVE, bench.house.environment) as first:
        environment = {**os.environ, **bench.house.environment, "HAILONG_PORT": str(first.port)}
        before = first.process
        with submitting(bench.plan(first, seconds=300.0)) as load:
            for _ in range(RESTARTS if bench.effort.rounds > 1 else 1):
                servers.append(Popen([sys.executable, *SERVE], env=environment, start_new_session=True))
                before.wait(60)
                before = servers[-1]
            time.sleep(1.0)
            load.end()
            told = load.told()
        for server in servers:
            if server.poll() is None:
                os.killpg(server.pid, SIGTERM)
            server.wait(60)
    lost = sum(count for status, count in told.statuses.items() if status != "303")
    yield Figure(name=f"posts over {len(servers)} restarts", values=[sum(told.statuses.values())])
    yield Figure(name="  of them lost or refused", values=[lost], goal=Goal(most=0))
    yield Figure(name="  worst wait", unit="ms", values=[1000 * max(told.waits)])


def _worst(name: str, rounds: list[Told], goal: Goal) -> Figure:
    return Figure(
        name=name, unit="ms worst", values=[1000 * quantile(t.waits, 1.0) for t in rounds], goal=goal
    )


def _quiet(server: Running, seconds: float) -> Figure:
    """What the server still works when some seconds have gone by since the last client left."""
    time.sleep(seconds)
    before = server.cpu()
    time.sleep(1.0)
    share = 100 * (server.cpu() - before)
    return Figure(name=f"  {seconds:g} s later, processor", unit="%", values=[share], goal=Goal(most=10))
