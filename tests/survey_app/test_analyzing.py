"""hailong analyze: the report on anybody's CSV says what the rows say, and names what is wrong with them."""

import csv
import json

import numpy as np
import pytest
from scipy import stats
from support.commands import hailong

from analysis.adjusting import adjusted_against_rest
from analysis.design import SurveyDesign
from analysis.moments import Moments
from analysis.reliability import cronbach_alpha
from survey_app.services.analyzing import reading
from survey_app.services.analyzing.tally import Asked, tally_file

ASKED = ("--unit", "donvi", "--items", "Q1,Q2")


def analyze(path, *options, code=0):
    done = hailong("analyze", str(path), *ASKED, *options, code=code)
    return done.stdout if "--json" in options and not code else done.stdout + done.stderr


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
@pytest.mark.parametrize(
    "design", [{}, {"weight": "nang", "stratum": "tang", "cluster": "cum", "case_mix": ("tang",)}]
)
def test_batches_of_any_size_fold_to_the_same_counts(sampled_file, monkeypatch, size, design):
    asked = Asked(unit="donvi", items=("Q1", "Q2"), levels=5, satisfied=(4, 5), on_error="skip", **design)
    whole = tally_file(reading.TableFile(sampled_file, asked.names), asked)
    monkeypatch.setattr(reading, "BATCH", size)
    parts = tally_file(reading.TableFile(sampled_file, asked.names), asked)
    assert parts.units == whole.units
    assert (parts.counts == whole.counts).all()
    assert (parts.moments.products == whole.moments.products).all()
    assert parts.digest == whole.digest
    assert {group: counted.tolist() for group, counted in parts.by_mix.items()} == {
        group: counted.tolist() for group, counted in whole.by_mix.items()
    }
    if design:
        one, other = (each.sampled.share(1, 6) for each in (parts, whole))
        np.testing.assert_allclose(one.std_error, other.std_error, rtol=1e-12)


@pytest.fixture
def sampled_rows():
    """The same rows with a stratum, a cluster within it and a weight."""
    chance = np.random.default_rng(9)
    stratum = [f"T{each}" for each in chance.integers(3, size=900)]
    cluster = [f"C{each}" for each in chance.integers(12, size=900)]
    weight = np.round(chance.uniform(0.5, 3, 900), 2)
    return stratum, cluster, weight


@pytest.fixture
def sampled_file(tmp_path, rows, sampled_rows):
    path = tmp_path / "mau.csv"
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["donvi", "tang", "cum", "nang", "Q1", "Q2"])
        writer.writerows(zip(rows[0], *sampled_rows, *rows[1], strict=True))
    return path


def test_weights_strata_and_clusters_give_what_the_design_gives_on_the_rows(sampled_file, rows, sampled_rows):
    options = ("--weight", "nang", "--stratum", "tang", "--cluster", "cum")
    found = json.loads(analyze(sampled_file, *options, "--json"))
    stratum, cluster, weight = sampled_rows
    design = SurveyDesign(weight, stratum, cluster, nest=True)
    satisfied = rows[1] >= 4
    for item, own in zip(found["items"], satisfied, strict=True):
        whole = design.share(own)
        limits = (item["weighted_share"], item["weighted_low"], item["weighted_high"])
        expected = (whole.value, whole.interval.low, whole.interval.high)
        assert limits == pytest.approx(expected, rel=1e-9)
    by_unit = design.by(rows[0], satisfied[0], "share")
    for line in found["units"]:
        own = by_unit[line["name"]]
        assert line["share"] == pytest.approx(own.value, rel=1e-9)
        assert (line["low"], line["high"]) == pytest.approx((own.interval.low, own.interval.high), rel=1e-9)
        rest = np.array([name != line["name"] for name in rows[0]])
        weighted = np.average(satisfied[0][rest], weights=weight[rest])
        assert line["difference"] == pytest.approx(own.value - weighted, abs=1e-9)


def test_weights_alone_take_every_row_as_drawn_by_itself(sampled_file, rows, sampled_rows):
    found = json.loads(analyze(sampled_file, "--weight", "nang", "--json"))
    own = SurveyDesign(sampled_rows[2]).share(rows[1][0] >= 4)
    item = found["items"][0]
    assert (item["weighted_low"], item["weighted_high"]) == pytest.approx(
        (own.interval.low, own.interval.high), rel=1e-9
    )
    assert item["design_effect"] == pytest.approx(own.design_effect, rel=0.05)


