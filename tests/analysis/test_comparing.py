import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from analysis.comparing import chi_square, kruskal_wallis, prop_test

LARGEST = 10**9


@st.composite
def tables(draw, largest=12):
    levels = draw(st.integers(2, 6))
    row = st.lists(st.integers(0, largest), min_size=levels, max_size=levels)
    table = np.array(draw(st.lists(row, min_size=2, max_size=6)))
    assume((table.sum(axis=1) > 0).sum() >= 2)
    return table


def rows_of(table):
    return [np.repeat(np.arange(table.shape[1]), unit) for unit in table if unit.sum() > 0]


@given(tables())
def test_kruskal_wallis_from_counts_equals_scipy_on_the_rows(table):
    assume((table.sum(axis=0) > 0).sum() >= 2)
    expected = stats.kruskal(*rows_of(table))
    result = kruskal_wallis(table)
    assert_allclose(result.statistic, expected.statistic, rtol=1e-10, atol=1e-10)
    # SciPy subtracts large numbers: a true 0 comes out as about 1e-14, which near p = 1 shows in the seventh digit.
    if expected.statistic > 1e-3:
        assert_allclose(result.p_value, expected.pvalue, rtol=1e-10)
    assert_allclose(result.p_value, stats.chi2.sf(result.statistic, result.df), rtol=1e-10)
    assert result.n == table.sum()


@given(tables())
def test_chi_square_from_counts_equals_scipy_without_empty_rows_and_columns(table):
    kept = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    assume(kept.shape[1] >= 2)
    expected = stats.contingency.chi2_contingency(kept, correction=False)
    result = chi_square(table)
    assert_allclose(result.statistic, expected.statistic, rtol=1e-10, atol=1e-10)
    assert_allclose(result.p_value, expected.pvalue, rtol=1e-10)
    assert_allclose(result.cramers_v, stats.contingency.association(kept), rtol=1e-10, atol=1e-7)
    assert result.df == expected.dof


@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_no_test(table, random):
    moved = table[random.sample(range(len(table)), len(table))]
    for test in (kruskal_wallis, chi_square):
        assert_allclose(test(moved).statistic, test(table).statistic, rtol=1e-10, atol=1e-10)


@given(tables())
def test_turning_the_scale_round_leaves_kruskal_wallis_alone(table):
    turned = kruskal_wallis(table[:, ::-1])
    assert_allclose(turned.statistic, kruskal_wallis(table).statistic, rtol=1e-10, atol=1e-10)


@given(tables(), st.integers(0, 5))
def test_empty_units_and_unchosen_levels_change_nothing(table, position):
    wider = np.insert(table, position % (table.shape[1] + 1), 0, axis=1)
    longer = np.vstack([wider, np.zeros((2, wider.shape[1]), dtype=int)])
    for test in (kruskal_wallis, chi_square):
        assert test(longer).df == test(table).df
        assert_allclose(test(longer).p_value, test(table).p_value, rtol=1e-10)


@given(tables(largest=LARGEST))
def test_effect_sizes_stay_between_0_and_1_at_any_size(table):
    assert 0 <= kruskal_wallis(table).epsilon_squared <= 1 + 1e-12
    assert 0 <= chi_square(table).cramers_v <= 1 + 1e-12


def test_units_without_any_overlap_reach_the_largest_effect():
    table = [[50, 0], [0, 50]]
    assert_allclose(kruskal_wallis(table).epsilon_squared, 1)
    assert_allclose(chi_square(table).cramers_v, 1)


@pytest.mark.parametrize("table", [[[0, 5, 0], [0, 9, 0]], [[1, 0], [1, 0], [0, 0]]])
def test_everybody_giving_the_same_answer_is_no_difference(table):
    for test in (kruskal_wallis, chi_square):
        result = test(table)
        assert (result.statistic, result.p_value, result.log10_p) == (0, 1, 0)


def test_a_thousand_million_answers_a_cell_keep_p_as_a_logarithm():
    table = np.array([[2, 1, 1], [1, 1, 2]], dtype=np.int64) * LARGEST
    small = kruskal_wallis([[2, 1, 1], [1, 1, 2]])
    result = kruskal_wallis(table)
    assert result.p_value == 0
    # H grows as N − 1.
    assert_allclose(result.statistic, small.statistic / 7 * (8 * LARGEST - 1), rtol=1e-12)
    assert_allclose(result.log10_p, -result.statistic / 2 / math.log(10), rtol=1e-6)
    assert result.n == 8 * LARGEST


def test_the_logarithm_of_p_follows_p_without_a_step():
    results = [chi_square(np.array([[60, 40], [40, 60]]) * times) for times in range(1, 500)]
    steps = np.diff([result.log10_p for result in results])
    assert (steps < 0).all()
    assert (np.abs(np.diff(steps[50:])) < 0.01).all()


def test_prop_test_is_chi_square_of_successes_and_failures():
    x, n = np.array([8, 20, 3]), np.array([10, 50, 30])
    ours, table = prop_test(x, n), chi_square(np.column_stack([n - x, x]))
    assert (ours.statistic, ours.df, ours.p_value) == (table.statistic, table.df, table.p_value)


def test_prop_test_leaves_out_empty_groups_and_sees_no_difference_where_all_succeeded():
    result = prop_test([5, 0, 7], [5, 0, 7])
    assert (result.statistic, result.p_value, result.df, result.n) == (0, 1, 1, 12)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[1, 2], [0, 0]], "nothing to compare"),
        ([[1, 2]], "nothing to compare"),
        (np.zeros((0, 5)), "nothing to compare"),
        ([1, 2, 3], "expected shape"),
        ([[1], [2]], "expected shape"),
        (np.ones((2, 2, 2)), "expected shape"),
        ([[1, -2], [3, 4]], "0 or more"),
        ([[1, float("nan")], [3, 4]], "NaN"),
        ([[1, 0.5], [3, 4]], "whole numbers"),
        ([[1, 2], [3]], "unequal length"),
        ([["a", "b"], ["c", "d"]], "expected numbers"),
        ([[1, 2**60], [3, 4]], "up to 2"),
    ],
)
def test_what_is_no_table_of_counts_is_refused_by_name(table, reason):
    for test in (kruskal_wallis, chi_square):
        with pytest.raises(ValueError, match=f"counts: .*{reason}"):
            test(table)


def test_prop_test_refuses_what_it_cannot_compare():
    with pytest.raises(ValueError, match="n: nothing to compare"):
        prop_test([1, 0], [2, 0])
    with pytest.raises(ValueError, match="successes: expected shape"):
        prop_test([[1]], [[2]])
    with pytest.raises(ValueError, match="successes: expected at most n"):
        prop_test([3, 1], [2, 2])


def test_importing_the_comparisons_does_not_load_the_slow_parts_of_scipy():
    program = (
        "import sys, analysis.comparing, analysis.scoring, analysis.disclosure; "
        "sys.exit(bool({'scipy.stats', 'scipy.optimize'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
