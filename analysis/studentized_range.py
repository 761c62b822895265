"""The studentized range: tails with all their digits, for many pairs at once.

SciPy's `studentized_range` takes a millisecond a value and has no digits left below 1e-9. Here every integrand is positive
and nothing is subtracted, so that small tails keep their relative precision; the inner integral is tabulated once for k.
"""

import math
from functools import lru_cache

import numpy as np
from numpy.polynomial.chebyshev import chebvander
from numpy.typing import NDArray
from scipy.special import log_ndtr

from analysis.results import FloatArray

REACH = 76.0  # beyond this range of normal variables a tail is no number any more
PANELS = 152
DEGREE = 13
NODES = 96
MORE_NODES = 512  # with fewer than FEW degrees of freedom, where the integrand fades slowly
FEW = 8.0
DROPPED = 40.0  # what is e⁻⁴⁰ of the largest part is left out


def log_upper_tail(statistic: FloatArray, k: int, df: FloatArray) -> FloatArray:
    """Return ln P(Q ≥ statistic) for the studentized range of k means, element by element.

    P = ∫ R_k(q s) f(s) ds, with f the density of √(χ²_ν/ν) and R_k(w) = k ∫ φ(z) Φ(z)^{k−1} (1 − (1 − Φ(z−w)/Φ(z))^{k−1}) dz the
    chance that k standard normal variables have a range above w. The outer integral is a trapezoid rule in ln s where the
    integrand is not negligible.

    Source: Lund and Lund (1983), Applied Statistics 32 (the integral); the arrangement is ours.

    >>> round(float(np.exp(log_upper_tail(np.array([3.5]), 3, np.array([20.0])))[0]), 6)
    0.055892
    """
    q, nu = np.broadcast_arrays(np.asarray(statistic, dtype=float), np.asarray(df, dtype=float))
    result: FloatArray = np.where(np.isnan(q) | np.isnan(nu), np.nan, 0.0)
    used = (q > 0) & ~np.isnan(nu)
    for part, nodes in ((used & (nu < FEW), MORE_NODES), (used & (nu >= FEW), NODES)):
        if part.any():
            result[part] = _integrated(q[part], nu[part], _table(k), nodes)
    return result


def _integrated(q: FloatArray, nu: FloatArray, table: "_Table", nodes: int) -> FloatArray:
    """Find where the integrand lies, then sum it there."""
    fading = (DROPPED + 5) / nu
    lowest = -np.log(np.maximum(q, 1.0)) - np.maximum(fading, np.sqrt(fading))
    highest = np.maximum(np.sqrt(DROPPED / nu), 0.5 * np.log1p(2 * DROPPED / nu)) + 0.1
    low, high = lowest, highest
    steps = np.linspace(0.0, 1.0, nodes)
    for rough in (True, False):
        u = low[:, None] + (high - low)[:, None] * steps
        log_g = nu[:, None] * (u + 0.5 - 0.5 * np.exp(2 * u)) + table(q[:, None] * np.exp(u), rough=rough)
        if rough:
            seen = log_g > log_g.max(axis=1, keepdims=True) - DROPPED
            width = (high - low) / (nodes - 1)
            first, last = seen.argmax(axis=1), nodes - 1 - seen[:, ::-1].argmax(axis=1)
            low, high = low + (first - 1) * width, low + (last + 1) * width
    top = log_g.max(axis=1)
    total = np.exp(log_g - top[:, None]).sum(axis=1) * (high - low) / (nodes - 1)
    result: FloatArray = np.minimum(top + np.log(total) + _log_constant(nu), 0.0)
    return result


def _log_constant(nu: FloatArray) -> FloatArray:
    """Return ln of 2 (ν/2)^{ν/2} e^{−ν/2} / Γ(ν/2), by Stirling's series where ν is large."""
    half = nu / 2
    small = np.minimum(half, 100.0)
    exact = math.log(2) + small * np.log(small) - small - np.vectorize(math.lgamma)(small)
    large = np.maximum(half, 50.0)
    series = math.log(2) + 0.5 * np.log(large / (2 * math.pi)) - 1 / (12 * large) + 1 / (360 * large**3)
    found: FloatArray = np.where(half < 100, exact, series)
    return found


