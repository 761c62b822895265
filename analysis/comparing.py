"""Comparing units: the tests under one roof, each written in a file of its own."""

from analysis.against_rest import against_rest
from analysis.multiplicity import adjust_p_values
from analysis.rank_tests import kruskal_wallis
from analysis.table_tests import chi_square, prop_test

__all__ = ["adjust_p_values", "against_rest", "chi_square", "kruskal_wallis", "prop_test"]
