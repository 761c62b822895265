"""The comparison against statistics computed from rows with SciPy, and the rules of who is compared."""

import json

import numpy as np
import pytest
from scipy import stats

from forms.reading import load_instrument, parse_json
from forms.writing import to_document
from survey_app.clock import Period
from survey_app.services import publishing
from survey_app.services.comparing.comparison import NothingYetError, WrongQuestionError

from .conftest import OCTOBER, SEPTEMBER

COUNTS = {
    "A1": [2, 3, 10, 60, 65, 7],
    "A2": [10, 12, 18, 30, 20, 0],
    "A3": [3, 4, 12, 40, 25, 2],
    "A4": [2, 2, 6, 30, 20, 1],
}
SATISFIED = {"4", "5"}


@pytest.fixture
def planted(province):
    for code, counts in COUNTS.items():
        province.plant(code, counts)
    return province


@pytest.fixture
def rows():
    """One score for each answer that applies, by commune."""
    return {code: np.repeat([1, 2, 3, 4, 5], counts[:5]) for code, counts in COUNTS.items()}


def by_code(comparison):
    return {unit.code: unit for unit in comparison.units}


def test_shares_and_means_are_those_of_the_rows_and_carry_their_intervals(planted, rows):
    found = by_code(planted.compare())
    for code, scores in rows.items():
        satisfied = int((scores >= 4).sum())
        wilson = stats.binomtest(satisfied, len(scores)).proportion_ci(0.95, "wilson")
        assert found[code].n == len(scores)
        assert found[code].share.value == pytest.approx(satisfied / len(scores), rel=1e-12)
        assert (found[code].share.low, found[code].share.high) == pytest.approx(tuple(wilson), rel=1e-10)
        error = stats.sem(scores)
        limits = stats.t.interval(0.95, len(scores) - 1, scores.mean(), error)
        assert found[code].mean.value == pytest.approx(scores.mean(), rel=1e-12)
        assert (found[code].mean.low, found[code].mean.high) == pytest.approx(limits, rel=1e-10)


def test_not_applicable_leaves_the_base_and_its_share_is_told(planted):
    assert by_code(planted.compare())["A1"].not_applicable == pytest.approx(7 / 147)
    assert planted.compare().total.respondents == sum(map(sum, COUNTS.values()))


def test_each_unit_is_tested_against_the_rest_with_holm_over_those_shown(planted, rows):
    raw = {}
    for code, scores in rows.items():
        rest = np.concatenate([other for name, other in rows.items() if name != code])
        x, n, together = (scores >= 4).sum(), len(scores), len(scores) + len(rest)
        dealt = stats.hypergeom(together, x + (rest >= 4).sum(), n)
        tail = min(dealt.cdf(x - 1), dealt.sf(x))
        raw[code] = (x / n - (rest >= 4).mean(), min(2 * tail + dealt.pmf(x), 1.0))
    largest, holm = 0.0, {}
    for rank, (code, (_, p)) in enumerate(sorted(raw.items(), key=lambda each: each[1][1])):
        largest = holm[code] = max(largest, min(1.0, (len(raw) - rank) * p))
    for code, unit in by_code(planted.compare()).items():
        assert unit.difference.value == pytest.approx(raw[code][0], rel=1e-10)
        assert unit.difference.p_value == pytest.approx(holm[code], rel=1e-8)
        sign = "above" if raw[code][0] > 0 else "below"
        assert unit.band == (sign if holm[code] <= 0.05 else "not_distinguishable")


def test_a_units_interval_of_the_whole_list_is_wider_than_the_one_of_a_unit_alone(planted):
    from analysis.intervals import newcombe

    unit = by_code(planted.compare())["A2"]
    rest = [counts for code, counts in COUNTS.items() if code != "A2"]
    x, n = sum(c[3] + c[4] for c in rest), sum(sum(c[:5]) for c in rest)
    one_of_four = newcombe(50, 90, x, n, 1 - 0.05 / 4)
    assert (unit.difference.low, unit.difference.high) == pytest.approx((one_of_four.low, one_of_four.high))


def test_kruskal_wallis_is_that_of_scipy_on_the_rows(planted, rows):
    expected = stats.kruskal(*rows.values())
    found = planted.compare().kruskal_wallis
    assert (found.statistic, found.df, found.p_value) == pytest.approx(
        (expected.statistic, 3, expected.pvalue), rel=1e-9
    )


def test_units_stand_in_vietnamese_order_and_those_outside_the_block_or_the_dates_are_left_out(planted):
    planted.plant("S1", [0, 0, 0, 5, 5])
    assert [unit.name for unit in planted.compare().units] == [
        "Phường Phủ Lý",
        "Xã Ăn Định",
        "Xã Bình Lục",
        "Xã Liêm Hà",
    ]


def test_offices_of_different_blocks_are_never_compared_with_one_another(planted):
    planted.plant("S1", [0, 0, 0, 5, 5])
    one, other = (planted.compare(level="office", block=block) for block in ("so", "xa"))
    assert [unit.code for unit in one.units] == ["S1"]
    assert [unit.code for unit in other.units] == ["A1-1"]
    assert one.other_blocks == ("xa",)


def test_counters_are_compared_and_leftovers_belong_to_none_of_them(planted):
    planted.plant("A1b", [5, 5, 0, 2, 0])
    planted.plant("A1", [0, 0, 0, 0, 6], leftovers=True)
    counters = planted.compare(level="counter", parent="A1")
    assert {unit.code: unit.n for unit in counters.units} == {"7K4M2QX0": 140, "7K4M2QX1": 12}
    assert by_code(planted.compare())["A1"].n == 140 + 12 + 6


