import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from support.bare_machine import BareMachine

ROOT = Path(__file__).parent.parent
SCRIPTS = ["run", ".ci/run"]
BASHISMS = re.compile(
    r"\[\[|<<<|<\(|\$'|^\s*(?:local|declare|function|source)\s|\+=|\bpipefail\b|&>", re.MULTILINE
)
LOCKED = re.compile(r"[a-z0-9.-]+==\S+(?: ; [^\\]+)? \\(?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?)+")


@pytest.fixture
def machine(tmp_path):
    """A visitor's machine, who is not root, with Python and its venv."""
    machine = BareMachine.built_in(tmp_path, user_id=1000)
    machine.has("python3-venv")
    return machine


def _pip_calls(machine):
    return machine.calls("python -m pip install")


@pytest.mark.parametrize("script", SCRIPTS)
def test_the_scripts_are_posix_shell_that_can_be_started(script):
    text = (ROOT / script).read_text(encoding="utf-8")
    assert text.startswith("#!/bin/sh\n")
    assert BASHISMS.findall(text) == []
    assert os.access(ROOT / script, os.X_OK)
    shells = [shell for shell in ("sh", "dash", "bash") if shutil.which(shell)]
    for shell in shells:
        subprocess.run([shell, "-n", ROOT / script], check=True)


