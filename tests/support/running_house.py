"""A real server in a process of its own, as `hailong serve` starts it: web and sealer."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError

from support.commands import hailong
from support.ports import free_port

HAILONG = (sys.executable, "-m", "survey_app.commands")
PATIENCE = 60.0


@dataclass(slots=True, kw_only=True)
class RunningHouse:
    """One home with its settings; `hailong` calls the command line in it, `serving` runs its server."""

    home: Path
    settings: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        ours = {name: value for name, value in os.environ.items() if not name.startswith("HAILONG_")}
        return ours | {"HAILONG_HOME": str(self.home), "HAILONG_PORT": str(self.port)} | self.settings

    def hailong(self, *arguments: str) -> str:
        """Call the command line in this process, which has no two seconds of start-up."""
        unset = {name: None for name in os.environ if name.startswith("HAILONG_")}
        return str(hailong(*arguments, environment=unset | self.environment).stdout)

    def hailong_json(self, *arguments: str) -> object:
        return json.loads(self.hailong(*arguments, "--json"))

    @contextmanager
    def serving(self, *options: str, clock: str | None = None) -> Iterator[str]:
        """Serve under a clock; gives the address, and stops everything at the end."""
        if clock is not None:
            self.settings["HAILONG_CLOCK"] = clock
        server = start([*HAILONG, "serve", *options], self.environment)
        try:
            self.wait_until_ready(server)
            yield self.url
        finally:
            stop(server)

    def wait_until_ready(self, server: "subprocess.Popen[bytes]", path: str = "/readyz") -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert server.poll() is None, "the server stopped at its start"
            try:
                with urllib.request.urlopen(f"{self.url}{path}", timeout=5):  # noqa: S310  # our own server
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise TimeoutError("the server did not become ready")


def start(command: Sequence[str], environment: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a server at the head of a process group of its own, so that all of it can be stopped."""
    return subprocess.Popen(command, env=environment, start_new_session=True)


def stop(server: "subprocess.Popen[bytes]", number: int = signal.SIGTERM) -> None:
    """Stop a server and everything it started."""
    if server.poll() is None:
        os.killpg(server.pid, number)
    server.wait(PATIENCE)
