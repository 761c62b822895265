"""What a unit was before it was this unit: its predecessors, as far back as they went over wholly."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from survey_app.rows import UnitRow
from survey_app.store.successions import SuccessionRow

MOST_STEPS = 50  # of reorganisations one after the other; a circle in broken data ends here


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Days in which these units together were what the unit is now; no first day where that was always so."""

    first: date | None
    last: date | None
    units: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The day before which nothing can be joined, and the units that went over in parts only."""

    on: date
    split: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ancestry:
    stretches: tuple[Stretch, ...]  # newest first
    broken: Break | None

    @property
    def joined(self) -> frozenset[int]:
        """Units before this one whose counts are pooled."""
        return frozenset().union(*(stretch.units for stretch in self.stretches[1:]))


def trace(unit: UnitRow, tree: Mapping[int, UnitRow], successions: Sequence[SuccessionRow]) -> Ancestry:
    """Walk back from a unit over full successions to the first partial one, or to where nothing was before."""
    into: dict[int, list[SuccessionRow]] = {}
    for row in successions:
        into.setdefault(row.successor_id, []).append(row)
    stretches: list[Stretch] = []
    units, last = frozenset({unit.id}), unit.valid_to
    for _ in range(MOST_STEPS):
        first = max(tree[each].valid_from for each in units)
        came = [
            row for each in units if tree[each].valid_from == first for row in _own_kind(each, tree, into)
        ]
        split = [row for row in came if not row.is_full]
        stretches.append(Stretch(first=first if came else None, last=last, units=units))
        if split:
            names = sorted({tree[row.predecessor_id].name for row in split})
            return Ancestry(stretches=tuple(stretches), broken=Break(on=first, split=tuple(names)))
        if not came:
            break
        stayed = {each for each in units if tree[each].valid_from != first}
        units, last = frozenset({row.predecessor_id for row in came} | stayed), first - timedelta(days=1)
    return Ancestry(stretches=tuple(stretches), broken=None)


def _own_kind(
    unit_id: int, tree: Mapping[int, UnitRow], into: Mapping[int, Sequence[SuccessionRow]]
) -> Sequence[SuccessionRow]:
    """Predecessors of the unit's own level; of another level only where there are no others.

    When districts ended, each of their communes took over some of their work: that is no reason to break a commune's
    series. A district that became one special zone is that zone's only predecessor.
    """
    came = into.get(unit_id, ())
    same = [row for row in came if tree[row.predecessor_id].level == tree[unit_id].level]
    return same or came
