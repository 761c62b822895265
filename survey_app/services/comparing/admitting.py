"""Which groups of a unit's month may be shown under a filter, whatever other filter or counter is laid beside them.

The filters cut the same answers in several ways, and a counter is a cut of its own. Where one group lies inside another, their
difference is a group that nobody decided to show: it must be of nobody or of five and more, like every other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, islice

import numpy as np
from sqlalchemy import Connection

from analysis.disclosure import protect
from survey_app.services.comparing.narrowing import KINDS, Narrowing
from survey_app.store.counts import Dimension, TallyCounts, Where

Cell = tuple[int, int, int]  # version, unit, month
Values = tuple[str, ...]  # of every filter, and the counter

FILTERS = tuple(KINDS.values())
CUTS = (*FILTERS, Dimension.COUNTER)
MOST_TRIED = 300  # small groups of each number of parts that are tried against everything shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Of which unit's months the group may be shown, and where it is left in the rest."""

    kept: frozenset[Cell]
    left_out: frozenset[Cell]


def admit(
    connection: Connection,
    narrowing: Narrowing,
    *,
    headlines: Mapping[int, str],
    unit_ids: Iterable[int],
    months: Iterable[int],
    minimum: int,
) -> Admission:
    """Look at the respondents of each unit's month. Everybody answers the headline, and once."""
    where = Where(
        {
            Dimension.UNIT: tuple(unit_ids),
            Dimension.MONTH: tuple(months),
            Dimension.VERSION: tuple(headlines),
            Dimension.ITEM: tuple(sorted(set(headlines.values()))),
        }
    )
    by = (Dimension.VERSION, Dimension.ITEM, Dimension.UNIT, Dimension.MONTH, *CUTS)
    groups: dict[Cell, dict[Values, int]] = {}
    for (version, item, unit, month, *values), n in TallyCounts(connection).counts(where, by).cells.items():
        if headlines[int(version)] == item:
            groups.setdefault((int(version), int(unit), int(month)), {})[tuple(map(str, values))] = n
    place = FILTERS.index(narrowing.dimension)
    kept: set[Cell] = set()
    left_out: set[Cell] = set()
    for cell, sizes in groups.items():
        if any(values[place] == narrowing.value for values in sizes):
            shown = narrowing.value in _admitted(tuple(sorted(sizes.items())), minimum)[place]
            (kept if shown else left_out).add(cell)
    return Admission(kept=frozenset(kept), left_out=frozenset(left_out))


def admitted(sizes: Mapping[Values, int], *, minimum: int) -> tuple[frozenset[str], ...]:
    """The values of each filter whose groups may be shown, out of one unit's month.

    Each filter by itself leaves groups and a rest of nobody or of five and more. Then, as long as something small follows from all
    that is shown together, the smallest group that helps to find it goes into its filter's rest. What was hidden in vain comes back,
    the largest first.
    """
    cut = _Cut(sizes, minimum)
    while any(cut.shown[: len(FILTERS)]) and (found := cut.betrayed()) is not None:
        cut.hide(found)
    cut.bring_back()
    return tuple(frozenset(shown) for shown in cut.shown[: len(FILTERS)])


@lru_cache(maxsize=8192)  # a closed month is asked for again and again
def _admitted(sizes: tuple[tuple[Values, int], ...], minimum: int) -> tuple[frozenset[str], ...]:
    return admitted(dict(sizes), minimum=minimum)


class _Cut:
    """One unit's month with what is shown of it so far: vectors over the parts that all cuts together make."""

    def __init__(self, sizes: Mapping[Values, int], minimum: int) -> None:
        self.parts = list(sizes)
        self.n = np.array(list(sizes.values()))
        self.told = np.array(self.parts).T
        self.minimum = minimum
        self.on_paper = self.told[FILTERS.index(Dimension.CHANNEL)] == "paper"
        self.shown: list[set[str]] = []
        self.hidden: list[tuple[int, int, str]] = []  # size, place, value
        for place in range(len(CUTS)):
            by_value: dict[str, int] = {}
            for part, n in sizes.items():
                by_value[part[place]] = by_value.get(part[place], 0) + n
            decided = protect(list(by_value.values()), minimum=minimum).shown.tolist()
            self.shown.append({value for value, may in zip(by_value, decided, strict=True) if may})

    def groups(self, cuts: int = len(CUTS)) -> np.ndarray:
        """Everybody, each shown group of a cut and its rest, as rows over the parts."""
        found = [np.ones(len(self.parts), dtype=bool)]
        for place, shown in enumerate(self.shown[:cuts]):
            found += [self.told[place] == value for value in sorted(shown)]
            found.append(~np.isin(self.told[place], list(shown)))
        return np.array([group for group in found if group.any()])

    def betrayed(self) -> np.ndarray | None:
        """A group of one to four, or of sheets alone, that follows from what is shown; None where there is none."""
        if (sheets := self._sheets_alone()) is not None:
            return sheets
        groups = self.groups()
        size = groups @ self.n
        common = (groups * self.n) @ groups.T
        left = size[None, :] - size[:, None]  # of the outer one, where the other lies inside it
        found = np.argwhere((common == size[:, None]) & (left > 0) & (left < self.minimum))
        if len(found):
            inner, outer = found[0]
            return np.asarray(groups[outer] & ~groups[inner])
        return self._sum_of_shown(groups.astype(float))

    def _sheets_alone(self) -> np.ndarray | None:
        """Paper by itself: whoever typed most of it knows what he typed, and would read the rest of it.

        Looked for among groups of filters, rests and their differences; a unit all of whose answers are on paper stays as it is.
        """
        if not self.on_paper.any() or self.on_paper.all():
            return None
        groups = self.groups(len(FILTERS))
        for group in groups:
            if not (group & ~self.on_paper).any():
                return np.asarray(group)
        for outer in groups:
            for inner in groups:
                left = outer & ~inner
                if left.any() and not (inner & ~outer).any() and not (left & ~self.on_paper).any():
                    return np.asarray(left)
        return None

    def _sum_of_shown(self, groups: np.ndarray) -> np.ndarray | None:
        """What is a sum of more than two shown groups, with any factors: their projection leaves it as it is."""
        away = np.eye(len(self.parts)) - np.linalg.pinv(groups) @ groups
        few = np.flatnonzero(self.n < self.minimum).tolist()
        for several in range(1, self.minimum):
            tried = list(islice(combinations(few, several), MOST_TRIED))
            if not tried:
                return None
            places = np.array(tried)
            left = away[places[:, :, None], places[:, None, :]].sum(axis=(1, 2))
            for place in np.flatnonzero((left < 1e-9) & (self.n[places].sum(axis=1) < self.minimum)):
                return np.isin(np.arange(len(self.parts)), places[place])
        return None

    def hide(self, small: np.ndarray) -> None:
        """Put the smallest shown group that cuts through or touches the small one into its filter's rest."""
        candidates = []
        for place, shown in enumerate(self.shown[: len(FILTERS)]):  # counters are decided elsewhere
            for value in shown:
                group = self.told[place] == value
                candidates.append((not (small & group).any(), int(self.n[group].sum()), place, value))
        _touches_not, size, place, value = min(candidates)
        self.shown[place].discard(value)
        self.hidden.append((size, place, value))

    def bring_back(self) -> None:
        """Show again what nothing small follows from."""
        for _size, place, value in sorted(self.hidden, reverse=True):
            self.shown[place].add(value)
            if self.betrayed() is not None:
                self.shown[place].discard(value)
