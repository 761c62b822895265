"""The command line on a real home, as a person or a program calls it."""

import json
import os
import re
import subprocess
import sys

import pytest
import zxingcpp
from PIL import Image
from support.commands import hailong

UNITS = """code,name,level,type,block,parent_code,valid_from
37,Tỉnh Ninh Bình,province,tinh,,,2025-07-01
13285,Phường Phủ Lý,commune,phuong,xa,37,2025-07-01
"""
COUNTERS = "code,name,unit_code\n7K4M2QX0,Quầy 1,13285\n7K4M2QX1,Quầy 2,13285\n"


@pytest.fixture
def run(tmp_path):
    """Call `hailong` in a home of its own."""
    environment = {
        "HAILONG_HOME": str(tmp_path / "home"),
        "HAILONG_PUBLIC_URL": "https://hailong.vn",
        "HAILONG_DATABASE_URL": None,
    }

    def call(*arguments, code=0, **more):
        done = hailong(*arguments, code=code, cwd=tmp_path, environment=environment | more)
        return done.stdout if code == 0 else done.stderr

    return call


@pytest.fixture
def province(run, tmp_path):
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "counters.csv").write_text(COUNTERS)
    run("init", "--test")
    run("units", "import", "units.csv")
    run("counters", "import", "counters.csv")
    return run


def test_a_process_of_its_own_prints_and_ends_as_the_same_call_inside_a_test(province, tmp_path):
    environment = {**os.environ, "HAILONG_HOME": str(tmp_path / "home")}
    for arguments, code in ((("units", "--json"), 0), (("templates", "add", "NOPE"), 2)):
        done = subprocess.run(
            [sys.executable, "-m", "survey_app.commands", *arguments],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )
        assert done.returncode == code
        assert (done.stdout if code == 0 else done.stderr) == province(*arguments, code=code)
        assert "Traceback" not in done.stderr


def test_units_and_counters_are_listed_for_programs_as_the_contract_says(province):
    assert [unit["code"] for unit in json.loads(province("units", "--json"))] == ["13285", "37"]
    assert json.loads(province("counters", "--json"))[0] == {
        "code": "7K4M2QX0",
        "unit_code": "13285",
        "unit": "Phường Phủ Lý",
        "name": "Quầy 1",
        "url": "https://hailong.vn/K/7K4M2QX0",
    }


def test_the_qr_file_decodes_to_the_upper_case_address_and_keeps_its_quiet_zone(province, tmp_path):
    province("counters", "qr", "7k4m-2qxo", "-o", "quay.png")
    with Image.open(tmp_path / "quay.png") as picture:
        found = zxingcpp.read_barcode(picture)
        assert found is not None
        assert found.text == "HTTPS://HAILONG.VN/K/7K4M2QX0"
        assert quiet_modules(picture.convert("L")) >= 4
    province("counters", "qr", "7K4M2QX0", "-o", "quay.svg")
    assert (tmp_path / "quay.svg").read_text().count("<svg") == 1


def quiet_modules(picture):
    """White modules left of the symbol, a module being a seventh of the finder pattern's top edge."""
    width, height = picture.size
    dark = {(x, y) for x in range(width) for y in range(height) if picture.getpixel((x, y)) < 128}
    left, top = min(x for x, _ in dark), min(y for _, y in dark)
    edge = next(x for x in range(left, width) if (x, top) not in dark) - left
    return left / (edge / 7)


def test_a_version_is_published_and_closed_again(province):
    province("templates", "add", "quick", "SIP5")
    province("publications", "open", "quick", "7K4M2QX0", "7K4M2QX1", "--from", "2026-10-01")
    assert [row["template"] for row in json.loads(province("publications", "--json"))] == ["QUICK", "QUICK"]
    assert "QUICK bản 1" in province("publications", "open", "SIP5", "7K4M2QX0", code=1)
    province("publications", "close", "7K4M2QX0", "--on", "2026-10-31")
    province("publications", "open", "SIP5", "7K4M2QX0", "--from", "2026-11-01")


@pytest.mark.parametrize(
    "arguments",
    [
        ("templates", "add", "NOPE"),
        ("counters", "qr", "7K4M2QX0", "-o", "x.gif"),
        ("nope",),
        ("seal", "--nope"),
        ("publications", "open", "QUICK", "7K4M2QX0", "--from", "hôm nay"),
    ],
)
def test_wrong_use_is_exit_code_2_with_a_sentence(province, arguments):
    assert province(*arguments, code=2).strip()


