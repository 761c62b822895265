"""Intervals of sealed boxes: answers of one half-day are alike, and pages do not pretend otherwise."""

import json

import numpy as np
import pytest

from analysis.design import SurveyDesign
from forms.reading import load_instrument
from survey_app.clock import Period
from survey_app.item_moments import ItemMoments
from survey_app.services import publishing
from survey_app.services.comparing.composites import composites
from survey_app.services.summing import ladders_of

from .conftest import OCTOBER, SEPTEMBER


@pytest.fixture
def alike(province):
    """Twelve boxes at each of two counters: in half of them hardly anybody is satisfied; two calm communes beside."""
    chance = np.random.default_rng(2)
    boxes = {}
    for where, shares in {"A1": (0.35, 0.95), "A1b": (0.5, 0.9), "A2": (0.8, 0.8), "A3": (0.75, 0.8)}.items():
        for number in range(12):
            n = int(chance.integers(10, 30))
            satisfied = int(chance.binomial(n, shares[number % 2]))
            province.plant(where, [0, 0, n - satisfied, 0, satisfied])
            boxes.setdefault(where, []).append((n, satisfied))
    return province, boxes


def by_code(comparison):
    return {unit.code: unit for unit in comparison.units}


def test_the_interval_of_a_unit_is_that_of_its_boxes_with_counters_as_strata(alike):
    province, boxes = alike
    found = by_code(province.compare())["A1"]
    n, satisfied = np.array(boxes["A1"] + boxes["A1b"]).T
    own = SurveyDesign(np.ones(24), strata=np.repeat([0, 1], 12)).ratio(satisfied, n)
    assert found.share.value == pytest.approx(own.value, rel=1e-12)
    logit = np.log(own.value / (1 - own.value))
    reach = 2.0738730679040147 * own.std_error / (own.value * (1 - own.value))  # t of 22 degrees of freedom
    limits = [1 / (1 + np.exp(-(logit + side * reach))) for side in (-1, 1)]
    assert [found.share.low, found.share.high] == pytest.approx(limits, rel=1e-9)
    wilson = 0.98 * 2 * (own.value * (1 - own.value) / n.sum()) ** 0.5
    assert found.share.high - found.share.low > 2 * wilson


def test_a_unit_whose_boxes_are_alike_is_told_with_what_its_answers_are_worth(alike, visit):
    province, _boxes = alike
    found = by_code(province.compare())
    assert found["A1"].n_effective < found["A1"].n / 1.5
    page = visit("/giam-sat?template=QUICK&period=2026-10&parent=37&level=commune").text
    assert f"tương đương {round(found['A1'].n_effective)} phiếu độc lập" in page
    assert page.count("phiếu độc lập") == 2 * sum(unit.resembles_itself for unit in found.values())


def test_simple_sampling_would_tell_units_apart_that_their_boxes_do_not(alike):
    province, boxes = alike
    from analysis.comparing import against_rest

    found = by_code(province.compare())
    assert found["A1"].band == "not_distinguishable"
    codes = ("A1", "A2", "A3")
    totals = {
        "A1": np.add(*(np.sum(boxes[code], axis=0) for code in ("A1", "A1b"))),
        "A2": np.sum(boxes["A2"], axis=0),
        "A3": np.sum(boxes["A3"], axis=0),
    }
    tables = [[totals[code][0] - totals[code][1], totals[code][1]] for code in codes]
    assert against_rest(tables, [2], test="exact").band[0] == "below"


def test_the_page_of_a_unit_its_series_and_the_comparison_give_one_interval(alike, visit):
    province, _boxes = alike
    told = by_code(province.compare())["A1"].share
    text = f"({100 * told.low:.1f}–{100 * told.high:.1f})".replace(".", ",")
    for address in (
        "/giam-sat?template=QUICK&period=2026-10&parent=37&level=commune",
        "/giam-sat/don-vi/A1?template=QUICK&period=2026-10",
    ):
        assert text.strip("()") in visit(address).text


