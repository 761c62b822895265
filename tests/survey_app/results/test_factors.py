"""Factors: the mean of their parts at every level of nesting, never of all items at once."""

import pytest

from forms.reading import load_instrument
from survey_app.services.unit_results.factors import factors_of
from survey_app.services.unit_results.items import sections_of

MINIMUM = 5


def given(**counts):
    """Answers to items of CQTT from worst to best, and to the headline."""
    told = {"G1": {"5": 50}}
    for code, row in counts.items():
        told[code] = {str(level): n for level, n in enumerate(row, start=1) if n}
    return told


def factors(**counts):
    questionnaire = load_instrument("CQTT")
    sections = sections_of(questionnaire, given(**counts), minimum=MINIMUM)
    items = {item.code: item for section in sections for item in section.items}
    return {factor.code: factor for factor in factors_of(questionnaire, items)}


def test_a_factor_is_the_mean_of_the_shares_of_its_items_whatever_their_n():
    found = factors(B1a=[0, 0, 0, 10, 0], B1b=[0, 0, 50, 50, 0])["B1"]
    assert found.share.value == pytest.approx((1 + 0.5) / 2)
    assert (found.n_low, found.n_high) == (10, 100)
    assert [level.share for level in found.levels] == pytest.approx([0, 0, 0.25, 0.75, 0])


def test_a_factor_of_factors_is_the_mean_of_its_factors_not_of_all_their_items():
    found = factors(B1a=[0, 0, 10, 0, 0], B1b=[0, 0, 10, 0, 0], B4=[0, 0, 0, 0, 10])
    assert found["B1"].share.value == 0
    assert found["B4"].share.value == 1
    assert found["5B"].share.value == pytest.approx(0.5)  # all items: 1/3


def test_factors_stand_before_those_inside_them_with_their_depth():
    found = factors(B1a=[0, 0, 10, 0, 0])
    assert [(code, each.depth) for code, each in found.items()][:3] == [("5B", 0), ("B1", 1), ("B2", 1)]


def test_items_with_fewer_than_five_answers_do_not_count():
    found = factors(B1a=[0, 0, 0, 10, 0], B1b=[4, 0, 0, 0, 0])["B1"]
    assert found.share.value == 1
    assert found.n_low == 10


def test_a_factor_without_answers_has_no_share():
    assert factors()["T1"].share is None
    assert factors()["T1"].levels == ()
