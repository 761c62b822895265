"""Filters and counters laid across each other: who subtracts one page from another finds no group of one to four."""

import random
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

import numpy as np
import pytest

from analysis.disclosure import protect
from survey_app.services.comparing.admitting import CUTS, FILTERS, Values, admitted
from survey_app.services.comparing.comparison import NothingYetError, WrongQuestionError
from survey_app.services.comparing.narrowing import list_narrowings, parse_narrowing
from survey_app.store.counts import Dimension, Where

FIELDS, CHANNELS, EVIDENCE, COUNTERS = ("Hộ tịch", "Đất đai", ""), ("qr", "kiosk", "paper"), ("A", "C"), "123"


def month_of(chance: random.Random) -> dict[Values, int]:
    """A unit's month of dependent filters: paper is often of one field, a class of evidence goes with a channel."""
    sizes: dict[Values, int] = {}
    for _ in range(chance.randint(3, 9)):
        channel = chance.choice(CHANNELS)
        evidence = "C" if channel == "qr" else chance.choice(EVIDENCE)
        part = (chance.choice(FIELDS), channel, evidence, chance.choice(COUNTERS))
        sizes[part] = chance.choice((1, 2, 3, 6, 12, 40))
    return sizes


def by_itself(sizes: Mapping[Values, int], place: int) -> frozenset[str]:
    """The planted weakness: a filter protected without a look at the others."""
    groups: dict[str, int] = {}
    for part, n in sizes.items():
        groups[part[place]] = groups.get(part[place], 0) + n
    shown = protect(list(groups.values())).shown
    return frozenset(value for value, may in zip(groups, shown, strict=True) if may)


def attack(sizes: Mapping[Values, int], shown: Sequence[frozenset[str]]) -> Iterator[tuple[int, ...]]:
    """Small sets of answers whose number follows from the pages: by one subtraction, or by any sum of pages."""
    parts = list(sizes)
    n = np.array(list(sizes.values()))
    pages = [tuple(range(len(parts)))]
    for place, values in enumerate((*shown, by_itself(sizes, len(FILTERS)))):
        pages += [tuple(i for i, part in enumerate(parts) if part[place] == value) for value in values]
        pages.append(tuple(i for i, part in enumerate(parts) if part[place] not in values))
    for one, other in combinations(pages, 2):
        for inside, outside in ((one, other), (other, one)):
            left = sorted(set(outside) - set(inside))
            if set(inside) <= set(outside) and 0 < n[left].sum() < 5:
                yield tuple(left)
    told = np.array([[i in page for i in range(len(parts))] for page in pages], dtype=float)
    rank = np.linalg.matrix_rank(told)
    for several in (1, 2, 3):
        for left in combinations(range(len(parts)), several):
            target = np.isin(np.arange(len(parts)), left).astype(float)
            if n[list(left)].sum() < 5 and np.linalg.matrix_rank(np.vstack([told, target])) == rank:
                yield left


@pytest.mark.parametrize("seed", range(60))
def test_no_sum_of_pages_under_different_filters_leaves_one_to_four_answers(seed):
    sizes = month_of(random.Random(seed))  # noqa: S311  # reproducible on purpose
    if sum(sizes.values()) < 5:
        pytest.skip("a unit's month is of five and more")
    assert not list(attack(sizes, admitted(sizes, minimum=5)))


def test_the_same_attack_breaks_filters_that_are_protected_one_by_one():
    broken = 0
    for seed in range(60):
        sizes = month_of(random.Random(seed))  # noqa: S311  # reproducible on purpose
        broken += any(attack(sizes, [by_itself(sizes, place) for place in range(len(FILTERS))]))
    assert broken > 20


def test_what_crosses_nothing_small_stays_shown():
    sizes = {
        (field, channel, "C", "1"): 20 for field in ("Hộ tịch", "Đất đai") for channel in ("qr", "kiosk")
    }
    assert admitted(sizes, minimum=5) == ({"Hộ tịch", "Đất đai"}, {"qr", "kiosk"}, {"C"})


def test_a_small_counter_hides_no_filter():
    sizes = {
        ("Hộ tịch", "qr", "C", "1"): 30,
        ("Hộ tịch", "kiosk", "C", "1"): 20,
        ("Hộ tịch", "qr", "C", "2"): 3,
    }
    assert admitted(sizes, minimum=5)[CUTS.index(FILTERS[1])] == {"qr", "kiosk"}


def test_a_channel_that_is_a_field_but_for_two_answers_is_not_shown_beside_that_field(province):
    """All forms by post are of one field: the field less the post would be two people at the tablet."""
    satisfied = {"Q1": "5"}
    province.seal("A1", [satisfied] * 14, 202610, field="Hộ tịch", channels=["post"] * 12 + ["kiosk"] * 2)
    province.seal("A1", [satisfied] * 40, 202610, field="Đất đai", channels=["qr"] * 30 + ["kiosk"] * 10)

    def shown(address: str) -> int | None:
        try:
            found = province.compare(narrowing=parse_narrowing(address))
        except NothingYetError:
            return None
        return {unit.code: unit.n for unit in found.units}["A1"]

    assert (shown("linh-vuc:Hộ tịch"), shown("linh-vuc:Đất đai")) == (14, 40)
    assert shown("kenh:post") is None
    assert shown("kenh:qr") == 30


PAPER_PARTS = {
    "a rest of paper alone": {("", "qr", "C", "1"): 30, ("", "paper", "C", "1"): 20},
    "a class of evidence that is paper alone": {("", "kiosk", "B", "1"): 30, ("", "paper", "C", "1"): 20},
    "a field of paper alone": {("Hộ tịch", "paper", "C", "1"): 20, ("Đất đai", "qr", "C", "1"): 30},
    "a class less a channel": {
        ("", "qr", "C", "1"): 30,
        ("", "paper", "C", "1"): 20,
        ("", "kiosk", "B", "1"): 25,
    },
}


def leaves_paper_alone(sizes, shown):
    """Whether some group, rest or difference of two is of sheets and nothing else."""
    parts = list(sizes)
    pages = [set(parts)]
    for place, values in enumerate(shown):
        pages += [{part for part in parts if part[place] == value} for value in values]
        pages.append({part for part in parts if part[place] not in values})
    left = [page for page in pages if page]
    left += [outer - inner for outer in left for inner in left if inner < outer]
    return any({part[1] for part in group} == {"paper"} for group in left)


@pytest.mark.parametrize("sizes", PAPER_PARTS.values(), ids=PAPER_PARTS)
def test_sheets_are_never_told_alone_to_who_may_have_typed_them(sizes):
    assert not leaves_paper_alone(sizes, admitted(sizes, minimum=5))
    by_size_alone = [by_itself(sizes, place) for place in range(len(FILTERS))]
    assert leaves_paper_alone(sizes, by_size_alone)  # what groups of five and more would give away


def test_a_filter_of_paper_is_refused_in_a_sentence_and_not_offered(province):
    province.mix("A1", {"qr": [0, 0, 0, 9, 9], "paper": [0, 0, 0, 9, 9], "kiosk": [0, 0, 0, 9, 9]})
    with pytest.raises(WrongQuestionError, match="Phiếu giấy không tách riêng được"):
        parse_narrowing("kenh:paper")
    with province.platform.database.reading() as connection:
        offered = list_narrowings(connection, Where({Dimension.MONTH: (202610,)}))
    assert [each.address for each in offered if each.dimension is Dimension.CHANNEL] == [
        "kenh:kiosk",
        "kenh:qr",
    ]