def test_case_mix_compares_like_with_like(sampled_file, rows, sampled_rows):
    found = json.loads(analyze(sampled_file, "--case-mix", "tang", "--json"))
    names, strata = sorted(set(rows[0])), sorted(set(sampled_rows[0]))
    tables = np.zeros((3, len(names), 5), dtype=int)
    for stratum, name, level in zip(sampled_rows[0], rows[0], rows[1][0], strict=True):
        tables[strata.index(stratum), names.index(name), level - 1] += 1
    own = adjusted_against_rest(tables, [4, 5])
    told = {line["name"]: line["difference"] for line in found["adjusted"]}
    assert [told[name] for name in names] == pytest.approx(own.difference.tolist(), rel=1e-9)
    assert "So cùng loại với cùng loại (tang; 3 nhóm phiếu)" in analyze(sampled_file, "--case-mix", "tang")


def test_the_report_tells_ranks_drivers_and_reliability_and_how_it_was_made(file):
    found = json.loads(analyze(file, "--json"))
    assert all(1 <= line["rank_low"] <= line["rank_high"] <= 6 for line in found["units"])
    assert found["drivers"]["shares"]["Q2"] == pytest.approx(found["drivers"]["r_squared"])
    assert found["standing"]["phi"] > 0
    assert set(found["made_with"]) == {"hai-long", "numpy", "scipy"}
    told = analyze(file)
    for words in ("từ 1 đến", "Điều gì đi cùng sự hài lòng", "biểu đồ phễu", "SHA-256"):
        assert words in told


def test_a_unit_with_far_more_best_answers_than_its_peers_is_told_as_a_sign_and_not_as_fraud(tmp_path):
    chance = np.random.default_rng(4)
    rows = [
        (f"Xã {unit}", 5 if unit == 12 else chance.choice([2, 3, 4, 5]))
        for unit in range(13)
        for _ in range(60)
    ]
    path = tmp_path / "x.csv"
    path.write_text(
        "donvi,Q1,Q2\n" + "".join(f"{unit},{level},3\n" for unit, level in rows), encoding="utf-8"
    )
    assert {line["name"] for line in json.loads(analyze(path, "--json"))["flags"]} == {"Xã 12"}
    told = analyze(path)
    assert "Dấu hiệu cần kiểm tra (chưa phải là kết luận):\n  Xã 12: nhiều phiếu mức cao nhất" in told
    assert "gian lận" not in told


def test_a_parquet_file_gives_the_report_of_its_csv_twin(sampled_file, tmp_path, rows, sampled_rows):
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    columns = dict(
        zip(("donvi", "tang", "cum", "nang", "Q1", "Q2"), (rows[0], *sampled_rows, *rows[1]), strict=True)
    )
    path = tmp_path / "mau.parquet"
    parquet.write_table(pyarrow.table(columns), path)
    options = ("--weight", "nang", "--cluster", "cum", "--stratum", "tang", "--json")
    one, other = (json.loads(analyze(each, *options)) for each in (sampled_file, path))
    assert one.pop("digest") != other.pop("digest")
    assert one == other
    path.write_bytes(path.read_bytes()[:-9])
    assert "Parquet" in analyze(path, code=1)


@pytest.mark.parametrize("wrong", ["0", "-1", "abc", "", "nan", "inf"])
def test_a_weight_that_is_none_is_a_faulty_row(tmp_path, wrong):
    path = tmp_path / "x.csv"
    path.write_text(f"donvi,nang,Q1,Q2\nA,{wrong},5,4\n" + "A,1,5,4\nB,2,3,4\n" * 9, encoding="utf-8")
    found = json.loads(analyze(path, "--weight", "nang", "--json"))
    assert [(fault["row"], fault["column"]) for fault in found["faults"]] == [(2, "nang")]
    assert found["rows"] == 18


FAULTS = {
    "Xã A,x,6,1": (2, "Q1"),
    "Xã A,x,1,1.5": (2, "Q2"),
    ",x,1,1": (2, "donvi"),
    "Xã A,x": (2, "Q1"),
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
    "wrong",
    [
        ("--satisfied", "6"),
        ("--satisfied", "4,4"),
        ("--levels", "1"),
        ("--items", "donvi"),
        ("--weight", "Q1"),
        ("--case-mix", "donvi"),
        ("--case-mix", "ngay,ngay"),
    ],
)
def test_a_question_that_is_none_is_refused(file, wrong):
    assert wrong[0] in analyze(file, *wrong, code=2)


def test_a_unit_with_fewer_than_five_answers_has_no_figures(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("donvi,Q1,Q2\n" + "A,5,4\n" * 9 + "B,1,2\n" * 4 + "C,3,4\n" * 5, encoding="utf-8")
    found = {line["name"]: line for line in json.loads(analyze(path, "--json"))["units"]}
    assert (found["B"]["share"], found["B"]["band"]) == (None, None)
    assert "không đủ số phiếu" in analyze(path)
