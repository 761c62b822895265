"""Control charts of shares over time, and after how long they signal."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr

from analysis.arithmetic import quotient
from analysis.checking import open_unit, successes_of
from analysis.results import BoolArray, FloatArray

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
