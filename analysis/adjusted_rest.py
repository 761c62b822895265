"""Each unit against all the others together, like compared with like: within strata of case mix."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, ndtri

from analysis.against_rest import WIDE, effect_of_difference, effects_against_rest
from analysis.arithmetic import quotient
from analysis.checking import open_unit, satisfied_levels, whole_counts
from analysis.family import Judged
from analysis.multiplicity import AdjustMethod
from analysis.results import AgainstRest, FloatArray
from analysis.tails import deflated, two_sided_normal

NEGLIGIBLE = 1e-18
REACH = 12.0
SAFE = 1e-8  # p that the neglected tails do not change in its tenth digit


def adjusted_against_rest(
    tables: ArrayLike,
    satisfied: Sequence[int] | None = None,
    adjust: AdjustMethod = "holm",
    confidence: float = 0.95,
    *,
    design_effects: ArrayLike | None = None,
) -> AgainstRest:
    """Compare each unit's share of satisfied answers with that of all the others, within strata.

    A unit with many land cases is compared with others' land cases. With a_h of n_h answers satisfied in the unit's stratum h,
    b_h of r_h in the rest's and N_h = n_h + r_h: difference Σ w_h (a_h/n_h − b_h/r_h) / Σ w_h with w_h = n_h r_h / N_h (Mantel and
    Haenszel), its variance after Sato, interval d ± z·se cut at ±1. `statistic` is the root of the Mantel–Haenszel chi-square
    without continuity correction, with the sign of Σ (a_h − n_h M_h / N_h). p is exact: given each stratum's satisfied answers M_h the
    unit's are a sum of hypergeometric numbers, p = 2·min(P(X < x), P(X > x)) + P(X = x), at most 1; where their standard deviation
    is 200 or more, that of the statistic. With one stratum p, difference and bands are those of `against_rest(test="exact")`.
    `design_effects` as there.

    `tables` has shape (strata, k, L), whole counts; all arrays of the result (k,). A unit that shares no stratum with another is
    NaN, its band None, and counts in no family. Errors: `ValueError` for what is no table of counts, fewer than two units with
    answers, a level out of range, an unknown `adjust`, design effects not above 0, a confidence outside (0, 1).

    Source: Mantel and Haenszel (1959), JNCI 22; Greenland and Robins (1985), Biometrics 41, and Sato (1989), Biometrics 45, as R's
    `metafor::rma.mh(measure = "RD")`; mid-p as in Lancaster (1961), JASA 56.

    >>> land, civil = [[40, 10], [9, 1]], [[1, 9], [10, 40]]
    >>> result = adjusted_against_rest([land, civil], satisfied=[2])
    >>> result.difference.round(4).tolist(), result.p_value.round(4).tolist()
    ([0.1, -0.1], [0.632, 0.632])
    """
    x, n = _shares_by_stratum(tables, satisfied)
    open_unit("confidence", confidence)
    all_n = n.sum(axis=0)
    stratum_n, stratum_x = n.sum(axis=1, keepdims=True), x.sum(axis=1, keepdims=True)
    rest_n, rest_x = stratum_n - n, stratum_x - x
    weight = quotient(n * rest_n, stratum_n)
    weight[~((n > 0) & (rest_n > 0))] = 0.0
    total = weight.sum(axis=0)
    gap = np.where(weight > 0, quotient(x, n) - quotient(rest_x, rest_n), 0.0)
    difference = quotient((weight * gap).sum(axis=0), total)
    error = quotient(np.sqrt(_sato(x, n, rest_x, rest_n, difference)), total)
    surplus, spread = _surplus(x, n, stratum_x, stratum_n)
    statistic = np.where(total > 0, np.where(surplus == 0, 0.0, quotient(surplus, spread)), np.nan)
    raw_p, raw_log10_p = two_sided_normal(statistic)
    for unit in np.flatnonzero((total > 0) & (spread < WIDE)).tolist():
        raw_p[unit], raw_log10_p[unit] = _mid_p(x[:, unit], n[:, unit], stratum_x[:, 0], stratum_n[:, 0])
    own, rest = effects_against_rest(design_effects, all_n)
    effect = effect_of_difference(own, rest, all_n, np.where(all_n > 0, all_n.sum() - all_n, 0))
    if design_effects is not None:
        raw_p, raw_log10_p = deflated(raw_log10_p, effect)

    def limits(level: float) -> tuple[FloatArray, FloatArray]:
        reach = ndtri((1 + level) / 2) * np.where(error > 0, error * np.sqrt(effect), np.nan)
        return np.maximum(difference - reach, -1), np.minimum(difference + reach, 1)

    judged = Judged(difference=difference, statistic=statistic, p=raw_p, log10_p=raw_log10_p, n=all_n)
    return judged.family(
        limits,
        adjust=adjust,
        confidence=confidence,
        method=f"adjusted_against_rest, {len(n)} strata",
    )


def _shares_by_stratum(tables: ArrayLike, satisfied: Sequence[int] | None) -> tuple[FloatArray, FloatArray]:
    array = whole_counts("tables", tables)
    if array.ndim != 3 or array.shape[2] < 2:
        raise ValueError(
            f"tables: expected shape (strata, k, L) with L of 2 or more levels, got shape {array.shape}"
        )
    answering = int((array.sum(axis=(0, 2)) > 0).sum())
    if answering < 2:
        raise ValueError(f"tables: nothing to compare, {answering} units with answers, 2 needed")
    chosen = satisfied_levels(satisfied, array.shape[2])
    return array[:, :, chosen].sum(axis=2), array.sum(axis=2)


def _sato(
    x: FloatArray, n: FloatArray, rest_x: FloatArray, rest_n: FloatArray, difference: FloatArray
) -> FloatArray:
    """Return the variance of Σ w_h d_h, shape (k,)."""
    size = n + rest_n
    p = quotient(n**2 * rest_x - rest_n**2 * x + n * rest_n * (rest_n - n) / 2, size**2)
    q = quotient(x * (rest_n - rest_x) + rest_x * (n - x), 2 * size)
    found = np.nan_to_num(difference) * np.nan_to_num(p).sum(axis=0) + np.nan_to_num(q).sum(axis=0)
    variance: FloatArray = np.maximum(found, 0.0)
    return variance


def _surplus(
    x: FloatArray, n: FloatArray, stratum_x: FloatArray, stratum_n: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return satisfied answers beyond those expected, and their standard deviation given the strata's."""
    expected = quotient(n * stratum_x, stratum_n)
    variance = quotient(
        n * stratum_x * (stratum_n - stratum_x) * (stratum_n - n), stratum_n**2 * np.maximum(stratum_n - 1, 1)
    )
    return np.nan_to_num(x - expected).sum(axis=0), np.sqrt(np.nan_to_num(variance).sum(axis=0))


