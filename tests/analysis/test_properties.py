"""What must hold for any counts: rows and counts agree, order and folding do not matter."""

import math

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.testing import assert_allclose
from scipy import stats

from analysis.adjusting import adjusted_against_rest, blocked_kruskal_wallis, cmh, proportional_odds
from analysis.clustered import ClusterSums, clustered_share, resemblance
from analysis.comparing import (
    against_rest,
    brunner_munzel,
    cliffs_delta,
    conover,
    dunn,
    games_howell,
    kruskal_wallis,
    mann_whitney,
    permutation_test,
    welch_anova,
)
from analysis.design import SurveyDesign
from analysis.funnel import funnel
from analysis.moments import Moments, composite
from analysis.ranking import rank_sets
from analysis.reliability import cronbach_alpha, item_statistics
from analysis.trending import p_chart

LEVELS = 4
row = arrays(np.int64, LEVELS, elements=st.integers(0, 12)).filter(lambda counts: counts.sum() >= 2)
few = arrays(np.int64, LEVELS, elements=st.integers(0, 2)).filter(lambda counts: 2 <= counts.sum() <= 5)
table = arrays(np.int64, (5, LEVELS), elements=st.integers(0, 12)).filter(
    lambda counts: (np.count_nonzero(counts, axis=1) > 1).all()
)
answered = arrays(
    np.float64, st.tuples(st.integers(0, 12), st.just(3)), elements=st.sampled_from([1, 2, 3, 4, 5, math.nan])
)


def rows_of(counts):
    return np.repeat(np.arange(1, len(counts) + 1), counts)


@given(row, row)
def test_two_samples_of_counts_say_what_scipy_says_of_their_rows(a, b):
    assume(np.count_nonzero(a + b) > 1)
    on_rows = stats.mannwhitneyu(rows_of(a), rows_of(b), use_continuity=True, method="asymptotic")
    found = mann_whitney(a, b)
    assert_allclose((found.statistic, found.p_value), (on_rows.statistic, on_rows.pvalue), rtol=1e-10)
    munzel = brunner_munzel(a, b)
    if np.isfinite(munzel.statistic) and munzel.statistic:
        on_rows = stats.brunnermunzel(rows_of(b), rows_of(a))  # SciPy: the second sample the higher
        assert_allclose((munzel.statistic, munzel.p_value), (on_rows.statistic, on_rows.pvalue), rtol=1e-8)


@given(row, row)
def test_the_other_order_of_two_samples_turns_every_sign(a, b):
    pairs = [(f(a, b), f(b, a)) for f in (brunner_munzel, permutation_test)]
    for one, two in pairs:
        assert_allclose(one.statistic, -two.statistic, rtol=1e-9, atol=1e-12)
        assert_allclose(one.p_value, two.p_value, rtol=1e-9)
    one, two = cliffs_delta(a, b), cliffs_delta(b, a)
    assert_allclose((one.value, one.interval.low), (-two.value, -two.interval.high), rtol=1e-9, atol=1e-12)


@given(few, few)
def test_an_exact_permutation_test_agrees_with_every_division_tried_out(a, b):
    rows = np.concatenate([rows_of(a), rows_of(b)])
    ranks = stats.rankdata(rows)
    n = int(a.sum())
    whole = stats.permutation_test(
        (ranks[:n], ranks[n:]),
        lambda x, _y: abs(x.sum() - len(x) * ranks.mean()),
        permutation_type="independent",
        n_resamples=np.inf,
        alternative="greater",
    )
    assert_allclose(permutation_test(a, b).p_value, whole.pvalue, rtol=1e-9)


