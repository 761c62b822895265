"""hailong analyze: the report on anybody's CSV says what the rows say, and names what is wrong with them."""

import csv
import json
import subprocess
import sys

import numpy as np
import pytest
from scipy import stats

from analysis.moments import Moments
from analysis.reliability import cronbach_alpha
from survey_app.services.analyzing import tally as tallying

ASKED = ("--unit", "donvi", "--items", "Q1,Q2")


def analyze(path, *options, code=0):
    command = [sys.executable, "-m", "survey_app.commands", "analyze", str(path), *ASKED, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def rows():
    chance = np.random.default_rng(4)
    unit = chance.integers(6, size=900)
    level = np.clip(np.rint(chance.normal(3.9 + 0.25 * (unit == 2), 0.9, (2, 900))), 1, 5).astype(int)
    return [f"Xã {'ABCDEĐ'[each]}" for each in unit], level


@pytest.fixture
def file(tmp_path, rows):
    path = tmp_path / "phieu.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["donvi", "ngay", "Q1", "Q2"])
        writer.writerows([unit, "x", one, two] for unit, one, two in zip(rows[0], *rows[1], strict=True))
    return path


def test_the_report_says_of_the_file_what_its_rows_say(file, rows):
    units, (first, second) = np.array(rows[0]), rows[1]
    found = json.loads(analyze(file, "--json"))
    assert (found["rows"], found["faulty"]) == (900, 0)
    assert [item["share"]["value"] for item in found["items"]] == [(first >= 4).mean(), (second >= 4).mean()]
    by_name = {line["name"]: line for line in found["units"]}
    assert list(by_name) == ["Xã A", "Xã B", "Xã C", "Xã D", "Xã Đ", "Xã E"]
    for name, line in by_name.items():
        own = first[units == name]
        assert (line["n"], line["share"]) == (len(own), pytest.approx((own >= 4).mean()))
        rest = first[units != name]
        assert line["difference"] == pytest.approx((own >= 4).mean() - (rest >= 4).mean())
    on_rows = stats.kruskal(*(first[units == name] for name in by_name))
    assert found["differences"]["statistic"] == pytest.approx(on_rows.statistic)
    alpha = cronbach_alpha(Moments.from_rows(np.array([first, second]).T))
    assert found["alpha"]["value"] == pytest.approx(alpha.value)
    told = analyze(file)
    assert "900 phiếu của 6 đơn vị" in told
    assert found["digest"] in told


def test_the_levels_that_count_as_satisfied_can_be_named(file, rows):
    found = json.loads(analyze(file, "--satisfied", "5", "--json"))
    assert found["items"][0]["share"]["value"] == (rows[1][0] == 5).mean()


@pytest.mark.parametrize("size", [1, 7, 900])
def test_batches_of_any_size_fold_to_the_same_counts(file, monkeypatch, size):
    asked = {"unit": "donvi", "items": ["Q1", "Q2"], "levels": 5, "on_error": "skip"}
    with file.open("rb") as stream:
        whole = tallying.tally_csv(stream, **asked)
    monkeypatch.setattr(tallying, "BATCH", size)
    with file.open("rb") as stream:
        parts = tallying.tally_csv(stream, **asked)
    assert parts.units == whole.units
    assert (parts.counts == whole.counts).all()
    assert (parts.moments.products == whole.moments.products).all()
    assert parts.digest == whole.digest


FAULTS = {
    "Xã A,x,6,1": (2, "Q1"),
    "Xã A,x,1,1.5": (2, "Q2"),
    ",x,1,1": (2, "donvi"),
    "Xã A,x": (2, "Q2"),
    "Xã A,x,=1+1,2": (2, "Q1"),
}


@pytest.mark.parametrize("row", FAULTS)
def test_a_faulty_row_is_named_and_left_out_or_ends_the_reading_as_asked(tmp_path, row):
    path = tmp_path / "x.csv"
    path.write_text(f"donvi,ngay,Q1,Q2\n{row}\nXã A,x,5,4\n\nXã B,x,NA,4\n", encoding="utf-8")
    found = json.loads(analyze(path, "--json"))
    number, column = FAULTS[row]
    assert [(fault["row"], fault["column"]) for fault in found["faults"]] == [(number, column)]
    assert (found["rows"], found["faulty"], found["items"][0]["missing"]) == (2, 1, 1)
    assert f"Dòng {number}, cột {column}" in analyze(path, "--on-error", "stop", code=1)


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace(",", ";"), lambda t: t.replace(",", "\t")]
)
def test_files_as_spreadsheets_save_them_are_read_alike(file, change):
    plain = json.loads(analyze(file, "--json"))
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")
    assert json.loads(analyze(file, "--json"))["units"] == plain["units"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "thiếu dòng tiêu đề"),
        (b"donvi,Q1\nA,1\n", "không có cột “Q2”"),
        (b"donvi,Q1,Q2,Q1\nA,1,2,3\n", "có nhiều cột “Q1”"),
        (b"donvi,Q1,Q2\n\xff\xfe,1,1\n", "UTF-8"),
        (b"donvi,Q1,Q2\n", "không có dòng trả lời nào"),
    ],
)
def test_a_file_that_cannot_be_read_as_asked_is_told_so(tmp_path, content, words):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    assert words in analyze(path, code=1)


@pytest.mark.parametrize(
    "wrong", [("--satisfied", "6"), ("--satisfied", "4,4"), ("--levels", "1"), ("--items", "donvi")]
)
def test_a_question_that_is_none_is_refused(file, wrong):
    assert wrong[0] in analyze(file, *wrong, code=2)


def test_a_unit_with_fewer_than_five_answers_has_no_figures(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("donvi,Q1,Q2\n" + "A,5,4\n" * 9 + "B,1,2\n" * 4 + "C,3,4\n" * 5, encoding="utf-8")
    found = {line["name"]: line for line in json.loads(analyze(path, "--json"))["units"]}
    assert (found["B"]["share"], found["B"]["band"]) == (None, None)
    assert "không đủ số phiếu" in analyze(path)
