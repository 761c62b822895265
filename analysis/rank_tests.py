"""Tests on ranks, computed from counts: everybody on the same level shares one midrank."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import table_of_counts
from analysis.results import FloatArray, RankTestResult
from analysis.tails import chi_square_tail


def centred_midranks(totals: FloatArray) -> FloatArray:
    """Return each level's midrank minus the mean rank; exact, because ranks are halves of whole numbers.

    >>> centred_midranks(np.array([2.0, 1.0, 1.0])).tolist()
    [-1.0, 0.5, 1.5]
    """
    below = np.cumsum(totals) - totals
    above = totals.sum() - below - totals
    ranks: FloatArray = (below - above) / 2
    return ranks


def kruskal_wallis(counts: ArrayLike) -> RankTestResult:
    """Test whether some units tend to higher answers than others (Kruskal and Wallis, corrected for ties).

    With midranks r_j of the levels, unit means r̄_i and overall mean r̄: H = (N−1) Σ n_i (r̄_i − r̄)² / Σ t_j (r_j − r̄)²,
    where t_j counts level j; p from chi-square with k−1 degrees of freedom. `epsilon_squared` = H/(N−1). This equals the
    usual tie-corrected form and does not cancel at large N.

    `counts` has shape (k, L). Units without answers are left out before df; when all gave the same answer, H = 0 and
    p = 1. Errors: `ValueError` for counts that are negative, fractional, NaN or of another shape, or with fewer than two
    units that have answers.

    Source: Kruskal and Wallis (1952), JASA 47, 583-621; epsilon squared: Tomczak and Tomczak (2014), Trends in Sport
    Sciences 21.

    >>> result = kruskal_wallis([[2, 3, 5], [5, 3, 2], [0, 4, 6]])
    >>> round(result.statistic, 4), result.df, round(result.p_value, 4)
    (6.0544, 2, 0.0485)
    """
    table = table_of_counts("counts", counts)
    table = table[table.sum(axis=1) > 0]
    sizes, totals = table.sum(axis=1), table.sum(axis=0)
    n, df = float(sizes.sum()), len(table) - 1
    ranks = centred_midranks(totals)
    spread = float((totals * ranks**2).sum())
    between = float(((table @ ranks) ** 2 / sizes).sum())
    statistic = (n - 1) * between / spread if spread > 0 else 0.0
    p_value, log10_p = chi_square_tail(statistic, df)
    return RankTestResult(
        statistic=statistic,
        p_value=p_value,
        df=df,
        n=int(n),
        method="kruskal_wallis",
        log10_p=log10_p,
        epsilon_squared=statistic / (n - 1),
    )
