"""Units compared on a factor, the mean of several questions: on the page, by the command, in the file."""

import csv
import io
import json

import numpy as np
import pytest

from analysis.estimates_rest import estimates_against_rest
from forms.reading import load_instrument
from survey_app.commands import main
from survey_app.services import publishing
from survey_app.services.comparing.comparison import WrongQuestionError
from survey_app.services.comparing.narrowing import parse_narrowing

from .conftest import OCTOBER, SEPTEMBER

ITEMS = ("B1a", "B1b", "B4")  # of 5B: B1 is the mean of two, B4 stands alone
PAGE = "/giam-sat?template=CQTT&period=2026-10&parent=37&level=commune&item=yeu-to:5B"


@pytest.fixture
def friendly(province):
    """Four communes, one box each of 80 people whose answers hang together; the first is worse."""
    publishing.freeze(province.platform.database, questionnaire=load_instrument("CQTT"))
    chance = np.random.default_rng(6)
    rows = {}
    for code, share in {"A1": 0.45, "A2": 0.85, "A3": 0.8, "A4": 0.85}.items():
        mood = chance.random(80) < share
        table = np.where(chance.random((80, 3)) < 0.85, mood[:, None], ~mood[:, None])
        province.seal(
            code,
            [
                {"G1": "5", **{item: "5" if yes else "2" for item, yes in zip(ITEMS, row, strict=True)}}
                for row in table
            ],
            OCTOBER,
            "CQTT",
        )
        rows[code] = np.column_stack([table[:, :2].mean(axis=1), table[:, 2]]).mean(axis=1)
    return province, rows


def by_code(comparison):
    return {unit.code: unit for unit in comparison.units}


def test_a_factor_of_a_unit_is_the_mean_of_peoples_own_means_and_is_compared_with_the_rest(friendly):
    province, rows = friendly
    found = province.compare(template="CQTT", factor="5B")
    value = np.array([own.mean() for own in rows.values()])
    error = np.array([own.std(ddof=1) / np.sqrt(80) for own in rows.values()])
    rest = estimates_against_rest(value, error, np.full(4, 80))
    units = by_code(found)
    for place, code in enumerate(rows):
        assert units[code].share.value == pytest.approx(value[place], rel=1e-12)
        assert units[code].difference.value == pytest.approx(rest.difference[place], rel=1e-9)
        assert units[code].difference.p_value == pytest.approx(rest.p_value[place], rel=1e-6)
        assert units[code].band == rest.band[place]
    assert units["A1"].band == "below"
    together = np.concatenate(list(rows.values()))
    assert found.total.share.value == pytest.approx(together.mean(), rel=1e-12)
    assert (found.item, found.is_factor, found.is_headline) == ("5B", True, False)


def test_a_smaller_factor_inside_can_be_asked_for(friendly):
    province, _ = friendly
    assert province.compare(template="CQTT", factor="B1").item == "B1"
    with pytest.raises(WrongQuestionError, match=r"không có yếu tố “B99”\. Các yếu tố: 5B, B1"):
        province.compare(template="CQTT", factor="B99")


def test_a_question_beside_a_factor_or_a_filter_on_one_is_refused(friendly):
    province, _ = friendly
    for more in ({"item": "B4"}, {"narrowing": parse_narrowing("kenh:qr")}):
        with pytest.raises(WrongQuestionError, match="yếu tố không lọc được"):
            province.compare(template="CQTT", factor="5B", **more)


def test_a_unit_with_few_answers_to_some_question_is_not_compared_and_small_units_stay_hidden(friendly):
    province, _ = friendly
    some = [{"G1": "5", "B1a": "5", "B1b": "5", "B4": "5" if n < 3 else "~skipped"} for n in range(20)]
    province.seal("B1", some, OCTOBER, "CQTT")
    found = province.compare(template="CQTT", factor="5B", parent=None)
    unit = by_code(found)["B1"]
    assert (unit.share, unit.n, unit.hidden) == (None, None, "few")


def test_a_unit_where_everybody_is_satisfied_has_an_interval_and_no_certainty(friendly):
    province, _ = friendly
    province.seal("B1", [{"G1": "5", **dict.fromkeys(ITEMS, "5")} for _ in range(20)], OCTOBER, "CQTT")
    unit = by_code(province.compare(template="CQTT", factor="5B", parent=None))["B1"]
    assert (unit.share.value, unit.share.high) == (1, 1)
    assert unit.share.low == pytest.approx(0.025 ** (1 / 20))
    assert 0 < unit.difference.p_value <= 1


def test_the_change_of_a_factor_counts_the_errors_of_both_periods(friendly):
    province, rows = friendly
    for code, own in rows.items():
        levels = [{"G1": "5", **dict.fromkeys(ITEMS, "5" if mean > 0.5 else "2")} for mean in own]
        province.seal(code, levels, SEPTEMBER, "CQTT")
    change = province.compare(template="CQTT", factor="5B").change.measured
    before = np.concatenate([own > 0.5 for own in rows.values()])
    assert change.value == pytest.approx(
        np.concatenate(list(rows.values())).mean() - before.mean(), abs=1e-12
    )
    assert change.low < change.value < change.high


def test_the_page_offers_factors_shows_them_and_its_file_says_the_same(friendly, visit):
    page = visit(PAGE)
    assert page.status_code == 200
    text = page.text
    assert '<option value="yeu-to:5B" selected>' in text
    assert "Yếu tố 5B" in text
    assert "Tỷ lệ của yếu tố là trung bình tỷ lệ" in text
    assert "xem=" not in text
    rows = list(csv.reader(io.StringIO(visit(f"{PAGE}&dang=csv").text.lstrip("\ufeff"))))
    _, people = friendly
    told = {row[0]: row for row in rows}
    place = rows[0].index("Hài lòng (%)")
    assert told["A1"][place] == f"{100 * people['A1'].mean():.1f}"
    assert visit(PAGE, language="en").status_code == 200


def test_the_command_compares_on_a_factor_and_says_so_in_json(friendly, monkeypatch, capsys):
    province, rows = friendly
    monkeypatch.setenv("HAILONG_HOME", str(province.platform.config.home))
    monkeypatch.setenv("HAILONG_DATABASE_URL", province.platform.config.database_url)
    wanted = [
        "--template",
        "CQTT",
        "--period",
        "2026-10",
        "--level",
        "commune",
        "--parent",
        "37",
        "--factor",
        "5B",
    ]
    with pytest.raises(SystemExit) as ended:
        main(["results", *wanted, "--json"])
    assert ended.value.code == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["item"], found["is_factor"]) == ("5B", True)
    shares = {unit["code"]: unit["share"]["value"] for unit in found["units"]}
    assert shares["A2"] == pytest.approx(rows["A2"].mean())