@given(table)
def test_tests_on_tables_say_what_scipy_says_of_the_rows(counts):
    rows = [rows_of(unit) for unit in counts]
    assume(len(np.unique(np.concatenate(rows))) > 1)
    on_rows = stats.kruskal(*rows)
    found = kruskal_wallis(counts)
    if found.statistic > 1e-9:  # SciPy's own may come out below 0 there
        expected = (on_rows.statistic, on_rows.pvalue)
        assert_allclose((found.statistic, found.p_value), expected, rtol=1e-8)
    on_rows = stats.tukey_hsd(*rows, equal_var=False)
    assert_allclose(games_howell(counts).p_value[0, 1:], on_rows.pvalue[0, 1:], rtol=1e-6, atol=1e-8)


@given(table, st.permutations(range(5)))
@settings(max_examples=40)
def test_units_in_another_order_give_the_same_results_in_that_order(counts, order):
    order = list(order)
    for procedure in (dunn, games_howell):
        there, here = procedure(counts[order]), procedure(counts)
        assert_allclose(there.p_value, here.p_value[np.ix_(order, order)], rtol=1e-9)
        assert_allclose(there.statistic, here.statistic[np.ix_(order, order)], rtol=1e-9, atol=1e-12)
    n = counts.sum(axis=1)
    assert_allclose(
        funnel(counts[order, 0], n[order]).z_adjusted,
        funnel(counts[:, 0], n).z_adjusted[order],
        rtol=1e-9,
        atol=1e-12,
    )
    for test in (kruskal_wallis, welch_anova):
        assert_allclose(test(counts[order]).statistic, test(counts).statistic, rtol=1e-9, atol=1e-12)


@given(answered, answered)
def test_moments_of_two_halves_add_up_to_those_of_the_whole(one, two):
    whole = Moments.from_rows(np.vstack([one, two]))
    added = Moments.from_rows(one).merge(Moments.from_rows(two))
    for name in ("n", "sums", "products"):
        assert (getattr(whole, name) == getattr(added, name)).all()


@given(answered.filter(lambda rows: len(rows) > 2))
def test_a_composite_of_complete_rows_is_the_mean_of_the_rows_own_composites(rows):
    rows = rows[~np.isnan(rows).any(axis=1)]
    assume(len(rows) > 1)
    own = rows[:, 0] / 2 + rows[:, 1:].mean(axis=1) / 2
    found = composite(Moments.from_rows(rows), [0, [1, 2]])
    assert_allclose(found.value, own.mean(), rtol=1e-10)
    assert_allclose(found.std_error, own.std(ddof=1) / math.sqrt(len(own)), rtol=1e-8, atol=1e-9)


@given(table)
def test_a_logistic_model_of_two_levels_is_the_difference_of_logits(counts):
    assume((counts[:2, :2] > 0).all())
    fit = proportional_odds(counts[:2, :2], [[0], [1]])
    odds = np.log(counts[:2, 1] / counts[:2, 0])
    assert_allclose(fit.coefficients[0], odds[1] - odds[0], rtol=1e-6, atol=1e-8)


def test_the_model_says_when_its_likelihood_has_no_maximum():
    assert not proportional_odds([[10, 0], [0, 10]], [[0], [1]]).converged


def test_a_level_that_nobody_chose_leaves_its_thresholds_together_and_the_rest_as_without_it():
    with_gap = proportional_odds([[5, 0, 9, 3], [9, 0, 4, 2]], [[0], [1]])
    without = proportional_odds([[5, 9, 3], [9, 4, 2]], [[0], [1]])
    assert_allclose(with_gap.coefficients, without.coefficients)
    assert_allclose(with_gap.thresholds, without.thresholds[[0, 0, 1]])


def test_p_values_are_uniform_where_nothing_differs():
    rng = np.random.default_rng(7)
    shares = [0.1, 0.2, 0.3, 0.4]
    drawn = [rng.multinomial(60, shares, size=6) for _ in range(1_500)]
    for procedure in (kruskal_wallis, welch_anova, lambda t: mann_whitney(t[0], t[1], continuity=False)):
        p = [procedure(counts).p_value for counts in drawn]
        assert stats.kstest(p, "uniform").pvalue > 1e-4
    family = np.mean([np.nanmin(games_howell(counts).p_value) < 0.05 for counts in drawn[:400]])
    assert 0.02 < family < 0.08


