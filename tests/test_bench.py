"""Every benchmark runs through: its figures mean nothing here, its way of getting them does."""

import subprocess
import sys
from pathlib import Path

import pytest
from support.postgres import PostgresAbsentError
from support.postgres_cluster import find_binaries
from support.required import absent

BENCH = Path(__file__).with_name("bench")
NAMED = (
    "page, one request",
    "accepted",
    "CPU of the web server",
    "one hot counter ÷ spread ones",
    "a seal of 900 beside them",
    "an import of 40 units beside them",
    "a load of the country beside them",
)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_benchmark_of_the_intake_tells_every_figure_with_its_goal(engine):
    if engine == "postgresql":
        try:
            find_binaries()
        except PostgresAbsentError as missing:
            absent(str(missing))
    command = [sys.executable, str(BENCH / "intake.py"), "--quick", "--engine", engine]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = done.stdout.splitlines()
    for name in NAMED:
        assert any(line.startswith(name) for line in lines), name
    told = [line for line in lines if line.endswith(("✓", "✗"))]
    assert len(told) >= 9, "figures without a goal"


def test_the_benchmark_of_the_posters_tells_every_paper_with_its_goal():
    command = [sys.executable, str(BENCH / "posters.py"), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith("paper ")]
    assert len(told) == 4
    assert all(line.endswith("✓") for line in told)


def test_the_benchmark_of_the_comparison_agrees_with_pandas_and_tells_every_figure():
    command = [sys.executable, str(BENCH / "compare.py"), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    told = [line for line in done.stdout.splitlines() if line.endswith(("✓", "✗"))]
    assert [line.split()[0] for line in told] == ["largest", "times", "largest", "ours:"]
