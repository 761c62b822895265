"""Sheets of rows from .xlsx, .xls, .csv and .md, with the row numbers a person sees, at bounded cost.

CSV and Markdown hold several sheets in the manner of pyxform: the sheet's name in the first column, cells after it.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from forms.cleaning import has_unwelcome
from forms.exchange.cell_text import Odd, cell_text, plain_of
from forms.exchange.pieces import Where
from forms.faults import Fault, Faults, QuestionnaireError

MAX_ROWS = 5_000
MAX_COLUMNS = 200
MAX_SHEETS = 50
_MOST_ROWS_IN_ALL = 20_000
_MOST_EMPTY = 60  # rows in a row, after which a sheet is over
_SHOWN = 200
_FORMULA = "Ô này là công thức mà tệp không lưu kết quả."
_ZIP = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Row = tuple[int, list[str]]


class MissingPartError(RuntimeError):
    """The libraries for spreadsheets are not installed."""

    def __init__(self) -> None:
        super().__init__("Chưa cài phần đọc bảng tính. Cài bằng: pip install 'hai-long[formats]'.")

    def __reduce__(self) -> tuple[type["MissingPartError"], tuple[()]]:
        return type(self), ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The cells of a sheet by heading; ``rows`` are (number of the row, {heading: text})."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[int, dict[str, str]], ...]


def failure(where: str, problem: str, remedy: str) -> QuestionnaireError:
    return QuestionnaireError((Fault(place=where, problem=problem, remedy=remedy),))


def read_rows(source: bytes, *, name: str) -> list[tuple[str, list[Row]]]:
    """Read the rows of every sheet; QuestionnaireError for what is no such file."""
    if source.startswith(_ZIP):
        return _from_xlsx(source)
    if source.startswith(_OLD_EXCEL):
        return _from_xls(source)
    text = _decoded(source)
    return list(_from_markdown(text) if name.endswith(".md") or _is_markdown(text) else _from_csv(text))


def sheets_of(raw: Iterable[tuple[str, list[Row]]]) -> dict[str, Sheet]:
    """The sheets with headings, by their names in small letters."""
    faults = Faults()
    sheets = {sheet.strip().lower(): _sheet(sheet.strip(), rows, faults) for sheet, rows in raw}
    if faults:
        raise QuestionnaireError(faults.told())
    return sheets


def _sheet(name: str, rows: list[Row], faults: Faults) -> Sheet:
    rows = [row for row in rows if any(row[1])]
    if not rows:
        return Sheet(name, (), ())
    headings = [" ".join(cell.split()) for cell in rows[0][1]]
    seen: set[str] = set()
    for heading in headings:
        if heading and heading in seen:
            faults.add(
                Where.cell(name, rows[0][0], heading).fault("Cột này có hai lần.", "Bỏ hoặc đổi tên một cột.")
            )
        seen.add(heading)
    body = []
    for number, cells in rows[1:]:
        values = {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading and cell}
        body.append((number, values))
    return Sheet(name, tuple(heading for heading in headings if heading), tuple(body))


def _from_xlsx(source: bytes) -> list[tuple[str, list[Row]]]:
    from forms.exchange.archives import refuse_heavy

    try:
        from openpyxl import load_workbook
    except ImportError:
        raise MissingPartError from None
    try:
        refuse_heavy(source)
        book = load_workbook(io.BytesIO(source), read_only=True, data_only=False)
        stored = load_workbook(io.BytesIO(source), read_only=True, data_only=True)
        try:
            _refuse_sheets(len(book.worksheets))
            # The width is ours: a file may claim, row by row, that it is 16,384 columns wide.
            raw = (
                (
                    sheet.title,
                    map(_cells, sheet.iter_rows(max_col=MAX_COLUMNS), values.iter_rows(max_col=MAX_COLUMNS)),
                )
                for sheet, values in zip(book.worksheets, stored.worksheets, strict=True)
            )
            return list(_within(raw))
        finally:
            book.close()
            stored.close()
    except QuestionnaireError:
        raise
    except Exception as error:
        raise _broken() from error


def _cells(row: Iterable[Any], stored: Iterable[Any]) -> Iterator[str]:
    """The texts of a row; of a formula what Excel stored when it last calculated."""
    for cell, value in zip(row, stored, strict=True):
        if cell.data_type != "f":
            yield cell_text(cell.value, cell.number_format) if cell.value is not None else ""
        elif value.value is None:
            yield Odd(f"={cell.value}"[:_SHOWN], _FORMULA, lacks=True)
        else:
            text = cell_text(value.value, value.number_format)
            note = f"Ô này là công thức: lấy giá trị đã lưu trong tệp là “{text[:_SHOWN]}”."
            yield Odd(text, note, plain=plain_of(text))


def _from_xls(source: bytes) -> list[tuple[str, list[Row]]]:
    try:
        import xlrd
    except ImportError:
        raise MissingPartError from None
    try:
        book = xlrd.open_workbook(file_contents=source, logfile=io.StringIO(), formatting_info=True)
        _refuse_sheets(book.nsheets)

        def text_of(cell: Any) -> str:
            form = book.format_map[book.xf_list[cell.xf_index].format_key].format_str
            if cell.ctype == xlrd.XL_CELL_DATE:
                moment = xlrd.xldate_as_datetime(cell.value, book.datemode)
                return cell_text(moment.time() if cell.value < 1 else moment, form)
            if cell.ctype == xlrd.XL_CELL_BOOLEAN:
                return cell_text(bool(cell.value))
            if cell.ctype == xlrd.XL_CELL_ERROR:
                return str(xlrd.error_text_from_code.get(cell.value, "#"))
            return cell_text(cell.value, form) if cell.value != "" else ""

        return list(
            _within((sheet.name, (map(text_of, row) for row in sheet.get_rows())) for sheet in book.sheets())
        )
    except QuestionnaireError:
        raise
    except Exception as error:
        raise _broken() from error


def _refuse_sheets(count: int) -> None:
    if count > MAX_SHEETS:
        raise failure("tệp", f"Tệp có {count} trang, quá {MAX_SHEETS}.", "Bỏ các trang không dùng.")


def _within(sheets: Iterable[tuple[str, Iterable[Iterable[str]]]]) -> Iterator[tuple[str, list[Row]]]:
    """The rows of every sheet, as long as there are not too many in all."""
    left = _MOST_ROWS_IN_ALL
    for name, rows in sheets:
        kept = list(_bounded(name, rows))
        left -= len(kept)
        if left < 0:
            raise failure(
                name, f"Các trang cộng lại dài quá {_MOST_ROWS_IN_ALL} dòng.", "Bỏ các trang không dùng."
            )
        yield name, kept


def _bounded(sheet: str, rows: Iterable[Iterable[str]]) -> Iterator[Row]:
    empty = 0
    for number, row in enumerate(rows, start=1):
        cells = [cell for _, cell in zip(range(MAX_COLUMNS), row, strict=False)]
        empty = 0 if any(cells) else empty + 1
        if empty > _MOST_EMPTY:
            return
        if number > MAX_ROWS:
            raise failure(sheet, f"Trang dài quá {MAX_ROWS} dòng.", "Rút ngắn tệp.")
        yield number, cells


def _written(text: str) -> str:
    """A cell of a text file: a formula there has no value."""
    shown = cell_text(text)
    return Odd(shown[:_SHOWN], _FORMULA, lacks=True) if shown.startswith("=") and len(shown) > 1 else shown


def _from_csv(text: str) -> Iterator[tuple[str, list[Row]]]:
    name, sheets = "", 0
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        for number, line in enumerate(reader, start=1):
            first = line[0].strip() if line else ""
            cells = [_written(cell) for cell in line[1 : MAX_COLUMNS + 1]]
            if number > MAX_ROWS:
                raise failure(name, f"Tệp dài quá {MAX_ROWS} dòng.", "Rút ngắn tệp.")
            if first:
                _refuse_sheets(sheets := sheets + 1)
                if rows or name:
                    yield name, rows
                name, rows = first, []
            if any(cells):
                rows.append((reader.line_num, cells))
    except csv.Error as error:
        raise failure(
            f"dòng {reader.line_num}", "Tệp không đúng dạng CSV.", "Lưu lại dạng CSV UTF-8."
        ) from error
    if not name:
        raise failure(
            "dòng 1", "Cột đầu không có tên trang.", "Ghi survey, choices, settings ở cột đầu, dùng dấu phẩy."
        )
    yield name, rows


def _from_markdown(text: str) -> Iterator[tuple[str, list[Row]]]:
    name, sheets = "", 0
    rows: list[Row] = []
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip()
        if not bare.startswith("|") or set(bare) <= set("|-: "):
            continue
        if number > MAX_ROWS:
            raise failure(name, f"Tệp dài quá {MAX_ROWS} dòng.", "Rút ngắn tệp.")
        inner = bare.removeprefix("|").removesuffix("|").replace(r"\|", "\0")
        cells = [_written(cell.replace("\0", "|")) for cell in inner.split("|", MAX_COLUMNS + 1)]
        if cells[0]:
            _refuse_sheets(sheets := sheets + 1)
            if name:
                yield name, rows
            name, rows = cells[0], []
        if any(cells[1:]):
            rows.append((number, cells[1 : MAX_COLUMNS + 1]))
    if name:
        yield name, rows


def _is_markdown(text: str) -> bool:
    return text.lstrip().startswith("|")


def _decoded(source: bytes) -> str:
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise failure(
            f"byte {error.start}", "Tệp không phải là UTF-8.", "Lưu lại tệp với bảng mã UTF-8."
        ) from None
    if has_unwelcome(text):
        raise failure(
            "tệp", "Tệp có ký tự điều khiển, không phải là bảng tính hay văn bản.", "Chọn tệp khác."
        )
    return text


def _broken() -> QuestionnaireError:
    return failure("tệp", "Không mở được tệp bảng tính: tệp hỏng hoặc không đúng dạng.", "Lưu lại từ Excel.")
