"""Comparing units: the tests under one roof, each written in a file of its own."""

from analysis.against_rest import against_rest
from analysis.mean_tests import trend_in_proportions, welch_anova
from analysis.multiplicity import adjust_p_values
from analysis.pairwise import conover, dunn, games_howell
from analysis.rank_tests import kruskal_wallis
from analysis.table_tests import chi_square, prop_test
from analysis.two_samples import brunner_munzel, cliffs_delta, mann_whitney, permutation_test

__all__ = [
    "adjust_p_values",
    "against_rest",
    "brunner_munzel",
    "chi_square",
    "cliffs_delta",
    "conover",
    "dunn",
    "games_howell",
    "kruskal_wallis",
    "mann_whitney",
    "permutation_test",
    "prop_test",
    "trend_in_proportions",
    "welch_anova",
]
