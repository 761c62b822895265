import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.intervals import wilson
from analysis.scoring import index, mean, share

METHODS = ["top2", "mean_over_max", "mean_rescaled"]
rows = st.lists(st.integers(0, 10**6), min_size=2, max_size=7).filter(lambda row: sum(row) > 0)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([1, 1, 1, 1, 6], 0.7),
        ([1, 1, 2, 6], 0.8),
        ([1, 3, 6], 0.6),
        ([4, 6], 0.6),
    ],
)
def test_the_middle_of_a_scale_is_never_satisfied(row, expected):
    assert share(row).value == expected


def test_a_table_gives_one_estimate_of_arrays_equal_to_its_rows():
    table = [[1, 2, 3, 4, 5], [5, 4, 3, 2, 1]]
    whole = share(table, [4, 5])
    alone = share(table[1], [4, 5])
    assert whole.value[1] == alone.value
    assert whole.interval.low[1] == alone.interval.low
    assert whole.n.tolist() == [15, 15]
    assert (type(alone.value), type(alone.n)) == (float, int)


@given(rows)
def test_the_share_carries_wilson_of_the_same_counts(row):
    estimate = share(row, [1])
    assert estimate.interval == wilson(row[0], sum(row))
    assert estimate.n == sum(row)


@given(rows)
def test_the_mean_from_counts_is_the_mean_of_the_rows(row):
    small = [count % 40 for count in row]
    small[0] += 2
    answers = np.repeat(np.arange(1, len(small) + 1), small)
    estimate = mean(small)
    assert_allclose(estimate.value, answers.mean(), rtol=1e-10)
    assert_allclose(estimate.std_error, answers.std(ddof=1) / math.sqrt(len(answers)), rtol=1e-10, atol=1e-14)


@given(rows, st.sampled_from(METHODS))
def test_turning_the_scale_round_mirrors_the_rescaled_index(row, method):
    assert 0 <= index(row, method).value <= 100
    turned = index(row[::-1], "mean_rescaled").value
    assert_allclose(turned, 100 - index(row, "mean_rescaled").value, atol=1e-9)


@given(rows, st.integers(0, 5), st.sampled_from(METHODS))
def test_an_answer_moved_one_level_up_lowers_no_index(row, start, method):
    level = start % (len(row) - 1)
    better = list(row)
    better[level] += 0 if row[level] == 0 else -1
    better[level + 1] += 0 if row[level] == 0 else 1
    assert index(better, method).value >= index(row, method).value - 1e-9


@given(st.permutations(range(4)))
def test_units_in_another_order_give_the_same_figures_in_that_order(order):
    table = np.array([[1, 2, 3, 4, 5], [0, 0, 0, 0, 0], [9, 0, 0, 0, 1], [3, 3, 3, 3, 30]])
    for method in METHODS:
        straight, moved = index(table, method), index(table[order], method)
        assert_allclose(moved.value, straight.value[order])
        assert_allclose(moved.interval.low, straight.interval.low[order])


def test_merged_tallies_give_the_pooled_share_and_mean():
    a, b = np.array([1, 5, 0, 7, 2]), np.array([4, 4, 4, 9, 100])
    merged_share, merged_mean = share(a + b), mean(a + b)
    both_n = np.array([a.sum(), b.sum()])
    assert_allclose(merged_share.value, np.average(share([a, b]).value, weights=both_n), rtol=1e-12)
    assert_allclose(merged_mean.value, np.average(mean([a, b]).value, weights=both_n), rtol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_a_unit_without_answers_is_nan_with_n_0(method):
    estimate = index([[0, 0, 0], [1, 2, 3]], method)
    assert estimate.n.tolist() == [0, 6]
    for field in (estimate.value, estimate.std_error, estimate.interval.low, estimate.interval.high):
        assert np.isnan(field).tolist() == [True, False]
    assert math.isnan(index([0, 0, 0], method).value)


def test_a_single_answer_has_a_mean_but_no_error():
    estimate = mean([0, 0, 1])
    assert estimate.value == 3
    assert math.isnan(estimate.std_error)
    assert math.isnan(estimate.interval.low)


def test_all_answers_alike_have_a_mean_without_spread():
    estimate = mean([0, 0, 9])
    assert (estimate.value, estimate.std_error, estimate.interval.low, estimate.interval.high) == (3, 0, 3, 3)


def test_a_thousand_million_answers_overflow_nothing():
    row = np.full(5, 10**9, dtype=np.int64)
    assert share(row).value == 0.4
    assert mean(row).value == 3
    # Whole numbers of 32 bits are what a careless reader hands over.
    assert share(row.astype(np.int32)).n == 5 * 10**9


def test_the_three_indices_scale_error_and_interval_with_the_value():
    row = [2, 3, 10, 30, 15]
    average = mean(row)
    over_max, rescaled, top2 = (index(row, name) for name in ("mean_over_max", "mean_rescaled", "top2"))
    assert_allclose(over_max.interval.low, average.interval.low / 5 * 100)
    assert_allclose(rescaled.interval.high, (average.interval.high - 1) / 4 * 100)
    assert_allclose([over_max.std_error, rescaled.std_error], np.array([20, 25]) * average.std_error)
    assert_allclose(top2.interval.low, share(row).interval.low * 100)
    assert [result.method for result in (over_max, rescaled, top2)] == [
        "mean_over_max",
        "mean_rescaled",
        "top2",
    ]


@pytest.mark.parametrize(
    ("satisfied", "reason"),
    [
        ([0], "from 1 to 5"),
        ([6], "from 1 to 5"),
        ([4.5], "from 1 to 5"),
        ([float("nan")], "from 1 to 5"),
        ([], "expected a list of level numbers"),
        (5, "expected a list of level numbers"),
        ([5, 5], "stands twice"),
        (["5"], "expected numbers"),
    ],
)
def test_satisfied_levels_off_the_scale_are_refused(satisfied, reason):
    with pytest.raises(ValueError, match=f"satisfied: .*{reason}"):
        share([1, 2, 3, 4, 5], satisfied)
    with pytest.raises(ValueError, match="satisfied"):
        index([1, 2, 3, 4, 5], "top2", satisfied)


@pytest.mark.parametrize(
    "row", [[], [5], [[[1, 2]]], [[1], [2]], 7, [[]], [1, -2], [1, 0.5], [1, float("nan")], [[1, 2], [3]]]
)
def test_what_is_no_row_of_counts_is_refused_by_name(row):
    for score in (share, mean, lambda counts: index(counts, "top2")):
        with pytest.raises(ValueError, match="counts_row: "):
            score(row)


@pytest.mark.parametrize("scores", [[1, 2], [1, 2, float("nan")], [1, 2, float("inf")], [[1, 2, 3]]])
def test_scores_that_do_not_fit_the_levels_are_refused(scores):
    with pytest.raises(ValueError, match="scores: expected"):
        mean([1, 2, 3], scores)


def test_an_unknown_index_and_a_wrong_confidence_are_refused():
    with pytest.raises(ValueError, match="method: expected 'top2'"):
        index([1, 2, 3], "nps")
    with pytest.raises(ValueError, match="confidence"):
        mean([1, 2, 3], confidence=95)