class _Table:
    """ln R_k(w) on panels of Chebyshev polynomials; roughly by straight lines between their ends."""

    def __init__(self, k: int) -> None:
        nodes = np.cos(np.pi * (np.arange(DEGREE + 1) + 0.5) / (DEGREE + 1))
        width = REACH / PANELS
        w = width * (np.arange(PANELS)[:, None] + (nodes + 1) / 2)
        values = _log_range_tail(w.ravel(), k).reshape(w.shape)
        self._coefficients: FloatArray = np.linalg.solve(chebvander(nodes, DEGREE), values.T).astype(
            np.float64
        )  # (degree + 1, panels)
        self._ends: FloatArray = np.linspace(0.0, REACH, PANELS + 1)
        self._at_ends = _log_range_tail(self._ends, k)
        self._width = width

    def __call__(self, w: FloatArray, *, rough: bool) -> FloatArray:
        held: FloatArray = np.minimum(w, REACH) / self._width
        if rough:
            return np.interp(held * self._width, self._ends, self._at_ends)
        panel = np.minimum(held.astype(np.int64), PANELS - 1)
        x: FloatArray = 2 * (held - panel) - 1
        return _clenshaw(self._coefficients, panel, x)


def _clenshaw(coefficients: FloatArray, panel: NDArray[np.int64], x: FloatArray) -> FloatArray:
    later = np.zeros_like(x)
    latest = np.zeros_like(x)
    for row in coefficients[:0:-1]:
        later, latest = row[panel] + 2 * x * later - latest, later
    value: FloatArray = coefficients[0][panel] + x * later - latest
    return value


@lru_cache(maxsize=8)
def _table(k: int) -> _Table:
    return _Table(k)


def _log_range_tail(w: FloatArray, k: int) -> FloatArray:
    """Return ln P(range of k standard normal variables > w); 0 at w = 0."""
    # The largest of the k lies at z: from where all k can lie below it to the upper end, shifted by half of w.
    steps = np.linspace(-9.0, 9.0 + math.sqrt(2 * math.log(k)), 400)
    z = steps + w[:, None] / 2
    log_above, log_below = log_ndtr(z), log_ndtr(z - w[:, None])
    with np.errstate(divide="ignore"):  # at w = 0 the two are equal: a certain range of 0
        inner = (k - 1) * np.log1p(-np.minimum(np.exp(log_below - log_above), 1.0))
        log_part = np.log(-np.expm1(inner)) + (k - 1) * log_above - z**2 / 2
    top = log_part.max(axis=1)
    area = np.exp(log_part - top[:, None]).sum(axis=1) * (steps[1] - steps[0])
    found: FloatArray = np.minimum(top + np.log(area) + math.log(k) - 0.5 * math.log(2 * math.pi), 0.0)
    return found


def quantiles(confidence: float, k: int, df: FloatArray) -> FloatArray:
    """Return the studentized range that is exceeded with probability 1 − confidence, for each df.

    A smooth function of 1/df, solved at a few places and interpolated there where many are asked for.

    >>> round(float(quantiles(0.95, 3, np.array([20.0]))[0]), 4)
    3.5779
    """
    asked = 1 / np.asarray(df, dtype=float)
    known = ~np.isnan(asked)
    result = np.full(asked.shape, np.nan)
    if not known.any():
        return result
    places = np.unique(asked[known])
    if len(places) <= 40:
        found = np.array([_quantile(confidence, k, 1 / place) for place in places])
        result[known] = found[np.searchsorted(places, asked[known])]
        return result
    # In √(1/df) the curve is smooth from few answers to infinitely many.
    low, high = math.sqrt(places[0]), math.sqrt(places[-1])
    nodes = np.cos(np.pi * (np.arange(33) + 0.5) / 33)
    at = (low + high) / 2 + (high - low) / 2 * nodes
    values = np.array([math.log(_quantile(confidence, k, 1 / place**2)) for place in at])
    coefficients = np.linalg.solve(chebvander(nodes, 32), values)
    x = (2 * np.sqrt(asked[known]) - low - high) / (high - low)
    result[known] = np.exp(np.polynomial.chebyshev.chebval(x, coefficients))
    return result


def _quantile(confidence: float, k: int, df: float) -> float:
    # SciPy's optimisers take a fifth of a second to import, and pages need none of this.
    from scipy.optimize import brentq

    wanted = math.log1p(-confidence)

    def excess(log_q: float) -> float:
        return float(log_upper_tail(np.array([math.exp(log_q)]), k, np.array([df]))[0]) - wanted

    return math.exp(float(brentq(excess, math.log(1e-3), math.log(1e8), xtol=1e-13, rtol=1e-13)))
