"""Comparing like with like: models and tests that hold strata fixed, under one roof."""

from analysis.adjusted_rest import adjusted_against_rest
from analysis.proportional_odds import ProportionalOdds, brant_test, proportional_odds
from analysis.stratified import blocked_kruskal_wallis, cmh, mantel_haenszel, standardize

__all__ = [
    "ProportionalOdds",
    "adjusted_against_rest",
    "blocked_kruskal_wallis",
    "brant_test",
    "cmh",
    "mantel_haenszel",
    "proportional_odds",
    "standardize",
]
