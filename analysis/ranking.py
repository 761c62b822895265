"""Bands, rank intervals and shrunken estimates instead of bare ranks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import open_unit, probabilities, real_numbers
from analysis.results import BoolArray, FloatArray, IntArray, TextArray

DRAWS = 20_000
BATCH = 200  # draws looked at together
OUTERMOST = 12  # units of a draw among which its largest difference is looked for first


def bands(p_value: ArrayLike, difference: ArrayLike, alpha: float = 0.05) -> TextArray:
    """Return each unit's band: "above", "not_distinguishable", "below", or None where it was not compared.

    A unit is above (below) when p ≤ alpha and its difference is positive (negative). `p_value` should already be adjusted
    over its family. "not_distinguishable" says that the ground is too thin to tell, never that units are equal.

    `p_value` and `difference` have one shape, the result too; NaN in either gives None. Errors: `ValueError` for p outside
    [0, 1], unequal shapes, infinite differences, alpha outside (0, 1).

    Source: our reading of a two-sided test at level alpha; see Goldstein and Healy (1995), JRSS A 158, on league tables.

    >>> bands([0.01, 0.20, 0.03, float("nan")], [0.1, 0.1, -0.1, 0.1]).tolist()
    ['above', 'not_distinguishable', 'below', None]
    """
    open_unit("alpha", alpha)
    p = probabilities("p_value", p_value)
    d = real_numbers("difference", difference, p.shape)
    band = np.full(p.shape, "not_distinguishable", dtype=object)
    band[(p <= alpha) & (d > 0)] = "above"
    band[(p <= alpha) & (d < 0)] = "below"
    band[np.isnan(p) | np.isnan(d)] = None
    return band


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RankSets:
    """From which to which rank each unit may stand (1 the best); arrays of shape (k,), −1 for a unit without estimate."""

    low: IntArray
    high: IntArray
    confidence: float
    simultaneous: bool
    draws: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shrunken:
    """Estimates drawn towards their common mean, shape (k,); `tau2` is the true variance between units, `mean` its centre."""

    value: FloatArray
    std_error: FloatArray
    tau2: float
    mean: float
    mean_std_error: float


def _with_errors(estimates: ArrayLike, std_errors: ArrayLike) -> tuple[FloatArray, FloatArray, BoolArray]:
    shape = np.shape(estimates)
    if len(shape) != 1:
        raise ValueError(f"estimates: expected shape (k,), got shape {shape}")
    value = real_numbers("estimates", estimates, shape)
    error = real_numbers("std_errors", std_errors, shape)
    known = ~np.isnan(value) & ~np.isnan(error)
    if (error[known] <= 0).any():
        raise ValueError("std_errors: expected numbers above 0 where there are estimates")
    if known.sum() < 2:
        raise ValueError(f"estimates: nothing to compare, {int(known.sum())} with a standard error, 2 needed")
    return value, error, known


def rank_sets(
    estimates: ArrayLike,
    std_errors: ArrayLike,
    confidence: float = 0.95,
    simultaneous: bool = True,
    seed: int = 0,
    *,
    draws: int = DRAWS,
) -> RankSets:
    """Return for each unit the ranks that cannot be excluded (1 is the highest estimate).

    Differences d_ij = θ̂_i − θ̂_j with errors √(se_i² + se_j²), independent and normal. A unit is surely below those whose
    difference lies beyond a critical value, surely above those beyond it on the other side: low = 1 + (surely better),
    high = k − (surely worse). The critical value is the `confidence` quantile of the largest difference under equality, over
    all ordered pairs (`simultaneous`: all sets hold together) or over those of one unit; it is then taken again over the
    ordered pairs not yet decided, until no further one falls (step-down max-t). Quantiles come from `draws` normal draws with
    `seed`; 20,000 give the same sets at nearly every seed.

    All pairs of 3,321 units take seconds: |s_i ε_i − s_j ε_j| / √(s_i² + s_j²) ≤ √(ε_i² + ε_j²), so that only the outermost units of
    a draw can hold its largest difference. Sets that hold one by one (`simultaneous=False`) have no such bound: k² · draws.

    `estimates` and `std_errors` have shape (k,); a unit with NaN in either has −1 and takes no rank. Errors: `ValueError` for
    unequal shapes, standard errors not above 0, fewer than two estimates, a confidence outside (0, 1), fewer than 5,000 draws.
    Source: Mogstad, Romano, Shaikh and Wilhelm (2024), Review of Economic Studies 91; Romano and Wolf (2005).

    >>> sets = rank_sets([0.9, 0.5, 0.4], [0.05, 0.05, 0.05])
    >>> sets.low.tolist(), sets.high.tolist()
    ([1, 2, 2], [1, 3, 3])
    """
    open_unit("confidence", confidence)
    value, error, known = _with_errors(estimates, std_errors)
    if draws < 5_000:
        raise ValueError(f"draws: expected 5,000 or more, got {draws}")
    theta, se = value[known], error[known]
    finder = _decided_together if simultaneous else _decided_one_by_one
    better, worse = finder(theta, se, confidence, seed=seed, draws=draws)
    low, high = (np.full(len(value), -1, dtype=np.int64) for _ in range(2))
    low[known], high[known] = 1 + better, len(theta) - worse
    return RankSets(
        low=low, high=high, confidence=float(confidence), simultaneous=bool(simultaneous), draws=int(draws)
    )


def _decided_together(
    theta: FloatArray, se: FloatArray, confidence: float, *, seed: int, draws: int
) -> tuple[IntArray, IntArray]:
    """Return how many units are surely better and how many surely worse than each, all decisions holding together."""
    t = np.subtract.outer(theta, theta)
    t /= np.hypot.outer(se, se)
    undecided = ~np.eye(len(theta), dtype=bool)
    while True:
        largest = _largest_differences(se, undecided, np.random.default_rng(seed), draws)
        falls = undecided & (t > _quantile(largest, confidence))
        if not falls.any():
            decided = ~undecided & ~np.eye(len(theta), dtype=bool)
            return decided.sum(axis=0), decided.sum(axis=1)
        undecided &= ~falls


def _quantile(values: FloatArray, confidence: float) -> float:
    """The smallest value that at least this share of the draws does not exceed."""
    place = min(int(np.ceil(confidence * len(values))), len(values)) - 1
    return float(np.partition(values, place)[place])


def _largest_differences(
    se: FloatArray, undecided: BoolArray, rng: np.random.Generator, draws: int
) -> FloatArray:
    """Return the largest standardised difference of each draw among the undecided ordered pairs."""
    found = np.empty(draws)
    for start in range(0, draws, BATCH):
        normal = rng.standard_normal((min(BATCH, draws - start), len(se)))
        found[start : start + len(normal)] = _largest_of(normal, se, undecided)
    return found


def _largest_of(normal: FloatArray, se: FloatArray, undecided: BoolArray) -> FloatArray:
    """Look among the outermost units, and among more of them where one further in could still be larger."""
    outermost = OUTERMOST
    best = np.full(len(normal), -np.inf)
    open_draws = np.arange(len(normal))
    while len(open_draws):
        m = min(outermost, len(se))
        reach = np.abs(normal[open_draws])
        units = np.argpartition(reach, len(se) - m, axis=1)[:, len(se) - m :]
        z = np.take_along_axis(normal[open_draws], units, axis=1) * se[units]
        difference = z[:, :, None] - z[:, None, :]
        difference /= np.hypot(se[units][:, :, None], se[units][:, None, :])
        difference[~undecided[units[:, :, None], units[:, None, :]]] = -np.inf
        best[open_draws] = difference.max(axis=(1, 2))
        if m == len(se):
            break
        inner = np.take_along_axis(reach, units, axis=1).min(axis=1)
        # A pair with a unit further in: at most the largest of all and the smallest of these.
        open_draws = open_draws[np.hypot(reach.max(axis=1), inner) > best[open_draws]]
        outermost *= 2
    return best


def _decided_one_by_one(
    theta: FloatArray, se: FloatArray, confidence: float, *, seed: int, draws: int
) -> tuple[IntArray, IntArray]:
    """The same, each unit's decisions holding on their own."""
    k = len(theta)
    better, worse = np.zeros(k, dtype=np.int64), np.zeros(k, dtype=np.int64)
    normal = np.random.default_rng(seed).standard_normal((draws, k), dtype=np.float32) * se.astype(np.float32)
    for unit in range(k):
        others = np.delete(np.arange(k), unit)
        error = np.hypot(se[unit], se[others])
        drawn = (normal[:, [unit]] - normal[:, others]) / error.astype(np.float32)
        t = (theta[unit] - theta[others]) / error
        up, down = (np.ones(k - 1, dtype=bool) for _ in range(2))
        while up.any() or down.any():
            largest = np.maximum(
                np.where(up, drawn, -np.inf).max(axis=1), np.where(down, -drawn, -np.inf).max(axis=1)
            )
            critical = _quantile(largest, confidence)
            falls_up, falls_down = up & (t > critical), down & (-t > critical)
            if not (falls_up.any() or falls_down.any()):
                break
            up &= ~falls_up
            down &= ~falls_down
        worse[unit], better[unit] = (~up).sum(), (~down).sum()
    return better, worse


