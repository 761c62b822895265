"""Each unit's estimate against that of all the others together: composites, weighted shares, whatever has a standard error."""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from analysis.arithmetic import quotient
from analysis.checking import open_unit, real_numbers
from analysis.family import Judged
from analysis.multiplicity import AdjustMethod
from analysis.results import AgainstRest, FloatArray
from analysis.tails import two_sided_normal


def estimates_against_rest(
    estimates: ArrayLike,
    std_errors: ArrayLike,
    sizes: ArrayLike,
    adjust: AdjustMethod = "holm",
    confidence: float = 0.95,
) -> AgainstRest:
    """Compare each unit's estimate with the mean of the others', weighted by their sizes.

    d_i = θ_i − Σ_{j≠i} w_j θ_j / Σ_{j≠i} w_j, se² = se_i² + Σ_{j≠i} w_j² se_j² / (Σ_{j≠i} w_j)², z = d/se, p two-sided and adjusted over the
    family; intervals d ± z·se at `confidence` and, for the whole list, at 1 − (1 − confidence)/family. With shares and numbers
    of answers this is `against_rest(counts, std_errors=…)`. Estimates are taken as independent and normal.

    `estimates`, `std_errors` and `sizes` (answers, or the sum of their weights) have shape (k,), all arrays of the result too; `n`
    holds the sizes, rounded. NaN in an estimate or its error, or a size of 0, leaves the unit out: it is NaN, its band None, and it counts in no
    family. Errors: `ValueError` for unequal shapes, negative errors or sizes, fewer than two units, an unknown `adjust`, a
    confidence outside (0, 1). Source: Welch (1938), Biometrika 29; Holm (1979).

    >>> found = estimates_against_rest([0.9, 0.7, 0.71], [0.02, 0.02, 0.02], [100, 100, 300])
    >>> found.difference.round(4).tolist(), found.band.tolist()
    ([0.1925, -0.0575, -0.09], ['above', 'below', 'below'])
    """
    open_unit("confidence", confidence)
    shape = np.shape(estimates)
    if len(shape) != 1:
        raise ValueError(f"estimates: expected shape (k,), got shape {shape}")
    value = real_numbers("estimates", estimates, shape)
    error = real_numbers("std_errors", std_errors, shape)
    size = real_numbers("sizes", sizes, shape)
    if (error < 0).any() or (size < 0).any():
        raise ValueError("std_errors, sizes: expected numbers of 0 or more")
    known = ~np.isnan(value) & ~np.isnan(error) & (np.nan_to_num(size) > 0)
    if known.sum() < 2:
        raise ValueError(
            f"estimates: nothing to compare, {int(known.sum())} with an error and a size, 2 needed"
        )
    w = np.where(known, size, 0.0)
    total = w.sum() - w
    difference = np.where(known, value - quotient(_others(w * np.nan_to_num(value)), total), np.nan)
    spread = np.sqrt(error**2 + quotient(_others((w * np.nan_to_num(error)) ** 2), total**2))
    statistic = np.where(difference == 0, 0.0, quotient(difference, spread))
    raw_p, raw_log10_p = two_sided_normal(statistic)

    def limits(level: float) -> tuple[FloatArray, FloatArray]:
        reach = ndtri((1 + level) / 2) * spread
        return difference - reach, difference + reach

    judged = Judged(difference=difference, statistic=statistic, p=raw_p, log10_p=raw_log10_p, n=w)
    return judged.family(
        limits,
        adjust=adjust,
        confidence=confidence,
        method="estimates_against_rest",
    )


def _others(values: FloatArray) -> FloatArray:
    """The sum of all but one, without the cancelling of a subtraction where one holds nearly all."""
    before = np.concatenate([[0.0], np.cumsum(values)[:-1]])
    after = np.concatenate([np.cumsum(values[::-1])[:-1][::-1], [0.0]])
    found: FloatArray = before + after
    return found
