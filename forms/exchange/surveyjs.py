"""From a SurveyJS document to a questionnaire, after https://surveyjs.io/form-library/documentation (2026)."""

import re
from collections.abc import Mapping
from typing import Any

from forms.exchange.finishing import Imported, finish
from forms.exchange.gathering import Gathered, refuse_depth
from forms.exchange.languages import tag_of
from forms.exchange.pieces import TO_EVERYBODY, Asked, Option, When, Where, first_of
from forms.exchange.surveyjs_choices import SHOWN, Choices, listed, whole
from forms.exchange.surveyjs_logic import read_visible_if
from forms.questionnaire import Kind
from forms.texts import FALLBACK

FORMAT = "surveyjs"
_FILLED_IN = re.compile(r"\{[^{}\n]{1,80}\}")

_CHOICES = {
    "radiogroup": Kind.SINGLE,
    "dropdown": Kind.SINGLE,
    "buttongroup": Kind.SINGLE,
    "imagepicker": Kind.SINGLE,
    "checkbox": Kind.SEVERAL,
    "tagbox": Kind.SEVERAL,
}
_COMMON = {
    "type",
    "name",
    "title",
    "description",
    "isRequired",
    "visibleIf",
    "choices",
    "hasOther",
    "showOtherItem",
    "hasNone",
    "showNoneItem",
    "otherText",
    "noneText",
    "maxLength",
    "inputType",
    "min",
    "max",
    "rateValues",
    "rateMin",
    "rateMax",
    "rateCount",
    "minRateDescription",
    "maxRateDescription",
    "columns",
    "rows",
    "elements",
    "labelTrue",
    "labelFalse",
}
_OF_SURVEY = {"title", "description", "pages", "elements", "questions", "locale", "completedHtml", "name"}


def looks_like_surveyjs(document: object) -> bool:
    """Say whether a JSON value is a SurveyJS form."""
    return (
        isinstance(document, dict)
        and "format" not in document
        and any(isinstance(document.get(key), list) for key in ("pages", "elements", "questions"))
    )


def read_surveyjs(document: Mapping[str, Any], *, name: str) -> Imported:
    """Read a form as ``json.loads`` gives it; QuestionnaireError with the path of every fault."""
    return _Reader(document).read(fallback_name=name.rpartition(".")[0] or name)


