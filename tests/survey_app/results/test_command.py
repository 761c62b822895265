"""`hailong results`: the JSON contract, the table, the exit codes."""

import json
import math

import pytest
from click.testing import CliRunner

from survey_app.commands import main
from survey_app.services.comparing.document import document

KEYS = {"template", "version", "period", "level", "item", "units", "kruskal_wallis"}
UNIT_KEYS = {"code", "name", "n", "share", "mean", "difference", "band", "suppressed"}
MEASURED = {"value", "low", "high"}


@pytest.fixture
def planted(province):
    province.plant("A1", [2, 3, 10, 60, 65])
    province.plant("A2", [10, 12, 18, 30, 20])
    province.plant("A3", [0, 0, 0, 0, 12])
    return province


@pytest.fixture
def run(planted):
    environment = {
        "HAILONG_HOME": str(planted.platform.config.home),
        "HAILONG_DATABASE_URL": planted.platform.config.database_url,
        "HAILONG_CLOCK": planted.clock.at.isoformat(),
    }

    def call(*arguments):
        return CliRunner().invoke(main, ["results", *arguments], env=environment)

    return call


ASKED = ("--template", "QUICK", "--period", "2026-10", "--level", "commune", "--parent", "37")


def test_the_json_has_the_shape_of_the_contract_and_no_nan(run):
    done = run(*ASKED, "--json")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert found.keys() >= KEYS
    assert {
        "template": "QUICK",
        "version": 1,
        "period": "2026-10",
        "level": "commune",
        "item": "Q1",
    }.items() <= (found.items())
    assert found["kruskal_wallis"].keys() == {"statistic", "df", "p_value"}
    for unit in found["units"]:
        assert unit.keys() >= UNIT_KEYS
        assert unit["share"].keys() == unit["mean"].keys() == MEASURED
        assert unit["difference"].keys() == MEASURED | {"p_value"}
        assert unit["band"] in {"above", "not_distinguishable", "below", None}
    by_code = {unit["code"]: unit for unit in found["units"]}
    assert (by_code["A2"]["band"], by_code["A2"]["n"]) == ("below", 90)
    assert (by_code["A4"]["n"], by_code["A4"]["suppressed"], by_code["A4"]["share"]["value"]) == (
        0,
        False,
        None,
    )


def test_the_command_tells_programs_what_the_service_tells_pages(run, planted):
    assert json.loads(run(*ASKED, "--json").stdout) == json.loads(json.dumps(document(planted.compare())))


def test_the_table_speaks_vietnamese_with_decimal_commas(run):
    said = run(*ASKED).stdout
    assert "89,3\N{NO-BREAK SPACE}%" in said
    assert "Một đơn vị cao hơn" in said or "thấp hơn mức chung" in said
    assert "Ít phiếu (n = 12), chỉ tham khảo" in said
    assert "Khoảng tin cậy chỉ tính sai số ngẫu nhiên, không tính người không trả lời." in said


@pytest.mark.parametrize(
    ("changed", "code", "words"),
    [
        ({"--period": "2026-11"}, 1, "chưa khép lại"),
        ({"--period": "2026-09"}, 1, "chưa có phiếu nào"),
        ({"--period": "tháng mười"}, 2, "không đúng"),
        ({"--template": "X"}, 2, "mã “X”"),
        ({"--parent": "99"}, 2, "mã “99”"),
        ({"--level": "district"}, 2, "district"),
        ({"--item": "Q5"}, 2, "Q5"),
    ],
)
def test_wrong_use_exits_with_two_and_nothing_yet_with_one_both_with_a_sentence(run, changed, code, words):
    arguments = dict(zip(ASKED[::2], ASKED[1::2], strict=True)) | changed
    done = run(*(part for pair in arguments.items() for part in pair))
    assert done.exit_code == code, done.output
    assert words in done.stderr


def test_numbers_too_small_to_write_are_still_numbers(province):
    province.plant("A1", [0, 0, 0, 0, 5000])
    province.plant("A2", [5000, 0, 0, 0, 0])
    told = document(province.compare())
    assert all(math.isfinite(unit["difference"]["p_value"]) for unit in told["units"] if unit["n"])
