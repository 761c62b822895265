"""The sheets of an XLSForm beside the survey: its settings and its lists of choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.exchange.gathering import Gathered, Option, Where
from forms.exchange.languages import tag_of
from forms.exchange.sheets import Sheet
from forms.exchange.xlsform_columns import SAME_NAMES, Row, column_of, rows_of
from forms.exchange.xlsform_logic import read_flag
from forms.faults import QuestionnaireError
from forms.json_text import load_json
from forms.texts import FALLBACK

_OLD_NAMES = {"value": "name", "list": "list_name"}
_OWN_TEXT = re.compile(r"(about|consent|closing|title) \(([^)]+)\)")
_READ_SETTINGS = {"form_title", "form_id", "default_language", "version", "headline", "factors"}
_FLAGS = ("satisfied", "not_applicable", "alert")
_READ_OF_CHOICE = {"list_name", "name", "label", "scale", "score", *_FLAGS}
_SHOWN = 200


@dataclass(slots=True)
class Lists:
    """Lists of choices by name; ``rated`` says of our own exports which lists are scales."""

    options: dict[str, list[Option]] = field(default_factory=dict)
    rated: dict[str, bool] = field(default_factory=dict)
    names: set[tuple[str, str]] = field(default_factory=set)  # list and choice, as they stood there


def read_settings(sheet: Sheet | None, gathered: Gathered) -> str:
    """Take name, code and the texts of our own exports; give the tag of the default language."""
    if sheet is None or not sheet.rows:
        return FALLBACK
    number, values = sheet.rows[0]
    found: dict[str, str] = {}
    for heading, value in values.items():
        base = " ".join(heading.lower().split())
        base = SAME_NAMES.get(base, base)
        found[base] = value
        where = Where.cell(sheet.name, number, heading)
        text = _OWN_TEXT.fullmatch(base)
        if text:
            words = gathered.words({tag_of(text[2]): value}, where)
            own = gathered.name if text[1] == "title" else gathered.texts.setdefault(text[1], {})
            own.update(words)
        elif base not in _READ_SETTINGS:
            gathered.note(where, f"Thiết lập này không dùng ở đây: {value[:_SHOWN]}")
    language = tag_of(found["default_language"]) if found.get("default_language") else FALLBACK
    gathered.code = found.get("form_id", "")
    gathered.headline = found.get("headline", "")
    title = {language: found["form_title"]} if found.get("form_title") else {}
    gathered.name = gathered.words(title, Where.cell(sheet.name, number, "form_title")) | gathered.name
    _read_factors(found, gathered, Where.cell(sheet.name, number, "factors"))
    return language


def _read_factors(found: Mapping[str, str], gathered: Gathered, where: Where) -> None:
    if found.get("factors"):
        try:
            gathered.factors = load_json(found["factors"].encode())
        except QuestionnaireError:
            gathered.fault(where, "Cột này không đúng dạng.", "Xóa ô này, hoặc lấy lại từ tệp xuất ra.")


def read_lists(sheet: Sheet | None, gathered: Gathered, *, language: str) -> Lists:
    """Read every list; choices without a name and names that stand twice are faults."""
    lists = Lists()
    if sheet is None:
        return lists
    names_scales = any(column_of(heading, {})[0] == "scale" for heading in sheet.headings)
    for row in rows_of(sheet, gathered, language=language, same=_OLD_NAMES):
        option = _read_choice(row, lists, gathered, language)
        if option is not None:
            lists.options.setdefault(row.cells["list_name"], []).append(option)
            if names_scales:
                lists.rated[row.cells["list_name"]] = bool(read_flag(row.cells.get("scale", "")))
    return lists


def _read_choice(row: Row, lists: Lists, gathered: Gathered, language: str) -> Option | None:
    name, list_name = row.cells.get("name", ""), row.cells.get("list_name", "")
    if row.is_empty:
        return None
    if not list_name:
        gathered.note(row.where("list_name"), "Dòng này không ghi danh sách nên không dùng.")
        return None
    if not name:
        gathered.fault(row.where("name"), "Lựa chọn chưa có tên.", "Ghi tên ở cột name.")
        return None
    if (list_name, name) in lists.names:
        gathered.fault(row.where("name"), f"Lựa chọn “{name[:40]}” có hai lần.", "Bỏ hoặc đổi tên một dòng.")
        return None
    lists.names.add((list_name, name))
    label = gathered.words(row.texts.get("label", {}), row.where("label"))
    if not label:
        gathered.note(row.where("label"), f"Lựa chọn chưa có lời: tạm dùng tên “{name[:40]}”.")
    row.note_rest(gathered, read=_READ_OF_CHOICE)
    option = Option(name=name, label=label or {language: name}, score=_read_score(row, gathered))
    for flag in _FLAGS:
        if flag in row.cells:
            setattr(option, flag, bool(read_flag(row.cells[flag])))
    return option


def _read_score(row: Row, gathered: Gathered) -> float | None:
    given = row.cells.get("score")
    if given is None or re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", given):
        return None if given is None else float(given)
    gathered.fault(row.where("score"), "Điểm phải là một số.", "Sửa hoặc xóa ô này.")
    return None
