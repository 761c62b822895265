from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from analysis.disclosure import bounds_of_hidden, protect


def published(n, protection):
    """What a reader sees: sizes of the shown groups, and the total if it stands."""
    sizes = tuple(size if shown else None for size, shown in zip(n, protection.shown, strict=True))
    return sizes, sum(n) if protection.total_shown else None


@pytest.mark.parametrize(
    ("minimum", "groups", "largest"), [(5, 3, 12), (5, 4, 9), (4, 5, 5), (3, 5, 4), (3, 6, 3)]
)
@pytest.mark.parametrize("margins", [None, []])
def test_a_reader_who_knows_the_rule_and_tries_every_table_learns_no_small_group(
    minimum, groups, largest, margins
):
    possible = defaultdict(lambda: [set() for _ in range(groups)])
    views = {}
    for n in product(range(largest + 1), repeat=groups):
        views[n] = published(n, protect(n, margins, minimum))
        for sizes, size in zip(possible[views[n]], n, strict=True):
            sizes.add(size)
    recovered = [
        n
        for n, view in views.items()
        if any(0 < n[i] < minimum and len(possible[view][i]) == 1 for i in range(groups))
    ]
    assert recovered == []


@pytest.mark.parametrize(
    ("n", "shown", "total_shown"),
    [
        ([40, 30, 20], [True, True, True], True),
        ([40, 3, 20], [True, False, False], True),
        ([40, 2, 3, 20], [True, False, False, True], True),
        ([40, 1, 2, 20], [True, False, False, False], True),
        ([0, 40, 3, 20], [True, True, False, False], True),
        ([3, 7, 7, 30], [False, False, False, True], True),
        ([1, 1, 1, 1, 1, 50, 60], [False] * 6 + [True], True),
        ([4, 4, 4, 5, 60], [False] * 4 + [True], True),
        ([3, 0, 0], [False, True, True], False),
        ([2, 2], [False, False], False),
        ([3], [False], False),
        ([0, 0], [True, True], True),
        ([], [], True),
    ],
)
def test_small_groups_take_the_next_larger_ones_with_them(n, shown, total_shown):
    protection = protect(np.array(n, dtype=int))
    assert protection.shown.tolist() == shown
    assert protection.total_shown is total_shown


@given(st.lists(st.integers(0, 30), max_size=12), st.integers(3, 12))
def test_no_small_group_is_shown_and_the_hidden_sum_tells_little(n, minimum):
    protection = protect(np.array(n, dtype=int), minimum=minimum)
    hidden = [size for size, shown in zip(n, protection.shown, strict=True) if not shown]
    assert not any(0 < size < minimum for size, shown in zip(n, protection.shown, strict=True) if shown)
    assert all(shown for size, shown in zip(n, protection.shown, strict=True) if size == 0)
    if hidden and protection.total_shown:
        assert len(hidden) >= 2
        assert sum(hidden) >= minimum
    if not any(0 < size < minimum for size in n):
        assert hidden == []
        assert protection.total_shown


@given(st.lists(st.integers(0, 15), min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_what_is_hidden_depends_on_sizes_never_on_the_order(n, random):
    order = random.sample(range(len(n)), len(n))
    straight, moved = protect(n), protect([n[i] for i in order])
    assert moved.shown.tolist() == straight.shown[order].tolist()
    assert moved.total_shown == straight.total_shown


def test_without_a_total_only_small_groups_are_hidden():
    protection = protect([40, 3, 20], margins=[])
    assert protection.shown.tolist() == [True, False, True]
    assert protection.total_shown is False


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ([[[1, 2]]], "expected shape"),
        ([[], []], "expected shape"),
        ([-1], "0 or more"),
        ([1.5], "whole numbers"),
        ([np.nan], "NaN"),
        (7, "shape"),
    ],
)
def test_what_is_no_list_of_group_sizes_is_refused(table, reason):
    with pytest.raises(ValueError, match=f"table: .*{reason}"):
        protect(table)


@pytest.mark.parametrize("minimum", [2, 0, -5, 4.5, "5", True, None])
def test_a_minimum_that_protects_nobody_is_refused(minimum):
    with pytest.raises(ValueError, match="minimum: expected a whole number of 3 or more"):
        protect([1, 2], minimum=minimum)


def test_margins_it_cannot_keep_safe_are_refused():
    with pytest.raises(ValueError, match="margins: expected None"):
        protect([1, 2, 3], margins=[[0, 1]])


# Large enough for whatever a reader must think of where no cell is above 5: columns come to 10, rows to 15 in three cells.
EVERY_TABLE = np.indices((11,) * 6, dtype=np.int8).reshape(6, -1).T.reshape(-1, 2, 3)


def readings(n, cells, rows, columns, total):
    """Every table of small whole numbers that fits what is shown of this one."""
    fits = ((n == EVERY_TABLE) | ~cells).all(axis=(1, 2))
    fits &= ((EVERY_TABLE.sum(axis=2) == n.sum(axis=1)) | ~rows).all(axis=1)
    fits &= ((EVERY_TABLE.sum(axis=1) == n.sum(axis=0)) | ~columns).all(axis=1)
    if total:
        fits &= EVERY_TABLE.sum(axis=(1, 2)) == n.sum()
    return EVERY_TABLE[fits]


def betrayed(n, minimum, *shown):
    """Small cells of which every fitting table says the same size, or that they are small."""
    found = readings(n, *shown)
    least, most = found.min(axis=0), found.max(axis=0)
    return (n > 0) & (n < minimum) & ((least == most) | (most < minimum))


cross_table = arrays(np.int64, (2, 3), elements=st.integers(0, 5)).filter(lambda n: n.sum() > 0)


@given(cross_table, st.sampled_from([3, 4]))
@settings(max_examples=25)
def test_a_reader_who_tries_every_table_learns_no_small_cell_of_a_cross_table(n, minimum):
    found = protect(n, minimum=minimum)
    assert not ((n > 0) & (n < minimum) & found.shown).any()
    told = (found.shown, found.row_totals_shown, found.column_totals_shown, found.total_shown)
    assert not betrayed(n, minimum, *told).any()
    for margin, shown in ((n.sum(axis=1), told[1]), (n.sum(axis=0), told[2])):
        assert not ((margin > 0) & (margin < minimum) & shown).any()


def test_the_same_reader_finds_what_hiding_small_cells_alone_betrays():
    n = np.array([[5, 2, 5], [4, 5, 5]])
    everything = (np.array([True] * 2), np.array([True] * 3), True)
    assert betrayed(n, 4, n >= 4, *everything).tolist() == [[False, True, False], [False] * 3]


@given(arrays(np.int64, (2, 3), elements=st.integers(0, 4)), st.data())
@settings(max_examples=20)
def test_the_bounds_of_a_hidden_cell_are_those_of_every_table_tried(n, data):
    hidden = data.draw(arrays(np.bool_, (2, 3)).filter(lambda cells: cells.any()))
    whole = np.vstack([np.column_stack([n, n.sum(axis=1)]), np.append(n.sum(axis=0), n.sum())]).astype(float)
    found = readings(n, ~hidden, np.array([True] * 2), np.array([True] * 3), True)
    place = tuple(np.argwhere(hidden)[0].tolist())
    bounds = bounds_of_hidden(whole, np.pad(hidden, (0, 1)), place)
    assert bounds[0] == found[:, *place].min()
    assert bounds[1] == found[:, *place].max()


def test_without_totals_only_small_cells_are_hidden():
    found = protect([[40, 3], [20, 50]], [])
    assert found.shown.tolist() == [[True, False], [True, True]]
    assert not found.row_totals_shown.any()
