"""Division that answers NaN where there is nothing to divide by, and arrays of one turned back into numbers."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.results import Count, FloatArray, Number


def quotient(numerator: ArrayLike, denominator: ArrayLike) -> FloatArray:
    """Divide element by element; a denominator of 0 or below gives NaN and no warning."""
    top, bottom = np.broadcast_arrays(
        np.asarray(numerator, dtype=np.float64), np.asarray(denominator, dtype=np.float64)
    )
    result: FloatArray = np.full(top.shape, np.nan)
    np.divide(top, bottom, out=result, where=bottom > 0)
    return result


def number(values: FloatArray) -> Number:
    """Turn an array without dimensions into a plain float; leave others as they are."""
    return float(values) if np.ndim(values) == 0 else values


def whole_number(values: FloatArray) -> Count:
    """Turn counts held as floats back into integers: a plain int, or an array."""
    return int(values) if np.ndim(values) == 0 else values.astype(np.int64)
