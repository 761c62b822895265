"""From the sheets of an XLSForm to a questionnaire. Source of the format: https://xlsform.org/en/ and pyxform."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from forms.exchange.finishing import Imported, finish
from forms.exchange.gathering import Gathered, refuse_depth
from forms.exchange.pieces import TO_EVERYBODY, Asked, Option, When, Where, first_of
from forms.exchange.plain_table import read_tables
from forms.exchange.sheets import Sheet, failure, read_rows, sheets_of
from forms.exchange.xlsform_choices import read_lists, read_settings
from forms.exchange.xlsform_columns import Row, column_of, names_types, no_types, rows_of
from forms.exchange.xlsform_logic import read_bounds, read_flag, read_relevant
from forms.exchange.xlsform_types import BEGIN, END, KINDS, NEAR, NOTES, SELECT, is_known, meant_by
from forms.questionnaire import Kind, Role
from forms.texts import FALLBACK

FORMAT = "xlsform"

# What a row may say that is read here or says nothing; every other cell becomes a note.
_READ = {
    "type",
    "name",
    "label",
    "hint",
    "relevant",
    "required",
    "constraint",
    "parameters",
    "role",
    "maximum_length",
    "disabled",
}
_READ_OF_GROUP = {"type", "name", "label", "relevant", "disabled"}
_FILLED_IN = re.compile(r"\$\{[^{}]{0,80}\}")
_KNOWN_SHEETS = {"survey", "choices", "choices and columns", "settings"}
_SHOWN = 500


@dataclass(frozen=True, slots=True)
class _Group:
    row: Row
    title: dict[str, str]
    when: When | None


def read_xlsform(source: bytes, *, name: str) -> Imported:
    """Read a form; QuestionnaireError with sheet, row and column of every fault."""
    raw = read_rows(source, name=name)
    if not any(names_types(rows) for _, rows in raw):
        table = read_tables(raw, name=name)
        if table is not None:
            return table
    sheets = sheets_of(raw)
    survey = sheets.get("survey")
    if survey is None and len(sheets) == 1:
        survey = next(iter(sheets.values()))
    if survey is None:
        raise failure("tệp", "Không có trang survey.", "Đặt tên trang chứa câu hỏi là survey.")
    return _Reader(survey, sheets).read(fallback_name=name.rpartition(".")[0] or name)


class _Reader:
    def __init__(self, survey: Sheet, sheets: Mapping[str, Sheet]) -> None:
        self.gathered = Gathered(filled_in=_FILLED_IN)
        self.survey = survey
        self.sheets = sheets
        settings = read_settings(sheets.get("settings"), self.gathered)
        self.language = settings.language
        choices = sheets.get("choices") or sheets.get("choices and columns")
        self.lists = read_lists(
            choices, self.gathered, language=self.language, may_repeat=settings.may_repeat
        )
        self.open: list[_Group] = []
        self.called: dict[str, str] = {}
        self.said: dict[str, str] = {}
        self.said_at = Where(place=survey.name)

    def read(self, *, fallback_name: str) -> Imported:
        rows = list(rows_of(self.survey, self.gathered, language=self.language))
        if all(column_of(heading, {})[0] != "type" for heading in self.survey.headings):
            raise no_types(self.survey)
        for row in rows:
            self._call_back(row)
        for row in rows:
            self._take(row)
        for group in self.open:
            self.gathered.fault(
                group.row.where("type"), "Nhóm này không có dòng đóng.", "Thêm dòng end_group."
            )
        self._leave_last_note()
        self.lists.note_unused()
        for key, sheet in self.sheets.items():
            if key not in _KNOWN_SHEETS and sheet is not self.survey and sheet.rows:
                self.gathered.note(Where(place=sheet.name), "Trang này không dùng ở đây.")
        return finish(self.gathered, format_=FORMAT, fallback_name=fallback_name)

    def _call_back(self, row: Row) -> None:
        """Our own exports give another name to what XLSForm would not take, and keep ours beside it."""
        name, code = row.cells.get("name", ""), row.cells.get("code", "")
        if code and name.startswith(f"{code}_") and name[len(code) + 1 :].isdecimal():
            row.cells["name"] = code
            del row.cells["code"]
            if not (BEGIN.fullmatch(row.cells.get("type", "")) or row.cells.get("type", "") in NOTES):
                self.called[name] = code

    def _take(self, row: Row) -> None:
        kind = " ".join(row.cells.get("type", "").split())
        if row.is_empty:
            return
        if read_flag(row.cells.get("disabled", "")):
            self.gathered.note(row.where("disabled"), "Dòng này đã tắt nên không nhập.")
            return
        row.tell_odd(self.gathered, read=_READ | {"appearance"})
        if not kind and "name" not in row.cells and "label" not in row.texts:
            self.gathered.note(row.where("type"), "Dòng không có loại, tên, lời: coi là ghi chú, không nhập.")
        elif not kind:
            self.gathered.fault(row.where("type"), "Dòng này không ghi loại.", "Ghi loại câu hỏi.")
        elif BEGIN.fullmatch(kind):
            self._begin(row, repeats=bool(re.search("loop|repeat|lgroup", kind, re.IGNORECASE)))
        elif END.fullmatch(kind):
            self._end(row)
        elif kind.lower() in NOTES:
            self._say(row)
        else:
            self._ask(row, kind)

    # -- groups and words without a question ----------------------------------------------------------------------

    def _begin(self, row: Row, *, repeats: bool) -> None:
        title = self._texts(row, "label")
        if repeats:
            self.gathered.note(row.where("type"), "Nhóm lặp lại: ở đây chỉ hỏi một lần.")
        row.note_rest(self.gathered, read=_READ_OF_GROUP)
        self.open.append(_Group(row, title, self._when(row)))
        refuse_depth(self.gathered, row.where("type"), len(self.open))
        self._leave_last_note()
        self.gathered.begin_part(name=row.cells.get("name", ""), title=title, inside=bool(self.open[:-1]))

    def _end(self, row: Row) -> None:
        if not self.open:
            self.gathered.fault(row.where("type"), "Không có nhóm nào đang mở để đóng.", "Bỏ dòng này.")
            return
        self._leave_last_note()
        self.open.pop()
        self.gathered.begin_part(title=self.open[-1].title if self.open else None)

    def _say(self, row: Row) -> None:
        """Words without a question lead the section or the question that follows."""
        words = self._texts(row, "label")
        row.note_rest(self.gathered, read={"type", "name", "label", "disabled"})
        self._leave_last_note()
        part = self.gathered.parts[-1] if self.gathered.parts else None
        if part and not part.items and not part.lead and row.cells.get("name") == f"{part.name}_lead":
            part.lead = words
        elif words:
            self.said, self.said_at = words, row.where("label")

    def _leave_last_note(self) -> None:
        if self.said:
            words = first_of(self.said)[:_SHOWN]
            self.gathered.note(self.said_at, f"Lời dẫn không có câu hỏi theo sau: {words}")
            self.said = {}

    # -- questions ------------------------------------------------------------------------------------------------

    def _ask(self, row: Row, kind: str) -> None:
        where = row.where("type")
        select = SELECT.fullmatch(kind)
        small = kind.lower()
        if select:
            self._ask_choice(row, select, where)
        elif small in KINDS or small in NEAR:
            ours, lost = (KINDS[small], "") if small in KINDS else NEAR[small]
            if lost:
                self.gathered.note(where, lost)
            if ours is Kind.SHORT_TEXT and "multiline" in row.cells.get("appearance", ""):
                ours = Kind.LONG_TEXT
            self._add(row, Asked(name=self._name(row), kind=ours, text={}, where=where))
        elif is_known(small):
            self._note_lacking(row, kind)
        else:
            likely = meant_by(small)
            if likely:
                problem = f"Không có loại câu hỏi “{kind[:60]}”."
                self.gathered.fault(where, problem, f"Sửa loại; có phải là {likely}?")
            else:
                self._note_lacking(row, kind)

    def _note_lacking(self, row: Row, kind: str) -> None:
        words = first_of(self._texts(row, "label"))[:_SHOWN]
        self.gathered.note(
            row.where("type"), f"Loại “{kind[:60]}” không có ở đây nên không nhập: {words}".strip()
        )

    def _ask_choice(self, row: Row, select: "re.Match[str]", where: Where) -> None:
        how = select["how"].lower().replace("_", " ")
        if how.startswith("rank") or "external" in how or "file" in how:
            self._note_lacking(row, how)
            return
        list_name = select["list"].strip()
        if list_name.startswith("${"):
            self._note_lacking(row, f"{how}, lựa chọn lấy từ câu trả lời")
            return
        if list_name not in self.lists:
            problem = f"Không có danh sách “{list_name[:40]}” ở trang choices."
            self.gathered.fault(where, problem, "Thêm danh sách hoặc sửa tên.")
            return
        listed = self.gathered.fitting(self.lists.options(list_name), where)
        options = self._with_other(list(listed), where, wanted=bool(select["other"]))
        if len(options) < 2:
            self.gathered.note(where, "Danh sách chỉ có một lựa chọn nên câu này không nhập.")
            return
        item = Asked(name=self._name(row), kind=Kind.SINGLE, text={}, where=where)
        several = "multiple" in how or "all that apply" in how
        if not several and [option.name for option in options] == ["co", "khong", "khong_nho"]:
            item.kind = Kind.YES_NO
        else:
            item.kind = Kind.SEVERAL if several else Kind.SINGLE
            item.options, item.list_name = tuple(options), list_name
            item.may_repeat_labels = self.lists.may_repeat or "choice_filter" in row.cells
            item.rated = False if several else self.lists.rated.get(list_name)
        self._add(row, item)

    def _with_other(self, options: list[Option], where: Where, *, wanted: bool) -> list[Option]:
        if not wanted:
            return options
        self.gathered.note(where, "Lựa chọn “Khác” có ô ghi thêm: ở đây chỉ có lựa chọn, không có ô ghi.")
        if any(option.name == "other" for option in options):
            return options
        return [*options, Option(name="other", label={FALLBACK: "Khác", "en": "Other"})]

    def _add(self, row: Row, item: Asked) -> None:
        item.text = self._texts(row, "label")
        if item.text:
            item.hint = self._texts(row, "hint")
        else:
            item.text = self._texts(row, "hint") or {self.language: item.name}
            self.gathered.note(row.where("label"), "Câu này không có lời ở cột label.")
        item.lead, self.said = self.said, {}
        around = [group.when for group in reversed(self.open)]
        item.when = self.gathered.one_condition(row.where("relevant"), self._when(row), *around)
        item.required = self._required(row)
        item.role = Role.DEMOGRAPHIC if row.cells.get("role") == Role.DEMOGRAPHIC else None
        if row.cells.get("maximum_length", "").isdecimal():
            item.max_length = int(row.cells["maximum_length"][:6])
        self._take_bounds(row, item)
        row.note_rest(
            self.gathered, read=_READ | ({"appearance"} if item.kind is Kind.LONG_TEXT else frozenset())
        )
        self.gathered.add(item)

    def _take_bounds(self, row: Row, item: Asked) -> None:
        constraint, parameters = row.cells.get("constraint", ""), row.cells.get("parameters", "")
        bounds = read_bounds(constraint) if constraint and item.kind is Kind.NUMBER else None
        if bounds:
            item.minimum, item.maximum = bounds.low, bounds.high
        elif constraint:
            self.gathered.note(
                row.where("constraint"), f"Ràng buộc này không dùng ở đây: {constraint[:_SHOWN]}"
            )
        if row.cells["type"].strip().lower() == "range":
            pairs = dict(re.findall(r"(start|end)\s*=\s*(-?\d{1,9})\b", parameters))
            item.minimum, item.maximum = int(pairs.get("start", 1)), int(pairs.get("end", 10))
        elif parameters:
            self.gathered.note(
                row.where("parameters"), f"Tham số này không dùng ở đây: {parameters[:_SHOWN]}"
            )

    def _required(self, row: Row) -> bool:
        given = row.cells.get("required", "")
        flag = read_flag(given)
        if flag is None:
            self.gathered.note(
                row.where("required"), f"Bắt buộc theo biểu thức, ở đây không bắt buộc: {given[:_SHOWN]}"
            )
        return bool(flag)

    def _when(self, row: Row) -> When | None:
        given = row.cells.get("relevant", "")
        if not given or read_flag(given):
            return None
        when = read_relevant(given)
        if when is None:
            self.gathered.note(
                row.where("relevant"),
                f"Điều kiện này không viết được ở đây, {TO_EVERYBODY}: {given[:_SHOWN]}",
            )
            return None
        return replace(when, item=self.called.get(when.item, when.item))

    def _name(self, row: Row) -> str:
        name = row.cells.get("name", "")
        if not name:
            self.gathered.fault(row.where("name"), "Câu hỏi chưa có tên.", "Ghi tên ở cột name.")
        return name or f"dong{row.number}"

    def _texts(self, row: Row, column: str) -> dict[str, str]:
        return self.gathered.words(row.texts.get(column, {}), row.where(column))