class _Reader:
    def __init__(self, document: Mapping[str, Any]) -> None:
        self.document = document
        self.gathered = Gathered(filled_in=_FILLED_IN)
        locale = document.get("locale")
        language = tag_of(locale) if isinstance(locale, str) and locale else FALLBACK
        self.choices = Choices(self.gathered, language)

    def read(self, *, fallback_name: str) -> Imported:
        document, gathered = self.document, self.gathered
        top = Where(place="survey")
        gathered.name = self.choices.words(document.get("title"), top)
        for key, source in (("about", "description"), ("closing", "completedHtml")):
            words = self.choices.words(document.get(source), top)
            if words:
                gathered.texts[key] = words
        self._note_rest(document, _OF_SURVEY, top)
        pages = document.get("pages")
        if not isinstance(pages, list):
            pages = [{"elements": document.get("elements") or document.get("questions")}]
        for number, page in enumerate(pages):
            self._page(page, f"pages[{number}]")
        return finish(gathered, format_=FORMAT, fallback_name=fallback_name)

    def _page(self, page: object, path: str) -> None:
        where = Where(place=path)
        if not isinstance(page, dict):
            self.gathered.fault(where, "Trang này không phải là một nhóm khóa.", "Sửa lại tệp.")
            return
        title = self.choices.words(page.get("title"), where)
        self.gathered.begin_part(title=title).lead = self.choices.words(page.get("description"), where)
        self._note_rest(page, {"name", "title", "description", "elements", "questions", "visibleIf"}, where)
        when = self._when(page.get("visibleIf"), where)
        self._elements(page.get("elements") or page.get("questions"), f"{path}.elements", when, 1)

    def _elements(self, elements: object, path: str, when: When | None, depth: int) -> None:
        refuse_depth(self.gathered, Where(place=path), depth)
        if elements is None:
            return
        if not isinstance(elements, list):
            self.gathered.fault(Where(place=path), "Chỗ này phải là một danh sách.", "Sửa lại tệp.")
            return
        for number, element in enumerate(elements):
            place = f"{path}[{number}]"
            if not isinstance(element, dict) or not isinstance(element.get("type"), str):
                self.gathered.fault(Where(place=place), "Câu hỏi này không ghi loại.", "Thêm khóa type.")
            elif element["type"] in {"panel", "flowpanel"}:
                self._panel(element, place, when, depth)
            else:
                self._question(element, place, when)

    def _panel(self, panel: Mapping[str, Any], place: str, when: When | None, depth: int) -> None:
        where = Where(place=place)
        title = self.choices.words(panel.get("title"), where)
        before = self.gathered.parts[-1].title if self.gathered.parts else {}
        part = self.gathered.begin_part(title=title, inside=True)
        part.lead = self.choices.words(panel.get("description"), where) or part.lead
        self._note_rest(panel, {"type", "name", "title", "description", "elements", "visibleIf"}, where)
        own = self._when(panel.get("visibleIf"), where)
        self._elements(
            panel.get("elements"),
            f"{place}.elements",
            self.gathered.one_condition(where, own, when),
            depth + 1,
        )
        self.gathered.begin_part(title=before)

    def _question(self, element: Mapping[str, Any], path: str, when: When | None) -> None:
        name = element.get("name")
        where = Where(place=f"{path} ({name if isinstance(name, str) else '?'})"[:120])
        if not isinstance(name, str) or not name.strip():
            self.gathered.fault(where, "Câu hỏi chưa có tên.", "Thêm khóa name.")
            return
        type_ = element["type"]
        item = Asked(
            name=name.strip(),
            kind=Kind.SHORT_TEXT,
            text=self.choices.words(element.get("title"), where) or {self.choices.language: name},
            hint=self.choices.words(element.get("description"), where),
            where=where,
            required=element.get("isRequired") is True,
            when=self.gathered.one_condition(where, self._when(element.get("visibleIf"), where), when),
        )
        if type_ == "matrix":
            self._matrix(element, item)
        elif self._shape(element, item, type_):
            self.gathered.add(item)
        self._note_rest(element, _COMMON, where)

    def _shape(self, element: Mapping[str, Any], item: Asked, type_: str) -> bool:
        """Make the item what its type says; False where there is no such kind here."""
        if type_ in _CHOICES:
            item.kind = _CHOICES[type_]
            item.options = self.choices.options(element, item.where)
            item.rated = None if item.kind is Kind.SINGLE else False
            if len(item.options) < 2:
                self.gathered.note(
                    item.where, f"Câu có chưa đến hai lựa chọn nên không nhập: {first_of(item.text)[:SHOWN]}"
                )
                return False
        elif type_ == "rating":
            item.kind, item.rated, item.guessed = Kind.SINGLE, True, True
            item.options = self.choices.rates(element, item.where)
        elif type_ == "boolean":
            item.kind = Kind.SINGLE
            item.options = (
                Option(
                    name="true",
                    label=self.choices.words(element.get("labelTrue"), item.where)
                    or {FALLBACK: "Có", "en": "Yes"},
                ),
                Option(
                    name="false",
                    label=self.choices.words(element.get("labelFalse"), item.where)
                    or {FALLBACK: "Không", "en": "No"},
                ),
            )
        elif type_ == "comment":
            item.kind = Kind.LONG_TEXT
            item.max_length = whole(element.get("maxLength"), 1, 2000)
        elif type_ == "text":
            self._text(element, item)
        else:
            self.gathered.note(
                item.where,
                f"Loại “{type_[:40]}” không có ở đây nên không nhập: {first_of(item.text)[:SHOWN]}",
            )
            return False
        return True

    def _text(self, element: Mapping[str, Any], item: Asked) -> None:
        input_type = element.get("inputType", "text")
        if input_type in {"number", "range"}:
            item.kind = Kind.NUMBER
            item.minimum = whole(element.get("min"), -999_999_999, 999_999_999)
            item.maximum = whole(element.get("max"), -999_999_999, 999_999_999)
            return
        item.max_length = whole(element.get("maxLength"), 1, 2000)
        if input_type != "text":
            self.gathered.note(
                item.where, f"Ô nhập loại “{str(input_type)[:40]}”: ở đây là một câu trả lời ngắn bằng chữ."
            )

    def _matrix(self, element: Mapping[str, Any], table: Asked) -> None:
        """Each row of a matrix is an item under the matrix' own words."""
        columns = [self.choices.option(each, table.where) for each in listed(element.get("columns"))]
        options = self.gathered.fitting(columns, table.where)
        rows = [self.choices.option(each, table.where) for each in listed(element.get("rows"))]
        if len(options) < 2 or not rows:
            self.gathered.note(
                table.where, f"Bảng thiếu dòng hoặc cột nên không nhập: {first_of(table.text)[:SHOWN]}"
            )
            return
        for number, row in enumerate(rows):
            self.gathered.add(
                Asked(
                    name=f"{table.name}_{row.name}",
                    kind=Kind.SINGLE,
                    text=row.label,
                    lead=table.text if number == 0 else {},
                    hint=table.hint if number == 0 else {},
                    options=options,
                    list_name=table.name,
                    rated=None,
                    required=table.required,
                    when=table.when,
                    where=table.where,
                )
            )

    def _when(self, expression: object, where: Where) -> When | None:
        if not isinstance(expression, str) or not expression.strip():
            return None
        when = read_visible_if(expression)
        if when is None:
            self.gathered.note(
                where, f"Điều kiện này không viết được ở đây, {TO_EVERYBODY}: {expression[:SHOWN]}"
            )
        return when

    def _note_rest(self, part: Mapping[str, Any], read: set[str], where: Where) -> None:
        for key in part:
            if key not in read:
                self.gathered.note(
                    where, f"Khóa “{str(key)[:40]}” không dùng ở đây: {str(part[key])[:SHOWN]}"
                )
