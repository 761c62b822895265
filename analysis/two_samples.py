"""Two samples of one scale question, from their counts: who tends to higher answers, and by how much."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import comb, stdtrit

from analysis.checking import open_unit, pair_of_counts
from analysis.rank_tests import centred_midranks
from analysis.results import Estimate, FloatArray, Interval, TestResult, TwoSampleResult
from analysis.tails import two_sided_normal, two_sided_t

LARGEST_EXACT = 60  # answers in both samples together, up to which every permutation is counted


def mann_whitney(a: ArrayLike, b: ArrayLike, continuity: bool = True) -> TestResult:
    """Test whether answers in one sample tend to be higher than in the other (Wilcoxon, Mann and Whitney).

    `statistic` is U of the first sample, the number of pairs in which its answer is higher, ties counted half (R's W).
    With midranks r_j of the levels and t_j answers at level j: z = (U − n_a n_b/2 ∓ ½)/σ, where
    σ² = n_a n_b / (N(N−1)) · Σ t_j (r_j − r̄)²; p two-sided from the normal curve. The ½ is left out without `continuity`, and
    where U = n_a n_b/2. When everybody gave the same answer p = 1.

    `a` and `b` are counts of shape (L,). Errors: `ValueError` for what are no counts, for unequal numbers of levels, for a
    sample without answers. Source: Mann and Whitney (1947), Annals of Mathematical Statistics 18; as R's
    `wilcox.test(exact = FALSE)`.

    >>> result = mann_whitney([1, 4, 5], [5, 3, 2])
    >>> result.statistic, round(result.p_value, 4)
    (73.5, 0.0653)
    """
    first, second = pair_of_counts(a, b)
    shift, error = _rank_shift(first, second)
    corrected = shift - math.copysign(0.5, shift) if continuity and shift else shift
    p, log10_p = two_sided_normal(np.asarray(corrected / error if error else 0.0))
    n_a, n_b = float(first.sum()), float(second.sum())
    return TestResult(
        statistic=shift + n_a * n_b / 2,
        p_value=float(p),
        df=None,
        n=int(n_a + n_b),
        method="mann_whitney",
        log10_p=float(log10_p),
    )


def _rank_shift(first: FloatArray, second: FloatArray) -> tuple[float, float]:
    """Rank sum of the first sample minus what chance expects, and its standard deviation over all permutations."""
    totals = first + second
    n, n_a = float(totals.sum()), float(first.sum())
    ranks = centred_midranks(totals)
    variance = n_a * (n - n_a) / n / max(n - 1, 1) * float((totals * ranks**2).sum())
    return float(first @ ranks), math.sqrt(variance)


def permutation_test(a: ArrayLike, b: ArrayLike) -> TestResult:
    """Test on the rank sum of the first sample against all ways of dealing the same answers out to both.

    `statistic` = (T − E)/sd on midranks, positive where the first sample tends higher. Up to 60 answers in all, p is the
    exact share of divisions with |T − E| as large as observed; above, it is normal without continuity correction, and
    `method` says which.

    `a` and `b` are counts of shape (L,). Errors: `ValueError` as in `mann_whitney`. Source: Streitberg and Röhmel (1986),
    Statistical Software Newsletter 12; as R's `coin::wilcox_test`.

    >>> result = permutation_test([0, 1, 4], [4, 1, 0])
    >>> round(result.statistic, 4), round(result.p_value, 6), result.method
    (2.6833, 0.015873, 'permutation_test, exact')
    """
    first, second = pair_of_counts(a, b)
    shift, error = _rank_shift(first, second)
    n = int(first.sum() + second.sum())
    statistic = shift / error if error else 0.0
    if n <= LARGEST_EXACT:
        p_value = _exact_p(first, first + second, shift)
        log10_p, how = math.log10(p_value), "exact"
    else:
        p, log10 = two_sided_normal(np.asarray(statistic))
        p_value, log10_p, how = float(p), float(log10), "normal"
    return TestResult(
        statistic=statistic,
        p_value=p_value,
        df=None,
        n=n,
        method=f"permutation_test, {how}",
        log10_p=log10_p,
    )


def _exact_p(first: FloatArray, totals: FloatArray, shift: float) -> float:
    """Count divisions by the size of the first sample so far and by its doubled rank sum, level after level."""
    size = int(first.sum())
    doubled = np.rint(2 * centred_midranks(totals)).astype(
        int
    )  # ranks are halves: whole numbers when doubled
    reach = int((np.abs(doubled) * totals).sum())
    ways = np.zeros((size + 1, 2 * reach + 1))
    ways[0, reach] = 1.0
    for rank, total in zip(doubled, totals.astype(int), strict=True):
        dealt = np.zeros_like(ways)
        for taken in range(min(int(total), size) + 1):
            moved = int(rank) * taken
            low, high = max(moved, 0), min(moved, 0)
            source = ways[: size + 1 - taken, max(-moved, 0) : ways.shape[1] - low]
            dealt[taken:, low : ways.shape[1] + high] += comb(int(total), taken) * source
        ways = dealt
    sums = np.abs(np.arange(-reach, reach + 1))
    as_far = sums >= abs(round(2 * shift))
    return float(min(ways[size, as_far].sum() / ways[size].sum(), 1.0))


def brunner_munzel(a: ArrayLike, b: ArrayLike, confidence: float = 0.95) -> TwoSampleResult:
    """Test whether P(A > B) + ½ P(A = B) differs from ½, without assuming equal shapes.

    With placements P_A(j) = (answers of b below level j) + half of those at it, and P_B alike: `estimate` p = mean of P_A / n_b;
    se² = s²(P_A)/(n_a n_b²) + s²(P_B)/(n_b n_a²); `statistic` = (p − ½)/se, positive where the first tends higher; t with
    Satterthwaite's df; `interval` p ± t·se, not cut at 0 and 1. Where the samples do not overlap at all the error is 0 and
    nothing can be tested this way: the statistic is infinite and p NaN; `permutation_test` answers then. When everybody gave
    the same answer the statistic is 0 and p = 1. A sample of one answer gives NaN.

    `a` and `b` are counts of shape (L,). Errors: `ValueError` as in `mann_whitney`, and for a confidence outside (0, 1).
    Source: Brunner and Munzel (2000), Biometrical Journal 42; as R's `lawstat::brunner.munzel.test`, with the samples in
    the other order.

    >>> result = brunner_munzel([1, 4, 5], [5, 3, 2])
    >>> round(result.statistic, 4), round(result.df, 2), round(result.estimate, 3)
    (2.1204, 16.73, 0.735)
    """
    open_unit("confidence", confidence)
    first, second = pair_of_counts(a, b)
    n_a, n_b = float(first.sum()), float(second.sum())
    placed_a = np.cumsum(second) - second / 2
    placed_b = np.cumsum(first) - first / 2
    estimate = float(first @ placed_a) / n_a / n_b
    own_a = _variance(first, placed_a) / n_a / n_b**2
    own_b = _variance(second, placed_b) / n_b / n_a**2
    error = math.sqrt(own_a + own_b)
    if error > 0:
        statistic = (estimate - 0.5) / error
        df = (own_a + own_b) ** 2 / (own_a**2 / (n_a - 1) + own_b**2 / (n_b - 1))
        p, log10_p = two_sided_t(statistic, df)
        reach = float(stdtrit(df, (1 + confidence) / 2)) * error
    elif estimate == 0.5 and error == 0:
        statistic, df, p, log10_p, reach = 0.0, math.nan, 1.0, 0.0, 0.0
    else:
        statistic = math.copysign(math.inf, estimate - 0.5) if error == 0 else math.nan
        df = p = log10_p = reach = math.nan
    return TwoSampleResult(
        statistic=statistic,
        p_value=p,
        df=df,
        n=int(n_a + n_b),
        method="brunner_munzel",
        log10_p=log10_p,
        estimate=estimate,
        interval=Interval(
            low=estimate - reach, high=estimate + reach, confidence=float(confidence), method="t"
        ),
    )


def _variance(counts: FloatArray, values: FloatArray) -> float:
    n = float(counts.sum())
    if n < 2:
        return math.nan
    mean = float(counts @ values) / n
    return float(counts @ (values - mean) ** 2) / (n - 1)


def cliffs_delta(a: ArrayLike, b: ArrayLike, confidence: float = 0.95) -> Estimate:
    """Return Cliff's delta, P(A > B) − P(A < B), from −1 to 1, positive where the first sample tends higher.

    With d_i. the dominance of one answer of a over all of b, d_.j alike: the unbiased variance is
    [n_b² Σ(d_i.−d)² + n_a² Σ(d_.j−d)² − ΣΣ(d_ij−d)²] / (n_a n_b (n_a−1)(n_b−1)), and where that is negative its smallest
    allowed value (1−d²)/(n_a n_b−1). Interval (d − d³ ± t s √((1−d²)² + t² s²))/(1 − d² + t² s²), t with n_a + n_b − 2. Where the
    samples do not overlap (d = ±1) the inner limit is ±(m − t²)/(m + t²), m the smaller sample. A sample of one answer gives
    no error and no interval (NaN).

    `a` and `b` are counts of shape (L,). Errors: `ValueError` as in `mann_whitney`, and for a confidence outside (0, 1).
    Source: Cliff (1996), Ordinal Methods for Behavioral Data Analysis; at d = ±1 Feng and Cliff (2004), Journal of Modern
    Applied Statistical Methods 3.

    >>> estimate = cliffs_delta([1, 4, 5], [5, 3, 2])
    >>> round(estimate.value, 4), round(estimate.interval.low, 4), round(estimate.interval.high, 4)
    (0.47, -0.0524, 0.7904)
    """
    open_unit("confidence", confidence)
    first, second = pair_of_counts(a, b)
    n_a, n_b = float(first.sum()), float(second.sum())
    over_b = (2 * np.cumsum(second) - second - n_b) / n_b
    over_a = (2 * np.cumsum(first) - first - n_a) / n_a
    delta = float(first @ over_b) / n_a
    std_error = low = high = math.nan
    if min(n_a, n_b) > 1:
        unequal = 1 - float(first @ second) / n_a / n_b
        variance = (
            n_b**2 * float(first @ (over_b - delta) ** 2)
            + n_a**2 * float(second @ (over_a + delta) ** 2)
            - n_a * n_b * (unequal - delta**2)
        ) / (n_a * n_b * (n_a - 1) * (n_b - 1))
        if variance < 0:
            variance = (1 - delta**2) / (n_a * n_b - 1)
        std_error = math.sqrt(variance)
        low, high = _limits_of_delta(
            delta, variance, float(stdtrit(n_a + n_b - 2, (1 + confidence) / 2)), min(n_a, n_b)
        )
    return Estimate(
        value=delta,
        std_error=std_error,
        interval=Interval(low=low, high=high, confidence=float(confidence), method="cliff"),
        n=int(n_a + n_b),
        method="cliffs_delta",
    )


def _limits_of_delta(delta: float, variance: float, t: float, smaller: float) -> tuple[float, float]:
    if abs(delta) == 1:
        inner = (smaller - t**2) / (smaller + t**2)
        return (inner, 1.0) if delta > 0 else (-1.0, -inner)
    reach = t * math.sqrt(variance) * math.sqrt((1 - delta**2) ** 2 + t**2 * variance)
    below = 1 - delta**2 + t**2 * variance
    return (delta - delta**3 - reach) / below, (delta - delta**3 + reach) / below
