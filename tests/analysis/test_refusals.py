"""Bad input is refused by a sentence that begins with the name of its argument."""

import math

import pytest

from analysis.adjusting import (
    adjusted_against_rest,
    blocked_kruskal_wallis,
    cmh,
    mantel_haenszel,
    proportional_odds,
    standardize,
)
from analysis.clustered import ClusterSums, clustered_share
from analysis.comparing import (
    against_rest,
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
from analysis.design import SurveyDesign
from analysis.drivers import importance_performance, relative_importance
from analysis.funnel import funnel
from analysis.moments import Moments, composite
from analysis.planning import days_to_target, power_two_shares, sample_size, slovin
from analysis.ranking import rank_sets, shrink
from analysis.reliability import cronbach_alpha, mcdonald_omega
from analysis.trending import before_after, change_points, cusum, ewma, interrupted_time_series, p_chart
from analysis.weighting import kish, post_stratify, rake, trim

TWO = [[1, 2], [3, 4]]
WRONG = {
    "a": [lambda: mann_whitney([1, -1], [1, 1]), lambda: cliffs_delta([0, 0], [1, 1])],
    "b": [lambda: permutation_test([1, 2], [1, math.nan]), lambda: brunner_munzel([1, 2], [0, 0])],
    "counts": [
        lambda: dunn([[1, 2]]),
        lambda: games_howell([[1.5, 2], [1, 2]]),
        lambda: conover([[1, 0], [0, 1]]),
        lambda: welch_anova([[5, 0], [3, 3]]),
        lambda: standardize([1, 2], [1]),
    ],
    "labels": [lambda: dunn(TWO, labels=["a"])],
    "confidence": [
        lambda: brunner_munzel([1, 2], [2, 1], confidence=1),
        lambda: SurveyDesign([1, 1]).mean([1, 2], confidence=0),
        lambda: before_after([1, 2], [2, 1], confidence=95),
    ],
    "scores": [lambda: welch_anova(TWO, [1, math.inf]), lambda: trend_in_proportions([1, 2], [3, 4], [2, 2])],
    "cells": [lambda: proportional_odds([[5, 0], [3, 0]], [[0], [1]])],
    "design": [lambda: proportional_odds(TWO, [[1], [1]]), lambda: proportional_odds(TWO, [[1, 2, 3]])],
    "tables": [
        lambda: cmh(TWO),
        lambda: mantel_haenszel([TWO, [[-1, 2], [3, 4]]]),
        lambda: adjusted_against_rest(TWO),
        lambda: adjusted_against_rest([[[1, 2], [0, 0]]]),
        lambda: adjusted_against_rest([[[1, 2], [0.5, 1]]]),
    ],
    "design_effects": [
        lambda: adjusted_against_rest([TWO], design_effects=[1, 0]),
        lambda: against_rest(TWO, design_effects=[1, math.nan]),
        lambda: against_rest(TWO, design_effects=[1, 1], std_errors=[1, 1]),
        lambda: against_rest(TWO, design_effects=[1, 1, 1]),
    ],
    "rows": [
        lambda: ClusterSums.of([[0, 2, 3]]),
        lambda: ClusterSums.of([[0, 0, 1, 1, 1, 1, 1]]),
        lambda: ClusterSums.of([[0, 2, -1, 1, 1, 1, 1]]),
        lambda: ClusterSums.of([[0.5, 2, 1, 1, 1, 1, 1]]),
        lambda: ClusterSums.of([[0, 2, math.nan, 1, 1, 1, 1]]),
    ],
    "holding": [lambda: ClusterSums.of([[0, 2, 1, 1, 1, 1, 1]], holding=[3])],
    "sums": [
        lambda: clustered_share(ClusterSums.of([[0, 2, 1, 2, 1, 1, 1]]), 1),
        lambda: clustered_share(ClusterSums.of([[3, 2, 1, 1, 1, 1, 1]]), 1),
    ],
    "kind": [lambda: cmh([TWO], "all"), lambda: blocked_kruskal_wallis([TWO], "all")],
    "weights": [
        lambda: post_stratify([-1], ["a"], {"a": 1}),
        lambda: kish([0, 0]),
        lambda: SurveyDesign([]),
        lambda: standardize([TWO], [0, 0]),
    ],
    "margins": [
        lambda: rake([1, 1], []),
        lambda: rake([1, 1], [("ab", {"a": 1, "b": 1}), ("xy", {"x": 3, "y": 3})]),
    ],
    "low": [lambda: trim([1, 2], 3, 1)],
    "clusters": [lambda: SurveyDesign([1, 1], strata="ab", clusters="cc")],
    "fpc": [lambda: SurveyDesign([1, 1], fpc=[1, 1]), lambda: SurveyDesign([1, 1], fpc=[5, 6])],
    "indicator": [lambda: SurveyDesign([1, 1]).share([0, 2])],
    "groups": [
        lambda: SurveyDesign([1, 1]).by("a", [1, 2]),
        lambda: composite(Moments.from_rows([[1]]), [3]),
    ],
    "estimates": [lambda: rank_sets([0.5], [0.1]), lambda: shrink([[0.5]], [[0.1]])],
    "std_errors": [lambda: shrink([0.5, 0.4], [0.1, 0]), lambda: rank_sets([0.5, 0.4], [0.1])],
    "draws": [lambda: rank_sets([0.5, 0.4], [0.1, 0.1], draws=10)],
    "target": [lambda: funnel([1, 2], [3, 4], target=1), lambda: p_chart([1], [2], target=0)],
    "limits": [lambda: funnel([1, 2], [3, 4], limits=[3])],
    "lam": [lambda: ewma([1], [2], lam=0)],
    "k, h": [lambda: cusum([1], [2], h=0)],
    "series": [lambda: change_points([1, math.nan, 2, 3])],
    "minimum_length": [lambda: change_points([1, 2], 3)],
    "at": [lambda: interrupted_time_series([1, 2, 3], [5, 5, 5], at=1)],
    "matrix": [lambda: Moments.from_rows([[1.3]]), lambda: Moments.from_rows([1, 2])],
    "moments": [
        lambda: cronbach_alpha(Moments.from_rows([[1], [2]])),
        lambda: mcdonald_omega(Moments.from_rows(TWO)),
    ],
    "covariance": [lambda: relative_importance([[1]]), lambda: relative_importance([[1, 0], [0, 0]])],
    "method": [lambda: relative_importance([[1, 0], [0, 1]], "best")],
    "outcome": [lambda: importance_performance(Moments.from_rows(TWO), outcome=5)],
    "population": [lambda: sample_size(0, 0.05), lambda: slovin(math.inf, 0.05)],
    "margin": [lambda: sample_size(100, 5)],
    "share_a": [lambda: power_two_shares(0, 0.5, 10)],
    "per_day": [lambda: days_to_target(10, 0)],
}


@pytest.mark.parametrize(
    ("argument", "call"), [(name, call) for name, calls in WRONG.items() for call in calls]
)
def test_bad_input_is_refused_by_the_name_of_its_argument(argument, call):
    with pytest.raises(ValueError, match=f"^{argument}|, {argument}") as refusal:
        call()
    assert len(str(refusal.value)) > len(argument) + 10
