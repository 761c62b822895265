import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy import stats

from analysis.intervals import clopper_pearson, jeffreys, newcombe, wilson

ALL = [wilson, clopper_pearson, jeffreys]


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(30, 30, 88.65, 100), (100, 100, 96.30, 100), (5, 5, 56.55, 100), (118, 120, 94.13, 99.54)],
)
def test_the_figures_officials_were_promised_for_wilson_hold(successes, n, low, high):
    interval = wilson(successes, n)
    assert (round(interval.low * 100, 2), round(interval.high * 100, 2)) == (low, high)


def test_plain_numbers_give_plain_numbers_that_print_in_json():
    interval = wilson(3, 10)
    assert type(interval.low) is float
    assert (interval.confidence, interval.method) == (0.95, "wilson")


def test_successes_and_n_broadcast_against_each_other():
    interval = wilson([[1], [2]], [10, 20, 30])
    assert np.shape(interval.low) == (2, 3)
    assert interval.high[1, 2] == wilson(2, 30).high


@pytest.mark.parametrize("interval_of", ALL)
def test_nobody_answered_gives_nan_and_spoils_no_neighbour(interval_of):
    interval = interval_of([0, 4], [0, 8])
    assert np.isnan([interval.low[0], interval.high[0]]).all()
    assert interval.low[1] == interval_of(4, 8).low


@pytest.mark.parametrize("interval_of", ALL)
def test_nobody_and_everybody_satisfied_touch_exactly_0_and_1(interval_of):
    assert interval_of(0, 7).low == 0
    assert interval_of(7, 7).high == 1


@given(n=st.integers(1, 10**9), data=st.data(), confidence=st.floats(0.5, 0.999))
def test_every_interval_holds_its_share_and_mirrors_the_unsatisfied(n, data, confidence):
    x = data.draw(st.integers(0, n))
    for interval_of in ALL:
        one, mirrored = interval_of(x, n, confidence), interval_of(n - x, n, confidence)
        assert 0 <= one.low <= x / n <= one.high <= 1
        assert_allclose([one.low, one.high], [1 - mirrored.high, 1 - mirrored.low], atol=1e-12)


@given(n=st.integers(2, 500), data=st.data())
def test_one_satisfied_answer_more_moves_no_limit_down(n, data):
    x = data.draw(st.integers(0, n - 1))
    for interval_of in ALL:
        interval = interval_of([x, x + 1], n)
        assert interval.low[0] <= interval.low[1]
        assert interval.high[0] <= interval.high[1]


@given(x=st.integers(0, 200), more=st.integers(0, 200))
def test_the_continuity_correction_only_widens(x, more):
    plain, corrected = wilson(x, x + more + 1), wilson(x, x + more + 1, continuity=True)
    assert corrected.low <= plain.low
    assert corrected.high >= plain.high


@pytest.mark.parametrize("n", [30, 50, 100, 300, 1000])
def test_wilson_covers_the_truth_as_often_as_it_says(n):
    x = np.arange(n + 1)
    interval = wilson(x, n)
    shares = np.linspace(0.6, 0.98, 381)[:, np.newaxis]
    covered = (interval.low <= shares) & (shares <= interval.high)
    coverage = (stats.binom.pmf(x, n, shares) * covered).sum(axis=1).mean()
    assert 0.94 <= coverage <= 0.965


def test_newcombe_gives_the_published_worked_example():
    # Newcombe (1998), table II, method 10, cases (a) 56/70 − 48/80 and (h) 10/10 − 0/10.
    interval = newcombe([56, 10], [70, 10], [48, 0], [80, 10])
    assert_allclose(interval.low, [0.0524, 0.6075], atol=5e-5)
    assert_allclose(interval.high, [0.3339, 1.0], atol=5e-5)


@given(st.tuples(st.integers(0, 50), st.integers(0, 50)), st.tuples(st.integers(0, 50), st.integers(0, 50)))
def test_newcombe_turns_its_sign_when_the_groups_change_places(a, b):
    a, b = (a[0], sum(a) + 1), (b[0], sum(b) + 1)
    forth, back = newcombe(*a, *b), newcombe(*b, *a)
    assert_allclose([forth.low, forth.high], [-back.high, -back.low], atol=1e-14)
    assert -1 <= forth.low <= a[0] / a[1] - b[0] / b[1] <= forth.high <= 1


@pytest.mark.parametrize(
    ("successes", "n", "reason"),
    [
        (-1, 5, "successes: expected counts of 0 or more"),
        (6, 5, "successes: expected at most n"),
        (2.5, 5, "successes: expected whole numbers"),
        (float("nan"), 5, "successes: expected counts, got NaN"),
        (3, float("inf"), "n: expected counts up to"),
        ("3", 5, "successes: expected numbers"),
        (True, 5, "successes: expected numbers"),
        ([1, 2], [5, 5, 5], "do not fit together"),
        ([[1, 2], [3]], 5, "rows of unequal length"),
    ],
)
def test_what_is_no_count_is_refused_by_name(successes, n, reason):
    for interval_of in ALL:
        with pytest.raises(ValueError, match=reason):
            interval_of(successes, n)


@pytest.mark.parametrize("confidence", [0, 1, -0.5, 95, float("nan"), "0.95", None])
def test_a_confidence_outside_0_to_1_is_refused(confidence):
    for interval_of in ALL:
        with pytest.raises(ValueError, match="confidence: expected a number between 0 and 1"):
            interval_of(3, 5, confidence)
    with pytest.raises(ValueError, match="confidence"):
        newcombe(3, 5, 3, 5, confidence)


def test_newcombe_names_the_group_at_fault():
    with pytest.raises(ValueError, match="successes_b: expected at most n_b"):
        newcombe(1, 5, 6, 5)
    with pytest.raises(ValueError, match="successes_a, successes_b: shapes"):
        newcombe([1, 2], 5, [1, 2, 3], 5)
