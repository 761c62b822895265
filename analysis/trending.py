"""Shares over time: control charts, breaks, and what came after an event."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri

from analysis.arithmetic import quotient
from analysis.checking import open_unit, real_numbers, rows_of_counts, satisfied_levels, successes_of
from analysis.intervals import newcombe
from analysis.proportional_odds import proportional_odds
from analysis.results import BoolArray, FloatArray
from analysis.tails import two_sided_normal

Chart = Literal["p", "ewma", "cusum"]
STATES = 201  # of the Markov chain by which run lengths are found


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ControlChart:
    """A chart; arrays have shape (T,). `value` is what is drawn: the share, or its moving mean. A time without answers is NaN."""

    value: FloatArray
    center: float
    low: FloatArray
    high: FloatArray
    outside: BoolArray
    method: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CusumChart:
    """Sums of what goes beyond the slack, upwards and downwards, in standard errors; both are 0 or more."""

    upper: FloatArray
    lower: FloatArray
    outside: BoolArray
    center: float
    k: float
    h: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ChangePoints:
    """Breaks of the mean: `positions` counts the observations before each; `rss` and `bic` belong to 0, 1, 2, … breaks."""

    positions: tuple[int, ...]
    rss: FloatArray
    bic: FloatArray
    method: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class InterruptedSeries:
    """A logistic regression on intercept, time, step and change of slope; arrays of shape (4,) in this order."""

    coefficients: FloatArray
    std_errors: FloatArray
    statistic: FloatArray
    p_value: FloatArray
    covariance: FloatArray
    converged: bool
    n: int
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    """A difference of shares, after minus before, with its interval and test."""

    difference: float
    low: float
    high: float
    statistic: float
    p_value: float
    log10_p: float
    n: int
    confidence: float
    method: str


def _series(successes: ArrayLike, n: ArrayLike, target: float | None) -> tuple[FloatArray, float, FloatArray]:
    """Return shares, centre and standard errors of single shares; NaN where nobody answered."""
    x, size = successes_of(successes, n)
    if x.ndim != 1 or not size.sum():
        raise ValueError(f"n: expected a series with answers, got shape {x.shape} and {size.sum():g} answers")
    center = float(x.sum() / size.sum()) if target is None else open_unit("target", target)
    return quotient(x, size), center, np.sqrt(quotient(center * (1 - center), size))


def _width(width: float) -> float:
    if not width > 0:
        raise ValueError(f"width: expected a number above 0, got {width!r}")
    return float(width)


def _chart(value: FloatArray, center: float, reach: FloatArray, method: str) -> ControlChart:
    low, high = np.maximum(center - reach, 0), np.minimum(center + reach, 1)
    outside = (value < low) | (value > high)
    return ControlChart(value=value, center=center, low=low, high=high, outside=outside, method=method)


def p_chart(
    successes: ArrayLike, n: ArrayLike, width: float = 3, target: float | None = None
) -> ControlChart:
    """Draw shares over time with limits c ± width·√(c(1−c)/n_t), cut at 0 and 1.

    The centre c is the target, by default Σx/Σn: give the target of a quiet time where there is one, for a change pulls its own
    centre along. In control a point falls outside three errors once in 370 (`average_run_length`).

    `successes` and `n` have shape (T,). Errors: `ValueError` for what is no count, more successes than n, no answers at all, a
    width not above 0, a target outside (0, 1). Source: Shewhart (1931); Montgomery (2013), Statistical Quality Control, ch. 7.

    >>> chart = p_chart([80, 82, 60], [100, 100, 100], target=0.8)
    >>> chart.high.round(2).tolist(), chart.outside.tolist()
    ([0.92, 0.92, 0.92], [False, False, True])
    """
    value, center, error = _series(successes, n, target)
    return _chart(value, center, _width(width) * error, "p_chart")


def p_prime_chart(
    successes: ArrayLike, n: ArrayLike, width: float = 3, target: float | None = None
) -> ControlChart:
    """Draw a p chart whose limits allow for spread between times (Laney): they are widened by σ_z.

    σ_z = mean |z_t − z_{t−1}| · √π/2 over neighbouring times with answers. With many answers a time the binomial limits of `p_chart`
    are far too narrow, and this is the chart to use. Arguments and errors as in `p_chart`; with fewer than two times the
    limits are NaN. Source: Laney (2002), Quality Engineering 14.

    >>> chart = p_prime_chart([800, 850, 780, 830], [1000, 1000, 1000, 1000])
    >>> chart.low.round(4).tolist()[0], chart.outside.any().item()
    (0.6643, False)
    """
    value, center, error = _series(successes, n, target)
    z = quotient(value - center, error)
    moves = np.abs(np.diff(z[~np.isnan(z)]))
    sigma = float(moves.mean()) * math.sqrt(math.pi) / 2 if len(moves) else math.nan
    return _chart(value, center, _width(width) * error * sigma, "p_prime_chart")


def ewma(
    successes: ArrayLike,
    n: ArrayLike,
    lam: float = 0.2,
    width: float = 2.86,
    target: float | None = None,
) -> ControlChart:
    """Draw an exponentially weighted moving mean of shares: small lasting shifts are seen earlier than by `p_chart`.

    e_t = λ p_t + (1−λ) e_{t−1} from e_0 = c, with var_t = (1−λ)² var_{t−1} + λ² c(1−c)/n_t and limits c ± width·√var_t. A time without
    answers leaves mean and limits as they were. Arguments and errors as in `p_chart`; also λ outside (0, 1].
    Source: Roberts (1959), Technometrics 1; Lucas and Saccucci (1990), Technometrics 32.

    >>> chart = ewma([80, 74, 73, 72], [100] * 4, target=0.8)
    >>> chart.value.round(4).tolist(), chart.outside.tolist()
    ([0.8, 0.788, 0.7764, 0.7651], [False, False, False, True])
    """
    value, center, error = _series(successes, n, target)
    if not 0 < lam <= 1:
        raise ValueError(f"lam: expected a number above 0 and up to 1, got {lam!r}")
    mean, variance = center, 0.0
    means, reach = np.empty(len(value)), np.empty(len(value))
    for t, (share, own) in enumerate(zip(value, error, strict=True)):
        if not np.isnan(share):
            mean = lam * share + (1 - lam) * mean
            variance = (1 - lam) ** 2 * variance + lam**2 * own**2
        means[t], reach[t] = mean, _width(width) * math.sqrt(variance)
    return _chart(means, center, reach, "ewma")


def cusum(
    successes: ArrayLike,
    n: ArrayLike,
    k: float = 0.5,
    h: float = 5,
    target: float | None = None,
) -> CusumChart:
    """Sum up what goes beyond a slack of k standard errors; a sum above h says that the level has shifted.

    z_t = (p_t − c)/√(c(1−c)/n_t); upper_t = max(0, upper_{t−1} + z_t − k), lower_t = max(0, lower_{t−1} − z_t − k). With k = 0.5 and h = 5 a shift of
    one standard error is found after some ten times, a false alarm comes once in 465. Arguments and errors as in `p_chart`;
    also k below 0 or h not above 0. Source: Page (1954), Biometrika 41.

    >>> chart = cusum([80, 72, 71, 70], [100] * 4, target=0.8)
    >>> chart.lower.round(3).tolist(), chart.outside.tolist()
    ([0.0, 1.5, 3.25, 5.25], [False, False, False, True])
    """
    if not k >= 0 or not h > 0:
        raise ValueError(f"k, h: expected k of 0 or more and h above 0, got {k!r} and {h!r}")
    value, center, error = _series(successes, n, target)
    z = np.where(value == center, 0.0, quotient(value - center, error))
    upper, lower = np.zeros(len(z)), np.zeros(len(z))
    up = down = 0.0
    for t, step in enumerate(np.nan_to_num(z)):
        if not np.isnan(value[t]):
            up, down = max(0.0, up + step - k), max(0.0, down - step - k)
        upper[t], lower[t] = up, down
    return CusumChart(
        upper=upper, lower=lower, outside=(upper > h) | (lower > h), center=center, k=k, h=h, method="cusum"
    )


def average_run_length(
    chart: Chart,
    shift: float = 0.0,
    *,
    width: float | None = None,
    lam: float = 0.2,
    k: float = 0.5,
    h: float = 5,
) -> float:
    """Return after how many times on average a chart signals, when the level lies `shift` standard errors off its centre.

    For normal values of equal n: `"p"` 1/P(outside); `"ewma"` with its settled limits and two-sided `"cusum"` by a Markov chain. With
    `shift` 0 it is the time between false alarms, by which charts are to be compared. `width` is 3 for `"p"`, 2.86 for `"ewma"` by
    default. Errors: `ValueError` for an unknown chart or settings as in the charts.
    Source: Brook and Evans (1972), Biometrika 59; Lucas and Saccucci (1990), Technometrics 32.

    >>> [round(average_run_length(chart)) for chart in ("p", "ewma", "cusum")]
    [370, 371, 465]
    """
    if chart not in get_args(Chart):
        raise ValueError(f"chart: expected one of {', '.join(get_args(Chart))}, got {chart!r}")
    if chart == "p":
        reach = _width(3 if width is None else width)
        return 1 / float(ndtr(-reach - shift) + ndtr(-reach + shift))
    if chart == "ewma":
        if not 0 < lam <= 1:
            raise ValueError(f"lam: expected a number above 0 and up to 1, got {lam!r}")
        limit = _width(2.86 if width is None else width) * math.sqrt(lam / (2 - lam))
        edges = np.linspace(-limit, limit, STATES + 1)
        middles = (edges[1:] + edges[:-1]) / 2
        moved = (edges[None, :] - (1 - lam) * middles[:, None]) / lam - shift
        return _steps_to_absorption(np.diff(ndtr(moved), axis=1), STATES // 2)
    if not k >= 0 or not h > 0:
        raise ValueError(f"k, h: expected k of 0 or more and h above 0, got {k!r} and {h!r}")
    one, two = (_one_sided_cusum(side * shift, k, h) for side in (1, -1))
    return 1 / (1 / one + 1 / two)


def _one_sided_cusum(shift: float, k: float, h: float) -> float:
    """States are 0 and equal steps up to h; each stands for the values around it."""
    step = 2 * h / (2 * STATES - 1)
    places = step * np.arange(STATES)
    gaps = places[None, :] - places[:, None] + k - shift
    chain = ndtr(gaps + step / 2) - ndtr(gaps - step / 2)
    chain[:, 0] = ndtr(gaps[:, 0] + step / 2)
    return _steps_to_absorption(chain, 0)


def _steps_to_absorption(chain: FloatArray, start: int) -> float:
    return float(np.linalg.solve(np.eye(len(chain)) - chain, np.ones(len(chain)))[start])


def change_points(series: ArrayLike, minimum_length: int = 3, maximum: int = 5) -> ChangePoints:
    """Find where the mean of a series breaks, and how often.

    For 0, 1, … `maximum` breaks the partition with the least sum of squares, every segment at least `minimum_length` long; the
    number of breaks with the smallest BIC = T(ln(RSS/T) + ln 2π + 1) + 2(m+1) ln T. Observations count alike and as independent.

    `series` has shape (T,). Errors: `ValueError` for NaN, a series shorter than one segment, a minimum length under 1, a maximum
    under 0. Source: Bai and Perron (2003), Journal of Applied Econometrics 18; as R's `strucchange::breakpoints(y ~ 1)`.

    >>> found = change_points([5, 5.1, 4.9, 5, 7, 7.1, 6.9, 7, 7])
    >>> found.positions, found.rss.round(4).tolist()[:2]
    ((4,), [8.9289, 0.04])
    """
    y = real_numbers("series", series, np.shape(series))
    if y.ndim != 1 or np.isnan(y).any():
        raise ValueError(f"series: expected shape (T,) without NaN, got shape {y.shape}")
    if minimum_length < 1 or maximum < 0 or len(y) < minimum_length:
        raise ValueError(
            f"minimum_length, maximum: expected a length from 1 to {len(y)} and 0 breaks or more, "
            f"got {minimum_length} and {maximum}"
        )
    t, centred = len(y), y - y.mean()
    sums = np.concatenate([[0.0], np.cumsum(centred)])
    squares = np.concatenate([[0.0], np.cumsum(centred**2)])
    start, end = np.arange(t + 1)[:, None], np.arange(t + 1)[None, :]
    length = end - start
    inside = squares[None, :] - squares[:, None] - quotient((sums[None, :] - sums[:, None]) ** 2, length)
    cost = np.where(length >= minimum_length, np.maximum(inside, 0), np.inf)
    best, before = [cost[0]], []
    for _ in range(min(maximum, t // minimum_length - 1)):
        totals = best[-1][:, None] + cost
        before.append(totals.argmin(axis=0))
        best.append(totals.min(axis=0))
    rss = np.array([row[t] for row in best])
    breaks = np.arange(len(rss))
    with np.errstate(divide="ignore"):
        bic = t * (np.log(rss / t) + math.log(2 * math.pi) + 1) + 2 * (breaks + 1) * math.log(t)
    chosen = int(np.argmin(bic))
    positions, place = [], t
    for step in range(chosen, 0, -1):
        place = int(before[step - 1][place])
        positions.append(place)
    return ChangePoints(positions=tuple(positions[::-1]), rss=rss, bic=bic, method="change_points")


def interrupted_time_series(successes: ArrayLike, n: ArrayLike, at: int) -> InterruptedSeries:
    """Fit a series with a step and a change of slope after time `at` (segmented logistic regression).

    logit p_t = b₀ + b₁ t + b₂ [t > at] + b₃ max(t − at, 0) for t = 1 … T; Wald tests from the normal curve. It says what came after
    an event, never that the event brought it about: that needs units without the event to compare with.

    `successes` and `n` have shape (T,). Errors: `ValueError` for what is no count, more successes than n, fewer than two times with
    answers on either side of `at`. Source: Wagner and others (2002), Journal of Clinical Pharmacy and Therapeutics 27.

    >>> fit = interrupted_time_series([70, 71, 72, 80, 82, 83], [100] * 6, at=3)
    >>> fit.coefficients.round(4).tolist(), fit.p_value.round(3).tolist()
    ([0.7986, 0.0486, 0.3511, 0.0517], [0.017, 0.755, 0.423, 0.83])
    """
    x, size = successes_of(successes, n)
    if x.ndim != 1:
        raise ValueError(f"successes: expected shape (T,), got shape {x.shape}")
    t = np.arange(1.0, len(x) + 1)
    sides = [int(((size > 0) & side).sum()) for side in (t <= at, t > at)]
    if min(sides) < 2:
        raise ValueError(
            f"at: expected two times with answers before and after, got {sides[0]} and {sides[1]}"
        )
    design = np.column_stack([t, t > at, np.maximum(t - at, 0)]).astype(float)
    fit = proportional_odds(np.column_stack([size - x, x]), design)
    # The model of two levels has a threshold where a regression has an intercept: the other sign.
    order, sign = [3, 0, 1, 2], np.array([-1.0, 1.0, 1.0, 1.0])
    coefficients = np.concatenate([fit.coefficients, fit.thresholds])[order] * sign
    covariance = fit.covariance[np.ix_(order, order)] * np.outer(sign, sign)
    std_errors = np.sqrt(np.diag(covariance))
    statistic = coefficients / std_errors
    return InterruptedSeries(
        coefficients=coefficients,
        std_errors=std_errors,
        statistic=statistic,
        p_value=two_sided_normal(statistic)[0],
        covariance=covariance,
        converged=fit.converged,
        n=fit.n,
        method="interrupted_time_series",
    )


def before_after(
    before: ArrayLike,
    after: ArrayLike,
    strata: ArrayLike | None = None,
    satisfied: Sequence[int] | None = None,
    confidence: float = 0.95,
) -> BeforeAfter:
    """Return how much the share of satisfied answers changed, also over units that were reorganised.

    Of two rows of counts: p_after − p_before, Newcombe's interval, pooled z. Of two tables (strata, L), one row for each old unit:
    Σ w_s d_s with w_s ∝ n_before n_after/(n_before + n_after) (Mantel and Haenszel) or the weights `strata`; interval ± z·√Σ w_s² (p q/n + p q/n)
    cut at ±1; the test with pooled shares within strata. Strata without answers at one of the times are left out. When
    nothing varies the statistic is 0 and p = 1.

    Errors: `ValueError` for what are no counts, unequal shapes, no stratum with answers at both times, weights that are
    negative or all 0, a level out of range, a confidence outside (0, 1).
    Source: Newcombe (1998), Statistics in Medicine 17; Greenland and Robins (1985), Biometrics 41.

    >>> found = before_after([10, 20, 70], [5, 10, 85])
    >>> round(found.difference, 2), round(found.low, 4), round(found.high, 4), round(found.p_value, 4)
    (0.15, 0.0341, 0.2615, 0.0111)
    """
    open_unit("confidence", confidence)
    old, new = rows_of_counts("before", before), rows_of_counts("after", after)
    if old.shape != new.shape:
        raise ValueError(f"before, after: expected one shape, got {old.shape} and {new.shape}")
    chosen = satisfied_levels(satisfied, old.shape[-1])
    old, new = np.atleast_2d(old), np.atleast_2d(new)
    n_old, n_new = old.sum(axis=1), new.sum(axis=1)
    known = (n_old > 0) & (n_new > 0)
    if not known.any():
        raise ValueError("before, after: nothing to compare, no stratum with answers at both times")
    x_old, x_new = old[:, chosen].sum(axis=1), new[:, chosen].sum(axis=1)
    weights = quotient(n_old * n_new, n_old + n_new)
    if strata is not None:
        weights = real_numbers("strata", strata, n_old.shape)
        if np.isnan(weights).any() or (weights < 0).any() or not weights[known].sum():
            raise ValueError("strata: expected weights of 0 or more, not all 0")
    w = weights[known] / weights[known].sum()
    x_old, x_new, n_old, n_new = (each[known] for each in (x_old, x_new, n_old, n_new))
    p_old, p_new = x_old / n_old, x_new / n_new
    difference = float(w @ (p_new - p_old))
    pooled = (x_old + x_new) / (n_old + n_new)
    under_equality = float(w**2 @ (pooled * (1 - pooled) * (1 / n_old + 1 / n_new)))
    statistic = difference / math.sqrt(under_equality) if under_equality else 0.0
    if len(w) == 1:
        interval = newcombe(x_new[0], n_new[0], x_old[0], n_old[0], confidence)
        low, high, method = float(interval.low), float(interval.high), "before_after, newcombe"
    else:
        own = float(w**2 @ (p_old * (1 - p_old) / n_old + p_new * (1 - p_new) / n_new))
        reach = float(ndtri((1 + confidence) / 2)) * math.sqrt(own)
        low, high, method = (
            max(difference - reach, -1.0),
            min(difference + reach, 1.0),
            "before_after, stratified",
        )
    p, log10_p = two_sided_normal(np.asarray(statistic))
    return BeforeAfter(
        difference=difference,
        low=low,
        high=high,
        statistic=statistic,
        p_value=float(p),
        log10_p=float(log10_p),
        n=int(n_old.sum() + n_new.sum()),
        confidence=float(confidence),
        method=method,
    )
