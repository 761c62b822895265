"""Which groups of respondents may be shown, so that no small group can be read or worked out."""

from collections.abc import Iterator, Sequence
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
    says the same of the total over all groups. `minimum` is the number below which a group is small. Of a table with rows and
    columns `shown` has shape (r, c), and `row_totals_shown` (r,) and `column_totals_shown` (c,) speak for its margins; they are
    None for a list.
    """

    shown: BoolArray
    total_shown: bool
    minimum: int
    row_totals_shown: BoolArray | None = None
    column_totals_shown: BoolArray | None = None


def protect(table: ArrayLike, margins: Sequence[Sequence[int]] | None = None, minimum: int = 5) -> Protection:
    """Hide groups of fewer than `minimum` respondents, and as many others as keep them from being worked out.

    `table` holds the number of respondents n of each group, shape (k,), or of each cell of a cross table, shape (r, c). `margins`
    lists the totals published beside them: None (the default) is the total over all groups, and of a cross table all row and
    column totals too; an empty list is no total at all.

    A list:

    1. Small groups (0 < n < minimum) are hidden.
    2. Who subtracts the shown groups from the total learns the sum of the hidden ones. So the next larger groups are
       hidden too until the hidden ones (a) are two or more, (b) sum to at least `minimum`, and (c) are not all 1 and not
       all minimum − 1, for then their sum betrays each of them.
    3. When there is nothing left to hide, the total is hidden.

    Groups of equal size are hidden together: a choice among them by position would tell a reader who knows this rule
    which is which. For the same reason `minimum` must be 3 or more: with 2, a hidden group is always a single person.

    The promise: even a reader who knows this rule finds at least two possible sizes for every small group. Protect each
    filter together with its total, and two filters of the same people together as a cross table.

    A cross table: small cells and small totals are hidden. For each that a reader could still bound, from everything shown and
    the sums that must hold, to one size or to sizes under `minimum`, the cheapest rectangle of cells with it as a corner is
    hidden too; where there is none, the totals of its row and column. The bounds are exact: a linear programme for each small
    cell, whose corners are whole numbers because the sums form a network. It ends when no small cell can be bounded so. Of
    two rectangles that cost the same the first is taken: a reader who knows that may learn a little more than the bounds.

    Errors: `ValueError` for what is no list or table of counts, a minimum that is no whole number of 3 or more, margins other
    than None or empty. Source: our own rule for lists; for tables the hypercube method of Giessing and Repsilber (2002) with
    the audit of Fischetti and Salazar (2001); Hundepool and others (2012), Statistical Disclosure Control.

    >>> protect([40, 3, 25, 9]).shown.tolist()
    [True, False, True, False]
    >>> protect([0, 4]).total_shown
    False
    >>> protect([[20, 3, 9], [15, 8, 30], [40, 12, 25]]).shown.tolist()
    [[False, False, True], [False, False, True], [True, True, True]]
    """
    n = whole_counts("table", table)
    if n.ndim not in (1, 2) or (n.ndim == 2 and not n.size):
        raise ValueError(
            f"table: expected shape (k,) or (r, c), the respondents of each group, got shape {n.shape}"
        )
    if isinstance(minimum, bool) or not isinstance(minimum, int | np.integer) or minimum < 3:
        raise ValueError(f"minimum: expected a whole number of 3 or more, got {minimum!r}")
    if margins is not None and len(margins) > 0:
        raise ValueError("margins: expected None (all totals) or an empty list (no total)")
    if n.ndim == 2:
        return _protected_table(n, int(minimum), with_totals=margins is None)
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


def _protected_table(n: FloatArray, minimum: int, *, with_totals: bool) -> Protection:
    """Hide cells of a cross table; its totals are cells like others, in a last row and a last column."""
    whole = np.vstack([np.column_stack([n, n.sum(axis=1)]), np.append(n.sum(axis=0), n.sum())])
    small = (whole > 0) & (whole < minimum)
    hidden = small.copy()
    if with_totals:
        while (betrayed := _betrayed(whole, hidden, small, minimum)) is not None:
            _hide_beside(whole, hidden, betrayed)
    else:
        hidden[-1], hidden[:, -1] = True, True
    return Protection(
        shown=~hidden[:-1, :-1],
        total_shown=bool(not hidden[-1, -1]),
        minimum=minimum,
        row_totals_shown=~hidden[:-1, -1],
        column_totals_shown=~hidden[-1, :-1],
    )


def bounds_of_hidden(whole: FloatArray, hidden: BoolArray, cell: tuple[int, int]) -> tuple[int, int]:
    """Return the least and the largest size a reader must allow for a hidden cell of a table with its totals.

    `whole` has shape (r+1, c+1) with totals last, `hidden` the same. Every row and column adds up, no size is negative.

    >>> whole = np.array([[3.0, 7, 10], [8, 2, 10], [11, 9, 20]])
    >>> hidden = np.array([[True, True, False], [True, True, False], [False, False, False]])
    >>> bounds_of_hidden(whole, hidden, (0, 0))
    (1, 10)
    """
    # SciPy's optimisers take a fifth of a second to import, and pages need none of this.
    from scipy.optimize import linprog

    places = np.argwhere(hidden)
    position = {tuple(place): number for number, place in enumerate(places.tolist())}
    rows, columns = whole.shape
    equations = np.zeros((rows + columns, len(places)))
    known = np.zeros(rows + columns)
    for line, cells in enumerate(_lines(rows, columns)):
        for *place, sign in cells:
            if hidden[tuple(place)]:
                equations[line, position[tuple(place)]] = sign
            else:
                known[line] -= sign * whole[tuple(place)]
    goal = np.zeros(len(places))
    goal[position[cell]] = 1.0
    low, high = (
        linprog(side * goal, A_eq=equations, b_eq=known, bounds=(0, None), method="highs") for side in (1, -1)
    )
    largest = int(whole.sum()) if high.status == 3 else round(-high.fun)  # 3: there is no limit
    return round(low.fun), largest


def _lines(rows: int, columns: int) -> Iterator[list[tuple[int, int, int]]]:
    """The sums that hold: each row and each column, its total with the other sign."""
    for row in range(rows):
        yield [(row, column, -1 if column == columns - 1 else 1) for column in range(columns)]
    for column in range(columns):
        yield [(row, column, -1 if row == rows - 1 else 1) for row in range(rows)]


def _betrayed(whole: FloatArray, hidden: BoolArray, small: BoolArray, minimum: int) -> tuple[int, int] | None:
    """Return a small cell whose size can be told, or told to be small."""
    for row, column in np.argwhere(small).tolist():
        low, high = bounds_of_hidden(whole, hidden, (row, column))
        if low == high or high < minimum:
            return row, column
    return None


def _hide_beside(whole: FloatArray, hidden: BoolArray, cell: tuple[int, int]) -> None:
    """Hide the cheapest rectangle with this corner that is not hidden yet; else the totals of its row and column."""
    row, column = cell
    best: tuple[float, tuple[int, int]] | None = None
    for other_row in range(len(whole)):
        for other_column in range(whole.shape[1]):
            if other_row == row or other_column == column:
                continue
            corners = [(row, other_column), (other_row, column), (other_row, other_column)]
            if all(whole[place] > 0 for place in corners) and not all(hidden[place] for place in corners):
                cost = sum(float(whole[place]) for place in corners if not hidden[place])
                if best is None or cost < best[0]:
                    best = cost, (other_row, other_column)
    if best is None:
        hidden[row, -1] = hidden[-1, column] = hidden[-1, -1] = True
        hidden[row], hidden[:, column] = True, True
        return
    other_row, other_column = best[1]
    hidden[row, other_column] = hidden[other_row, column] = hidden[other_row, other_column] = True
