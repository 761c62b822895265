"""One generation of a running server: its gate, its doors, its sealer, and the folder of their sockets."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

PATIENCE_SECONDS = 60.0
STOP_SECONDS = 45.0
RESTART_SECONDS = 2.0
SEALER = (sys.executable, "-m", "survey_app.commands", "seal", "--watch")
PART = (sys.executable, "-m", "survey_app.serving")
Process = subprocess.Popen[bytes]


class NotReadyError(RuntimeError):
    """A part did not start; what it said stands on its own stderr."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What to run: both doors or one, with how many citizens' processes, with the sealer or without."""

    kind: str
    workers: int
    citizens: bool = True
    staff: bool = True
    sealer: bool = True


@dataclass(slots=True)
class Parts:
    plan: Plan
    listener: socket.socket
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="hailong-")))
    _processes: dict[str, Process] = field(default_factory=dict)
    _ended_at: dict[str, float] = field(default_factory=dict)

    def start(self) -> None:
        """Start everything; returns when visitors are met. Raises NotReadyError."""
        for name in self._doors():
            self._start(name)
        for name in self._doors():
            self._wait_for_door(name)
        self._start_gate()
        if self.plan.sealer:
            self._start("sealer")

    def look_after(self) -> None:
        """Start again what has ended, after a pause."""
        now = time.monotonic()
        for name, process in list(self._processes.items()):
            if process.poll() is None:
                continue
            ended_at = self._ended_at.setdefault(name, now)
            if now - ended_at >= RESTART_SECONDS or name == "gate":
                del self._ended_at[name]
                if name == "gate":
                    self._start_gate()
                else:
                    self._start(name)

    def retire(self) -> None:
        """Stop without losing a request: the sealer at once, the gate when all are answered, then the doors."""
        self._stop("sealer")
        self._stop("gate")
        for name in self._doors():
            self._tell(name)
        for name in self._doors():
            self._stop(name)
        shutil.rmtree(self.folder, ignore_errors=True)

    def stop_sealing(self) -> None:
        self._stop("sealer")

    def _doors(self) -> list[str]:
        return [
            name for name, wanted in (("citizens", self.plan.citizens), ("staff", self.plan.staff)) if wanted
        ]

    def _socket(self, name: str) -> str:
        return str(self.folder / f"{name}.sock")

    def _start(self, name: str, *, descriptors: tuple[int, ...] = (), more: tuple[str, ...] = ()) -> None:
        parent = ("--parent", str(os.getpid()))
        command = [*SEALER, *parent] if name == "sealer" else [*PART, name, *parent, *self._words(), *more]
        self._processes[name] = subprocess.Popen(command, pass_fds=descriptors)  # noqa: S603  # our own program

    def _words(self) -> list[str]:
        words = ["--kind", self.plan.kind, "--workers", str(self.plan.workers)]
        for name in self._doors():
            words += [f"--{name}", self._socket(name)]
        return words

    def _start_gate(self) -> None:
        readable, writable = os.pipe()
        listener = self.listener.fileno()
        more = ("--listener", str(listener), "--ready", str(writable))
        self._start("gate", descriptors=(listener, writable), more=more)
        os.close(writable)
        with os.fdopen(readable, "rb") as told:
            if not told.read(1):
                raise NotReadyError("gate")

    def _wait_for_door(self, name: str) -> None:
        """Ask it something: the reply comes from a process that has opened the house."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline and self._processes[name].poll() is None:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(PATIENCE_SECONDS)
                try:
                    asking.connect(self._socket(name))
                    asking.sendall(b"HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    if asking.recv(64).startswith(b"HTTP/1.1"):
                        return
                except OSError:
                    time.sleep(0.05)
        raise NotReadyError(name)

    def _tell(self, name: str) -> None:
        process = self._processes.get(name)
        if process is not None and process.poll() is None:
            process.send_signal(signal.SIGTERM)

    def _stop(self, name: str) -> None:
        self._tell(name)
        process = self._processes.pop(name, None)
        if process is None:
            return
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
