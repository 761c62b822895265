"""How many answers are needed, what they would tell, and when they will be there."""

import math
from numbers import Real

from scipy.special import ndtr, ndtri

from analysis.checking import open_unit


def _positive(name: str, value: float) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < value < math.inf:
        raise ValueError(f"{name}: expected a number above 0, got {value!r}")
    return float(value)


def _rounded_up(value: float) -> int:
    """The next whole number, but not for the last digit of a division."""
    return math.ceil(value - 1e-9 * value)


def sample_size(population: float, margin: float, proportion: float = 0.5, confidence: float = 0.95) -> int:
    """Return how many answers hold a share within ± `margin`, out of a finite population.

    n₀ = z² p(1−p)/e², n = n₀ / (1 + (n₀−1)/N), rounded up. `margin` and `proportion` are fractions (0.05 is five points), `population`
    may be infinite. Errors: `ValueError` for a population under 1, a margin, proportion or confidence outside (0, 1).
    Source: Cochran (1977), Sampling Techniques, ch. 4.

    >>> sample_size(5000, 0.05), sample_size(float("inf"), 0.05)
    (357, 385)
    """
    if not population >= 1:
        raise ValueError(f"population: expected 1 or more, got {population!r}")
    e, p = open_unit("margin", margin), open_unit("proportion", proportion)
    infinite = float(ndtri((1 + open_unit("confidence", confidence)) / 2)) ** 2 * p * (1 - p) / e**2
    return min(_rounded_up(infinite / (1 + (infinite - 1) / population)), math.ceil(min(population, 1e18)))


def slovin(population: float, margin: float) -> int:
    """Return N/(1 + N e²), rounded up: the rule of thumb of many guidelines.

    It is `sample_size` at a share of one half with z = 2 and without the −1. Errors: `ValueError` as there.
    Source: known by the name of Slovin; Yamane (1967), Statistics: An Introductory Analysis.

    >>> slovin(5000, 0.05)
    371
    """
    if not 1 <= population < math.inf:
        raise ValueError(f"population: expected a finite number of 1 or more, got {population!r}")
    return _rounded_up(population / (1 + population * open_unit("margin", margin) ** 2))


def power_two_shares(share_a: float, share_b: float, n: float, alpha: float = 0.05) -> float:
    """Return the chance to find two shares different, with `n` answers in each group, two-sided.

    Φ((|p_a−p_b| √n − z √(2p̄(1−p̄))) / √(p_a(1−p_a) + p_b(1−p_b))) with p̄ their mean. Errors: `ValueError` for shares or alpha
    outside (0, 1), n not above 0. Source: Fleiss, Levin and Paik (2003), ch. 4; as R's `power.prop.test`.

    >>> round(power_two_shares(0.80, 0.89, 250), 4)
    0.7958
    """
    a, b = open_unit("share_a", share_a), open_unit("share_b", share_b)
    size, middle = _positive("n", n), (a + b) / 2
    z = float(ndtri(1 - open_unit("alpha", alpha) / 2))
    reach = math.sqrt(size) * abs(a - b) - z * math.sqrt(2 * middle * (1 - middle))
    return float(ndtr(reach / math.sqrt(a * (1 - a) + b * (1 - b))))


def days_to_target(target: float, per_day: float, already: float = 0) -> int:
    """Return on which day from today the target is reached at today's rate, rounded up; 0 where it is reached.

    Errors: `ValueError` for a target or rate not above 0, a negative `already`.

    >>> days_to_target(357, 12, already=100)
    22
    """
    if not already >= 0:
        raise ValueError(f"already: expected 0 or more, got {already!r}")
    left = _positive("target", target) - already
    return max(0, _rounded_up(left / _positive("per_day", per_day)))
