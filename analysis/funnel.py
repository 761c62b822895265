"""The funnel: which units lie outside of what their size and the usual spread between units explain."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri
from scipy.stats import binom

from analysis.arithmetic import quotient
from analysis.checking import open_unit, successes_of
from analysis.results import BoolArray, FloatArray, IntArray

WINSORISED = 0.10  # of the z values at each end are pulled in before the spread is judged


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Funnel:
    """Units against a target; arrays have shape (k,), `low`, `high` and `outside` (limits, k).

    `phi` is the winsorised mean of z² (1 where units differ by chance alone), `tau2` the variance between units that it implies,
    `z_adjusted` z with that variance allowed for. `outside` is read from `z_adjusted`, `low` and `high` are the binomial limits
    without it.
    """

    target: float
    value: FloatArray
    z: FloatArray
    phi: float
    tau2: float
    z_adjusted: FloatArray
    low: FloatArray
    high: FloatArray
    outside: BoolArray
    limits: tuple[float, ...]
    n: IntArray
    method: str


def funnel(
    successes: ArrayLike,
    n: ArrayLike,
    target: float | None = None,
    limits: Sequence[float] = (0.95, 0.998),
) -> Funnel:
    """Place shares against their sizes, with limits and an allowance for over-dispersion.

    θ is the target, by default Σx/Σn. z_i = (p_i − θ)/√(θ(1−θ)/n_i); its values beyond their 10 % and 90 % quantiles (R's type 7) are
    pulled in, φ = mean of the squares; with w_i = n_i/(θ(1−θ)), τ² = max(0, (kφ − (k−1))/(Σw − Σw²/Σw));
    z_adjusted = (p_i − θ)/√(θ(1−θ)/n_i + τ²). Limits: with r the smallest count whose binomial probability P(R ≤ r) reaches the
    level, (r − α)/n where α interpolates between r − 1 and r, cut at 0 and 1.

    Outside of a limit is no verdict: the 99.8 % limits hold somebody in 8 % of null runs of 40 units. Name a unit only after
    Holm on the p of `z_adjusted`.

    `successes` and `n` have shape (k,). Units without answers are NaN and never outside. When everybody or nobody is satisfied
    z = 0. Errors: `ValueError` for what is no count, more successes than n, fewer than two units with answers, a target or
    limit outside (0, 1). Source: Spiegelhalter (2005), Statistics in Medicine 24.

    >>> found = funnel([80, 70, 45, 390], [100, 100, 50, 500])
    >>> found.target, found.z.round(3).tolist(), round(found.phi, 3)
    (0.78, [0.483, -1.931, 2.048, 0.0], 1.138)
    """
    x, size = successes_of(successes, n)
    if x.ndim != 1:
        raise ValueError(f"successes: expected shape (k,), got shape {x.shape}")
    known = size > 0
    k = int(known.sum())
    if k < 2:
        raise ValueError(f"n: nothing to compare, {k} of {len(size)} units with answers, 2 needed")
    levels = tuple(open_unit("limits", level) for level in limits)
    theta = float(x.sum() / size.sum()) if target is None else open_unit("target", target)
    value = quotient(x, size)
    variance = quotient(theta * (1 - theta), size)
    z = np.where(known & (value == theta), 0.0, quotient(value - theta, np.sqrt(variance)))
    phi, tau2 = _dispersion(z[known], quotient(1, variance[known]))
    z_adjusted = np.where(z == 0, 0.0, quotient(value - theta, np.sqrt(variance + tau2)))
    reach = ndtri((1 + np.array(levels)) / 2)
    tails = (1 - np.array(levels)) / 2
    return Funnel(
        target=theta,
        value=value,
        z=z,
        phi=phi,
        tau2=tau2,
        z_adjusted=z_adjusted,
        low=np.array([_binomial_limit(theta, size, tail) for tail in tails]),
        high=np.array([_binomial_limit(theta, size, 1 - tail) for tail in tails]),
        outside=np.abs(np.nan_to_num(z_adjusted)) > reach[:, None],
        limits=levels,
        n=size.astype(np.int64),
        method="funnel",
    )


def _dispersion(z: FloatArray, weights: FloatArray) -> tuple[float, float]:
    if np.isnan(weights).any():  # everybody or nobody is satisfied: no spread at all
        return 0.0, 0.0
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float((np.clip(z, low, high) ** 2).mean())
    room = weights.sum() - (weights**2).sum() / weights.sum()
    return phi, max(0.0, float((len(z) * phi - (len(z) - 1)) / room))


def _binomial_limit(theta: float, n: FloatArray, level: float) -> FloatArray:
    known = n > 0
    size = np.where(known, n, 1)
    count = binom.ppf(level, size, theta)
    reached, before = binom.cdf(count, size, theta), binom.cdf(count - 1, size, theta)
    share = quotient(reached - level, reached - before)
    limit = np.clip((count - np.nan_to_num(share)) / size, 0, 1)
    return np.where(known, limit, np.nan)
