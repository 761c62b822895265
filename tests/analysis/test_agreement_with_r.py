"""Equality with R on the Copenhagen housing survey; `golden/housing.R` made the values."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.comparing import adjust_p_values, against_rest, chi_square, kruskal_wallis, prop_test
from analysis.intervals import clopper_pearson, jeffreys, wilson
from analysis.scoring import index, mean, share
from analysis.tails import chi_square_tail, two_sided_normal

RELATIVE = 1e-8
FACTORS = ("Type", "Infl", "Cont")


def test_the_counts_are_the_whole_survey(housing_counts):
    assert [int(housing_counts[factor][1].sum()) for factor in FACTORS] == [1681, 1681, 1681]


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize(("name", "satisfied"), [("share_3", None), ("share_2_3", [2, 3])])
def test_shares_and_their_wilson_intervals_equal_r(housing_counts, housing_column, factor, name, satisfied):
    estimate = share(housing_counts[factor][1], satisfied)
    for got, field in [
        (estimate.value, "value"),
        (estimate.std_error, "std_error"),
        (estimate.interval.low, "wilson_low"),
        (estimate.interval.high, "wilson_high"),
        (estimate.n, "n"),
    ]:
        assert_allclose(got, housing_column(name, factor, field), rtol=RELATIVE)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize("name", ["share_3", "share_2_3"])
@pytest.mark.parametrize(
    ("interval_of", "field"),
    [
        (wilson, "wilson"),
        (lambda x, n: wilson(x, n, continuity=True), "wilson_continuity"),
        (lambda x, n: wilson(x, n, 0.8), "wilson_80"),
        (clopper_pearson, "clopper_pearson"),
        (jeffreys, "jeffreys"),
    ],
)
def test_every_interval_of_a_share_equals_r(housing_column, factor, name, interval_of, field):
    successes, n = housing_column(name, factor, "successes"), housing_column(name, factor, "n")
    interval = interval_of(successes, n)
    assert_allclose(interval.low, housing_column(name, factor, f"{field}_low"), rtol=RELATIVE)
    assert_allclose(interval.high, housing_column(name, factor, f"{field}_high"), rtol=RELATIVE)


def test_intervals_at_the_edges_and_at_a_thousand_million_answers_equal_r(housing_values):
    cases = sorted({(key[1], key[2]) for key in housing_values if key[0] == "edge"})
    assert len(cases) == 12
    for x, n in cases:
        for interval, field in [
            (wilson(int(x), int(n)), "wilson"),
            (wilson(int(x), int(n), continuity=True), "wilson_continuity"),
            (clopper_pearson(int(x), int(n)), "clopper_pearson"),
        ]:
            for limit, side in [(interval.low, "low"), (interval.high, "high")]:
                expected = housing_values["edge", x, n, f"{field}_{side}"]
                assert_allclose(limit, expected, rtol=RELATIVE, atol=1e-15, err_msg=f"{field} {side} {x}/{n}")


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize(("name", "scores"), [("mean_1_2_3", None), ("mean_0_1_4", [0, 1, 4])])
def test_means_and_their_t_intervals_equal_r(housing_counts, housing_column, factor, name, scores):
    estimate = mean(housing_counts[factor][1], scores)
    assert_allclose(estimate.value, housing_column(name, factor, "value"), rtol=RELATIVE)
    assert_allclose(estimate.std_error, housing_column(name, factor, "std_error"), rtol=RELATIVE)
    assert_allclose(estimate.interval.low, housing_column(name, factor, "low"), rtol=RELATIVE)
    assert_allclose(estimate.interval.high, housing_column(name, factor, "high"), rtol=RELATIVE)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_rescaled_index_is_r_mean_on_0_to_100(housing_counts, housing_column, factor):
    estimate = index(housing_counts[factor][1], "mean_rescaled")
    for got, field in [
        (estimate.value, "value"),
        (estimate.interval.low, "low"),
        (estimate.interval.high, "high"),
    ]:
        assert_allclose(got, (np.array(housing_column("mean_1_2_3", factor, field)) - 1) * 50, rtol=RELATIVE)


@pytest.mark.parametrize("factor", FACTORS)
@pytest.mark.parametrize(
    ("method", "test", "effect"),
    [("kruskal_wallis", kruskal_wallis, "epsilon_squared"), ("chi_square", chi_square, "cramers_v")],
)
def test_tests_on_a_table_and_their_effect_sizes_equal_r(
    housing_counts, housing_values, *, factor, method, test, effect
):
    result = test(housing_counts[factor][1])
    for field in ("statistic", "df", "p_value", "n", effect):
        assert_allclose(getattr(result, field), housing_values[method, factor, "", field], rtol=RELATIVE)
    assert_allclose(result.log10_p, np.log10(housing_values[method, factor, "", "p_value"]), rtol=RELATIVE)


@pytest.mark.parametrize("factor", FACTORS)
def test_the_test_of_equal_shares_equals_r(housing_counts, housing_values, factor):
    table = housing_counts[factor][1]
    result = prop_test(table[:, 2], table.sum(axis=1))
    for field in ("statistic", "df", "p_value", "n"):
        assert_allclose(getattr(result, field), housing_values["prop_test", factor, "", field], rtol=RELATIVE)


@pytest.mark.parametrize("factor", FACTORS)
def test_each_unit_against_the_rest_equals_r(housing_counts, housing_column, factor):
    result = against_rest(housing_counts[factor][1])
    for field in (
        "difference",
        "statistic",
        "unadjusted_p_value",
        "p_value",
        "low",
        "high",
        "family_low",
        "family_high",
    ):
        assert_allclose(getattr(result, field), housing_column("against_rest", factor, field), rtol=RELATIVE)


@pytest.mark.parametrize("name", ["mixed", "three", "two", "single"])
@pytest.mark.parametrize("method", ["holm", "hochberg", "hommel", "bonferroni", "BH", "BY", "fdr", "none"])
def test_all_eight_adjustments_equal_r_with_missing_values_in_place(housing_values, name, method):
    keys = [key for key in housing_values if key[:3] == ("p_adjust", name, "raw")]
    raw = [housing_values[key] for key in keys]
    expected = [housing_values["p_adjust", name, method, key[3]] for key in keys]
    assert_allclose(adjust_p_values(raw, method), expected, rtol=RELATIVE)


@pytest.mark.parametrize("times", [10_000, 1_000_000])
def test_the_logarithm_of_p_equals_r_where_p_itself_underflows(housing_counts, housing_values, times):
    result = chi_square(housing_counts["Type"][1] * times)
    assert result.p_value == 0
    for field in ("statistic", "log10_p"):
        expected = housing_values["chi_square_large", "Type", str(times), field]
        assert_allclose(getattr(result, field), expected, rtol=RELATIVE)


def test_far_tails_equal_r(housing_values):
    for method, df, statistic, field in housing_values:
        expected = housing_values[method, df, statistic, field]
        if method == "chi_square_tail":
            # Where p is 1 but for 1e-80, its logarithm is 0 in double precision.
            assert_allclose(
                chi_square_tail(float(statistic), int(df))[1], expected, rtol=RELATIVE, atol=1e-15
            )
        if method == "normal":
            assert_allclose(two_sided_normal(np.array([float(statistic)]))[1], [expected], rtol=RELATIVE)