def test_help_names_every_command(machine):
    labels = re.findall(
        r"^    ([a-z]+)(?: \| -\S+)*\) ", (ROOT / "run").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {"demo", "test", "setup", "lint", "bench", "help"} <= set(labels)
    done = machine.run("help")
    assert done.returncode == 0
    assert set(labels) <= set(re.findall(r"^  ([a-z]+) ", done.stdout, re.MULTILINE))
    assert machine.run().stdout == done.stdout


def test_an_unknown_command_is_used_wrongly_and_gets_the_help(machine):
    done = machine.run("fly")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Usage" in done.stderr


def test_without_venv_the_missing_debian_package_is_named(tmp_path):
    machine = BareMachine.built_in(tmp_path, user_id=1000)
    done = machine.run("setup")
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr
    assert machine.calls("apt-get") == []
    assert not (machine.house / ".venv").exists()


def test_root_gets_the_missing_debian_package_installed(tmp_path):
    machine = BareMachine.built_in(tmp_path, user_id=0)
    assert machine.run("setup").returncode == 0
    calls = machine.calls()
    assert any(call.startswith("apt-get install") and "python3-venv" in call for call in calls)
    assert any(call.startswith("python -m pip install") for call in calls)


def test_another_programs_package_lock_is_waited_for_with_a_sentence(tmp_path):
    machine = BareMachine.built_in(tmp_path, user_id=0)
    machine.installs_something_else(waits=2)
    done = machine.run("setup")
    assert done.returncode == 0
    assert done.stderr.count("waiting for it") == 1
    assert len(machine.calls("sleep")) == 2


def test_a_package_lock_that_nobody_gives_back_ends_in_the_names_of_what_is_missing(tmp_path):
    machine = BareMachine.built_in(tmp_path, user_id=0)
    machine.installs_something_else(waits=10_000)
    done = machine.run("demo")
    assert done.returncode == 1
    assert "đang chờ" in done.stderr
    assert "held by process 7301" in done.stderr
    assert "apt-get install python3-venv" in done.stderr
    assert len(machine.calls("sleep")) == 200


def test_another_complaint_of_apt_is_not_waited_for(tmp_path):
    machine = BareMachine.built_in(tmp_path, user_id=0)
    machine._install("bin/apt-get", 'echo "E: Failed to fetch"; exit 100\n')
    done = machine.run("setup")
    assert done.returncode == 1
    assert "Failed to fetch" in done.stderr
    assert machine.calls("sleep") == []


def test_two_that_set_one_folder_up_at_once_take_turns_and_the_second_finds_it_done(machine):
    folder = os.open(machine.house, os.O_RDONLY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    both = [machine.start("setup"), machine.start("setup")]
    assert all("waiting for it" in process.stderr.readline() for process in both)
    os.close(folder)
    assert [process.wait() for process in both] == [0, 0]
    for process in both:
        process.communicate()
    calls = machine.calls()
    assert sum(call.startswith("python3 -m venv") for call in calls) == 1
    assert sum(call.startswith("python -m pip install") for call in calls) == 2


def test_the_lock_of_a_folder_is_not_kept_by_what_is_started_in_it(machine):
    machine.has("chromium")
    machine._install("venv/python", 'case "$*" in *pytest*) flock -n "$HOUSE" cat /dev/null;; esac\n')
    assert machine.run("test", HOUSE=str(machine.house)).returncode == 0


def test_without_python_the_missing_debian_packages_are_named(machine):
    (machine.folder / "bin" / "python3").unlink()
    done = machine.run("demo")
    assert done.returncode == 1
    assert "apt-get install python3 python3-venv" in done.stderr


def test_only_hashed_libraries_are_installed_and_nothing_is_fetched_for_the_build(machine):
    assert machine.run("setup").returncode == 0
    libraries, product = _pip_calls(machine)
    assert "--require-hashes -r requirements.lock" in libraries
    assert "--no-deps --no-build-isolation -e ." in product


def test_a_second_start_installs_nothing(machine):
    machine.run("setup")
    machine.calls()
    assert machine.run("setup").returncode == 0
    assert _pip_calls(machine) == []


@pytest.mark.parametrize("file", ["requirements.lock", "requirements-dev.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_file_is_installed(machine, file):
    machine.run("setup")
    machine.calls()
    with (machine.house / file).open("a", encoding="utf-8") as stream:
        stream.write("# changed\n")
    assert machine.run("setup").returncode == 0
    assert len(_pip_calls(machine)) == 2


def test_the_developers_environment_serves_the_demo_too_but_not_the_other_way_round(machine):
    machine.run("setup")
    machine.calls()
    machine.run("lint")
    assert "requirements-dev.lock" in _pip_calls(machine)[0]
    machine.run("setup")
    assert _pip_calls(machine) == []


def test_a_failed_installation_is_told_and_tried_again(machine):
    machine.run("setup")
    (machine.house / "requirements.lock").write_text("", encoding="utf-8")
    machine.breaks("python")
    assert machine.run("setup").returncode != 0
    machine.mends("python")
    machine.calls()
    assert machine.run("setup").returncode == 0
    assert len(_pip_calls(machine)) == 2


def test_a_moved_folder_gets_a_new_environment(machine, tmp_path):
    machine.run("setup")
    machine.calls()
    moved = BareMachine(folder=machine.folder, house=machine.house.rename(tmp_path / "a new house"))
    assert moved.run("setup").returncode == 0
    assert any(call.startswith("python3 -m venv") for call in moved.calls())


def test_the_demo_fills_an_empty_house_and_then_serves(machine):
    assert machine.run("demo", "--quiet").returncode == 0
    fill, serve = machine.calls("hailong")
    assert fill.startswith("hailong demo --if-empty ")
    assert serve.startswith("hailong serve --quiet ")


def test_the_demo_speaks_vietnamese_while_it_sets_up(machine):
    done = machine.run("demo")
    assert "Đang cài thư viện" in done.stderr
    assert "Installing" not in done.stderr


def test_a_relative_data_folder_is_the_callers(machine):
    machine.run("demo", HAILONG_HOME="data")
    assert all(f"[home={machine.folder}/data " in call for call in machine.calls("hailong"))


def test_no_demo_is_served_that_could_not_be_filled(machine):
    machine.breaks("hailong")
    assert machine.run("demo").returncode != 0
    assert len(machine.calls("hailong")) == 1


def test_without_a_browser_a_visitor_hears_what_is_skipped_and_the_tests_run(machine):
    done = machine.run("test", "-k", "walls")
    assert done.returncode == 0
    assert "apt-get install chromium" in done.stderr
    assert "browser tests will be skipped" in done.stderr
    assert machine.calls("python -m pytest -n auto --dist loadfile --no-loadscope-reorder -k walls")


def test_root_gets_the_browser_installed(tmp_path):
    machine = BareMachine.built_in(tmp_path, user_id=0)
    assert machine.run("test").returncode == 0
    assert any(" chromium " in call for call in machine.calls("apt-get install"))


@pytest.mark.parametrize("words", [{"CI": "true"}, {"HAILONG_TEST_REQUIRE": "1"}])
def test_where_the_browser_is_required_no_test_runs_without_it(machine, words):
    done = machine.run("test", **words)
    assert done.returncode == 1
    assert "browser tests are required" in done.stderr
    assert machine.calls("python -m pytest") == []


def test_lint_asks_every_linter_even_after_a_complaint(machine):
    machine.breaks("ruff")
    assert machine.run("lint").returncode == 1
    asked = [
        call.partition(" [")[0].strip()
        for call in machine.calls()
        if call.startswith(("ruff", "mypy", "lint"))
    ]
    assert asked == ["ruff check .", "ruff format --check .", "mypy", "lint-imports"]


def test_ci_runs_lint_and_tests_and_lets_nothing_skip(machine):
    machine.has("chromium")
    assert machine.run(script=".ci/run").returncode == 0
    calls = machine.calls()
    assert any(call.startswith("mypy") for call in calls)
    assert any(call.startswith("python -m pytest") and "require=1]" in call for call in calls)


def test_ci_runs_the_tests_after_a_failed_lint_and_fails(machine):
    machine.has("chromium")
    machine.breaks("mypy")
    assert machine.run(script=".ci/run").returncode == 1
    assert machine.calls("python -m pytest")


def test_benchmarks_are_listed_run_with_their_arguments_and_refused_when_unknown(machine):
    benches = machine.house / "tests" / "bench"
    benches.mkdir(parents=True)
    (benches / "intake.py").write_text('"""Measures.\n\n    ./run bench intake [--rows N]\n"""\n')
    (benches / "houses.py").write_text('"""Helps the others."""\n')
    assert machine.run("bench").stdout == "intake\n"
    assert machine.run("bench", "intake", "--rows", "5").returncode == 0
    assert machine.calls("python -m bench.intake --rows 5")
    assert machine.run("bench", "nothing").returncode == 2
    assert machine.run("bench", "houses").returncode == 2


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_every_locked_library_has_a_hash_and_none_an_address(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert "index-url" not in text
    assert LOCKED.sub("", text).strip() == ""


def test_the_developers_lock_holds_the_runtime_lock():
    runtime, developers = (
        set(re.findall(r"^\S+==\S+", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE))
        for lock in ("requirements.lock", "requirements-dev.lock")
    )
    assert runtime
    assert runtime <= developers
