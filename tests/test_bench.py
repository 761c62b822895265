"""Every benchmark runs through: its figures mean nothing here, its way of getting them does."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.postgres import PostgresAbsentError
from support.postgres_cluster import find_binaries
from support.required import absent

ROOT = Path(__file__).parents[1]
NAMED = (
    "page, one request",
    "accepted",
    "CPU of the web server",
    "one hot counter ÷ spread ones",
    "a seal of 500 beside them",
    "an import of 40 units beside them",
    "a load of the country beside them",
)


def bench(name, *arguments):
    """As `./run bench` does it, in the environment that stands."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    command = [sys.executable, "-m", f"bench.{name}", *arguments]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=os.environ | {"PYTHONPATH": path}
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("engine", ["sqlite", "postgresql"])
def test_the_benchmark_of_the_intake_tells_every_figure_with_its_goal(engine):
    if engine == "postgresql":
        try:
            find_binaries()
        except PostgresAbsentError as missing:
            absent(str(missing))
    lines = bench("intake", "--quick", "--engine", engine)
    for name in NAMED:
        assert any(line.startswith(name) for line in lines), name
    told = [line for line in lines if line.endswith(("✓", "✗"))]
    assert len(told) >= 9, "figures without a goal"


def test_the_benchmark_of_the_posters_tells_every_paper_with_its_goal():
    lines = bench("posters", "--quick")
    told = [line for line in lines if line.startswith("paper ")]
    assert len(told) == 4
    assert all(line.endswith("✓") for line in told)


def test_the_benchmark_of_the_designer_tells_every_figure_with_its_goal():
    lines = bench("designer", "--quick")
    assert len([line for line in lines if line.endswith(("✓", "✗"))]) == 4


def test_the_benchmark_of_the_comparison_agrees_with_pandas_and_tells_every_figure():
    lines = bench("compare", "--quick")
    told = [line for line in lines if line.endswith(("✓", "✗"))]
    assert [line.split()[0] for line in told] == [
        "largest",
        "times",
        "largest",
        "ours:",
        "page",
        "page",
        "page:",
    ]


def test_the_benchmark_of_the_analysis_agrees_with_scipy_and_tells_every_figure():
    told = [
        line
        for line in bench("analysis", "--answers", "100000", "--units", "400", "--rounds", "1")
        if line.endswith(("✓", "✗"))
    ]
    assert len(told) >= 12


def test_the_benchmark_of_the_statistics_tells_every_figure_with_its_goal():
    told = [line for line in bench("stats", "--runs", "10") if line.endswith(("✓", "✗"))]
    assert len(told) >= 25


def test_the_benchmark_of_the_report_on_a_file_tells_its_largest_memory():
    lines = bench("analyze", "--rows", "3000", "--items", "3")
    told = [line for line in lines if line.startswith("largest memory")]
    assert len(told) == 2
    assert all(line.endswith("✓") for line in told)


def test_the_benchmark_of_exchange_counts_what_comes_in_and_what_is_refused_where(tmp_path):
    (tmp_path / "good.csv").write_text('"survey"\n,"type","name","label"\n,"text","a","A?"\n')
    (tmp_path / "wrong.csv").write_text('"survey"\n,"type","name","label"\n,"foo","a","A?"\n')
    (tmp_path / "no_form.csv").write_text("a,b\n1,2\n")
    lines = bench("exchange", str(tmp_path))
    assert "3 questionnaires of other programs" in lines
    for name in ("imported", "refused with sheet, row and column", "refused as no questionnaire at all"):
        assert any(line.startswith(name) and "1.00" in line for line in lines), lines


def test_the_benchmark_of_privacy_tells_every_attacker_with_its_goal():
    lines = bench("privacy", "--days", "1", "--engine", "sqlite")
    assert len([line for line in lines if line.startswith("linked by") and line.endswith(("✓", "✗"))]) == 5


def test_the_benchmark_of_verdicts_leaves_honest_months_alone_and_finds_what_is_planted():
    told = [line for line in bench("verdicts", "--months", "3") if line.endswith(("✓", "✗"))]
    assert len(told) == 4
    assert all(line.endswith("✓") for line in told), told
