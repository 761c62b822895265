"""A machine with almost nothing on it, for the scripts that set everything up.

The programs of our own that run on it are the two scripts; Python, apt-get and the tools that pip would
install are stand-ins that write down how they were called.
"""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

HOUSE = Path(__file__).parent.parent.parent
SHELL_TOOLS = ["sh", "basename", "cat", "cksum", "cp", "dirname", "flock", "mkdir", "rm"]
SCRIPTS = ["run", ".ci/run", "pyproject.toml", "requirements.lock", "requirements-dev.lock"]
TOOLS_OF_VENV = ["python", "hailong", "ruff", "mypy", "lint-imports"]

NOTE = 'echo "${0##*/} $* [home=${HAILONG_HOME:-} require=${HAILONG_TEST_REQUIRE:-}]" >>"$CALLS"\n'
FAIL_IF_TOLD = '[ ! -e "$MACHINE/broken-${0##*/}" ]\n'
PYTHON = """
case "$*" in
    *version_info*) ;;
    *"import ensurepip"*) [ -e "$MACHINE/has-python3-venv" ] ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$MACHINE"/venv/* .venv/bin/ ;;
esac
"""
LOCKED = "E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 7301 (apt-get)"
APT_GET = f"""
if [ -e "$MACHINE/package-lock" ] && [ "$(cat "$MACHINE/package-lock")" != 0 ]; then
    echo "{LOCKED}" >&2
    exit 100
fi
for package in "$@"; do : >"$MACHINE/has-$package"; done
"""
# Waiting takes no time here, and lets the other program come nearer to its end.
SLEEP = """
left=$(cat "$MACHINE/package-lock")
[ "$left" = 0 ] || echo "$((left - 1))" >"$MACHINE/package-lock"
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BareMachine:
    """`folder` holds the machine's programs, `house` a checkout of what the scripts read."""

    folder: Path
    house: Path

    @classmethod
    def built_in(cls, folder: Path, *, user_id: int) -> "BareMachine":
        machine = cls(folder=folder / "machine", house=folder / "house")
        machine._install("bin/python3", NOTE + PYTHON)
        machine._install("bin/apt-get", NOTE + APT_GET)
        machine._install("bin/sleep", NOTE + SLEEP)
        machine._install("bin/id", f"echo {user_id}\n")
        for tool in TOOLS_OF_VENV:
            machine._install(f"venv/{tool}", NOTE + FAIL_IF_TOLD)
        for tool in SHELL_TOOLS:
            (machine.folder / "bin" / tool).symlink_to(str(shutil.which(tool)))
        for script in SCRIPTS:
            (machine.house / script).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(HOUSE / script, machine.house / script)
        return machine

    def has(self, package: str) -> None:
        """Let a Debian package be there already."""
        (self.folder / f"has-{package}").touch()
        if package == "chromium":
            self._install("bin/chromium", "")

    def breaks(self, tool: str) -> None:
        """Let a program of the virtual environment fail from now on."""
        (self.folder / f"broken-{tool}").touch()

    def mends(self, tool: str) -> None:
        (self.folder / f"broken-{tool}").unlink()

    def installs_something_else(self, *, waits: int) -> None:
        """Let another program hold the lock of Debian's packages until somebody has waited so often."""
        (self.folder / "package-lock").write_text(f"{waits}\n", encoding="utf-8")

    def run(self, *words: str, script: str = "run", **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a script of the house; `calls` then tells what it called."""
        with self.start(*words, script=script, **environment) as process:
            told, complaints = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, told, complaints)

    def start(self, *words: str, script: str = "run", **environment: str) -> subprocess.Popen[str]:
        """Start a script of the house and leave it running."""
        return subprocess.Popen(
            [self.house / script, *words],
            cwd=self.folder,
            env={
                "PATH": str(self.folder / "bin"),
                "MACHINE": str(self.folder),
                "CALLS": str(self.folder / "calls"),
                "HAILONG_TEST_PG_URL": "postgresql://somewhere",
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def calls(self, program: str = "") -> list[str]:
        """Give the calls since the last question, in order, and forget them."""
        book = self.folder / "calls"
        lines = book.read_text(encoding="utf-8").splitlines() if book.exists() else []
        book.unlink(missing_ok=True)
        return [line for line in lines if line.startswith(program)]

    def _install(self, name: str, script: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{script}", encoding="utf-8")
        os.chmod(path, 0o755)  # noqa: PTH101, S103 - a program must be executable
