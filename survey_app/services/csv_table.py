"""A CSV file as rows with named columns, collecting every fault instead of stopping at the first."""

import csv
import io
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from forms.cleaning import composed
from forms.faults import Fault, Faults
from survey_app.translating import gettext as _

LARGEST_FILE = 20_000_000
MOST_ROWS = 150_000
_SHOWN = 60  # letters of a wrong value, and names of wrong columns, in a sentence
_SHOWN_COLUMNS = 20
_CONTROL = {"Cc", "Cs", "Cn"}


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
        """A date as 2025-07-01 or 01/07/2025; none where the cell is empty."""
        value = self.cells.get(column, "")
        if not value:
            return None
        parts = value.split("/") if "/" in value else value.split("-")[::-1]
        try:
            day, month, year = (int(part) for part in parts if part.isascii())
            return date(year, month, day)
        except ValueError:
            self._once(
                column,
                _("“%(value)s” không phải là ngày.", value=value[:_SHOWN]),
                _("Ghi dạng 2025-07-01 hoặc 01/07/2025."),
            )
            return None

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
        records = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
        header = [cell.strip() for cell in next(records, [])]
        if _check_header(table, header, columns, required):
            _fill(table, header, records, required)
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


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    return max(",;\t", key=header.count)


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
    table: Table, header: Sequence[str], records: Iterable[Sequence[str]], required: Sequence[str]
) -> None:
    for number, record in enumerate(records, start=2):
        if not any(cell.strip() for cell in record):
            continue
        if table.faults.are_enough:
            return
        if len(table.rows) >= MOST_ROWS:
            problem = _("Tệp có quá %(most)s dòng.", most=f"{MOST_ROWS:,}".replace(",", "."))
            _whole(table, problem, _("Chia thành nhiều tệp nhỏ hơn."))
            table.rows.clear()
            return
        row = Row(
            number=number, cells=dict(zip(header, (c.strip() for c in record), strict=False)), table=table
        )
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


def _whole(table: Table, problem: str, remedy: str, place: str | None = None) -> None:
    table.faults.add(Fault(place=place or _("tệp"), problem=problem, remedy=remedy))
