from collections import defaultdict
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.disclosure import protect


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
        ([[1, 2]], "expected shape"),
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
