"""All pairs of units: on mean ranks (Dunn, Conover), on means without equal variances (Games and Howell).

Exploratory: with forty equal units nearly every run has some unadjusted pair below 0.05. Who differs is asked of
`against_rest` first.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betainc

from analysis.arithmetic import quotient
from analysis.checking import level_scores, open_unit, table_of_counts
from analysis.multiplicity import AdjustMethod, adjust_log10_p, adjust_p_values
from analysis.rank_tests import centred_midranks
from analysis.results import FloatArray, Pairwise
from analysis.studentized_range import log_upper_tail, quantiles
from analysis.tails import log10_two_sided_t, two_sided_normal

# Statistics of all pairs, their p-values and the logarithms of these, each (k, k).
Tested = tuple[FloatArray, FloatArray, FloatArray]


def dunn(counts: ArrayLike, adjust: AdjustMethod = "holm", labels: Sequence[str] | None = None) -> Pairwise:
    """Compare every pair of units by their mean ranks among all answers (Dunn).

    With midranks over all units together: z_ij = (r̄_i − r̄_j) / √(s² (1/n_i + 1/n_j)), s² = Σ t_l (r_l − r̄)²/(N−1), which is the
    usual variance corrected for ties; p two-sided from the normal curve, adjusted over all pairs of units with answers.
    `difference` is in mean ranks, there are no intervals. When everybody gave the same answer z = 0 and p = 1.

    `counts` has shape (k, L), the result (k, k). Errors: `ValueError` for what is no table of counts, fewer than two units with
    answers, an unknown `adjust`, labels that are not k. Source: Dunn (1964), Technometrics 6; two-sided, as
    `rstatix::dunn_test`.

    >>> result = dunn([[5, 3, 2], [2, 3, 5], [0, 2, 8]])
    >>> result.statistic[2].round(4).tolist(), result.p_value[2, 0].round(4).item()
    ([2.944, 1.3684, nan], 0.0097)
    """
    ranked = _Ranked(counts)
    error = np.sqrt(ranked.variance * ranked.inverse_sizes)
    statistic = _statistic(ranked.difference, error)
    tested = (statistic, *two_sided_normal(statistic))
    return _pairs(ranked.table, labels, tested, ranked.difference, adjust=adjust, df=None, method="dunn")


def conover(
    counts: ArrayLike, adjust: AdjustMethod = "holm", labels: Sequence[str] | None = None
) -> Pairwise:
    """Compare every pair of units by their mean ranks, sharper than `dunn` once the units differ (Conover and Iman).

    t_ij = (r̄_i − r̄_j) / √(s² (N−1−H)/(N−k) (1/n_i + 1/n_j)) with s² as in `dunn`, H of Kruskal and Wallis and k units with
    answers; p two-sided from Student's t with N−k. To be read only where Kruskal–Wallis rejects. Where the units share no
    level at all, nothing is left of the variance: statistics are infinite and p is 0.

    Shapes, errors, adjustment as in `dunn`; also `ValueError` where there are no more answers than units. Source: Conover and
    Iman (1979), Los Alamos report LA-7677-MS.

    >>> result = conover([[5, 3, 2], [2, 3, 5], [0, 2, 8]])
    >>> result.statistic[2].round(4).tolist(), result.p_value[2, 0].round(4).item()
    ([3.3938, 1.5774, nan], 0.0064)
    """
    ranked = _Ranked(counts)
    df = ranked.n - ranked.units
    if df <= 0:
        raise ValueError(
            f"counts: expected more answers than units, got {ranked.n:g} answers of {ranked.units} units"
        )
    left = max(ranked.n - 1 - ranked.h, 0.0) / df
    statistic = _statistic(ranked.difference, np.sqrt(ranked.variance * left * ranked.inverse_sizes))
    p = betainc(df / 2, 0.5, df / (df + statistic**2))
    tested = (statistic, p, log10_two_sided_t(statistic, np.asarray(df)))
    return _pairs(ranked.table, labels, tested, ranked.difference, adjust=adjust, df=df, method="conover")


class _Ranked:
    """Mean ranks of units in one ranking of all answers."""

    def __init__(self, counts: ArrayLike) -> None:
        self.table = table_of_counts("counts", counts)
        sizes, totals = self.table.sum(axis=1), self.table.sum(axis=0)
        ranks = centred_midranks(totals)
        means = quotient(self.table @ ranks, sizes)
        spread = float((totals * ranks**2).sum())
        self.n = float(sizes.sum())
        self.units = int((sizes > 0).sum())
        self.difference = np.subtract.outer(means, means)
        self.inverse_sizes = np.add.outer(quotient(1, sizes), quotient(1, sizes))
        self.variance = spread / (self.n - 1)
        between = float(np.nansum(sizes * means**2))
        self.h = (self.n - 1) * between / spread if spread else 0.0


def games_howell(
    counts: ArrayLike,
    scores: Sequence[float] | None = None,
    confidence: float = 0.95,
    labels: Sequence[str] | None = None,
) -> Pairwise:
    """Compare the mean scores of every pair of units without assuming equal variances (Games and Howell).

    With se_ij² = s_i²/n_i + s_j²/n_j: `statistic` t_ij = (m_i − m_j)/se_ij, Welch's df, p = P(Q ≥ |t| √2) for the studentized range
    of the k units that have two answers or more, `low`/`high` = difference ∓ Q(confidence)·se/√2. The procedure itself holds
    the family: nothing is adjusted further. A pair in which neither unit varies has NaN, or t = 0 and p = 1 where the means
    are equal.

    `counts` has shape (k, L), `scores` L numbers (1 to L by default), the result (k, k). Units with fewer than two answers are
    NaN. Errors: `ValueError` as in `dunn`, for scores that are not L finite numbers, for a confidence outside (0, 1). The
    studentized range is our own (1e-12 relative; R's `ptukey` is off by up to 5e-7 with many units).
    Source: Games and Howell (1976), Journal of Educational Statistics 1.

    >>> result = games_howell([[5, 3, 2], [2, 3, 5], [0, 2, 8]])
    >>> result.difference[2].round(4).tolist(), result.p_value[2].round(4).tolist()
    ([1.1, 0.5, nan], [0.006, 0.2377, nan])
    """
    table = table_of_counts("counts", counts)
    open_unit("confidence", confidence)
    values = level_scores(scores, table.shape[1])
    n = np.where(table.sum(axis=1) > 1, table.sum(axis=1), np.nan)
    means = table @ values / n
    variance = (table * (values - means[:, None]) ** 2).sum(axis=1) / (n - 1)
    own = variance / n
    both = np.add.outer(own, own)
    difference = np.subtract.outer(means, means)
    statistic = _statistic(difference, np.sqrt(both))
    df = quotient(both**2, np.add.outer(own**2 / (n - 1), own**2 / (n - 1)))
    k = int((~np.isnan(n)).sum())
    log_p, low, high = (np.full(both.shape, np.nan) for _ in range(3))
    upper = np.triu_indices(len(table), 1)
    if k > 1:
        t, nu, wide = np.abs(statistic[upper]), df[upper], np.sqrt(both[upper] / 2)
        log_p[upper] = np.where(t == 0, 0.0, log_upper_tail(t * math.sqrt(2), k, nu))
        reach = quantiles(confidence, k, nu) * wide
        low[upper], high[upper] = difference[upper] - reach, difference[upper] + reach
    below = upper[::-1]
    log_p[below], low[below], high[below] = log_p[upper], -high[upper], -low[upper]
    return _pairs(
        table,
        labels,
        (statistic, np.exp(log_p), log_p / math.log(10)),
        difference,
        adjust="none",
        df=df,
        method="games_howell",
        limits=(low, high),
    )


def _statistic(difference: FloatArray, error: FloatArray) -> FloatArray:
    """Divide; 0 where there is no difference, infinite where there is one but no variation is left."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(difference == 0, 0.0, difference / error)


def _pairs(
    table: FloatArray,
    labels: Sequence[str] | None,
    tested: Tested,
    difference: FloatArray,
    *,
    adjust: AdjustMethod,
    df: FloatArray | float | None,
    method: str,
    limits: tuple[FloatArray, FloatArray] | None = None,
) -> Pairwise:
    """Adjust over the pairs above the diagonal, mirror, and leave the diagonal empty."""
    statistic, p, log10_p = tested
    k = len(table)
    names = tuple(str(number) for number in range(1, k + 1)) if labels is None else tuple(labels)
    if len(names) != k:
        raise ValueError(f"labels: expected one for each of {k} units, got {len(names)}")
    upper = np.triu_indices(k, 1)
    adjusted, log10_adjusted = (np.full((k, k), np.nan) for _ in range(2))
    adjusted[upper] = adjust_p_values(np.minimum(p[upper], 1.0), adjust)
    log10_adjusted[upper] = adjust_log10_p(np.minimum(log10_p[upper], 0.0), adjust)
    for array in (adjusted, log10_adjusted):
        array.T[upper] = array[upper]
    empty = np.eye(k, dtype=bool)
    return Pairwise(
        labels=names,
        statistic=np.where(empty, np.nan, statistic),
        p_value=adjusted,
        log10_p=log10_adjusted,
        difference=np.where(empty, np.nan, difference),
        low=limits[0] if limits else None,
        high=limits[1] if limits else None,
        df=df,
        n=int(table.sum()),
        adjust=adjust,
        method=method,
    )
