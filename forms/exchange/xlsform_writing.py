"""From a questionnaire to an XLSForm workbook that other programs open and that reads back as the same questionnaire.

What XLSForm has no column for stands in columns of our own, which other programs leave alone: scores and flags of
choices, the role of an item, purpose, consent, closing, headline and factors.
"""

import io
import json
from collections.abc import Mapping
from itertools import count
from typing import Any

from forms.exchange.sheets import MissingPartError
from forms.exchange.xlsform_logic import write_relevant
from forms.questionnaire import Item, Kind, Questionnaire, Role, Section
from forms.scale import YES_NO, Choice
from forms.texts import FALLBACK, Text
from forms.writing import to_document

LANGUAGE_NAMES = {
    FALLBACK: "Tiếng Việt",
    "en": "English",
    "km": "Khmer",
    "lo": "Lao",
    "tyz": "Tày",
    "hmn": "Mông",
    "fr": "French",
    "zh": "Chinese",
}
_YES_NO_LIST = "co_khong"
_METADATA = "meta"  # a name that XLSForm keeps for itself
_LONGEST_CELL = 32_767
_TYPES = {
    Kind.SEVERAL: "select_multiple",
    Kind.SHORT_TEXT: "text",
    Kind.LONG_TEXT: "text",
    Kind.NUMBER: "integer",
}

Row = dict[str, str]


class ExportError(ValueError):
    """The questionnaire cannot be written in this format; the text is a sentence for the person who tried."""


def to_xlsform(questionnaire: Questionnaire) -> bytes:
    """Write a workbook (.xlsx); ExportError where pyxform would not take it, MissingPartError without the libraries."""
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
    except ImportError:
        raise MissingPartError from None
    book = Workbook(write_only=True)
    for name, rows in _sheets(questionnaire).items():
        sheet = book.create_sheet(name)
        headings = list(dict.fromkeys(key for row in rows for key in row))
        for number, line in enumerate([headings, *([row.get(key, "") for key in headings] for row in rows)]):
            cells = []
            for text in line:
                if len(text) > _LONGEST_CELL:
                    raise ExportError(
                        f"Trang {name} có ô dài quá {_LONGEST_CELL} ký tự, Excel không giữ được."
                    )
                cell = WriteOnlyCell(sheet, value=text or None)
                if text:
                    cell.data_type = "s"  # a text that begins with = is a text
                if number == 0:
                    cell.font = Font(bold=True)
                cells.append(cell)
            sheet.append(cells)
    written = io.BytesIO()
    book.save(written)
    _refuse_wrong(written.getvalue())
    return written.getvalue()


def _refuse_wrong(workbook: bytes) -> None:
    try:
        from pyxform.errors import PyXFormError
        from pyxform.xls2xform import convert
    except ImportError:
        raise MissingPartError from None
    try:
        convert(xlsform=io.BytesIO(workbook), validate=False, file_type=".xlsx")
    except PyXFormError as error:
        raise ExportError(f"pyxform không nhận phiếu này: {error}") from None


def _sheets(questionnaire: Questionnaire) -> dict[str, list[Row]]:
    lists = _Lists(questionnaire)
    survey = [row for section in questionnaire.sections for row in _section(section, questionnaire, lists)]
    _rename_clashing(survey)
    return {"survey": survey, "choices": lists.rows(), "settings": [_settings(questionnaire)]}


def _rename_clashing(survey: list[Row]) -> None:
    """Give names of their own to what is called as XLSForm calls its metadata, or as a question; `code` keeps ours."""
    asked = {row["name"] for row in survey if _is_question(row)}
    taken = {row["name"] for row in survey if "name" in row} | {_METADATA}
    for row in survey:
        name = row.get("name")
        if name == _METADATA or (name in asked and not _is_question(row)):
            row["code"] = name
            row["name"] = next(fresh for n in count(2) if (fresh := f"{name}_{n}") not in taken)
            taken.add(row["name"])
    called = {row["code"]: row["name"] for row in survey if "code" in row and _is_question(row)}
    for row in survey:
        for code, name in called.items():
            if "relevant" in row:
                row["relevant"] = row["relevant"].replace(f"${{{code}}}", f"${{{name}}}")


def _is_question(row: Row) -> bool:
    return row["type"] not in {"begin_group", "end_group", "note"}


