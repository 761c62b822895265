"""Pearson's chi-square on a table of counts, and its form for shares."""

import math

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import successes_of, table_of_counts
from analysis.results import FloatArray, TableTestResult, TestResult
from analysis.tails import chi_square_tail


def _pearson(table: FloatArray) -> float:
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    return float(((table - expected) ** 2 / expected).sum())


def chi_square(counts: ArrayLike) -> TableTestResult:
    """Test whether answers are distributed alike in all units (Pearson, without continuity correction).

    X² = Σ (O − E)²/E with E = n_i t_j / N, df = (k−1)(L−1), `cramers_v` = √(X² / (N·min(k−1, L−1))). The order of the levels
    plays no part: for a scale `kruskal_wallis` sees more.

    `counts` has shape (k, L). Units without answers and levels nobody chose are left out before df and V; when all gave
    the same answer, X² = 0, p = 1, V = 0 and df = 0. Errors: `ValueError` as in `kruskal_wallis`.

    Source: Pearson (1900), Philosophical Magazine 50; Cramér (1946), Mathematical Methods of Statistics, ch. 21.

    >>> result = chi_square([[10, 20], [20, 10]])
    >>> round(result.statistic, 4), result.df, round(result.cramers_v, 4)
    (6.6667, 1, 0.3333)
    """
    table = table_of_counts("counts", counts)
    table = table[table.sum(axis=1) > 0][:, table.sum(axis=0) > 0]
    units, levels = table.shape
    n, df = float(table.sum()), (units - 1) * (levels - 1)
    statistic = _pearson(table) if df else 0.0
    p_value, log10_p = chi_square_tail(statistic, df)
    return TableTestResult(
        statistic=statistic,
        p_value=p_value,
        df=df,
        n=int(n),
        method="chi_square",
        log10_p=log10_p,
        cramers_v=math.sqrt(statistic / (n * min(units - 1, levels - 1))) if df else 0.0,
    )


def prop_test(successes: ArrayLike, n: ArrayLike) -> TestResult:
    """Test whether k shares are equal (chi-square without continuity correction, as R's `prop.test(correct = FALSE)`).

    X² = Σ n_i (p_i − p)² / (p(1−p)) with p the pooled share, df = k−1 over the groups that have answers. When nobody or
    everybody succeeded, X² = 0 and p = 1.

    `successes` and `n` have shape (k,). Errors: `ValueError` for what is no count, for more successes than n, for fewer
    than two groups with answers. Source: Fleiss, Levin and Paik (2003), Statistical Methods for Rates and Proportions, ch. 9.

    >>> result = prop_test([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(result.statistic, 4), result.df, round(result.p_value, 6)
    (12.6004, 3, 0.005585)
    """
    x, total = successes_of(successes, n)
    if x.ndim != 1:
        raise ValueError(f"successes: expected shape (k,), got shape {x.shape}")
    table = np.column_stack([total - x, x])[total > 0]
    if len(table) < 2:
        raise ValueError(f"n: nothing to compare, {len(table)} of {len(x)} groups with answers, 2 needed")
    varied = bool((table.sum(axis=0) > 0).all())
    statistic, df = _pearson(table) if varied else 0.0, len(table) - 1
    p_value, log10_p = chi_square_tail(statistic, df)
    return TestResult(
        statistic=statistic,
        p_value=p_value,
        df=df,
        n=int(table.sum()),
        method="prop_test",
        log10_p=log10_p,
    )
