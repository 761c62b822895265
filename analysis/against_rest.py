"""Each unit against all the others together: the primary comparison."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import betaln, ndtri

from analysis.arithmetic import quotient
from analysis.checking import open_unit, real_numbers, satisfied_levels, table_of_counts
from analysis.family import Judged, Limits
from analysis.intervals import newcombe_limits
from analysis.multiplicity import AdjustMethod
from analysis.results import AgainstRest, FloatArray
from analysis.tails import deflated, two_sided_normal

Test = Literal["z", "exact"]

WIDE = 200.0  # standard deviation of a unit's number from which z is as good
NEGLIGIBLE = 1e-17  # of what has been summed
BLOCK = 64


def against_rest(
    counts: ArrayLike,
    satisfied: Sequence[int] | None = None,
    adjust: AdjustMethod = "holm",
    confidence: float = 0.95,
    std_errors: ArrayLike | None = None,
    *,
    test: Test = "z",
    design_effects: ArrayLike | None = None,
) -> AgainstRest:
    """Compare each unit's share of satisfied answers with that of all the other units together.

    d_i = p_i − p_rest. Without `std_errors`: z = d / √(p(1−p)(1/n_i + 1/n_rest)) with p the share of all answers, and
    Newcombe's interval. With `std_errors` (one per unit, from a sampling design): se_rest² = Σ_{j≠i} n_j² se_j² / (N−n_i)²,
    z = d / √(se_i² + se_rest²), interval d ± z·se cut at ±1. p is two-sided and adjusted over the family; the family interval
    has level 1 − (1−confidence)/family (Bonferroni); `band` is read from the adjusted p at 1 − confidence. When all answers
    are alike, z = 0 and p = 1. Holm and Bonferroni, and z and Newcombe, may part close to the limit: the band is the test.

    What surprises: z leans on the normal curve, and far out in its tail that fails where few answers are unsatisfied.
    With 250 answers a unit and a share of 0.5, somebody among 10, 40 or 160 equal units is named in about 5 % of
    simulated runs; with 120 answers and a share of 0.95 in 8 % (40 units) and 14 % (160), nearly always as "below".
    `test="exact"` holds there too: given everybody's answers together, a unit's satisfied ones are hypergeometric, and
    p = 2·min(P(X < x), P(X > x)) + P(X = x), at most 1 (mid-p, so that it is not needlessly timid). `statistic` and the intervals
    stay as they are. Where a unit's number has a standard deviation of 200 or more, p is that of z (they part by some 3 % of p).
    The pages use it; with `std_errors` there is z alone.

    With `design_effects` (one per unit, from answers that come in clusters; see `clustered.resemblance`) numbers count as n / deff:
    the normal quantile of p is divided by the root of the difference's own design effect, (deff_i/n_i + deff_rest/n_rest) /
    (1/n_i + 1/n_rest) with deff_rest = Σ_{j≠i} n_j deff_j / n_rest (Rao and Scott's first-order correction), and Newcombe's
    intervals take the effective numbers.

    `counts` has shape (k, L), all arrays of the result (k,). A unit without answers is NaN, its band None, and does not
    count in the family; so is a unit whose difference is not 0 while its standard errors are all 0. Errors: `ValueError`
    for what is no table of counts, fewer than two units with answers, a level out of range, an unknown `adjust` or
    `test`, `test="exact"` or design effects beside standard errors, design effects not above 0, a confidence outside (0, 1), and standard errors of the wrong shape, negative, infinite, or NaN where there are answers.

    Source: two-sample z as in Fleiss, Levin and Paik (2003), ch. 3; Newcombe (1998), method 10; Holm (1979); mid-p as in
    Lancaster (1961), JASA 56; Rao and Scott (1992), Biometrics 48.

    >>> result = against_rest([[5, 5, 90], [10, 20, 70], [15, 15, 70]], satisfied=[3])
    >>> result.difference.round(4).tolist(), result.band.tolist()
    ([0.2, -0.1, -0.1], ['above', 'not_distinguishable', 'not_distinguishable'])
    """
    table = table_of_counts("counts", counts)
    open_unit("confidence", confidence)
    n = table.sum(axis=1)
    x = table[:, satisfied_levels(satisfied, table.shape[1])].sum(axis=1)
    # A unit without answers has no difference; its rest is emptied too, so that everything about it is NaN.
    rest_n = np.where(n > 0, n.sum() - n, 0)
    rest_x = np.where(n > 0, x.sum() - x, 0)
    difference = quotient(x, n) - quotient(rest_x, rest_n)
    if std_errors is None:
        error = _pooled_error(x, n, rest_n)
    else:
        error = _design_error(_checked_errors(std_errors, n), n)
    statistic = np.where(difference == 0, 0.0, quotient(difference, error))
    if test not in get_args(Test) or (test == "exact" and std_errors is not None):
        raise ValueError(f"test: expected 'z', or 'exact' without std_errors, got {test!r}")
    raw_p, raw_log10_p = two_sided_normal(statistic)
    if test == "exact":
        raw_p, raw_log10_p = _mid_p(x, n, statistic)
    own, rest = effects_against_rest(design_effects, n)
    if design_effects is not None:
        if std_errors is not None:
            raise ValueError("design_effects: expected them or std_errors, got both")
        raw_p, raw_log10_p = deflated(raw_log10_p, effect_of_difference(own, rest, n, rest_n))

    def limits(level: float) -> Limits:
        if std_errors is None:
            return newcombe_limits(x / own, n / own, rest_x / rest, rest_n / rest, level)
        return _design_limits(difference, error, level)

    judged = Judged(difference=difference, statistic=statistic, p=raw_p, log10_p=raw_log10_p, n=n)
    return judged.family(
        limits,
        adjust=adjust,
        confidence=confidence,
        method=f"against_rest_{test}" if std_errors is None else "against_rest_design_z",
    )


def _mid_p(x: FloatArray, n: FloatArray, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the hypergeometric mid-p and its base-10 logarithm; that of z where the two cannot be told apart.

    SciPy's own takes primes apart for up to 104,723 answers and needs half a millisecond a unit; here the terms of the outer
    tail, each from the one before, are added up for all units at once.
    """
    p, log10_p = two_sided_normal(z)
    total, all_x = n.sum(), x.sum()
    spread = np.sqrt(quotient(n * all_x * (total - all_x) * (total - n), total**2 * max(total - 1, 1)))
    summed = (n > 0) & (spread < WIDE)
    own, size = x[summed], n[summed]
    at = _log_choose(all_x, own) + _log_choose(total - all_x, size - own) - _log_choose(total, size)
    tail = _outer_tail(own, size, all_x, total)
    one = np.exp(at)
    outer = one * tail
    found = np.minimum(2 * np.minimum(outer, np.maximum(1 - outer - one, 0)) + one, 1.0)
    p[summed] = found
    with np.errstate(divide="ignore"):
        log10_p[summed] = np.where(found < 0.5, (at + np.log(2 * tail + 1)) / np.log(10), np.log10(found))
    return p, log10_p


def _outer_tail(x: FloatArray, n: FloatArray, all_x: float, total: float) -> FloatArray:
    """Return the chance of what lies further out than x, in units of the chance of x itself; steps are taken in blocks."""
    rises = (x * total >= n * all_x)[:, None]  # the tail away from the expected number
    tail, term = np.zeros(len(x)), np.ones(len(x))
    left, first = np.arange(len(x)), 0
    while len(left):
        steps = np.arange(first, first + BLOCK)
        own, size = x[left, None], n[left, None]
        outside = total - all_x - size
        up, down = own + steps, own - steps
        ratio = np.where(
            rises[left],
            (all_x - up) * (size - up) / ((up + 1) * (outside + up + 1)),
            down * (outside + down) / ((all_x - down + 1) * (size - down + 1)),
        )
        # Beyond the last possible number a factor is 0, and whatever follows it is nothing too.
        terms = term[left, None] * np.cumprod(np.maximum(ratio, 0), axis=1)
        tail[left] += terms.sum(axis=1)
        term[left] = terms[:, -1]
        left = left[term[left] > NEGLIGIBLE * np.maximum(tail[left], 1)]
        first += BLOCK
    return tail


def _log_choose(n: FloatArray | float, k: FloatArray) -> FloatArray:
    found: FloatArray = -betaln(1 + n - k, 1 + k) - np.log1p(n)
    return found


def _pooled_error(x: FloatArray, n: FloatArray, rest_n: FloatArray) -> FloatArray:
    pooled = x.sum() / n.sum()
    error: FloatArray = np.sqrt(pooled * (1 - pooled) * (quotient(1, n) + quotient(1, rest_n)))
    return error


def _checked_errors(std_errors: ArrayLike, n: FloatArray) -> FloatArray:
    errors = real_numbers("std_errors", std_errors, n.shape)
    if (errors < 0).any():
        raise ValueError("std_errors: expected numbers of 0 or more, got a negative one")
    if np.isnan(errors[n > 0]).any():
        raise ValueError("std_errors: expected a number for every unit with answers, got NaN")
    return np.where(n > 0, errors, 0)


def _design_error(errors: FloatArray, n: FloatArray) -> FloatArray:
    own = (n * errors) ** 2
    # Leaving one out by subtraction would cancel when one unit holds nearly all the variance.
    before = np.concatenate([[0], np.cumsum(own)[:-1]])
    after = np.concatenate([np.cumsum(own[::-1])[:-1][::-1], [0]])
    rest = quotient(before + after, np.where(n > 0, n.sum() - n, 0) ** 2)
    return np.sqrt(errors**2 + rest)


def effects_against_rest(design_effects: ArrayLike | None, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the design effects of each unit and of all the others together; ones where none are given.

    >>> own, rest = effects_against_rest([1.0, 2.0, 4.0], np.array([10.0, 10.0, 30.0]))
    >>> rest.tolist()
    [3.5, 3.25, 1.5]
    """
    if design_effects is None:
        return np.ones(n.shape), np.ones(n.shape)
    own = real_numbers("design_effects", design_effects, n.shape)
    own = np.where(n > 0, own, 1.0)
    if np.isnan(own).any() or (own <= 0).any():
        raise ValueError("design_effects: expected numbers above 0 for every unit with answers")
    rest_n = n.sum() - n
    rest = np.where(rest_n > 0, quotient((n * own).sum() - n * own, rest_n), 1.0)
    return own, rest


def effect_of_difference(own: FloatArray, rest: FloatArray, n: FloatArray, rest_n: FloatArray) -> FloatArray:
    """Return the design effect of a difference of two shares.

    >>> effect_of_difference(*(np.array([each]) for each in (2.0, 1.0, 100.0, 300.0))).tolist()
    [1.75]
    """
    found: FloatArray = quotient(
        quotient(own, n) + quotient(rest, rest_n), quotient(1, n) + quotient(1, rest_n)
    )
    return found


def _design_limits(difference: FloatArray, error: FloatArray, level: float) -> Limits:
    reach = ndtri((1 + level) / 2) * np.where(error > 0, error, np.nan)
    return np.maximum(difference - reach, -1), np.minimum(difference + reach, 1)
