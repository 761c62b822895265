"""Answers folded into counts, moments and sums of a sampling design, batch by batch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from analysis.moments import Moments
from survey_app.services.analyzing.reading import Batch, TableFile, WrongFileError
from survey_app.services.analyzing.sampled import Rows, Sampled
from survey_app.vietnamese import sort_key

OnError = Literal["stop", "skip"]
Whole = NDArray[np.int64]

MOST_FAULTS = 100  # told one by one; the others are counted
MOST_UNITS = 100_000
MOST_CELLS = 20_000_000  # of units × groups of case mix
MISSING = ("", "NA", "na", "N/A")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which columns say what, and what a faulty row does."""

    unit: str
    items: tuple[str, ...]
    levels: int
    satisfied: tuple[int, ...]
    on_error: OnError
    weight: str = ""
    stratum: str = ""
    cluster: str = ""
    case_mix: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Every column that is read, each once."""
        others = (self.weight, self.stratum, self.cluster, *self.case_mix)
        return tuple(dict.fromkeys((self.unit, *self.items, *(name for name in others if name))))

    @property
    def is_sampled(self) -> bool:
        return bool(self.weight or self.stratum or self.cluster)


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """What is wrong with a row, counted as spreadsheets do: the header is row 1."""

    row: int
    column: str
    problem: str


@dataclass(slots=True)
class Names:
    """Texts numbered in the order in which they come."""

    numbers: dict[str, int] = field(default_factory=dict)

    def of(self, texts: Sequence[str]) -> Whole:
        for text in dict.fromkeys(texts):
            self.numbers.setdefault(text, len(self.numbers))
        return np.array([self.numbers[text] for text in texts], dtype=np.int64)


@dataclass(slots=True, kw_only=True)
class Tally:
    """Everything the report needs: counts[item][unit] of levels from 1, moments of complete and incomplete rows."""

    asked: Asked
    units: Names = field(default_factory=Names)
    counts: Whole  # (items, units, levels)
    missing: Whole  # (items, units)
    moments: Moments
    mix: Names = field(default_factory=Names)
    by_mix: dict[int, Whole] = field(default_factory=dict)  # group → (units, levels) of the first item
    sampled: Sampled | None = None
    rows: int = 0
    faulty: int = 0
    faults: list[RowFault] = field(default_factory=list)
    digest: str = ""

    def in_order(self) -> list[tuple[str, int]]:
        """Units by their names, each with its place in the counts."""
        return sorted(self.units.numbers.items(), key=lambda each: (sort_key(each[0]), each[0]))


def tally_file(file: TableFile, asked: Asked) -> Tally:
    """Read a file to its end. A faulty row is left out whole and told, or ends the reading with WrongFileError.

    Faulty is a row without a unit, with a level that is none, with a weight that is no number above 0. Nothing (or NA) is no answer,
    and no fault.
    """
    items = len(asked.items)
    found = Tally(
        asked=asked,
        counts=np.zeros((items, 0, asked.levels), dtype=np.int64),
        missing=np.zeros((items, 0), dtype=np.int64),
        moments=Moments.from_rows(np.empty((0, items))),
        sampled=Sampled(items, has_clusters=bool(asked.cluster)) if asked.is_sampled else None,
    )
    codes = {str(level): level for level in range(1, asked.levels + 1)} | dict.fromkeys(MISSING, 0)
    for batch in file.batches():
        _fold(found, batch, codes)
    found.digest = file.digest
    if not found.rows:
        raise WrongFileError("Tệp không có dòng trả lời nào dùng được.")
    return found


@dataclass(frozen=True, slots=True)
class _Read:
    """A batch with its levels as numbers (−1 for what is none), and which rows may be counted."""

    column: dict[str, list[str | None]]
    given: Whole
    good: NDArray[np.bool_]


def _fold(tally: Tally, batch: Batch, codes: dict[str, int]) -> None:
    asked = tally.asked
    column = dict(zip(asked.names, batch.columns, strict=True))
    given = np.array(
        [[codes.get(cell, -1) if cell is not None else -1 for cell in column[item]] for item in asked.items]
    )
    weights = _weights(column[asked.weight]) if asked.weight else np.ones(given.shape[1])
    good = np.array([bool(cell) for cell in column[asked.unit]]) & (given >= 0).all(axis=0) & (weights > 0)
    for name in (asked.stratum, asked.cluster, *asked.case_mix):
        if name:
            good &= np.array([cell is not None for cell in column[name]])
    _tell_faults(tally, batch, _Read(column, given, good))
    texts = {
        name: [cell or "" for cell, fine in zip(cells, good.tolist(), strict=True) if fine]
        for name, cells in column.items()
        if name not in asked.items
    }
    chosen = given[:, good]
    unit = tally.units.of(texts[asked.unit])
    _grow(tally)
    k, levels = len(tally.units.numbers), asked.levels
    for item, row in enumerate(chosen):
        by_unit = np.bincount(unit * (levels + 1) + row, minlength=k * (levels + 1)).reshape(k, levels + 1)
        tally.missing[item] += by_unit[:, 0]
        tally.counts[item] += by_unit[:, 1:]
    tally.moments = tally.moments.merge(Moments.from_rows(np.where(chosen > 0, chosen, np.nan).T))
    tally.rows += len(unit)
    if asked.case_mix:
        _fold_mix(
            tally,
            unit,
            chosen[0],
            ["\x1f".join(each) for each in zip(*(texts[name] for name in asked.case_mix), strict=True)],
        )
    if tally.sampled:
        tally.sampled.fold(
            Rows(
                unit=unit,
                strata=texts[asked.stratum] if asked.stratum else None,
                clusters=texts[asked.cluster] if asked.cluster else None,
                weights=weights[good],
                chosen=chosen,
                satisfied=np.isin(chosen, asked.satisfied),
            )
        )


def _weights(cells: Sequence[str | None]) -> NDArray[np.float64]:
    """NaN for what is no number above 0."""
    found = np.full(len(cells), np.nan)
    for place, cell in enumerate(cells):
        try:
            found[place] = float((cell or "").replace(",", "."))
        except ValueError:
            continue
    found[~np.isfinite(found)] = np.nan
    return found


def _grow(tally: Tally) -> None:
    if len(tally.units.numbers) > MOST_UNITS:
        raise WrongFileError(f"Cột đơn vị có hơn {MOST_UNITS} giá trị khác nhau: đó không phải là đơn vị.")
    grown = len(tally.units.numbers) - tally.counts.shape[1]
    tally.counts = np.pad(tally.counts, ((0, 0), (0, grown), (0, 0)))
    tally.missing = np.pad(tally.missing, ((0, 0), (0, grown)))


def _fold_mix(tally: Tally, unit: Whole, chosen: Whole, groups: Sequence[str]) -> None:
    """Count the first item within groups of case mix; an empty cell is a group of its own."""
    group, k, levels = tally.mix.of(groups), tally.counts.shape[1], tally.counts.shape[2]
    if len(tally.mix.numbers) * k > MOST_CELLS:
        raise WrongFileError(
            "Các cột --case-mix chia phiếu thành quá nhiều nhóm: hãy chọn cột có ít giá trị hơn."
        )
    answered = chosen > 0
    for each in np.unique(group).tolist():
        own = answered & (group == each)
        counted = np.bincount(unit[own] * levels + chosen[own] - 1, minlength=k * levels).reshape(k, levels)
        before = tally.by_mix.get(each, np.zeros((0, levels), dtype=np.int64))
        counted[: len(before)] += before
        tally.by_mix[each] = counted


def _tell_faults(tally: Tally, batch: Batch, read: _Read) -> None:
    asked = tally.asked
    for place in np.flatnonzero(~read.good & ~np.array(batch.blank, dtype=bool)).tolist():
        tally.faulty += 1
        if len(tally.faults) < MOST_FAULTS or asked.on_error == "stop":
            cells = {name: cells[place] for name, cells in read.column.items()}
            tally.faults.append(_fault(batch.first_row + place, cells, asked, read.given[:, place]))
        if asked.on_error == "stop":
            fault = tally.faults[-1]
            raise WrongFileError(f"Dòng {fault.row}, cột {fault.column}: {fault.problem}")


def _fault(row: int, cells: dict[str, str | None], asked: Asked, codes: Whole) -> RowFault:
    short = next((name for name in asked.names if cells[name] is None), None)
    if short is not None:
        return RowFault(row=row, column=short, problem="dòng thiếu cột.")
    if not cells[asked.unit]:
        return RowFault(row=row, column=asked.unit, problem="thiếu đơn vị.")
    if (codes < 0).any():
        name = asked.items[int(np.argmax(codes < 0))]
        return RowFault(
            row=row, column=name, problem=f"“{(cells[name] or '')[:40]}” không phải là một mức của thang."
        )
    shown = (cells[asked.weight] or "")[:40]
    return RowFault(row=row, column=asked.weight, problem=f"“{shown}” không phải là một trọng số lớn hơn 0.")
