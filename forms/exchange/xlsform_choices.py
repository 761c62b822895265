"""The sheets of an XLSForm beside the survey: its settings and its lists of choices."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import count

from forms.exchange.cell_text import Odd, plain_of
from forms.exchange.gathering import Gathered
from forms.exchange.languages import tag_of
from forms.exchange.pieces import Option, Weight, Where
from forms.exchange.sheets import Sheet
from forms.exchange.xlsform_columns import SAME_NAMES, Row, column_of, rows_of
from forms.exchange.xlsform_logic import read_flag
from forms.faults import QuestionnaireError
from forms.json_text import load_json
from forms.texts import FALLBACK

_OWN_TEXT = re.compile(r"(about|consent|closing|title) \(([^)]+)\)")
_USED_SETTINGS = {
    "form_title",
    "form_id",
    "default_language",
    "headline",
    "factors",
    "allow_choice_duplicates",
}
_READ_SETTINGS = _USED_SETTINGS | {"version"}
_FLAGS = ("satisfied", "not_applicable", "alert")
_READ_OF_CHOICE = {"list_name", "name", "label", "scale", "score", *_FLAGS}
_SHOWN = 200


@dataclass(slots=True, kw_only=True)
class Lists:
    """Lists of choices by name, each read when a question first uses it: what nobody uses refuses nothing.

    ``rated`` says of our own exports which lists are scales.
    """

    gathered: Gathered
    language: str
    may_repeat: bool  # the form allows a name to stand twice in a list
    rows: dict[str, list[Row]] = field(default_factory=dict)
    rated: dict[str, bool] = field(default_factory=dict)
    _read: dict[str, list[Option]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.rows

    def options(self, name: str) -> list[Option]:
        """The choices of a list; without a name and names that stand twice are faults."""
        if name not in self._read:
            self._read[name] = self._choices(self.rows[name])
        return self._read[name]

    def note_unused(self) -> None:
        for name, rows in self.rows.items():
            if name not in self._read:
                words = f"Danh sách “{name[:40]}” ({len(rows)} dòng) không câu nào dùng nên không nhập."
                self.gathered.note(rows[0].where("list_name"), words, Weight.TRIFLE)

    def _choices(self, rows: list[Row]) -> list[Option]:
        found: dict[str, Option] = {}
        for row in rows:
            row.tell_odd(self.gathered, read=_READ_OF_CHOICE)
            name = row.cells.get("name", "")
            if not name:
                self.gathered.fault(row.where("name"), "Lựa chọn chưa có tên.", "Ghi tên ở cột name.")
                continue
            label = self.gathered.words(row.texts.get("label", {}), row.where("label"))
            row.note_rest(self.gathered, read=_READ_OF_CHOICE)
            if name in found:
                self._repeat(row, name, label or {self.language: name}, found)
                continue
            if not label:
                self.gathered.note(row.where("label"), f"Lựa chọn chưa có lời: tạm dùng tên “{name[:40]}”.")
            option = Option(
                name=name, label=label or {self.language: name}, score=_read_score(row, self.gathered)
            )
            for flag in _FLAGS:
                if flag in row.cells:
                    setattr(option, flag, bool(read_flag(row.cells[flag])))
            found[name] = option
        return list(found.values())

    def _repeat(self, row: Row, name: str, label: dict[str, str], found: dict[str, Option]) -> None:
        """A name that stands there already: a fault, or where the form allows it one choice for each label."""
        where = row.where("name")
        if not self.may_repeat:
            self.gathered.fault(where, f"Lựa chọn “{name[:40]}” có hai lần.", "Bỏ hoặc đổi tên một dòng.")
        elif found[name].label == label:
            self.gathered.note(where, f"Lựa chọn “{name[:40]}” có nhiều lần với cùng lời: ở đây chỉ một lần.")
        else:
            fresh = next(each for n in count(2) if (each := f"{name}_{n}") not in found)
            self.gathered.note(where, f"Tên “{name[:40]}” đã dùng ở trên, lựa chọn này thành {fresh[:60]}.")
            found[fresh] = Option(name=fresh, label=label)


@dataclass(frozen=True, slots=True)
class Settings:
    language: str = FALLBACK  # of texts in columns that name none
    may_repeat: bool = False  # choices of one name in one list


def read_settings(sheet: Sheet | None, gathered: Gathered) -> Settings:
    """Take name, code and the texts of our own exports."""
    if sheet is None or not sheet.rows:
        return Settings()
    number, values = sheet.rows[0]
    found: dict[str, str] = {}
    for heading, value in values.items():
        base = " ".join(heading.lower().split())
        base = SAME_NAMES.get(base, base)
        found[base] = value if base == "form_title" else plain_of(value)
        where = Where.cell(sheet.name, number, heading)
        text = _OWN_TEXT.fullmatch(base)
        if isinstance(value, Odd) and value.note and (text or base in _USED_SETTINGS):
            if value.lacks:
                gathered.fault(where, value.note, "Mở tệp bằng Excel rồi lưu lại, hoặc dán thành giá trị.")
            else:
                gathered.note(where, value.note)
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
    return Settings(language, bool(read_flag(found.get("allow_choice_duplicates", ""))))


def _read_factors(found: Mapping[str, str], gathered: Gathered, where: Where) -> None:
    if found.get("factors"):
        try:
            gathered.factors = load_json(found["factors"].encode())
        except QuestionnaireError:
            gathered.fault(where, "Cột này không đúng dạng.", "Xóa ô này, hoặc lấy lại từ tệp xuất ra.")


def read_lists(sheet: Sheet | None, gathered: Gathered, *, language: str, may_repeat: bool) -> Lists:
    """Sort the rows into their lists."""
    lists = Lists(gathered=gathered, language=language, may_repeat=may_repeat)
    if sheet is None:
        return lists
    names_scales = any(column_of(heading, {})[0] == "scale" for heading in sheet.headings)
    for row in rows_of(sheet, gathered, language=language, is_choices=True):
        list_name = row.cells.get("list_name", "")
        if row.is_empty:
            continue
        if not list_name:
            gathered.note(row.where("list_name"), "Dòng này không ghi danh sách nên không dùng.")
            continue
        lists.rows.setdefault(list_name, []).append(row)
        if names_scales:
            lists.rated[list_name] = bool(read_flag(row.cells.get("scale", "")))
    return lists


def _read_score(row: Row, gathered: Gathered) -> float | None:
    given = row.cells.get("score")
    if given is None or re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", given):
        return None if given is None else float(given)
    gathered.fault(row.where("score"), "Điểm phải là một số.", "Sửa hoặc xóa ô này.")
    return None