def test_a_thousand_faults_go_to_stderr_each_with_row_and_column_and_exit_code_1(province, tmp_path):
    (tmp_path / "bad.csv").write_text("name,unit_code\n" + "Quầy,99\n,13285\n" * 500)
    told = province("counters", "import", "bad.csv", code=1)
    named = re.findall(r"dòng (\d+), cột (\w+)", told)
    assert named == [(str(n), "name" if n % 2 else "unit_code") for n in range(2, 1002)]
    assert len(json.loads(province("counters", "--json"))) == 2


def test_a_house_that_was_not_set_up_is_told_so(run):
    for command in ("units", "seal", "doctor", "serve"):
        assert "hailong init" in run(command, code=2)


def test_the_sealer_closes_early_only_in_a_test_or_demo_house(province, run, tmp_path):
    assert json.loads(province("seal", "--close-now", "--json"))["closed"]
    other = {"HAILONG_HOME": str(tmp_path / "other")}
    run("init", **other)
    assert "--close-now" in run("seal", "--close-now", code=2, **other)


def test_the_doctor_finds_an_empty_house_sound(province):
    assert all(finding["wrong"] == [] for finding in json.loads(province("doctor", "--json")))


@pytest.mark.parametrize(
    "module", ["survey_app.commands", "survey_app.platform", "survey_app.services.answering"]
)
def test_start_up_imports_no_statistics(module):
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, {module}; sys.exit('scipy' in sys.modules)",
        ],
        check=False,
    )
    assert done.returncode == 0


def test_help_imports_neither_the_web_nor_the_database():
    script = (
        "import sys\nfrom survey_app.commands import main\n"
        "try: main(['--help'])\nexcept SystemExit: pass\n"
        "sys.exit(bool({'flask', 'sqlalchemy', 'scipy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True)
    assert done.returncode == 0


def test_a_merger_by_the_command_line_leads_old_codes_on(province, tmp_path):
    (tmp_path / "act.csv").write_text(
        "predecessor_code,successor_code,extent,name,type,parent_code\n13285,P1,toan_bo,Phường Mới,phuong,37\n"
    )
    later = {"HAILONG_CLOCK": "2030-01-02T09:00"}
    assert "Sẽ kết thúc 1" in province(
        "units", "reorganise", "act.csv", "--on", "2030-01-02", "--dry-run", **later
    )
    province("units", "reorganise", "act.csv", "--on", "2030-01-02", **later)
    moves = json.loads(province("counters", "follow", "--json", **later))
    assert {(move["code"], move["unit_code"]) for move in moves["moved"]} == {
        ("7K4M2QX0", "P1"),
        ("7K4M2QX1", "P1"),
    }
    assert [u["code"] for u in json.loads(province("units", "--json", **later))] == ["P1", "37"]
    assert len(json.loads(province("units", "--all", "--json", **later))) == 3


def test_an_act_of_the_past_and_a_province_that_is_none_are_refused_in_words(province, tmp_path):
    (tmp_path / "act.csv").write_text(
        "predecessor_code,successor_code,extent,name\n13285,P1,toan_bo,Phường Mới\n"
    )
    told = province("units", "reorganise", "act.csv", "--on", "2020-01-02", code=1)
    assert "đã qua" in told
    assert "99" in province("units", "load", "--province", "99", code=1)
    assert "--choose" in province("counters", "follow", "--choose", "x", code=2)


def test_planning_needs_no_house_and_says_how_many_how_sharp_and_how_long(run):
    asked = ("--population", "5000", "--margin", "5", "--per-day", "12", "--already", "100")
    told = run("plan", *asked, "--share", "80", "--difference", "9")
    for words in ("Cần 235 phiếu", "Slovin: 371", "80 % và 89 %", "còn 12 ngày"):
        assert words in told
    found = json.loads(run("plan", *asked, "--json"))
    assert (found["answers_needed"], found["slovin"], found["days"], found["power"]) == (357, 371, 22, None)


@pytest.mark.parametrize(
    "wrong", [("--margin", "0"), ("--share", "100"), ("--population", "0"), ("--per-day", "-1")]
)
def test_planning_refuses_what_is_no_plan(run, wrong):
    assert wrong[0] in run("plan", *wrong, code=2)


def test_planning_refuses_a_difference_that_no_share_could_have(run):
    assert "--difference" in run("plan", "--difference", "60", code=2)
