"""Equality with R over the whole engine; `golden/engine.R` made the values and says of which data."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import ndtri

from analysis.adjusting import (
    adjusted_against_rest,
    blocked_kruskal_wallis,
    brant_test,
    cmh,
    mantel_haenszel,
    proportional_odds,
    standardize,
)
from analysis.clustered import ClusterSums, clustered_share
from analysis.comparing import (
    brunner_munzel,
    cliffs_delta,
    conover,
    dunn,
    games_howell,
    mann_whitney,
    permutation_test,
    trend_in_proportions,
    welch_anova,
)
from analysis.control_charts import cusum, ewma, p_chart, p_prime_chart
from analysis.design import SurveyDesign
from analysis.drivers import relative_importance
from analysis.funnel import funnel
from analysis.moments import Moments, composite
from analysis.planning import power_two_shares, sample_size
from analysis.ranking import rank_sets, shrink
from analysis.reliability import cronbach_alpha, item_statistics, mcdonald_omega
from analysis.trending import change_points, interrupted_time_series
from analysis.weighting import kish, post_stratify, rake, trim

CLOSED = 1e-8  # closed formulas
LINEAR = 1e-6  # linear models and restricted likelihood
ITERATED = 1e-4  # iterative fits
FACTORS = ("Type", "Infl", "Cont")
SMALL = {
    "one": ([0, 1, 4], [4, 1, 0]),
    "two": ([3, 5, 9, 4], [8, 7, 3, 2]),
    "three": ([1, 0, 0, 2], [6, 9, 7, 5]),
}


def equal(result, engine, method, case, *fields, rtol=CLOSED):
    for field in fields:
        assert_allclose(
            np.ravel(getattr(result, field)),
            engine(method, case, field),
            rtol=rtol,
            atol=1e-300,
            err_msg=field,
        )


def equal_limits(interval, engine, method, case, rtol=CLOSED):
    assert_allclose(interval.low, engine(method, case, "low")[0], rtol=rtol)
    assert_allclose(interval.high, engine(method, case, "high")[0], rtol=rtol)


def upper(matrix):
    """The pairs above the diagonal, row by row."""
    return matrix[np.triu_indices(len(matrix), 1)]


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("continuity", [True, False])
def test_mann_whitney_equals_r(housing_counts, engine, factor, continuity):
    first, second = housing_counts[factor][1][:2]
    case = f"{factor} {str(continuity).upper()}"
    equal(mann_whitney(first, second, continuity), engine, "mann_whitney", case, "statistic", "p_value")


@pytest.mark.parametrize("factor", FACTORS)
def test_brunner_munzel_equals_r(housing_counts, engine, factor):
    found = brunner_munzel(*housing_counts[factor][1][:2])
    equal(found, engine, "brunner_munzel", factor, "statistic", "df", "estimate", "p_value")
    equal_limits(found.interval, engine, "brunner_munzel", factor)


@pytest.mark.parametrize("factor", FACTORS)
def test_cliffs_delta_equals_r(housing_counts, engine, factor):
    found = cliffs_delta(*housing_counts[factor][1][:2])
    equal(found, engine, "cliffs_delta", factor, "value", "std_error")
    equal_limits(found.interval, engine, "cliffs_delta", factor)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_normal_permutation_test_equals_r(housing_counts, engine, factor):
    found = permutation_test(*housing_counts[factor][1][:2])
    equal(found, engine, "permutation_normal", factor, "statistic", "p_value")


@pytest.mark.parametrize("case", SMALL)
def test_the_exact_permutation_test_equals_r(engine, case):
    equal(permutation_test(*SMALL[case]), engine, "permutation_exact", case, "statistic", "p_value")


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("adjust", ["holm", "BH"])
def test_dunn_equals_r(housing_counts, engine, factor, adjust):
    found = dunn(housing_counts[factor][1], adjust)
    for field in ("statistic", "p_value"):
        assert_allclose(
            upper(getattr(found, field)), engine("dunn", f"{factor} {adjust}", field), rtol=CLOSED
        )


@pytest.mark.parametrize("factor", FACTORS)
def test_conover_equals_r(housing_counts, engine, factor):
    found = conover(housing_counts[factor][1])
    for field in ("statistic", "p_value"):
        assert_allclose(upper(getattr(found, field)), engine("conover", factor, field), rtol=CLOSED)


@pytest.mark.parametrize("factor", FACTORS)
def test_games_howell_equals_r(housing_counts, engine, factor):
    found = games_howell(housing_counts[factor][1])
    for field in ("difference", "df", "statistic"):
        assert_allclose(upper(getattr(found, field)), engine("games_howell", factor, field), rtol=CLOSED)
    # R's own tail of the studentized range holds some 1e-10 in absolute terms.
    assert_allclose(upper(found.p_value), engine("games_howell", factor, "p_value"), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("factor", FACTORS)
def test_welch_and_the_trend_of_shares_equal_r(housing_counts, engine, factor):
    table = housing_counts[factor][1]
    equal(welch_anova(table), engine, "welch_anova", factor, "statistic", "df", "p_value")
    trend = trend_in_proportions(table[:, 2], table.sum(axis=1))
    equal(trend, engine, "trend", factor, "statistic", "p_value")


@pytest.fixture
def housing_cells(engine):
    cells = engine("design_matrix", "housing", "cells").reshape(24, 3)
    return cells, engine("design_matrix", "housing", "design").reshape(24, 6)


def test_proportional_odds_equal_r(housing_cells, engine):
    fit = proportional_odds(*housing_cells)
    assert fit.converged
    fields = ("coefficients", "thresholds", "std_errors", "log_likelihood")
    equal(fit, engine, "proportional_odds", "housing", *fields, rtol=LINEAR)
    assert_allclose(
        np.ravel(fit.covariance), engine("proportional_odds", "housing", "covariance"), rtol=ITERATED
    )


def test_the_test_of_proportional_odds_equals_r(housing_cells, engine):
    equal(
        brant_test(*housing_cells), engine, "brant_test", "housing", "statistic", "df", "p_value", rtol=LINEAR
    )


def test_mantel_haenszel_equals_r(engine):
    # R keeps arrays with the first index fastest; the script put sex, admission and department in this order.
    tables = engine("mantel_haenszel", "admissions", "tables").reshape(6, 2, 2).transpose(0, 2, 1)
    found = mantel_haenszel(tables)
    equal(found, engine, "mantel_haenszel", "admissions", "statistic", "p_value", "odds_ratio")
    equal_limits(found.interval, engine, "mantel_haenszel", "admissions")


@pytest.fixture
def strata(engine):
    return engine("cmh", "housing", "tables").reshape(3, 4, 3)


def test_stratified_tests_equal_r(strata, engine):
    equal(cmh(strata), engine, "cmh", "housing", "statistic", "df", "p_value")
    for method, found in (
        ("cmh_mean_score", cmh(strata, "mean_score")),
        ("blocked_pooled", blocked_kruskal_wallis(strata)),
        ("blocked_ridit", blocked_kruskal_wallis(strata, "ridit")),
    ):
        equal(found, engine, method, "housing", "statistic")
        # A tail of 1e-10 magnifies the last digits of coin's statistic.
        equal(found, engine, method, "housing", "p_value", rtol=LINEAR)


@pytest.fixture
def moments(engine):
    return lambda case: Moments.from_rows(engine("moments", case, "rows").reshape(12, 6))


@pytest.mark.parametrize("case", ["whole", "holes"])
def test_covariances_and_alpha_with_missing_answers_equal_r(moments, engine, case):
    assert_allclose(np.ravel(moments(case).covariance()), engine("moments", case, "covariance"), rtol=CLOSED)
    found = cronbach_alpha(moments(case))
    equal(found, engine, "cronbach_alpha", case, "value", "std_error")
    equal_limits(found.interval, engine, "cronbach_alpha", case)


def test_item_statistics_omega_and_composites_equal_r(moments, engine):
    fields = ("mean", "std_dev", "item_total", "item_rest", "alpha_if_deleted")
    equal(item_statistics(moments("whole")), engine, "item_statistics", "whole", *fields)
    equal(mcdonald_omega(moments("whole")), engine, "mcdonald_omega", "whole", "value", rtol=ITERATED)
    found = composite(moments("whole"), [0, [1, 2], [3, 4, 5]])
    equal(found, engine, "composite", "whole", "value", "std_error")
    equal_limits(found.interval, engine, "composite", "whole")


@pytest.mark.parametrize("lonely", ["adjust", "remove"])
@pytest.mark.parametrize("finite", ["none", "fpc"])
def test_estimates_of_a_design_equal_r(engine, finite, lonely):
    rows = {
        name: engine("design_rows", "toy", name) for name in ("y", "x", "strata", "clusters", "groups", "fpc")
    }
    design = SurveyDesign(
        engine("design_rows", "toy", "weights"),
        rows["strata"],
        rows["clusters"],
        rows["fpc"] if finite == "fpc" else None,
        lonely=lonely,
    )
    case, told = f"{finite} {lonely}", ("value", "std_error", "design_effect")
    mean = design.mean(rows["x"])
    equal(mean, engine, "design_mean", case, *told, "df")
    equal_limits(mean.interval, engine, "design_mean", case)
    equal(design.total(rows["x"]), engine, "design_total", case, *told)
    equal(design.ratio(rows["y"], rows["x"]), engine, "design_ratio", case, *told)
    share = design.share(rows["y"])
    equal(share, engine, "design_share", case, "value")
    equal_limits(share.interval, engine, "design_share", case)
    by_group = design.by(rows["groups"], rows["x"])
    for field in told:
        found = [getattr(by_group[label], field) for label in (1.0, 2.0)]
        assert_allclose(found, engine("design_by", case, field), rtol=CLOSED)


def test_weights_equal_r(engine):
    weights, strata, groups = (engine("design_rows", "toy", name) for name in ("weights", "strata", "groups"))
    by_stratum, by_group = {1.0: 30, 2.0: 50, 3.0: 20}, {1.0: 45, 2.0: 55}
    equal(post_stratify(weights, strata, by_stratum), engine, "post_stratify", "toy", "weights")
    raked = rake(weights, [(strata, by_stratum), (groups, by_group)], tolerance=1e-13, maximum=500)
    equal(raked, engine, "rake", "toy", "weights")
    equal(trim(weights, 1.5, 3), engine, "trim", "toy", "weights")


def test_shrinkage_equals_r(engine):
    found = shrink(engine("shrink", "bcg", "estimates"), engine("shrink", "bcg", "std_errors"))
    equal(found, engine, "shrink", "bcg", "tau2", "mean", "mean_std_error", "value", "std_error", rtol=LINEAR)


def test_breaks_of_a_series_equal_r(engine):
    found = change_points(engine("change_points", "Nile", "series"), minimum_length=15)
    equal(found, engine, "change_points", "Nile", "positions", "rss", "bic")


def test_an_interrupted_series_equals_r(engine):
    given = (engine("interrupted", "toy", name) for name in ("successes", "n"))
    found = interrupted_time_series(*given, at=3)
    equal(found, engine, "interrupted", "toy", "coefficients", "std_errors", "p_value", rtol=LINEAR)


@pytest.mark.parametrize("n", [50, 250])
def test_power_equals_r(engine, n):
    assert_allclose(power_two_shares(0.8, 0.89, n), engine("power", str(n), "value")[0], rtol=CLOSED)


def test_relative_importance_equals_all_orders_in_r(engine):
    covariance = engine("relative_importance", "attitude", "covariance").reshape(7, 7)
    for method, field in (("lmg", "lmg"), ("genizi", "johnson"), ("johnson", "johnson")):
        found = relative_importance(covariance, method)
        assert_allclose(found.shares, engine("relative_importance", "attitude", field), rtol=CLOSED)
        assert_allclose(
            found.r_squared, engine("relative_importance", "attitude", "r_squared")[0], rtol=CLOSED
        )
        assert_allclose(found.shares.sum(), found.r_squared, rtol=CLOSED)


def test_each_unit_against_the_rest_within_strata_equals_metafor_and_folded_dhyper(engine):
    x, n = (engine("adjusted_rest", "admissions", each).reshape(6, 2).T for each in ("x", "n"))
    found = adjusted_against_rest(np.stack([n - x, x], axis=-1), [2], adjust="none")
    equal(found, engine, "adjusted_rest", "admissions", "difference", "p_value")
    assert_allclose(10**found.log10_p, found.p_value, rtol=1e-10)
    assert_allclose(found.statistic**2, engine("adjusted_rest", "admissions", "chi_square"), rtol=CLOSED)
    half = (found.high - found.low) / 2 / ndtri(0.975)
    assert_allclose(half, engine("adjusted_rest", "admissions", "std_error"), rtol=CLOSED)


def test_clusters_kept_as_sums_equal_a_ratio_of_rs_survey(engine):
    stratum, n, y = (engine("clustered", "boxes", each) for each in "sny")
    rows = [
        [0, own.sum(), *(each[own].sum() for each in (n, y, n * n, n * y, y * y))]
        for own in (stratum == each for each in np.unique(stratum))
    ]
    found = clustered_share(ClusterSums.of(rows), 1)
    equal(found, engine, "clustered", "boxes", "value", "std_error", "df")
    assert_allclose(found.interval.low, engine("clustered", "boxes", "low"), rtol=CLOSED)
    assert_allclose(found.interval.high, engine("clustered", "boxes", "high"), rtol=CLOSED)


def test_the_funnel_equals_its_published_formulas(engine):
    found = funnel(*(engine("funnel", "toy", each).astype(int) for each in ("successes", "n")))
    equal(found, engine, "funnel", "toy", "target", "z", "phi", "tau2", "z_adjusted", "low", "high")


def test_control_charts_equal_their_published_formulas(engine):
    series = [engine("funnel", "toy", each).astype(int) for each in ("successes", "n")]
    equal(p_chart(*series), engine, "p_chart", "toy", "center", "low", "high")
    equal(p_prime_chart(*series), engine, "p_prime_chart", "toy", "low", "high")
    equal(ewma(*series), engine, "ewma", "toy", "value", "low", "high")
    equal(cusum(*series), engine, "cusum", "toy", "upper", "lower")


def test_direct_standardisation_equals_its_formula_in_r(engine):
    tables = engine("standardize", "admissions", "tables").reshape(6, 2, 2)
    found = standardize(tables.astype(int), [0.3, 0.7], satisfied=[1])
    equal(found, engine, "standardize", "admissions", "value", "std_error")


def test_kish_and_cochran_equal_their_formulas_in_r(engine):
    found = kish(engine("design_rows", "toy", "weights"))
    equal(found, engine, "kish", "toy", "deff", "n_eff")
    assert sample_size(5000, 0.03) == engine("sample_size", "5000", "value")[0]


def test_rank_sets_equal_those_of_all_pairs_drawn_in_r(engine):
    found = rank_sets(*(engine("rank_sets", "toy", each) for each in ("estimates", "std_errors")))
    equal(found, engine, "rank_sets", "toy", "low", "high")
