"""Tests on mean scores and on a trend of shares, from counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import level_scores, real_numbers, successes_of, table_of_counts
from analysis.results import TestResult
from analysis.tails import chi_square_tail, f_tail


def welch_anova(counts: ArrayLike, scores: Sequence[float] | None = None) -> TestResult:
    """Test whether units have equal mean scores, without assuming equal variances (Welch).

    With w_i = n_i/s_i², W = Σw, m̃ = Σ w m/W, a = Σ (1 − w_i/W)²/(n_i−1) / (k²−1): F = Σ w_i (m_i − m̃)²/(k−1) / (1 + 2(k−2) a),
    `df` = (k−1, 1/(3a)). When everybody gave the same answer F = 0 and p = 1.

    `counts` has shape (k, L), `scores` L numbers (1 to L by default). Units without answers are left out. Errors: `ValueError`
    for what is no table of counts, fewer than two units with answers, scores that are not L finite numbers, a unit with a
    single answer, or one without variation beside others: its variance cannot be estimated, and an error of 0 would be made up.
    Source: Welch (1951), Biometrika 38; as R's `oneway.test`.

    >>> result = welch_anova([[5, 3, 2], [2, 3, 5], [0, 2, 8]])
    >>> round(result.statistic, 4), tuple(round(df, 3) for df in result.df), round(result.p_value, 6)
    (7.2226, (2.0, 16.114), 0.005763)
    """
    table = table_of_counts("counts", counts)
    values = level_scores(scores, table.shape[1])
    table = table[table.sum(axis=1) > 0]
    n, k = table.sum(axis=1), len(table)
    if len(set(values[table.sum(axis=0) > 0])) == 1:
        return TestResult(
            statistic=0.0,
            p_value=1.0,
            df=(k - 1.0, np.nan),
            n=int(n.sum()),
            method="welch_anova",
            log10_p=0.0,
        )
    means = table @ values / n
    squares = (table * (values - means[:, None]) ** 2).sum(axis=1)
    if (n < 2).any() or (squares == 0).any():
        raise ValueError(
            "counts: expected two different answers or more in every unit, to estimate its variance"
        )
    weights = n * (n - 1) / squares
    share = weights / weights.sum()
    a = float(((1 - share) ** 2 / (n - 1)).sum()) / (k**2 - 1)
    centre = float(share @ means)
    statistic = float(weights @ (means - centre) ** 2) / (k - 1) / (1 + 2 * (k - 2) * a)
    df = (k - 1.0, 1 / (3 * a))
    p_value, log10_p = f_tail(statistic, *df)
    return TestResult(
        statistic=statistic, p_value=p_value, df=df, n=int(n.sum()), method="welch_anova", log10_p=log10_p
    )


def trend_in_proportions(
    successes: ArrayLike, n: ArrayLike, scores: Sequence[float] | None = None
) -> TestResult:
    """Test whether shares rise or fall along ordered groups (Cochran and Armitage).

    With group scores s_i (1 to k by default) and the pooled share p: T = Σ s_i (x_i − n_i p),
    X² = T² / (p(1−p) (Σ n_i s_i² − (Σ n_i s_i)²/N)), df = 1. When nobody or everybody succeeded X² = 0 and p = 1.

    `successes` and `n` have shape (k,); groups without answers carry no weight. Errors: `ValueError` for what is no count, more
    successes than n, fewer than two groups with answers, scores that are not k finite numbers or all alike.
    Source: Armitage (1955), Biometrics 11; as R's `prop.trend.test`.

    >>> result = trend_in_proportions([83, 90, 129, 70], [86, 93, 136, 82])
    >>> round(result.statistic, 4), round(result.p_value, 6)
    (8.2249, 0.004132)
    """
    x, total = successes_of(successes, n)
    if x.ndim != 1 or (total > 0).sum() < 2:
        raise ValueError(f"n: nothing to compare, {int((total > 0).sum())} groups with answers, 2 needed")
    places = np.arange(1.0, len(x) + 1) if scores is None else real_numbers("scores", scores, x.shape)
    if np.isnan(places).any():
        raise ValueError("scores: expected finite numbers, got NaN")
    size = float(total.sum())
    centred = places - float(total @ places) / size
    spread = float(total @ centred**2)
    if spread == 0:
        raise ValueError("scores: expected groups at different places, got one place for all")
    p = float(x.sum()) / size
    varied = 0 < p < 1
    statistic = float(x @ centred) ** 2 / (p * (1 - p) * spread) if varied else 0.0
    p_value, log10_p = chi_square_tail(statistic, 1)
    return TestResult(
        statistic=statistic,
        p_value=p_value,
        df=1,
        n=int(size),
        method="trend_in_proportions",
        log10_p=log10_p,
    )
