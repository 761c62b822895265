"""Tail probabilities with their base-10 logarithm, which stays exact where the probability underflows to 0."""

import math

import numpy as np
from scipy.special import chdtrc, gammaln, log_ndtr

from analysis.results import FloatArray

# Below this chdtrc loses digits to denormal numbers, so the logarithm is taken from the continued fraction.
SMALLEST_SAFE = 1e-290


def _log_upper_gamma(a: float, x: float) -> float:
    """Return ln Q(a, x) for x far above a, by the continued fraction of DLMF 8.9.2 (modified Lentz)."""
    b = x + 1 - a
    c, d = math.inf, 1 / b
    fraction = d
    for i in range(1, 10_000):
        numerator = -i * (i - a)
        b += 2
        d = 1 / (numerator * d + b)
        c = b + numerator / c
        step = c * d
        fraction *= step
        if abs(step - 1) < 1e-16:
            break
    return float(-x + a * math.log(x) - gammaln(a) + math.log(fraction))


def chi_square_tail(statistic: float, df: float) -> tuple[float, float]:
    """Return P(X² ≥ statistic) and its base-10 logarithm; with df = 0 there is nothing to test: (1, 0)."""
    if df == 0:
        return 1.0, 0.0
    p = float(chdtrc(df, statistic))
    if p > SMALLEST_SAFE:
        return p, math.log10(p)
    return p, _log_upper_gamma(df / 2, statistic / 2) / math.log(10)


def two_sided_normal(z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return P(|Z| ≥ |z|) and its base-10 logarithm, element by element; NaN stays NaN."""
    log_p = np.minimum(math.log(2) + log_ndtr(-np.abs(z)), 0.0)
    return np.exp(log_p), log_p / math.log(10)