def test_with_a_filter_no_box_is_known_and_intervals_are_wilsons(alike):
    province, boxes = alike
    from analysis.intervals import wilson
    from survey_app.services.comparing.narrowing import parse_narrowing

    found = by_code(province.compare(narrowing=parse_narrowing("kenh:qr")))["A1"]
    n, satisfied = np.sum(boxes["A1"] + boxes["A1b"], axis=0).tolist()
    limits = wilson(satisfied, n)
    assert (found.share.low, found.share.high) == pytest.approx((limits.low, limits.high), rel=1e-12)
    assert found.n_effective is None


def test_leftovers_are_a_stratum_of_their_unit_and_belong_to_no_counter(province):
    for _ in range(10):
        province.plant("A1", [0, 0, 2, 0, 8])
    province.plant("A1", [0, 0, 5, 0, 0], leftovers=True)
    unit = by_code(province.compare())["A1"]
    assert unit.n == 105
    counter = by_code(province.compare(level="counter", parent="A1"))["7K4M2QX0"]
    assert (counter.n, counter.share.value) == (100, 0.8)


def test_the_change_counts_the_likeness_of_answers_in_both_periods(province):
    for month in (SEPTEMBER, OCTOBER):
        for number in range(12):
            province.plant("A1", [0, 0, 10, 0, 0] if number % 2 else [0, 0, 0, 0, 10], month=month)
    change = province.compare(period=Period.parse("2026-10")).change.measured
    assert (change.value, change.high - change.low > 0.7) == (0, True)


def test_a_factor_has_the_interval_of_peoples_own_means_not_of_pooled_answers():
    questionnaire = load_instrument("CQTT")
    chance = np.random.default_rng(1)
    mood = chance.random(400)
    items = ("B1a", "B1b", "B4")
    answers = [
        {item: "5" if mood[person] < 0.8 or chance.random() < 0.1 else "3" for item in items}
        for person in range(400)
    ]
    moments = ItemMoments.of(ladders_of(questionnaire), answers)
    found = composites(moments, items, {})(questionnaire.factors[0])
    satisfied = np.array([[answer[item] == "5" for item in items] for answer in answers])
    own = np.column_stack([satisfied[:, :2].mean(axis=1), satisfied[:, 2]]).mean(axis=1)
    reach = 1.9659272959208195 * own.std(ddof=1) / 20  # t of 399 degrees of freedom
    assert found.value == pytest.approx(own.mean(), rel=1e-12)
    assert (found.low, found.high) == pytest.approx((own.mean() - reach, own.mean() + reach), rel=1e-9)
    wider = composites(moments, items, dict.fromkeys(items, 4.0))(questionnaire.factors[0])
    assert wider.high - wider.low == pytest.approx(4 * reach, rel=1e-9)


def test_the_page_of_a_unit_shows_factors_with_intervals_from_the_sealed_moments(province, visit):
    questionnaire = load_instrument("CQTT")
    publishing.freeze(province.platform.database, questionnaire=questionnaire)
    given = [{"G1": "5", "B1a": "5", "B1b": "4" if n % 3 else "3", "B4": "2"} for n in range(60)]
    province.seal("A2", given, OCTOBER, "CQTT")
    page = visit("/giam-sat/don-vi/A2?template=CQTT&period=2026-10").text
    shown = page[page.index('id="yeu-to"') :]
    assert "<b>83,3" in shown  # two thirds of one item, all of the other
    moments = ItemMoments.of(ladders_of(questionnaire), given)
    factor = next(each for each in questionnaire.factors[0].factors if each.code == "B1")
    limits = composites(moments, ["B1a", "B1b"], {})(factor)
    assert f"({100 * limits.low:.1f}–{100 * limits.high:.1f})".replace(".", ",") in shown


def test_moments_survive_their_writing_and_a_merge_is_that_of_the_rows():
    ladders = ladders_of(load_instrument("CQTT"))
    chance = np.random.default_rng(3)
    answers = [
        {item: str(chance.choice(["1", "3", "5", "NA", "~skipped"])) for item in ladders} for _ in range(60)
    ]
    parts = [ItemMoments.of(ladders, answers[i : i + 20]) for i in (0, 20, 40)]
    merged = ItemMoments.from_json(parts[0].to_json()).merge(parts[1]).merge(parts[2])
    assert merged.to_json() == ItemMoments.of(ladders, answers).to_json()
    assert json.loads(merged.to_json())["items"] == list(ladders)
