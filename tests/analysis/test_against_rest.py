from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.comparing import against_rest, prop_test
from analysis.intervals import newcombe

TABLE = np.array(
    [[2, 3, 5, 40, 50], [5, 5, 10, 50, 30], [1, 0, 4, 20, 75], [0, 0, 0, 0, 0], [9, 9, 9, 30, 30]]
)
ARRAYS = (
    "difference",
    "low",
    "high",
    "family_low",
    "family_high",
    "statistic",
    "p_value",
    "unadjusted_p_value",
    "log10_p",
)


def test_each_unit_is_compared_with_all_the_others_together():
    result = against_rest(TABLE)
    x, n = TABLE[:, 3:].sum(axis=1), TABLE.sum(axis=1)
    rest_x, rest_n = x.sum() - x[0], n.sum() - n[0]
    two_groups = prop_test([x[0], rest_x], [n[0], rest_n])
    interval = newcombe(x[0], n[0], rest_x, rest_n)
    assert_allclose(result.difference[0], x[0] / n[0] - rest_x / rest_n, rtol=1e-12)
    assert_allclose(result.statistic[0] ** 2, two_groups.statistic, rtol=1e-10)
    assert_allclose(result.unadjusted_p_value[0], two_groups.p_value, rtol=1e-10)
    assert (result.low[0], result.high[0]) == (interval.low, interval.high)


def test_a_unit_without_answers_is_nan_and_outside_the_family():
    result, without = against_rest(TABLE), against_rest(np.delete(TABLE, 3, axis=0))
    for name in ARRAYS:
        values = getattr(result, name)
        assert np.isnan(values).tolist() == [False, False, False, True, False]
        assert_allclose(np.delete(values, 3), getattr(without, name), rtol=1e-12)
    assert result.band[3] is None
    assert (result.n[3], result.family) == (0, 4)


@given(st.permutations(range(5)), st.sampled_from(["holm", "hommel", "BH", "none"]))
def test_units_in_another_order_give_the_same_figures_in_that_order(order, adjust):
    straight, moved = against_rest(TABLE, adjust=adjust), against_rest(TABLE[order], adjust=adjust)
    for name in ARRAYS:
        assert_allclose(getattr(moved, name), getattr(straight, name)[order], rtol=1e-10)
    assert moved.band.tolist() == straight.band[order].tolist()


def test_the_sign_and_the_band_say_who_is_better():
    result = against_rest([[5, 95], [50, 50], [95, 5]])
    assert result.band.tolist() == ["above", "not_distinguishable", "below"]
    assert np.sign(result.statistic).tolist() == [1, 0, -1]


def test_the_family_interval_is_wider_than_that_of_a_unit_alone():
    result = against_rest(TABLE[TABLE.sum(axis=1) > 0])
    assert (result.family_low < result.low).all()
    assert (result.high < result.family_high).all()


@pytest.mark.parametrize("table", [[[0, 9], [0, 4], [0, 1]], [[9, 0], [4, 0], [1, 0]]])
def test_everybody_alike_is_no_difference_with_intervals_still_honest(table):
    result = against_rest(table)
    assert result.statistic.tolist() == [0, 0, 0]
    assert result.p_value.tolist() == [1, 1, 1]
    assert (result.low < 0).all()
    assert (result.high > 0).all()


def test_a_thousand_million_answers_are_told_apart_by_the_logarithm_of_p():
    result = against_rest(np.array([[1, 2], [2, 1], [1, 1]]) * 10**9)
    assert result.p_value[:2].tolist() == [0, 0]
    assert (result.log10_p[:2] < -1e6).all()
    assert result.band[0] == "above"


def test_the_logarithm_belongs_to_the_adjusted_p():
    for adjust in ("holm", "hochberg", "hommel", "bonferroni", "BH", "BY", "none"):
        result = against_rest(TABLE, adjust=adjust)
        assert_allclose(result.log10_p, np.log10(result.p_value), atol=1e-10)


def test_with_simple_sampling_errors_the_design_form_gives_the_unpooled_z():
    table = np.delete(TABLE, 3, axis=0)
    x, n = table[:, 3:].sum(axis=1), table.sum(axis=1)
    share = x / n
    errors = np.sqrt(share * (1 - share) / n)
    result = against_rest(table, std_errors=errors)
    others = np.arange(1, 4)
    rest = np.sqrt(((n[others] * errors[others]) ** 2).sum()) / n[others].sum()
    difference = share[0] - x[others].sum() / n[others].sum()
    assert_allclose(result.statistic[0], difference / np.hypot(errors[0], rest), rtol=1e-12)
    assert_allclose(
        result.high[0] - result.difference[0], 1.959963984540054 * np.hypot(errors[0], rest), rtol=1e-10
    )
    assert result.method != against_rest(table).method


