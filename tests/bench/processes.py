"""Servers and loads as processes of their own, and what they cost by the kernel's own account."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from signal import SIGTERM

from bench.submitters import Plan, Told
from support.ports import free_port

HERE = Path(__file__).parent
TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A server under its own process group."""

    process: "subprocess.Popen[bytes]"
    port: int

    def cpu(self) -> float:
        """Seconds of processor time of the whole group, ended children included."""
        return sum(_cpu(stat) for stat in _stats() if stat[2] == self.process.pid)


@contextmanager
def serving(command: list[str], environment: Mapping[str, str]) -> Iterator[Running]:
    port = free_port()
    ours = {**os.environ, **environment, "HAILONG_PORT": str(port)}
    process = subprocess.Popen([sys.executable, *command], env=ours, start_new_session=True)
    try:
        _wait_until_open(port, process)
        yield Running(process=process, port=port)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, SIGTERM)
        process.wait(PATIENCE)


def hailong(environment: Mapping[str, str], *arguments: str) -> "subprocess.Popen[bytes]":
    """A command beside the load, as polite as the watching sealer is."""
    command = ["nice", "-n", "10", sys.executable, "-m", "survey_app.commands", *arguments]
    return subprocess.Popen(command, env={**os.environ, **environment}, stdout=subprocess.PIPE)


@contextmanager
def submitting(plan: Plan) -> Iterator["Load"]:
    """Start a load; it goes on to its end, or until told to end."""
    process = subprocess.Popen(
        [sys.executable, str(HERE / "submitters.py")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        process.stdin.write(json.dumps(asdict(plan)).encode())
        process.stdin.close()
        yield Load(process=process)
    finally:
        process.kill()
        process.wait()


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    process: "subprocess.Popen[bytes]"

    def end(self) -> None:
        self.process.send_signal(SIGTERM)

    def told(self) -> Told:
        told = Told(**json.loads(self.process.stdout.read()))
        self.process.wait(PATIENCE)
        return told


def postmaster_cpu(data: Path) -> float:
    """Seconds of processor time of a PostgreSQL server, its ended children included."""
    postmaster = int((data / "postmaster.pid").read_text().split("\n", 1)[0])
    return sum(_cpu(stat) for stat in _stats() if postmaster in {stat[0], stat[1]})


def _stats() -> Iterator[tuple[int, int, int, list[int]]]:
    """Process, parent, group, and times of every process there is."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                text = (folder / "stat").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            fields = text.rpartition(") ")[2].split()
            yield int(folder.name), int(fields[1]), int(fields[2]), [int(time) for time in fields[11:15]]


def _cpu(stat: tuple[int, int, int, list[int]]) -> float:
    return sum(stat[3]) / TICK


def _wait_until_open(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until somebody answers: the socket is open before those behind it are ready."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as asking:
                asking.sendall(b"GET /K/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                if asking.recv(16):
                    return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not start")
