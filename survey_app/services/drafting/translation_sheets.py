"""Translations leave as a sheet for a translator (Excel or PO) and come back text by text."""

import io
from dataclasses import dataclass

from babel.messages.catalog import Catalog
from babel.messages.pofile import PoFileError, read_po, write_po

from forms.exchange.cell_text import Odd
from forms.exchange.pieces import Where
from forms.exchange.plain_text import ActiveContentError, refuse_active
from forms.exchange.sheets import MissingPartError, failure, read_rows, sheets_of
from forms.questionnaire import Questionnaire
from forms.texts import FALLBACK
from forms.wordings import wordings
from survey_app.services.drafting.translations import Line

PLACE = "place"
_WIDTHS = (28, 70, 70, 12)
_SHEET = "ban_dich"


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What a sheet brings: words by place, and the places whose Vietnamese is another by now."""

    words: dict[str, str]
    outdated: tuple[str, ...]


def to_po(lines: tuple[Line, ...], tag: str) -> bytes:
    """Write a PO file; a translation that has to be looked at again is marked fuzzy."""
    catalog = Catalog(project="Hài Lòng", header_comment="# Hài Lòng", fuzzy=False)
    catalog.mime_headers = [("Language", tag), ("Content-Type", "text/plain; charset=utf-8")]
    for line in lines:
        flags = ["fuzzy"] if line.state == "outdated" else []
        catalog.add(line.vietnamese, line.words, context=line.place, flags=flags)
    written = io.BytesIO()
    write_po(written, catalog, width=0, omit_header=False)
    return written.getvalue()


def to_xlsx(lines: tuple[Line, ...], tag: str) -> bytes:
    """Write a workbook; MissingPartError without the libraries."""
    try:
        from openpyxl import Workbook
        from openpyxl.styles import Alignment, Font
    except ImportError:
        raise MissingPartError from None
    book = Workbook()
    sheet = book.active
    sheet.title = _SHEET
    for row in [(PLACE, FALLBACK, tag, "state"), *((e.place, e.vietnamese, e.words, e.state) for e in lines)]:
        sheet.append(row)
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s"  # a text that begins with = is a text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCD", _WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read_back(source: bytes, *, name: str, tag: str, questionnaire: Questionnaire) -> Returned:
    """Read a sheet that came back; QuestionnaireError says what is wrong with it.

    Empty texts and places that the draft has no more are left out; so is what was translated from other Vietnamese.
    """
    rows = _from_po(source) if name.endswith(".po") else _from_sheet(source, name, tag)
    known = {wording.place: str(wording.text) for wording in wordings(questionnaire)}
    words: dict[str, str] = {}
    outdated: list[str] = []
    for place, vietnamese, text in rows:
        if place not in known or not text:
            continue
        try:
            refuse_active(text)
        except ActiveContentError as error:
            raise failure(place, f"Lời dịch có mã lệnh ({error}).", "Chỉ để lại chữ.") from None
        if vietnamese == known[place]:
            words[place] = text
        else:
            outdated.append(place)
    if not words and not outdated:
        raise failure("tệp", "Tệp không có lời dịch nào cho phiếu này.", f"Cần các cột {PLACE}, vi, {tag}.")
    return Returned(words=words, outdated=tuple(outdated))


def _from_sheet(source: bytes, name: str, tag: str) -> list[tuple[str, str, str]]:
    sheet = sheets_of(read_rows(source, name=name)).get(_SHEET)
    if sheet is None or not {PLACE, FALLBACK, tag} <= set(sheet.headings):
        raise failure(
            _SHEET,
            f"Không có trang {_SHEET} với các cột {PLACE}, vi, {tag}.",
            "Dùng tệp xuất ra từ trang dịch của đúng ngôn ngữ này.",
        )
    for number, row in sheet.rows:
        for column in (PLACE, FALLBACK, tag):
            cell = row.get(column, "")
            if isinstance(cell, Odd) and cell.lacks:
                place = Where.cell(_SHEET, number, column).place
                raise failure(place, cell.note, "Chép lại thành giá trị (Dán đặc biệt, Giá trị).")
    return [(row.get(PLACE, ""), row.get(FALLBACK, ""), row.get(tag, "")) for _, row in sheet.rows]


def _from_po(source: bytes) -> list[tuple[str, str, str]]:
    try:
        catalog = read_po(io.BytesIO(source), abort_invalid=True)
        return [
            (str(message.context or ""), message.id, message.string)
            for message in catalog
            if isinstance(message.id, str) and isinstance(message.string, str) and message.id
        ]
    except (PoFileError, UnicodeError, ValueError, LookupError, AttributeError, TypeError):
        raise failure("tệp", "Tệp không đúng dạng PO.", "Dùng tệp xuất ra từ trang dịch.") from None
