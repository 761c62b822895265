"""Signs that a counter's month should be looked at before anything is concluded from it, from counts alone.

Coarser than the screens of `integrity`: they need what a device or a form tells, these only the sizes of sealed boxes, sums of pairs
of answers, and how many sheets an account typed. A sign is a reason to look, never a proof.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import whole_counts
from analysis.results import FloatArray

LEAST = 30  # answers of a half-day, or of a month, below which nothing is said
TIMES = 10.0  # the usual size of a half-day, above which one is unusual
FEWEST_OTHERS = 4  # half-days that tell what is usual
FEWEST_PEERS = 3  # other counters that tell what is usual, where the counter's own half-days do not
FEWEST_ALIKE = 8  # counters among which answers are compared for likeness
FEWEST_SHEETS = 20
LEAST_SHARE = 0.03  # of the answers of a counter's month
FAR = 4.5  # spreads between counters


def times_usual(size: float, others: Sequence[float], peers: Sequence[float]) -> float | None:
    """Return how many times the usual size a half-day is, where that is unusual; None where it is not, or nobody can tell.

    Usual is the median of the counter's other half-days, of four or more; else the median over other counters, of three or
    more, of their mean half-day. Unusual are 30 answers or more above ten times that: market days that fall on the first of the
    month bring up to eight times as many people as an ordinary half-day.

    >>> times_usual(300, [6, 8, 7, 9, 30], [])
    37.5
    >>> times_usual(40, [6, 8, 7, 9, 30], []) is None
    True
    """
    if len(others) >= FEWEST_OTHERS:
        usual = float(np.median(others))
    elif len(peers) >= FEWEST_PEERS:
        usual = float(np.median(peers))
    else:
        return None
    if size < LEAST or usual <= 0 or size <= TIMES * usual:
        return None
    return size / usual


def typed_share(sheets: int, answers: int) -> float | None:
    """Return the share of a counter's month that one account typed alone, where that is 20 sheets and 3 per cent or more.

    >>> typed_share(60, 160), typed_share(12, 40)
    (0.375, None)
    """
    if sheets < FEWEST_SHEETS or answers <= 0 or sheets < LEAST_SHARE * answers:
        return None
    return min(sheets / answers, 1.0)


def far_too_alike(same: ArrayLike, pairs: ArrayLike) -> FloatArray:
    """Tell of each of k counters by how many spreads more of its answers are the same throughout than at its peers, shape (k,).

    `pairs` counts the pairs of answers that lie in one box, `same` those of them that agree in every question. √(same/pairs) is
    about the share of the commonest answer; on the angular scale asin √s it is compared with the median of all counters, by the spread
    between them (1.4826 MAD, 0.1 at least). 0 where a counter has fewer than 435 pairs (30 answers in one box), or where fewer
    than eight counters have as many. What honest people say in the same words is not told from copies: hence peers, and a far
    threshold (`FAR`). Errors: `ValueError` for arrays of different shapes, negative counts, more equal pairs than pairs.
    Source: Anscombe (1948), Biometrika 35, for the scale; the rule is our own.

    >>> far_too_alike([50] * 8 + [980], [1000] * 9).round(1).tolist()[-1] > 4.5
    True
    """
    equal, all_pairs = whole_counts("same", same), whole_counts("pairs", pairs)
    if equal.shape != all_pairs.shape or equal.ndim != 1:
        raise ValueError(
            f"same, pairs: expected two lists of one length, got {equal.shape} and {all_pairs.shape}"
        )
    if (equal > all_pairs).any():
        raise ValueError("same: expected no more equal pairs than pairs")
    known = all_pairs >= LEAST * (LEAST - 1) / 2
    far: FloatArray = np.zeros(len(equal))
    if known.sum() < FEWEST_ALIKE:
        return far
    angle = np.arcsin(np.sqrt(np.sqrt(equal[known] / all_pairs[known])))
    middle = np.median(angle)
    spread = max(1.4826 * float(np.median(np.abs(angle - middle))), 0.1)
    far[known] = (angle - middle) / spread
    return far