def test_larger_design_errors_widen_intervals_and_name_fewer_units():
    narrow, wide = (
        against_rest(TABLE, std_errors=[error, error, error, np.nan, error]) for error in (0.01, 0.2)
    )
    assert (narrow.p_value[[0, 1, 2, 4]] <= wide.p_value[[0, 1, 2, 4]]).all()
    assert set(wide.band) == {"not_distinguishable", None}


def test_a_difference_that_no_error_measures_is_not_called_certain():
    result = against_rest([[0, 9], [3, 9]], std_errors=[0, 0])
    assert np.isnan(result.p_value).all()
    assert result.band.tolist() == [None, None]


def rate_of_runs_that_name_somebody(units, *, share, answers, runs=1500, test="z"):
    random = np.random.default_rng(20261123)
    satisfied = random.binomial(answers, share, size=(runs, units))
    named = (
        bool({"above", "below"} & set(against_rest(np.column_stack([answers - x, x]), test=test).band))
        for x in satisfied
    )
    return sum(named) / runs


FALSE_NAMES_ALLOWED = 0.05 + 2 * np.sqrt(0.05 * 0.95 / 1500)


@pytest.mark.parametrize("units", [10, 40, 160])
def test_equal_units_with_balanced_answers_are_named_in_five_percent_of_runs_at_most(units):
    assert rate_of_runs_that_name_somebody(units, share=0.5, answers=250) <= FALSE_NAMES_ALLOWED


@pytest.mark.parametrize("units", [40, 160])
def test_equal_units_with_nearly_everybody_satisfied_are_named_by_z_too_often_and_not_by_the_exact_test(
    units,
):
    """What the docstring warns of, and what the pages use instead."""
    nearly_all = {"share": 0.95, "answers": 120}
    assert rate_of_runs_that_name_somebody(units, **nearly_all) > FALSE_NAMES_ALLOWED
    assert rate_of_runs_that_name_somebody(units, **nearly_all, test="exact") <= FALSE_NAMES_ALLOWED


def test_the_exact_test_agrees_with_every_division_of_the_answers_counted_out():
    table = np.array([[3, 9], [1, 7], [0, 10]])
    found = against_rest(table, satisfied=[2], adjust="none", test="exact")
    for (others, x), p in zip(table, found.p_value, strict=True):
        ways = [comb(26, each) * comb(4, others + x - each) for each in range(others + x + 1)]
        chances = np.array(ways) / sum(ways)
        mid = 2 * min(chances[:x].sum(), chances[x + 1 :].sum()) + chances[x]
        assert_allclose(p, min(mid, 1.0), rtol=1e-12)


def test_both_tests_meet_where_there_are_many_answers_and_keep_their_logarithm_where_p_is_no_number():
    table = np.array([[20_000, 30_000], [20_500, 29_500], [19_800, 30_200]])
    z, exact = (against_rest(table, satisfied=[2], test=test) for test in ("z", "exact"))
    assert_allclose(exact.p_value, z.p_value, rtol=0.02)
    far = against_rest(table * [[1, 1], [40, 1], [1, 40]], satisfied=[2], test="exact")
    assert far.p_value[2] == 0
    assert -np.inf < far.log10_p[2] < -300


@pytest.mark.parametrize(("test", "errors"), [("best", None), ("exact", [0.1] * 5)])
def test_a_test_that_there_is_not_is_refused(test, errors):
    with pytest.raises(ValueError, match="test: expected"):
        against_rest(TABLE, std_errors=errors, test=test)


@pytest.mark.parametrize(
    ("errors", "reason"),
    [
        ([0.1, 0.1], "expected shape"),
        ([0.1, 0.1, 0.1, 0.1, -0.1], "0 or more"),
        ([0.1, np.nan, 0.1, 0.1, 0.1], "got NaN"),
        ([0.1, np.inf, 0.1, 0.1, 0.1], "finite"),
    ],
)
def test_standard_errors_that_cannot_be_are_refused(errors, reason):
    with pytest.raises(ValueError, match=f"std_errors: .*{reason}"):
        against_rest(TABLE, std_errors=errors)


def test_what_cannot_be_compared_is_refused_by_name():
    with pytest.raises(ValueError, match="counts: nothing to compare"):
        against_rest([[1, 2], [0, 0]])
    with pytest.raises(ValueError, match="satisfied"):
        against_rest(TABLE, satisfied=[6])
    with pytest.raises(ValueError, match="method: expected one of"):
        against_rest(TABLE, adjust="sidak")
    with pytest.raises(ValueError, match="confidence"):
        against_rest(TABLE, confidence=1)