def _mid_p(
    x: FloatArray, n: FloatArray, stratum_x: FloatArray, stratum_n: FloatArray, negligible: float = NEGLIGIBLE
) -> tuple[float, float]:
    """Return the mid-p of one unit and its base-10 logarithm; the strata's distributions are folded one by one."""
    chances, lowest = np.ones(1), 0.0
    for own_n, all_x, all_n in zip(n, stratum_x, stratum_n, strict=True):
        if own_n == 0:
            continue
        first, own = _hypergeometric(own_n, all_x, all_n, reach=REACH if negligible else np.inf)
        chances, lowest = np.convolve(chances, own), lowest + first
        kept = np.flatnonzero(chances > negligible * chances.max())
        chances, lowest = chances[kept[0] : kept[-1] + 1], lowest + kept[0]
    at = round(float(x.sum() - lowest))
    inside = 0 <= at < len(chances)
    one = float(chances[at]) if inside else 0.0
    below, above = float(chances[: max(at, 0)].sum()), float(chances[max(at + 1, 0) :].sum())
    p = min(2 * min(below, above) + one, 1.0)
    if p < SAFE and negligible:  # this far out nothing is negligible
        return _mid_p(x, n, stratum_x, stratum_n, negligible=0.0)
    return p, float(np.log10(max(p, np.finfo(float).tiny)))


def _hypergeometric(n: float, all_x: float, all_n: float, *, reach: float) -> tuple[float, FloatArray]:
    """Return the smallest number of satisfied answers among n that counts, and the chances from there on.

    Numbers further from the mean than `reach` standard deviations (and as many answers) are left out.
    """
    mean = n * all_x / all_n
    spread = np.sqrt(mean * (1 - all_x / all_n) * (all_n - n) / max(all_n - 1, 1))
    low = max(0.0, n + all_x - all_n, np.floor(mean - reach * (spread + 1)))
    high = min(n, all_x, np.ceil(mean + reach * (spread + 1)))
    at = np.arange(low, high + 1)

    def log_choose(m: float, k: FloatArray) -> FloatArray:
        found: FloatArray = -betaln(1 + m - k, 1 + k) - np.log1p(m)
        return found

    chances = np.exp(
        log_choose(all_x, at) + log_choose(all_n - all_x, n - at) - log_choose(all_n, np.array(n))
    )
    return low, chances / chances.sum()
