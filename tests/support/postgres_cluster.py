"""A temporary PostgreSQL cluster of Debian's binaries, that can also be crashed and started again."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGINT, SIGKILL
from typing import Self

import psycopg
from support.ports import free_port

PATIENCE = 60  # seconds; recovery on a busy machine is slow


class PostgresAbsentError(Exception):
    """This machine has no PostgreSQL that tests could start."""


def find_binaries() -> Path:
    """Find the folder of the newest PostgreSQL that Debian installed."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    if not found or shutil.which("setpriv") is None:
        raise PostgresAbsentError("PostgreSQL (Debian package postgresql, or HAILONG_TEST_PG_URL)")
    return max(found, key=lambda folder: float(folder.parent.name))


@dataclass(slots=True, kw_only=True)
class PostgresCluster:
    """One data folder and, between `start` and `stop` or `crash`, its server on a free loopback port."""

    binaries: Path
    folder: Path
    port: int
    fsync: bool
    _server: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @classmethod
    @contextmanager
    def in_temporary_folder(cls, binaries: Path, *, fsync: bool) -> Iterator[Self]:
        """Make a cluster, run it, and leave nothing behind."""
        # A Unix socket's path may not be longer than 107 bytes: hence a short folder of its own.
        folder = Path(tempfile.mkdtemp(prefix="hailong-pg-"))
        cluster = cls(binaries=binaries, folder=folder, port=free_port(), fsync=fsync)
        try:
            cluster.initialise()
            cluster.start()
            yield cluster
        finally:
            cluster.stop()
            shutil.rmtree(folder)

    @property
    def admin_url(self) -> str:
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/postgres"

    def initialise(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres", "postgres")
        options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        initdb = [*self._command("initdb"), f"--pgdata={self.folder}/data", *options]
        done = subprocess.run(initdb, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def start(self) -> None:
        """Start the server and wait until it answers, crash recovery included.

        After a crash the sessions of the killed server take a moment to notice; until then a new one refuses.
        """
        deadline = time.monotonic() + PATIENCE
        while not self._starts(deadline):
            if time.monotonic() > deadline or "is still in use" not in self.log()[-2000:]:
                raise RuntimeError(f"PostgreSQL did not start:\n{self.log()}")
            time.sleep(0.1)

    def _starts(self, deadline: float) -> bool:
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.folder,
            "fsync": "on" if self.fsync else "off",
        }
        arguments = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [*self._command("postgres"), "-D", f"{self.folder}/data", *arguments],
                cwd=self.folder,
                stdout=log,
                stderr=log,
            )
        return self._answers(deadline)

    def stop(self) -> None:
        """Shut the server down, dropping the connections it has."""
        if self._server is not None:
            self._server.send_signal(SIGINT)
            self._server.wait(timeout=PATIENCE)
            self._server = None

    def crash(self) -> None:
        """Kill the server as the kernel would for want of memory: no checkpoint, no good-bye."""
        if self._server is not None:
            self._server.send_signal(SIGKILL)
            self._server.wait(timeout=PATIENCE)
            self._server = None

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def _command(self, program: str) -> list[str]:
        # PostgreSQL refuses to run as root; and it must not outlive a test run that was killed.
        identity = ["--reuid=postgres", "--regid=postgres", "--clear-groups"] if os.geteuid() == 0 else []
        return ["setpriv", *identity, "--pdeathsig=INT", "--", str(self.binaries / program)]

    def _answers(self, deadline: float) -> bool:
        plain_url = self.admin_url.replace("+psycopg", "")
        while self._server is not None and self._server.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(plain_url).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return True
        return False
