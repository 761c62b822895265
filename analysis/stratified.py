"""Comparisons within strata: what a difference is once procedure field, age or block are held fixed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components
from scipy.special import ndtri

from analysis.arithmetic import quotient
from analysis.checking import level_scores, open_unit, real_numbers, satisfied_levels, whole_counts
from analysis.rank_tests import centred_midranks
from analysis.results import Estimate, FloatArray, Interval, TestResult
from analysis.tails import chi_square_tail

CmhKind = Literal["general", "mean_score"]
BlockKind = Literal["pooled", "ridit"]


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsRatioResult(TestResult):
    """A test of a common odds ratio with its estimate and interval."""

    odds_ratio: float
    interval: Interval


def standardize(
    counts: ArrayLike,
    weights: ArrayLike,
    satisfied: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> Estimate:
    """Return the share of satisfied answers that each unit would have with one common mix of strata (direct standardisation).

    Value Σ w_s p_s with the weights brought to the sum 1; standard error √Σ w_s² p_s(1−p_s)/n_s; interval value ± z·se, cut at 0 and 1.
    `n` is the unit's number of answers. A unit without answers in a stratum that has weight is NaN: nothing is made up for it.

    `counts` has shape (k, strata, L), or (strata, L) for one unit; `weights` (strata,). Errors: `ValueError` for other shapes,
    weights that are negative or all 0, a level out of range, a confidence outside (0, 1).
    Source: Fleiss, Levin and Paik (2003), ch. 19.

    >>> estimate = standardize([[[2, 8], [10, 10]], [[20, 20], [2, 8]]], [0.5, 0.5], satisfied=[2])
    >>> estimate.value.tolist(), estimate.std_error.round(4).tolist()
    ([0.65, 0.65], [0.0844, 0.0746])
    """
    open_unit("confidence", confidence)
    table = whole_counts("counts", counts)
    if table.ndim not in (2, 3) or table.shape[-1] < 2:
        raise ValueError(f"counts: expected shape (k, strata, L), got shape {table.shape}")
    strata = table.shape[-2]
    w = real_numbers("weights", weights, (strata,))
    if np.isnan(w).any() or (w < 0).any() or not w.sum():
        raise ValueError("weights: expected numbers of 0 or more, not all 0")
    w = w / w.sum()
    n = table.sum(axis=-1)
    share = quotient(table[..., satisfied_levels(satisfied, table.shape[-1])].sum(axis=-1), n)
    # A stratum without weight plays no part, not even by its NaN.
    value = np.where(w > 0, w * share, 0.0).sum(axis=-1)
    variance = np.where(w > 0, w**2 * quotient(share * (1 - share), n), 0.0).sum(axis=-1)
    std_error = np.sqrt(variance)
    reach = float(ndtri((1 + confidence) / 2)) * std_error
    low, high = np.maximum(value - reach, 0), np.minimum(value + reach, 1)
    answers = n.sum(axis=-1).astype(np.int64)
    one = table.ndim == 2
    return Estimate(
        value=float(value) if one else value,
        std_error=float(std_error) if one else std_error,
        interval=Interval(
            low=float(low) if one else low,
            high=float(high) if one else high,
            confidence=float(confidence),
            method="normal",
        ),
        n=int(answers) if one else answers,
        method="standardize",
    )


def _tables(tables: ArrayLike) -> FloatArray:
    array = whole_counts("tables", tables)
    if array.ndim != 3 or array.shape[1] < 2 or array.shape[2] < 2:
        raise ValueError(
            f"tables: expected shape (strata, k, L) with 2 or more of both, got shape {array.shape}"
        )
    if not array.sum():
        raise ValueError("tables: nothing to compare, no answers")
    return array


def mantel_haenszel(tables: ArrayLike, confidence: float = 0.95) -> OddsRatioResult:
    """Estimate and test one odds ratio over strata of 2 × 2 tables [[a, b], [c, d]] (Mantel and Haenszel).

    OR = Σ(ad/n) / Σ(bc/n), interval exp(ln OR ± z·s) with the variance of Robins, Breslow and Greenland. `statistic` =
    (Σ(a − E))² / ΣV without continuity correction, df = 1. Strata with fewer than two answers say nothing. Where Σbc/n or
    Σad/n is 0 the odds ratio is infinite or 0 and has no interval.

    `tables` has shape (strata, 2, 2). Errors: `ValueError` for another shape, what is no count, no answers at all, a confidence
    outside (0, 1). Source: Mantel and Haenszel (1959), JNCI 22; Robins, Breslow and Greenland (1986), Biometrics 42; as R's
    `mantelhaen.test(correct = FALSE)`.

    >>> result = mantel_haenszel([[[10, 20], [5, 25]], [[20, 10], [15, 15]]])
    >>> round(result.odds_ratio, 4), round(result.statistic, 4), round(result.p_value, 4)
    (2.2, 3.8065, 0.0511)
    """
    open_unit("confidence", confidence)
    array = _tables(tables)
    if array.shape[1:] != (2, 2):
        raise ValueError(f"tables: expected shape (strata, 2, 2), got shape {array.shape}")
    array = array[array.sum(axis=(1, 2)) > 1]
    a, b, c, d = array[:, 0, 0], array[:, 0, 1], array[:, 1, 0], array[:, 1, 1]
    n = a + b + c + d
    for_, against = a * d / n, b * c / n
    r, s = float(for_.sum()), float(against.sum())
    expected = (a + b) * (a + c) / n
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / n**2 / (n - 1)).sum())
    statistic = float((a - expected).sum()) ** 2 / variance if variance else 0.0
    p_value, log10_p = chi_square_tail(statistic, 1)
    ratio = float(quotient(r, s)) if s else (np.inf if r else np.nan)
    low = high = np.nan
    if r and s:
        agree, differ = (a + d) / n, (b + c) / n
        spread = (
            float((agree * for_).sum()) / r**2
            + float((agree * against + differ * for_).sum()) / (r * s)
            + float((differ * against).sum()) / s**2
        ) / 2
        reach = float(ndtri((1 + confidence) / 2)) * np.sqrt(spread)
        low, high = ratio * np.exp(-reach), ratio * np.exp(reach)
    return OddsRatioResult(
        statistic=statistic,
        p_value=p_value,
        df=1,
        n=int(n.sum()),
        method="mantel_haenszel",
        log10_p=log10_p,
        odds_ratio=float(ratio),
        interval=Interval(low=float(low), high=float(high), confidence=float(confidence), method="rbg"),
    )


def cmh(tables: ArrayLike, kind: CmhKind = "general", scores: Sequence[float] | None = None) -> TestResult:
    """Test whether units differ once strata are held fixed (Cochran, Mantel and Haenszel).

    Within each stratum the margins are held and answers dealt out at random. `"general"`: any difference of the distributions,
    df = (k−1)(L−1), a matrix of that size is solved; `"mean_score"`: differences of mean scores, df = k−1, from the tables in a
    moment also for thousands of units. Units that share no stratum with others, and levels nobody chose, are left out
    of df. When nothing varies within strata the statistic is 0 and p = 1.

    `tables` has shape (strata, k, L), `scores` L numbers (1 to L by default). Errors: `ValueError` for another shape, what is no
    count, no answers, an unknown kind, scores that are not L finite numbers. Source: Landis, Heyman and Koch (1978),
    International Statistical Review 46; as R's `mantelhaen.test` and `vcdExtra::CMHtest`.

    >>> tables = [[[5, 3, 2], [2, 3, 5]], [[8, 6, 4], [3, 5, 9]]]
    >>> [round(cmh(tables, kind).statistic, 4) for kind in ("general", "mean_score")]
    [6.5744, 6.5598]
    """
    array = _tables(tables)
    values = level_scores(scores, array.shape[2])
    if kind not in get_args(CmhKind):
        raise ValueError(f"kind: expected 'general' or 'mean_score', got {kind!r}")
    array = array[array.sum(axis=(1, 2)) > 1]
    if kind == "general":
        statistic, df = _general(array)
    else:
        statistic, df = _mean_scores(array, np.broadcast_to(values, (len(array), len(values))))
    return _result(statistic, df, array, f"cmh, {kind}")


def _result(statistic: float, df: int, array: FloatArray, method: str) -> TestResult:
    p_value, log10_p = chi_square_tail(statistic, df)
    return TestResult(
        statistic=statistic, p_value=p_value, df=df, n=int(array.sum()), method=method, log10_p=log10_p
    )


def _general(array: FloatArray) -> tuple[float, int]:
    array = array[:, array.sum(axis=(0, 2)) > 0][:, :, array.sum(axis=(0, 1)) > 0]
    k, levels = array.shape[1] - 1, array.shape[2] - 1
    if k < 1 or levels < 1:
        return 0.0, 0
    gap = np.zeros(k * levels)
    covariance = np.zeros((k * levels, k * levels))
    for table in array:
        n, rows, columns = table.sum(), table.sum(axis=1)[:k], table.sum(axis=0)[:levels]
        gap += (table[:k, :levels] - np.outer(rows, columns) / n).ravel()
        by_row = np.diag(rows) * n - np.outer(rows, rows)
        by_column = np.diag(columns) * n - np.outer(columns, columns)
        covariance += np.kron(by_row, by_column) / (n**2 * (n - 1))
    rank = int(np.linalg.matrix_rank(covariance, hermitian=True))
    return float(gap @ np.linalg.pinv(covariance, hermitian=True) @ gap), rank


def _mean_scores(array: FloatArray, scores: FloatArray) -> tuple[float, int]:
    """Return the quadratic form of score sums against their permutation covariance, and its rank.

    The covariance Σ_h v_h (diag(n_h) − n_h n_h'/N_h) is a diagonal less one direction for each stratum: one unit of each connected
    part is dropped, and what is left is inverted through a matrix of strata alone.
    """
    sizes, totals = array.sum(axis=2), array.sum(axis=1)
    n = totals.sum(axis=1)
    centred = scores - quotient((totals * scores).sum(axis=1), n)[:, None]
    spread = (totals * centred**2).sum(axis=1) / np.maximum(n - 1, 1)
    telling = (spread > 0) & ((sizes > 0).sum(axis=1) > 1)
    array, sizes, centred, spread, n = (each[telling] for each in (array, sizes, centred, spread, n))
    if not len(array):
        return 0.0, 0
    gap = np.einsum("hkl,hl->k", array, centred)
    statistic, df = 0.0, 0
    for units, strata in _connected(sizes):
        kept = units[:-1]
        u = sizes[np.ix_(strata, kept)].T
        diagonal = u @ spread[strata]
        scaled = u / diagonal[:, None]
        inner = np.diag(n[strata] / spread[strata]) - u.T @ scaled
        d = gap[kept]
        along = scaled.T @ d
        statistic += float(d @ (d / diagonal) + along @ np.linalg.solve(inner, along))
        df += len(kept)
    return statistic, df


def _connected(sizes: FloatArray) -> list[tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]]:
    """Return the parts of units and strata that hang together; units in no telling stratum are in none."""
    strata, k = sizes.shape
    where, who = np.nonzero(sizes)
    graph = csr_array((np.ones(len(who)), (where, strata + who)), shape=(strata + k, strata + k))
    _, part = connected_components(graph, directed=False)
    parts = [
        (np.flatnonzero(part[strata:] == each), np.flatnonzero(part[:strata] == each))
        for each in np.unique(part[:strata])
    ]
    return [(units, strata_of) for units, strata_of in parts if len(units) > 1]


def blocked_kruskal_wallis(tables: ArrayLike, kind: BlockKind = "pooled") -> TestResult:
    """Test whether some units tend to higher answers than others within blocks.

    `"pooled"`: midranks over all blocks together, dealt out at random within blocks; `"ridit"`: van Elteren's, midranks within
    each block divided by its number of answers plus one. The quadratic form of the units' rank sums has k−1 degrees of freedom.

    Shapes, errors and what is left out as in `cmh`. Source: van Elteren (1960), Bulletin of the ISI 37; Strasser and Weber
    (1999); `"pooled"` as R's `coin::kruskal_test(y ~ unit | block)`.

    >>> result = blocked_kruskal_wallis([[[5, 3, 2], [2, 3, 5]], [[8, 6, 4], [3, 5, 9]]])
    >>> round(result.statistic, 4), result.df
    (6.5678, 1)
    """
    array = _tables(tables)
    if kind not in get_args(BlockKind):
        raise ValueError(f"kind: expected 'pooled' or 'ridit', got {kind!r}")
    array = array[array.sum(axis=(1, 2)) > 1]
    totals = array.sum(axis=1)
    if kind == "pooled":
        scores = np.broadcast_to(centred_midranks(totals.sum(axis=0)), totals.shape)
    else:
        scores = np.array([centred_midranks(block) / (block.sum() + 1) for block in totals])
    statistic, df = _mean_scores(array, scores)
    return _result(statistic, df, array, f"blocked_kruskal_wallis, {kind}")
