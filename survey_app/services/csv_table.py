"""A CSV file as rows with named columns, collecting every fault instead of stopping at the first."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.cleaning import composed, is_blank
from forms.faults import Fault, Faults
from survey_app.translating import gettext as _

LARGEST_FILE = 20_000_000
MOST_ROWS = 150_000
_SHOWN = 60  # letters of a wrong value, and names of wrong columns, in a sentence
_SHOWN_COLUMNS = 20
_CONTROL = {"Cc", "Cs", "Cn"}
_HEADER_WITHIN = 12  # lines: a title and who made the list may stand above
_CODES = {"code", "parent_code", "unit_code", "predecessor_code", "successor_code"}
_NUMBER_BY_EXCEL = re.compile(r"\d{1,15}\.0+|\d{1,3}(?:[.,]\d{1,15})?[eE][+-]?\d{1,3}")
_THIS_CENTURY, _FIRST_YEAR = 2000, 1900


@dataclass(slots=True)
class Table:
    rows: list["Row"] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)

    def fault(self, row: "Row", column: str, problem: str, remedy: str) -> None:
        self.faults.add(
            Fault(
                place=_("dòng %(number)s, cột %(column)s", number=row.number, column=column),
                problem=problem,
                remedy=remedy,
                row=row.number,
                column=column,
            )
        )

    def in_order(self) -> tuple[Fault, ...]:
        """The faults from the top of the file to its end; those of the whole file first."""
        kept = sorted(self.faults, key=lambda fault: fault.row or 0)
        return (*kept, *self.faults.told()[len(kept) :])

    def refuse_repeats(
        self, column: str, *, taken: Collection[str], read: Callable[[str], str] = lambda text: text
    ) -> None:
        """A value may stand once in the file and not yet in the database; empty ones are no value."""
        first: dict[str, int] = {}
        for row in self.rows:
            value = read(row.cells.get(column, ""))
            if not value:
                continue
            if value in first:
                self.fault(
                    row,
                    column,
                    _("“%(value)s” đã có ở dòng %(first)s.", value=value[:_SHOWN], first=first[value]),
                    _("Mỗi mã chỉ ghi một lần."),
                )
            elif value in taken:
                self.fault(
                    row,
                    column,
                    _("“%(value)s” đã có trong hệ thống.", value=value[:_SHOWN]),
                    _("Bỏ dòng này hoặc dùng mã khác."),
                )
            first.setdefault(value, row.number)


@dataclass(slots=True, kw_only=True)
class Row:
    """One record; its number counts lines as a spreadsheet does, the header being 1."""

    number: int
    cells: dict[str, str]
    table: Table
    told: tuple[tuple[str, str], ...] = ()

    def text(self, column: str, *, longest: int) -> str:
        value = self.cells.get(column, "")
        if column in _CODES and _NUMBER_BY_EXCEL.fullmatch(value):
            self._once(
                column,
                _("“%(value)s” là số mà Excel đã viết lại, không phải mã.", value=value[:_SHOWN]),
                _("Đặt cột này kiểu Văn bản (Text) trong Excel rồi gõ lại mã."),
            )
        if len(value) > longest:
            self._once(column, _("Dài quá %(longest)s ký tự.", longest=longest), _("Viết ngắn lại."))
        return value[:longest]

    def one_of(self, column: str, allowed: Sequence[str]) -> str:
        value = self.cells.get(column, "")
        if value and value not in allowed:
            self._once(
                column,
                _("“%(value)s” không dùng được.", value=value[:_SHOWN]),
                _("Chọn một trong: %(allowed)s.", allowed=", ".join(allowed)),
            )
        return value

    def date(self, column: str) -> date | None:
        """A date as 2025-07-01, 01/07/2025 or 1/7/25; none where the cell is empty."""
        value = self.cells.get(column, "")
        if not value:
            return None
        parts = value.split("/") if "/" in value else value.split("-")[::-1]
        try:
            day, month, year = (int(part) for part in parts if part.isascii())
            if "/" in value and len(parts[-1].strip()) <= len("26"):  # a year as Excel shortens it
                year += _THIS_CENTURY
            found = date(year, month, day)
        except ValueError:
            found = None
        if found is None or found.year < _FIRST_YEAR:
            self._once(
                column,
                _("“%(value)s” không phải là ngày.", value=value[:_SHOWN]),
                _("Ghi dạng 2025-07-01 hoặc 01/07/2025."),
            )
            return None
        return found

    def _once(self, column: str, problem: str, remedy: str) -> None:
        """Readers ask for a cell more than once; what is wrong with it is told once."""
        if (column, problem) not in self.told:
            self.told += ((column, problem),)
            self.table.fault(self, column, problem, remedy)


def read_table(source: bytes, *, columns: Sequence[str], required: Sequence[str]) -> Table:
    """Read UTF-8 CSV with a header, separated by commas, semicolons or tabs."""
    table = Table()
    if len(source) > LARGEST_FILE:
        _whole(table, _("Tệp lớn quá 20 MB."), _("Chia thành nhiều tệp nhỏ hơn."))
        return table
    try:
        text = composed(source.decode("utf-8-sig"))
        records = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text, required), strict=True)
        header, row = _find_header(records, required)
        if _check_header(table, header, columns, required):
            _fill(table, header, enumerate(records, start=row + 1), required)
    except UnicodeDecodeError as error:
        _whole(
            table,
            _("Tệp không phải UTF-8 (byte thứ %(start)s).", start=error.start + 1),
            _("Lưu lại tệp dạng CSV UTF-8."),
        )
    except csv.Error:
        table = Table()
        _whole(
            table, _("Tệp CSV hỏng: dấu ngoặc kép không khép, hoặc ô quá dài."), _("Sửa tệp rồi nhập lại.")
        )
    return table


def _separator(text: str, required: Sequence[str]) -> str:
    """What separates the names of the columns, or what the first line says that separates (`sep=;`)."""
    lines = text.split("\n", _HEADER_WITHIN)[:_HEADER_WITHIN]
    named = re.match(r"\ufeff?sep=(.)", lines[0], re.IGNORECASE)
    if named:
        return named[1]
    header = next((line for line in lines if all(name in line.lower() for name in required)), lines[0])
    return max(",;\t", key=header.count)


def _find_header(records: Iterator[list[str]], required: Sequence[str]) -> tuple[list[str], int]:
    """The row that names the columns, in whatever case, without empty ones at its end; and its number."""
    first: tuple[list[str], int] | None = None
    for number, record in zip(range(1, _HEADER_WITHIN + 1), records, strict=False):
        header = [cell.strip().lower() for cell in record]
        while header and not header[-1]:
            header.pop()
        if set(required) <= set(header):
            return header, number
        if header and first is None and not header[0].startswith("sep="):
            first = header, number
    return first or ([], 1)


def _check_header(
    table: Table, header: Sequence[str], columns: Sequence[str], required: Sequence[str]
) -> bool:
    named = Counter(header)
    missing = [column for column in required if column not in named]
    unknown = [column[:_SHOWN] or _("(trống)") for column in named if column not in columns]
    repeated = sorted(column[:_SHOWN] for column, times in named.items() if times > 1)
    for names, problem in (
        (missing, _("Thiếu cột")),
        (unknown, _("Không có cột tên")),
        (repeated, _("Lặp lại cột")),
    ):
        if names:
            _whole(
                table,
                f"{problem}: {', '.join(names[:_SHOWN_COLUMNS])}{'…' * (len(names) > _SHOWN_COLUMNS)}.",
                _("Các cột dùng được: %(columns)s.", columns=", ".join(columns)),
                _("dòng 1"),
            )
    return not table.faults


def _fill(
    table: Table, header: Sequence[str], records: Iterable[tuple[int, list[str]]], required: Sequence[str]
) -> None:
    for number, written in records:
        record = _without_empty_end(written, len(header))
        if not any(cell.strip() for cell in record):
            continue
        if table.faults.are_enough:
            return
        if len(table.rows) >= MOST_ROWS:
            problem = _("Tệp có quá %(most)s dòng.", most=f"{MOST_ROWS:,}".replace(",", "."))
            _whole(table, problem, _("Chia thành nhiều tệp nhỏ hơn."))
            table.rows.clear()
            return
        cells = (cell.strip() for cell in record)
        visible = ("" if is_blank(cell) else cell for cell in cells)
        row = Row(number=number, cells=dict(zip(header, visible, strict=False)), table=table)
        table.rows.append(row)
        if len(record) != len(header):
            table.fault(
                row,
                header[-1],
                _("Có %(record)s ô, cần %(header)s ô.", record=len(record), header=len(header)),
                _("Kiểm tra dấu phân cách."),
            )
        for column in header:
            if any(unicodedata.category(c) in _CONTROL for c in row.cells.get(column, "")):
                table.fault(row, column, _("Có ký tự điều khiển."), _("Xóa ô rồi gõ lại."))
        for column in required:
            if not row.cells.get(column):
                table.fault(row, column, _("Ô này không được trống."), _("Điền giá trị."))


def _without_empty_end(record: list[str], wanted: int) -> list[str]:
    """A record without the empty cells that a spreadsheet wrote beyond the last column."""
    last = len(record)
    while last > wanted and not record[last - 1].strip():
        last -= 1
    return record[:last]


def _whole(table: Table, problem: str, remedy: str, place: str | None = None) -> None:
    table.faults.add(Fault(place=place or _("tệp"), problem=problem, remedy=remedy))
