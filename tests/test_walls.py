import ast
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = ["survey_app", "forms", "analysis", "migrations"]

FORMS = "forms knows neither the web nor statistics"
ANALYSIS = "analysis knows neither the web nor questionnaires"
LAYERS = "inside survey_app: views, services, store, models"
MIGRATIONS = "only the service that sets up a house calls migrations"

BREACHES = [
    ("forms/scale.py", "import survey_app", FORMS),
    ("forms/scale.py", "import analysis", FORMS),
    ("forms/scale.py", "import flask", FORMS),
    ("forms/scale.py", "import numpy", FORMS),
    ("analysis/intervals.py", "import survey_app", ANALYSIS),
    ("analysis/intervals.py", "import forms", ANALYSIS),
    ("analysis/intervals.py", "def late():\n    import sqlalchemy", ANALYSIS),
    ("survey_app/models/units.py", "import survey_app.store", LAYERS),
    ("survey_app/store/units.py", "import survey_app.services", LAYERS),
    ("survey_app/services/posters.py", "import survey_app.views", LAYERS),
    ("survey_app/views/public.py", "import migrations", MIGRATIONS),
    ("survey_app/store/units.py", "import migrations", MIGRATIONS),
]


def _lint(folder):
    program = Path(sys.executable).with_name("lint-imports")
    command = [program, "--no-cache", "--no-logo"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def model_house(tmp_path):
    """The same rooms and contracts with nothing inside."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    layers = [f"survey_app/{layer}" for layer in ("views", "services", "store", "models")]
    for package in [*ROOMS, *layers]:
        (tmp_path / package).mkdir()
        (tmp_path / package / "__init__.py").touch()
    return tmp_path


def test_every_wall_of_the_house_stands():
    done = _lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_house_without_imports_keeps_every_contract(model_house):
    done = _lint(model_house)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("file", "line", "contract"), BREACHES)
def test_a_breach_is_found_and_named(model_house, file, line, contract):
    (model_house / file).write_text(f"{line}\n", encoding="utf-8")
    done = _lint(model_house)
    assert done.returncode == 1
    assert f"{contract} BROKEN" in done.stdout


def test_no_room_stands_on_the_tests():
    paths = [path for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    assert paths
    guests = {
        f"{path.relative_to(ROOT)} imports {name}"
        for path in paths
        for name in _imported_names(path)
        if name.partition(".")[0] in {"tests", "support", "conftest", "pytest"}
    }
    assert guests == set()


def _imported_names(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