def _settings(questionnaire: Questionnaire) -> Row:
    row = {
        "form_title": str(questionnaire.name),
        "form_id": questionnaire.code,
        "default_language": _language(FALLBACK),
        "headline": questionnaire.headline,
    }
    for key, text in (
        ("title", questionnaire.name),
        ("about", questionnaire.about),
        ("consent", questionnaire.consent),
        ("closing", questionnaire.closing),
    ):
        row |= {f"{key} ({tag})": words for tag, words in text.entries}
    factors = to_document(questionnaire)["factors"]
    if factors:
        row["factors"] = json.dumps(factors, ensure_ascii=False, separators=(",", ":"))
    return row


def _section(section: Section, questionnaire: Questionnaire, lists: "_Lists") -> list[Row]:
    begin = {"type": "begin_group", "name": section.code} | _words("label", section.title)
    rows: list[Row] = [begin]
    if section.lead:
        rows.append({"type": "note", "name": f"{section.code}_lead"} | _words("label", section.lead))
    for item in section.items:
        if item.lead:
            rows.append({"type": "note", "name": f"{item.code}_lead"} | _words("label", item.lead))
        rows.append(_item(item, questionnaire, lists))
    return [*rows, {"type": "end_group"}]


def _item(item: Item, questionnaire: Questionnaire, lists: "_Lists") -> Row:
    type_ = _TYPES.get(item.kind, "select_one")
    if item.options:
        type_ = f"{type_} {lists.name_of(item)}"
    row: Row = {"type": type_, "name": item.code} | _words("label", item.text) | _words("hint", item.hint)
    if item.when:
        parent = questionnaire.item(item.when.item)
        order = tuple(option.code for option in parent.options if option.code in item.when.levels)
        row["relevant"] = write_relevant(parent.code, order, several=parent.kind is Kind.SEVERAL)
    if item.required:
        row["required"] = "yes"
    if item.kind is Kind.LONG_TEXT:
        row["appearance"] = "multiline"
    if item.kind is Kind.NUMBER:
        row["constraint"] = f". >= {item.minimum} and . <= {item.maximum}"
    if item.max_length is not None:
        row["maximum_length"] = str(item.max_length)
    if item.role is Role.DEMOGRAPHIC:
        row["role"] = str(item.role)
    return row


class _Lists:
    """The lists of choices: one for each scale, one for each other item with choices."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._questionnaire = questionnaire
        self._scales = {scale.code: scale.levels for scale in questionnaire.scales}

    def name_of(self, item: Item) -> str:
        if item.kind is Kind.YES_NO:
            return _YES_NO_LIST if _YES_NO_LIST not in self._scales else f"{_YES_NO_LIST}_2"
        if item.scale is not None:
            return item.scale
        return f"{item.code}_list" if item.code in self._scales else item.code

    def rows(self) -> list[Row]:
        lists: dict[str, tuple[tuple[Choice, ...], bool]] = {
            code: (levels, True) for code, levels in self._scales.items()
        }
        for item in self._questionnaire.items:
            if item.kind is Kind.YES_NO:
                lists[self.name_of(item)] = (YES_NO, False)
            elif item.options and item.scale is None:
                lists[self.name_of(item)] = (item.options, False)
        return [
            _choice(name, choice, is_scale=is_scale)
            for name, (choices, is_scale) in lists.items()
            for choice in choices
        ] or [{"list_name": "", "name": ""}]


def _choice(list_name: str, choice: Choice, *, is_scale: bool) -> Row:
    row: Row = {"list_name": list_name, "name": choice.code} | _words("label", choice.label)
    flags: Mapping[str, Any] = {
        "scale": is_scale,
        "satisfied": choice.satisfied,
        "not_applicable": choice.not_applicable,
        "alert": choice.alert,
    }
    row["scale"] = "yes" if is_scale else "no"
    if choice.score is not None:
        row["score"] = f"{choice.score:g}"
    return row | {key: "yes" for key, flag in flags.items() if flag}


def _words(column: str, text: Text | None) -> Row:
    # What looks like another program's reference to an answer would be taken for one.
    words = {tag: said.replace("${", "$ {") for tag, said in text.entries} if text else {}
    return {f"{column}::{_language(tag)}": said for tag, said in words.items()}


def _language(tag: str) -> str:
    return f"{LANGUAGE_NAMES.get(tag, tag)} ({tag})"
