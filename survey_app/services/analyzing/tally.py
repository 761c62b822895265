"""A CSV file of one row an answer, read as a stream and folded into counts: memory does not grow with the rows."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from analysis.moments import Moments
from survey_app.vietnamese import sort_key

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

OnError = Literal["stop", "skip"]
BATCH = 20_000  # rows looked at together
BUFFER = 1 << 20  # bytes read at once
MOST_FAULTS = 100  # told one by one; the others are counted
MOST_UNITS = 100_000
MISSING = ("", "NA", "na", "N/A")


class WrongFileError(ValueError):
    """The file cannot be read as asked; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """What is wrong with a row, counted as spreadsheets do: the header is row 1."""

    row: int
    column: str
    problem: str


@dataclass(slots=True, kw_only=True)
class Tally:
    """Everything the report needs: counts[item][unit] of levels from 1, moments of complete and incomplete rows."""

    units: dict[str, int] = field(default_factory=dict)
    counts: NDArray[np.int64]  # (items, units, levels)
    missing: NDArray[np.int64]  # (items, units)
    moments: Moments
    rows: int = 0
    faulty: int = 0
    faults: list[RowFault] = field(default_factory=list)
    digest: str = ""

    def in_order(self) -> list[tuple[str, int]]:
        """Units by their names, each with its place in the counts."""
        return sorted(self.units.items(), key=lambda each: (sort_key(each[0]), each[0]))


def tally_csv(
    file: BinaryIO,
    *,
    unit: str,
    items: Sequence[str],
    levels: int,
    on_error: OnError,
    tick: Callable[[int], None] = lambda _n: None,
) -> Tally:
    """Read UTF-8 (with or without a byte order mark), commas or semicolons or tabs between.

    A row with an unknown unit or a level that is none is faulty: with `"skip"` it is left out whole and told, with `"stop"` the
    first one ends the reading. Nothing (or NA) is no answer, and no fault. `tick` is told the bytes read.
    Raises WrongFileError.
    """
    watched = _Watched(file, tick)
    text = io.TextIOWrapper(io.BufferedReader(watched, BUFFER), encoding="utf-8-sig", newline="")
    try:
        reader = _reader(text)
        header = next(reader, [])
        places = _places(header, unit=unit, items=items)
        found = _empty(len(items), levels)
        codes: dict[str, int] = {str(level): level for level in range(1, levels + 1)} | dict.fromkeys(
            MISSING, 0
        )
        row = 1
        for batch in _batches(reader):
            _fold(found, batch, _Asked(row, places, (unit, *items), codes, on_error))
            row += len(batch)
    except UnicodeDecodeError as error:
        raise WrongFileError("Tệp không phải là văn bản UTF-8. Hãy lưu lại dưới dạng CSV UTF-8.") from error
    except csv.Error as error:
        raise WrongFileError(f"Tệp không phải là CSV đúng: {error}.") from error
    if not found.rows:
        raise WrongFileError("Tệp không có dòng trả lời nào dùng được.")
    found.digest = watched.digest.hexdigest()
    return found


class _Watched(io.RawIOBase):
    """Passes bytes on, hashes them, and tells how many."""

    def __init__(self, file: BinaryIO, tick: Callable[[int], None]) -> None:
        super().__init__()
        self._file, self._tick = file, tick
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        read = self._file.read(len(view))
        view[: len(read)] = read
        self.digest.update(read)
        self._tick(len(read))
        return len(read)


def _reader(text: io.TextIOWrapper) -> Iterator[list[str]]:
    first = text.readline()
    if not first.strip():
        raise WrongFileError("Tệp trống: thiếu dòng tiêu đề cột.")
    separator = max(",;\t", key=first.count)
    yield next(csv.reader([first], delimiter=separator))
    yield from csv.reader(text, delimiter=separator)


def _places(header: Sequence[str], *, unit: str, items: Sequence[str]) -> list[int]:
    names = [name.strip() for name in header]
    for name in (unit, *items):
        if names.count(name) != 1:
            told = "không có" if name not in names else "có nhiều"
            raise WrongFileError(f"Tệp {told} cột “{name}”. Các cột: {', '.join(names[:40])}.")
    return [names.index(name) for name in (unit, *items)]


def _empty(items: int, levels: int) -> Tally:
    return Tally(
        counts=np.zeros((items, 0, levels), dtype=np.int64),
        missing=np.zeros((items, 0), dtype=np.int64),
        moments=Moments.from_rows(np.empty((0, items))),
    )


def _batches(reader: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    batch: list[list[str]] = []
    for row in reader:
        batch.append(row)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class _Asked:
    """Rows read before this batch, the columns and their names, what a cell may say, and what a fault does."""

    before: int
    places: Sequence[int]
    names: Sequence[str]
    codes: dict[str, int]
    on_error: OnError


def _fold(tally: Tally, batch: list[list[str]], asked: _Asked) -> None:
    places, names, codes = asked.places, asked.names, asked.codes
    widest = max(places)
    columns = [[row[place].strip() if len(row) > widest else None for row in batch] for place in places]
    given = np.array(
        [[codes.get(cell, -1) if cell is not None else -1 for cell in column] for column in columns[1:]]
    )
    named = np.array([bool(cell) for cell in columns[0]])
    good = named & (given >= 0).all(axis=0)
    # An empty line at the end of a file is nobody's answer.
    blank = np.array([not any(row) for row in batch])
    for place in np.flatnonzero(~good & ~blank).tolist():
        tally.faulty += 1
        if len(tally.faults) < MOST_FAULTS or asked.on_error == "stop":
            tally.faults.append(
                _fault(
                    asked.before + 1 + place, [column[place] for column in columns], names, given[:, place]
                )
            )
        if asked.on_error == "stop":
            fault = tally.faults[-1]
            raise WrongFileError(f"Dòng {fault.row}, cột {fault.column}: {fault.problem}")
    units = [cell for cell, fine in zip(columns[0], good.tolist(), strict=True) if fine and cell]
    for cell in units:
        tally.units.setdefault(cell, len(tally.units))
    if len(tally.units) > MOST_UNITS:
        raise WrongFileError(f"Cột đơn vị có hơn {MOST_UNITS} giá trị khác nhau: đó không phải là đơn vị.")
    grown = len(tally.units) - tally.counts.shape[1]
    tally.counts = np.pad(tally.counts, ((0, 0), (0, grown), (0, 0)))
    tally.missing = np.pad(tally.missing, ((0, 0), (0, grown)))
    where = np.array([tally.units[cell] for cell in units], dtype=np.int64)
    chosen = given[:, good]
    levels = tally.counts.shape[2]
    for item, column in enumerate(chosen):
        folded = np.bincount(where * (levels + 1) + column, minlength=len(tally.units) * (levels + 1))
        by_unit = folded.reshape(-1, levels + 1)
        tally.missing[item] += by_unit[:, 0]
        tally.counts[item] += by_unit[:, 1:]
    tally.moments = tally.moments.merge(Moments.from_rows(np.where(chosen > 0, chosen, np.nan).T))
    tally.rows += len(units)


def _fault(row: int, cells: list[str | None], names: Sequence[str], codes: NDArray[np.int64]) -> RowFault:
    if cells[0] is None:
        return RowFault(row=row, column=names[-1], problem="dòng thiếu cột.")
    if not cells[0]:
        return RowFault(row=row, column=names[0], problem="thiếu đơn vị.")
    wrong = int(np.argmax(codes < 0))
    shown = (cells[wrong + 1] or "")[:40]
    return RowFault(row=row, column=names[wrong + 1], problem=f"“{shown}” không phải là một mức của thang.")