def test_the_change_is_against_the_period_before_with_newcombes_interval(planted):
    from analysis.intervals import newcombe

    assert planted.compare().change is None
    planted.plant("A1", [5, 5, 10, 40, 20], month=SEPTEMBER)
    change = planted.compare().change
    satisfied = sum(c[3] + c[4] for c in COUNTS.values())
    everybody = sum(sum(c[:5]) for c in COUNTS.values())
    expected = newcombe(satisfied, everybody, 60, 80)
    assert str(change.since) == "2026-09"
    assert change.measured.value == pytest.approx(satisfied / everybody - 60 / 80)
    assert (change.measured.low, change.measured.high) == pytest.approx((expected.low, expected.high))


def test_months_add_up_to_their_quarter(province):
    province.plant("A1", [0, 0, 0, 5, 5], month=SEPTEMBER)
    province.plant("A2", [0, 0, 5, 5, 0], month=202608)
    found = by_code(province.compare(period=Period.parse("2026-Q3")))
    assert (found["A1"].n, found["A2"].n, found["A3"].n) == (10, 10, 0)


def test_the_newest_version_with_answers_speaks_and_the_older_one_is_named_not_pooled(planted):
    old = load_instrument("QUICK")
    text = json.dumps(to_document(old), ensure_ascii=False).replace("hôm nay", "lần này")
    publishing.freeze(planted.platform.database, questionnaire=parse_json(text.encode()))
    assert (planted.compare().version, planted.compare().other_versions) == (1, ())
    planted.plant("A1", [0, 0, 1, 5, 5], number=2)
    found = planted.compare()
    assert (found.version, found.other_versions) == (2, (1,))
    assert by_code(found)["A1"].n == 11
    assert by_code(found)["A2"].n == 0


def test_a_period_with_a_month_not_closed_is_refused_and_told_when_it_will_be(planted):
    planted.plant("A1", [0, 0, 0, 5, 5], month=202611)
    for period in ("2026-11", "2026-Q4"):
        with pytest.raises(NothingYetError, match="chưa khép lại") as refused:
            planted.compare(period=Period.parse(period))
        assert ("30/11/2026" if period == "2026-11" else "31/12/2026") in str(refused.value)


def test_a_month_that_is_over_but_not_sealed_is_refused_as_well(planted):
    planted.clock.at = planted.clock.at.replace(month=12)
    with pytest.raises(NothingYetError, match="đợt kiểm phiếu cuối chưa chạy xong"):
        planted.compare(period=Period.parse("2026-11"))


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ({"template": "X"}, "Không có mẫu phiếu nào mang mã “X”"),
        ({"parent": "99"}, "Không có đơn vị nào mang mã “99”"),
        ({"parent": "A9"}, "Xã Cũ không tồn tại"),
        ({"parent": "A1"}, "chỉ so sánh được các đơn vị cấp thấp hơn"),
        ({"level": "district"}, "Cấp “district” không đúng"),
        ({"item": "Q99"}, "không có câu hỏi “Q99”"),
        ({"item": "Q5"}, "không có mức nào được coi là hài lòng"),
        ({"block": "sao"}, "khối “sao”"),
        ({"template": "\x00", "parent": "\x00"}, "Không có mẫu phiếu"),
    ],
)
def test_a_wrong_question_is_refused_with_a_sentence(planted, wanted, words):
    with pytest.raises(WrongQuestionError, match=words):
        planted.compare(**wanted)


def test_a_choice_with_points_but_without_satisfied_levels_is_refused_naming_what_can_be_compared(province):
    province.plant("A1", [0, 0, 0, 5, 5], template="OS9", item="O1")
    with pytest.raises(WrongQuestionError, match=r"C1 .* O1"):
        province.compare(template="OS9", item="C1")


def test_a_period_without_answers_says_so(planted):
    with pytest.raises(NothingYetError, match="chưa có phiếu nào đã kiểm"):
        planted.compare(period=Period.parse("2026-09"))
    with pytest.raises(NothingYetError, match="không có cơ quan, bộ phận nào"):
        planted.compare(level="office", parent="A2")


def test_one_unit_alone_keeps_its_share_and_is_compared_with_nobody(province):
    province.plant("A1", [0, 0, 1, 5, 5])
    found = province.compare()
    assert by_code(found)["A1"].share.value == pytest.approx(10 / 11)
    assert (by_code(found)["A1"].difference, by_code(found)["A1"].band, found.kruskal_wallis) == (None,) * 3


def test_the_counts_of_a_comparison_take_one_statement(planted):
    from sqlalchemy import event

    asked = []
    engine = planted.platform.database.engine
    event.listen(engine, "before_cursor_execute", lambda *call: asked.append(call[2]))
    planted.compare(period=Period.parse("2026-10"))
    assert sum("FROM tally" in statement for statement in asked) == 1
    assert len(asked) <= 12  # four of them look at what boxes are like


def test_answers_of_another_province_stay_out(planted):
    planted.plant("B1", [50, 0, 0, 0, 0], month=OCTOBER)
    assert planted.compare().total.n == sum(sum(counts[:5]) for counts in COUNTS.values())
    assert [unit.code for unit in planted.compare(level="province", parent=None).units] == ["37", "38"]
