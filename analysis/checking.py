"""Checks of arguments: each raises `ValueError` naming the argument, what was expected and what came."""

from collections.abc import Sequence
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from analysis.results import FloatArray, IntArray

# Above this a float64 no longer holds every whole number.
LARGEST_COUNT = 2**53


def _numbers(name: str, values: ArrayLike) -> FloatArray:
    try:
        array = np.asarray(values)
    except ValueError as error:
        raise ValueError(
            f"{name}: expected a regular array of numbers, got rows of unequal length"
        ) from error
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name}: expected numbers, got values of type {array.dtype}")
    return array.astype(np.float64)


def whole_counts(name: str, values: ArrayLike) -> FloatArray:
    """Return counts of any shape as float64 (exact up to 2^53), refusing what is no count."""
    array = _numbers(name, values)
    if np.isnan(array).any():
        raise ValueError(f"{name}: expected counts, got NaN; write 0 where nobody answered")
    if (array < 0).any():
        raise ValueError(f"{name}: expected counts of 0 or more, got {array.min():g}")
    if (array > LARGEST_COUNT).any():
        raise ValueError(f"{name}: expected counts up to 2^53, got {array.max():g}")
    fractional = array != np.floor(array)
    if fractional.any():
        raise ValueError(f"{name}: expected whole numbers, got {array[fractional][0]:g}")
    return array


def rows_of_counts(name: str, values: ArrayLike) -> FloatArray:
    """Return one row (L,) or a table (k, L) of counts, with at least one row and two levels."""
    array = whole_counts(name, values)
    if array.ndim not in (1, 2) or array.shape[-1] < 2 or array.shape[0] == 0:
        raise ValueError(
            f"{name}: expected shape (L,) or (k, L) with L of 2 or more levels, got shape {array.shape}"
        )
    return array


def table_of_counts(name: str, values: ArrayLike) -> FloatArray:
    """Return a table (k, L) of counts in which at least two units have answers."""
    array = whole_counts(name, values)
    if array.ndim != 2 or array.shape[1] < 2:
        raise ValueError(
            f"{name}: expected shape (k, L) with k units and L of 2 or more levels, got shape {array.shape}"
        )
    answering = int((array.sum(axis=1) > 0).sum())
    if answering < 2:
        raise ValueError(
            f"{name}: nothing to compare, {answering} of {len(array)} units with answers, 2 needed"
        )
    return array


def pair_of_counts(a: ArrayLike, b: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Return two rows of counts (L,) over the same levels, each with at least one answer."""
    first, second = whole_counts("a", a), whole_counts("b", b)
    for name, array in (("a", first), ("b", second)):
        if array.ndim != 1 or array.size < 2:
            raise ValueError(
                f"{name}: expected shape (L,) with L of 2 or more levels, got shape {array.shape}"
            )
    if first.shape != second.shape:
        raise ValueError(f"a, b: expected the same levels, got {first.size} and {second.size}")
    for name, array in (("a", first), ("b", second)):
        if not array.sum():
            raise ValueError(f"{name}: nothing to compare, a sample without answers")
    return first, second


def successes_of(successes: ArrayLike, n: ArrayLike, suffix: str = "") -> tuple[FloatArray, FloatArray]:
    """Return successes and n broadcast to one shape, refusing more successes than answers."""
    x, total = whole_counts(f"successes{suffix}", successes), whole_counts(f"n{suffix}", n)
    try:
        x, total = np.broadcast_arrays(x, total)
    except ValueError as error:
        raise ValueError(
            f"successes{suffix}, n{suffix}: shapes {x.shape} and {total.shape} do not fit together"
        ) from error
    if (x > total).any():
        raise ValueError(f"successes{suffix}: expected at most n{suffix}, got more successes than answers")
    return x, total


def weights_of(weights: ArrayLike) -> FloatArray:
    """Return weights (m,), each 0 or more."""
    shape = np.shape(weights)
    if len(shape) != 1 or not shape[0]:
        raise ValueError(f"weights: expected shape (m,), got shape {shape}")
    found = real_numbers("weights", weights, shape)
    if np.isnan(found).any() or (found < 0).any():
        raise ValueError("weights: expected numbers of 0 or more")
    return found


def open_unit(name: str, value: float) -> float:
    """Return a number strictly between 0 and 1 (a confidence, an alpha)."""
    if not isinstance(value, Real) or not 0 < value < 1:
        raise ValueError(f"{name}: expected a number between 0 and 1, both excluded, got {value!r}")
    return float(value)


def satisfied_levels(satisfied: Sequence[int] | None, levels: int) -> IntArray:
    """Return the positions (from 0) of the satisfied levels.

    By default the two highest where there are four or more levels, else the highest alone, so that the middle of a
    scale is never satisfied.
    """
    if satisfied is None:
        return np.arange(levels - (2 if levels >= 4 else 1), levels)
    array = _numbers("satisfied", satisfied)
    if array.ndim != 1 or array.size == 0:
        raise ValueError(f"satisfied: expected a list of level numbers, got {satisfied!r}")
    # Comparing this way round refuses NaN too.
    if not ((array >= 1) & (array <= levels) & (array == np.floor(array))).all():
        raise ValueError(f"satisfied: expected level numbers from 1 to {levels}, got {satisfied!r}")
    if len(np.unique(array)) < len(array):
        raise ValueError(f"satisfied: a level stands twice in {satisfied!r}")
    return array.astype(np.int64) - 1


def level_scores(scores: Sequence[float] | None, levels: int) -> FloatArray:
    """Return one finite score per level, by default 1..L."""
    if scores is None:
        return np.arange(1, levels + 1, dtype=np.float64)
    array = _numbers("scores", scores)
    if array.shape != (levels,):
        raise ValueError(f"scores: expected one score for each of {levels} levels, got shape {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError("scores: expected finite numbers, got NaN or infinity")
    return array


def probabilities(name: str, values: ArrayLike) -> FloatArray:
    """Return probabilities of any shape; NaN (no test made) may stand in place."""
    array = _numbers(name, values)
    if ((array < 0) | (array > 1)).any():
        raise ValueError(f"{name}: expected probabilities from 0 to 1 (or NaN), got a value outside")
    return array


def real_numbers(name: str, values: ArrayLike, shape: tuple[int, ...]) -> FloatArray:
    """Return numbers of exactly the given shape; NaN may stand in place, infinity may not."""
    array = _numbers(name, values)
    if array.shape != shape:
        raise ValueError(f"{name}: expected shape {shape}, got shape {array.shape}")
    if np.isinf(array).any():
        raise ValueError(f"{name}: expected finite numbers (or NaN), got infinity")
    return array