def test_conover_is_sharper_than_dunn_where_units_differ():
    counts = [[20, 10, 5], [10, 15, 10], [2, 8, 25]]
    assert (conover(counts, "none").p_value[0, 1:] < dunn(counts, "none").p_value[0, 1:]).all()


def test_strata_of_one_unit_or_without_variation_say_nothing():
    tables = np.array([[[5, 3, 2], [2, 3, 5], [1, 4, 4]], [[8, 6, 4], [3, 5, 9], [2, 2, 6]]])
    idle = np.array([[[4, 4, 4], [0, 0, 0], [0, 0, 0]], [[0, 9, 0], [0, 9, 0], [0, 9, 0]]])
    for test in (cmh, lambda t: cmh(t, "mean_score"), blocked_kruskal_wallis):
        one, two = test(tables), test(np.concatenate([tables, idle]))
        assert two.df == one.df
    assert_allclose(cmh(np.concatenate([tables, idle])).statistic, cmh(tables).statistic, rtol=1e-9)


def test_a_rank_set_holds_every_rank_where_all_units_are_alike_and_one_where_they_are_far_apart():
    alike, apart = rank_sets([0.5] * 4, [0.1] * 4), rank_sets([0.1, 0.9, 0.5], [0.01] * 3)
    assert (alike.low.tolist(), alike.high.tolist()) == ([1] * 4, [4] * 4)
    assert (apart.low.tolist(), apart.high.tolist()) == ([3, 1, 2], [3, 1, 2])
    missing = rank_sets([0.1, math.nan, 0.5], [0.01, 0.01, 0.01])
    assert missing.low.tolist() == [2, -1, 1]


def test_rank_sets_are_the_same_by_all_pairs_as_by_the_outermost_units():
    """The shortcut through the outermost units of a draw against the plain way over all pairs."""
    rng = np.random.default_rng(5)
    se = rng.uniform(0.01, 0.2, 30)
    theta = rng.normal(0.8, 0.1, 30)
    normal = np.random.default_rng(0).standard_normal((6_000, 30)) * se
    error = np.hypot.outer(se, se)
    undecided = ~np.eye(30, dtype=bool)
    while True:
        largest = np.array([((z[:, None] - z[None, :]) / error)[undecided].max() for z in normal])
        critical = np.sort(largest)[math.ceil(0.95 * 6_000) - 1]
        falls = undecided & (np.subtract.outer(theta, theta) / error > critical)
        if not falls.any():
            break
        undecided &= ~falls
    decided = ~undecided & ~np.eye(30, dtype=bool)
    found = rank_sets(theta, se, draws=6_000)
    assert found.low.tolist() == (1 + decided.sum(axis=0)).tolist()
    assert found.high.tolist() == (30 - decided.sum(axis=1)).tolist()


def test_units_and_times_without_answers_are_empty_and_never_a_made_up_zero():
    counts = [[5, 3, 2], [0, 0, 0], [2, 3, 5]]
    for procedure in (dunn, conover, games_howell):
        found = procedure(counts)
        assert np.isnan(found.p_value[1]).all()
        assert_allclose(found.p_value[0, 2], procedure([counts[0], counts[2]]).p_value[0, 1])
    found = funnel([5, 0, 2], [10, 0, 10])
    assert np.isnan(found.z[1])
    assert not found.outside[:, 1].any()
    assert np.isnan(p_chart([5, 0, 2], [10, 0, 10]).value[1])
    assert np.isnan(item_statistics(Moments.from_rows([[1, 2], [1, 3], [1, 5]])).item_rest[0])
    empty = Moments.from_rows(np.empty((0, 3)))
    assert math.isnan(cronbach_alpha(empty).value)
    assert (composite(empty, [0, 1]).n, math.isnan(composite(empty, [0, 1]).value)) == (0, True)


