"""Rows of anybody's file as columns of text, in batches: memory does not grow with the rows."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BATCH = 20_000  # rows looked at together
BUFFER = 1 << 20  # bytes read at once
MOST_NAMED = 40  # columns named in a sentence

Tick = Callable[[int], None]


class WrongFileError(ValueError):
    """The file cannot be read as asked; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Columns as they were asked for; None where a row is too short. Rows are counted as spreadsheets do: the header is row 1."""

    first_row: int
    columns: list[list[str | None]]
    blank: list[bool]  # an empty line is nobody's answer


class TableFile:
    """An open table: `batches` reads it once, `digest` is then the SHA-256 of the file."""

    def __init__(self, path: Path, names: Sequence[str], tick: Tick = lambda _n: None) -> None:
        self._path, self._names, self._tick = path, list(names), tick
        self.digest = ""

    def batches(self) -> Iterator[Batch]:
        """Raises WrongFileError, also in the midst of it."""
        if self._path.suffix.lower() == ".parquet":
            return self._parquet()
        return self._csv()

    def _csv(self) -> Iterator[Batch]:
        with self._path.open("rb") as file:
            watched = _Watched(file, self._tick)
            text = io.TextIOWrapper(io.BufferedReader(watched, BUFFER), encoding="utf-8-sig", newline="")
            try:
                reader = _reader(text)
                places = _places(next(reader, []), self._names)
                first_row = 2
                while rows := list(islice(reader, BATCH)):
                    yield _batch(first_row, rows, places)
                    first_row += len(rows)
            except UnicodeDecodeError as error:
                raise WrongFileError(
                    "Tệp không phải là văn bản UTF-8. Hãy lưu lại dưới dạng CSV UTF-8."
                ) from error
            except csv.Error as error:
                raise WrongFileError(f"Tệp không phải là CSV đúng: {error}.") from error
            self.digest = watched.digest.hexdigest()

    def _parquet(self) -> Iterator[Batch]:
        try:
            import pyarrow as pa
            from pyarrow import parquet
        except ImportError:
            raise WrongFileError(
                "Muốn đọc tệp Parquet, hãy cài thêm phần “big”: pip install 'hai-long[big]'."
            ) from None
        with self._path.open("rb") as file:
            self.digest = hashlib.file_digest(file, "sha256").hexdigest()
        try:
            with parquet.ParquetFile(self._path) as table:
                names = table.schema_arrow.names
                _places(names, self._names)
                first_row, size = 2, self._path.stat().st_size
                for rows in table.iter_batches(BATCH, columns=self._names):
                    columns = [_texts(rows.column(name).to_pylist()) for name in self._names]
                    yield Batch(first_row, columns, [False] * rows.num_rows)
                    first_row += rows.num_rows
                    self._tick(round(size * rows.num_rows / table.metadata.num_rows))
        except (pa.ArrowException, OSError) as error:
            raise WrongFileError("Tệp không phải là Parquet đúng, hoặc đã hỏng.") from error


def _texts(values: Sequence[Any]) -> list[str | None]:
    """As a CSV file would write them; nothing is an empty cell."""
    return [
        ""
        if value is None
        else str(int(value))
        if isinstance(value, float) and value.is_integer()
        else str(value).strip()
        for value in values
    ]


def _batch(first_row: int, rows: list[list[str]], places: Sequence[int]) -> Batch:
    columns = [[row[place].strip() if len(row) > place else None for row in rows] for place in places]
    return Batch(first_row, columns, [not any(row) for row in rows])


class _Watched(io.RawIOBase):
    """Passes bytes on, hashes them, and tells how many."""

    def __init__(self, file: BinaryIO, tick: Tick) -> None:
        super().__init__()
        self._file, self._tick = file, tick
        self.digest = hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        view = memoryview(buffer)
        read = self._file.readinto(view)  # type: ignore[attr-defined]  # every file opened for bytes has it
        self.digest.update(view[:read])
        self._tick(read)
        return int(read)


def _reader(text: io.TextIOWrapper) -> Iterator[list[str]]:
    first = text.readline()
    if not first.strip():
        raise WrongFileError("Tệp trống: thiếu dòng tiêu đề cột.")
    separator = max(",;\t", key=first.count)
    yield next(csv.reader([first], delimiter=separator))
    yield from csv.reader(text, delimiter=separator)


def _places(header: Sequence[str], names: Sequence[str]) -> list[int]:
    found = [name.strip() for name in header]
    for name in names:
        if found.count(name) != 1:
            told = "không có" if name not in found else "có nhiều"
            raise WrongFileError(f"Tệp {told} cột “{name}”. Các cột: {', '.join(found[:MOST_NAMED])}.")
    return [found.index(name) for name in names]
