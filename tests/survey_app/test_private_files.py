"""Nobody but its owner reads a file of the house: new, old, or made by a process with a generous umask."""

import os
import stat
import subprocess
import sys

import pytest

from survey_app.config import read_config
from survey_app.private_files import tighten

HAILONG = (sys.executable, "-m", "survey_app.commands")
WIDE = 0o022


def open_to_others(*folders):
    found = [path for folder in folders for path in (folder, *folder.rglob("*"))]
    return sorted(path.name for path in found if stat.S_IMODE(path.lstat().st_mode) & 0o077)


def hailong(home, *arguments):
    ours = {name: value for name, value in os.environ.items() if not name.startswith("HAILONG_")}
    return subprocess.run(
        [*HAILONG, *arguments],
        env={**ours, "HAILONG_HOME": str(home)},
        umask=WIDE,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def wide_house(tmp_path):
    """A house as an earlier version left it, in folders that stood before."""
    home, keys = tmp_path / "home", tmp_path / "home-keys"
    for folder in (home, keys):
        folder.mkdir()
        folder.chmod(0o755)
    assert hailong(home, "init", "--test").returncode == 0
    return home, keys


def test_what_is_set_up_in_folders_that_stood_before_is_private(wide_house):
    assert open_to_others(*wide_house) == []


@pytest.mark.parametrize("arguments", [("init",), ("seal", "--close-now")])
def test_what_an_earlier_version_left_open_is_closed_and_what_is_new_as_well(wide_house, arguments):
    home, keys = wide_house
    for path in (home, keys, *home.iterdir(), *keys.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    done = hailong(home, *arguments)
    assert done.returncode == 0, done.stderr
    if arguments == ("init",):
        assert open_to_others(home, keys) == []
    else:
        assert not [name for name in open_to_others(keys) if name.endswith(".key") and name[0].isdigit()]


def test_the_log_and_the_turns_of_a_running_database_are_private(house):
    if not house.platform.database.is_sqlite:
        pytest.skip("PostgreSQL keeps its own files")
    file = read_config({"HAILONG_DATABASE_URL": house.config.database_url}).database_url.removeprefix(
        "sqlite:///"
    )
    house.answer()
    folder = house.config.home.parent
    tighten(house.config)
    beside = [path for path in folder.iterdir() if path.name.startswith(os.path.basename(file))]  # noqa: PTH119
    assert {path.name for path in beside} >= {"hailong.db", "hailong.db-wal", "hailong.db-shm"}
    assert not [path.name for path in beside if stat.S_IMODE(path.stat().st_mode) & 0o077]


def test_without_the_tightening_the_old_files_stay_open(wide_house):
    """Planted: rights are set where files are made, and nowhere else."""
    home, keys = wide_house
    (home / "hailong.db").chmod(0o644)
    assert hailong(home, "seal").returncode == 0
    assert "hailong.db" in open_to_others(home, keys)