def test_a_thousand_million_answers_overflow_nothing():
    counts = np.array([[3, 4, 5], [4, 4, 4], [5, 4, 3]]) * 10**8
    assert welch_anova(counts).p_value == 0
    assert np.isfinite(welch_anova(counts).log10_p)
    assert np.isfinite(mann_whitney(counts[0], counts[2]).log10_p)
    assert np.isfinite(dunn(counts).log10_p[0, 1])
    assert np.isfinite(games_howell(counts).statistic[0, 1])
    rows = Moments.from_rows([[1, 2, 3], [2, 3, 3], [4, 4, 5], [5, 3, 4]])
    many = Moments(n=rows.n * 10**9, sums=rows.sums * 10**9, products=rows.products * 10**9)
    assert_allclose(many.covariance(), rows.covariance() * 0.75, rtol=1e-8)


@given(table, st.permutations(range(5)))
def test_like_with_like_in_one_stratum_is_the_plain_comparison_whatever_the_order_of_units(counts, order):
    plain, within = against_rest(counts, test="exact"), adjusted_against_rest([counts])
    assert_allclose(within.difference, plain.difference, atol=1e-12)
    assert_allclose(within.p_value, plain.p_value, rtol=1e-7, atol=1e-12)
    turned = adjusted_against_rest([counts[list(order)]])
    assert_allclose(turned.p_value, within.p_value[list(order)], rtol=1e-9)


@given(table, table)
def test_strata_come_in_any_order_and_an_empty_one_changes_nothing(one, other):
    found = adjusted_against_rest([one, other])
    again = adjusted_against_rest([np.zeros_like(one), other, one])
    assert_allclose(again.difference, found.difference, atol=1e-12)
    assert_allclose(again.p_value, found.p_value, rtol=1e-7)


clusters = arrays(np.int64, (24, 2), elements=st.integers(1, 20)).map(
    lambda rows: np.sort(rows, axis=1)[:, ::-1]
)


@given(clusters, st.integers(1, 3))
def test_sums_over_clusters_say_what_the_design_says_of_the_clusters(boxes, strata):
    n, y = boxes.T
    stratum = np.arange(24) % strata
    own = SurveyDesign(np.ones(24), stratum).ratio(y, n)
    rows = [
        [0, each.sum(), *(v[each].sum() for v in (n, y, n * n, n * y, y * y))]
        for each in (stratum == number for number in range(strata))
    ]
    found = clustered_share(ClusterSums.of(rows), 1)
    assert_allclose(found.value, own.value, rtol=1e-10)
    assert_allclose(found.std_error, own.std_error, rtol=1e-7, atol=1e-8)
    assert found.df == own.df
    assert 0 <= found.interval.low <= found.value <= found.interval.high <= 1


@given(table, st.floats(1, 10))
def test_a_design_effect_makes_every_p_larger_and_every_interval_wider(counts, effect):
    plain = against_rest(counts, test="exact")
    found = against_rest(counts, test="exact", design_effects=np.full(5, effect))
    assert (found.p_value >= plain.p_value - 1e-12).all()
    assert (found.high - found.low >= plain.high - plain.low - 1e-12).all()
    assert_allclose(found.difference, plain.difference)


def test_boxes_drawn_alike_have_no_resemblance_and_those_that_differ_have_the_one_planted():
    chance = np.random.default_rng(3)
    for icc in (0.0, 0.08):
        mood = (
            chance.beta(0.8 * (1 / icc - 1), 0.2 * (1 / icc - 1), (200, 40))
            if icc
            else np.full((200, 40), 0.8)
        )
        n = chance.integers(5, 30, (200, 40))
        y = chance.binomial(n, mood)
        rows = np.column_stack(
            [np.arange(200), np.full(200, 40), *((v).sum(axis=1) for v in (n, y, n * n, n * y, y * y))]
        )
        assert abs(resemblance(ClusterSums.of(rows), 200).icc - icc) < 0.01
