"""Which groups of respondents may be shown, so that no small group can be read or worked out."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import whole_counts
from analysis.results import BoolArray, FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Protection:
    """What may be published of a list of groups.

    `shown` has shape (k,), in the order of the groups: where it is False, nothing about that group may leave the house,
    neither its n nor any figure computed from it. A group with n = 0 is always shown: nobody is in it. `total_shown`
    says the same of the total over all groups. `minimum` is the number below which a group is small.
    """

    shown: BoolArray
    total_shown: bool
    minimum: int


def protect(table: ArrayLike, margins: Sequence[Sequence[int]] | None = None, minimum: int = 5) -> Protection:
    """Hide groups of fewer than `minimum` respondents, and as many others as keep them from being worked out.

    `table` holds the number of respondents n of each group, shape (k,). `margins` lists the totals published beside the
    groups: None (the default) is the one total over all groups, an empty list is no total at all.

    1. Small groups (0 < n < minimum) are hidden.
    2. Who subtracts the shown groups from the total learns the sum of the hidden ones. So the next larger groups are
       hidden too until the hidden ones (a) are two or more, (b) sum to at least `minimum`, and (c) are not all 1 and not
       all minimum − 1, for then their sum betrays each of them.
    3. When there is nothing left to hide, the total is hidden.

    Groups of equal size are hidden together: a choice among them by position would tell a reader who knows this rule
    which is which. For the same reason `minimum` must be 3 or more: with 2, a hidden group is always a single person.

    The promise: even a reader who knows this rule finds at least two possible sizes for every small group. Protect each
    filter together with its total, and do not publish two lists of the same people that overlap: this version looks at
    one total alone.

    Errors: `ValueError` for what is no list of counts, a minimum that is no whole number of 3 or more, margins other
    than None or empty. Source: our own rule, after the complementary suppression of Hundepool and others (2012),
    Statistical Disclosure Control.

    >>> protect([40, 3, 25, 9]).shown.tolist()
    [True, False, True, False]
    >>> protect([0, 4]).total_shown
    False
    """
    n = whole_counts("table", table)
    if n.ndim != 1:
        raise ValueError(f"table: expected shape (k,), the respondents of each group, got shape {n.shape}")
    if isinstance(minimum, bool) or not isinstance(minimum, int | np.integer) or minimum < 3:
        raise ValueError(f"minimum: expected a whole number of 3 or more, got {minimum!r}")
    if margins is not None and len(margins) > 0:
        raise ValueError("margins: expected None (one total over all groups) or an empty list (no total)")
    hidden = (n > 0) & (n < minimum)
    total_shown = margins is None
    if total_shown:
        hidden, total_shown = _complemented(n, hidden, minimum)
    return Protection(shown=~hidden, total_shown=total_shown, minimum=int(minimum))


def _complemented(n: FloatArray, hidden: BoolArray, minimum: int) -> tuple[BoolArray, bool]:
    """Return the groups to hide beside a published total, and whether that total may stand."""
    while _can_be_worked_out(n[hidden], minimum):
        candidates = n[~hidden & (n > 0)]
        if candidates.size == 0:
            return hidden, False
        hidden = hidden | (n == candidates.min())
    return hidden, True


def _can_be_worked_out(hidden_n: FloatArray, minimum: int) -> bool:
    if hidden_n.size == 0:
        return False
    betrayed = bool((hidden_n == 1).all() or (hidden_n == minimum - 1).all())
    return hidden_n.size < 2 or float(hidden_n.sum()) < minimum or betrayed