def shrink(estimates: ArrayLike, std_errors: ArrayLike) -> Shrunken:
    """Draw estimates towards their common mean, the less certain the further (normal-normal model, REML).

    y_i = θ_i + e_i, θ_i ~ N(μ, τ²), e_i ~ N(0, se_i²). τ² maximises the restricted likelihood, μ̂ is weighted by
    w_i = 1/(se_i² + τ²); value_i = μ̂ + τ² w_i (y_i − μ̂), std_error_i² = τ² w_i se_i² + (1 − τ² w_i)²/Σw, which includes the error of the
    mean but not that of τ². Where the estimates differ by no more than chance τ² = 0 and all are drawn to the mean.

    `estimates` and `std_errors` have shape (k,); NaN in either gives NaN. Errors: `ValueError` for unequal shapes, standard errors
    not above 0, fewer than two estimates. Source: Morris (1983), JASA 78; as R's `metafor::rma(method = "REML")` and `blup`.

    >>> found = shrink([0.9, 0.7, 0.8, 0.4], [0.05, 0.05, 0.10, 0.20])
    >>> found.value.round(4).tolist(), round(found.tau2, 6)
    ([0.8794, 0.7085, 0.7831, 0.662], 0.0147)
    """
    value, error, known = _with_errors(estimates, std_errors)
    y, v = value[known], error[known] ** 2
    tau2 = _reml(y, v)
    w = 1 / (v + tau2)
    mean = float(w @ y / w.sum())
    drawn, own = np.full(len(value), np.nan), np.full(len(value), np.nan)
    drawn[known] = mean + tau2 * w * (y - mean)
    own[known] = np.sqrt(tau2 * w * v + (1 - tau2 * w) ** 2 / w.sum())
    return Shrunken(
        value=drawn, std_error=own, tau2=tau2, mean=mean, mean_std_error=float(1 / np.sqrt(w.sum()))
    )


def _reml(y: FloatArray, v: FloatArray) -> float:
    """Return the root of the restricted score, or 0 where it is negative from the start."""
    # SciPy's optimisers take a fifth of a second to import, and pages need none of this.
    from scipy.optimize import brentq

    def score(tau2: float) -> float:
        w = 1 / (v + tau2)
        mean = w @ y / w.sum()
        return float((w**2) @ (y - mean) ** 2 - w.sum() + (w**2).sum() / w.sum())

    if score(0.0) <= 0:
        return 0.0
    high = float(np.var(y, ddof=1)) + 1e-300
    while score(high) > 0:
        high *= 2
    return float(brentq(score, 0.0, high, xtol=1e-15 * high, rtol=1e-14, maxiter=500))
