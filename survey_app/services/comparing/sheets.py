"""Tables of results: one description behind the table of a page and behind its CSV file."""

import csv
import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from survey_app.services.comparing import numbers
from survey_app.translating import gettext as _

Kind = Literal["text", "quoted", "count", "percent", "points", "score", "p"]
Cell = str | int | float | None

_WRITTEN: dict[Kind, Callable[[float], str]] = {
    "text": str,
    "quoted": str,  # words of the questionnaire, in its language
    "count": lambda value: numbers.count(int(value)),
    "percent": numbers.percent,
    "points": numbers.points,
    "score": lambda value: numbers.decimal(value, 2),
    "p": numbers.p_value,
}
_NUMBER = re.compile(r"-?\d+(\.\d+)?", re.ASCII)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    title: str
    kind: Kind = "text"

    @property
    def is_number(self) -> bool:
        return self.kind not in {"text", "quoted"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Rows under columns; shares and differences are kept as fractions. The notes say how to read them."""

    name: str  # of the file
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()


def written(kind: Kind, value: Cell) -> str:
    """A cell as readers see it; nothing is a dash."""
    if value is None or value == "":
        return "–"
    if isinstance(value, str):
        return value
    return _WRITTEN[kind](value)


def csv_file(sheet: Sheet) -> bytes:
    """UTF-8 with a byte order mark, so that spreadsheets read Vietnamese; commas between, a point in numbers."""
    held = io.StringIO(newline="")
    writer = csv.writer(held)
    writer.writerow([_safe(_titled(column)) for column in sheet.columns])
    for row in sheet.rows:
        cells = zip(sheet.columns, row, strict=True)
        writer.writerow([_safe(_plain(column.kind, value)) for column, value in cells])
    for note in (sheet.title, *sheet.notes):
        writer.writerow([_safe(note)] + [""] * (len(sheet.columns) - 1))
    return (_BOM + unicodedata.normalize("NFC", held.getvalue())).encode()


def _titled(column: Column) -> str:
    match column.kind:
        case "percent":
            return f"{column.title} (%)"
        case "points":
            return _("%(title)s (điểm phần trăm)", title=column.title)
    return str(column.title)


def _plain(kind: Kind, value: Cell) -> str:
    """The same digits as on the page, as programs read them."""
    if value is None or isinstance(value, str):
        return value or ""
    match kind:
        case "percent" | "points":
            found = f"{value * 100:.1f}"
        case "score":
            found = f"{value:.2f}"
        case "p":
            return "<0.001" if value < 0.001 else f"{value:.3f}"
        case _:
            return str(int(value))
    return found.removeprefix("-") if float(found) == 0 else found


def _safe(text: str) -> str:
    """What a spreadsheet would run as a formula gets an apostrophe; a negative number is no formula."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text
