"""From a SurveyJS document to a questionnaire, after https://surveyjs.io/form-library/documentation (2026)."""

import re
from collections.abc import Mapping
from typing import Any

from forms.exchange.finishing import Imported, finish
from forms.exchange.gathering import Asked, Gathered, Option, When, Where, first_of, refuse_depth
from forms.exchange.judging import numbered
from forms.exchange.languages import tag_of
from forms.questionnaire import Kind
from forms.texts import FALLBACK

FORMAT = "surveyjs"
_FILLED_IN = re.compile(r"\{[^{}\n]{1,80}\}")

_EQUAL = re.compile(
    r"\{\s*([^}\s]+)\s*\}\s*(=|==|<>|!=|notequal|equal)\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))"
)
_ANY_OF = re.compile(r"\{\s*([^}\s]+)\s*\}\s*(anyof|contains)\s*(?:\[([^\]]*)\]|'([^']*)'|\"([^\"]*)\")")
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
_DEFAULT_MAXIMUM = 5
_MOST_RATES = 11
_SHOWN = 200


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
        self.language = tag_of(locale) if isinstance(locale, str) and locale else FALLBACK

    def read(self, *, fallback_name: str) -> Imported:
        document, gathered = self.document, self.gathered
        top = Where(place="survey")
        gathered.name = self._words(document.get("title"), top)
        for key, source in (("about", "description"), ("closing", "completedHtml")):
            words = self._words(document.get(source), top)
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
        title = self._words(page.get("title"), where)
        self.gathered.begin_part(title=title).lead = self._words(page.get("description"), where)
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
        title = self._words(panel.get("title"), where)
        before = self.gathered.parts[-1].title if self.gathered.parts else {}
        self.gathered.begin_part(title=title).lead = self._words(panel.get("description"), where)
        self._note_rest(panel, {"type", "name", "title", "description", "elements", "visibleIf"}, where)
        own = self._when(panel.get("visibleIf"), where)
        self._elements(panel.get("elements"), f"{place}.elements", own or when, depth + 1)
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
            text=self._words(element.get("title"), where) or {self.language: name},
            hint=self._words(element.get("description"), where),
            where=where,
            required=element.get("isRequired") is True,
            when=self._when(element.get("visibleIf"), where) or when,
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
            item.options = self._options(element, item.where)
            item.rated = None if item.kind is Kind.SINGLE else False
            if len(item.options) < 2:
                self.gathered.note(
                    item.where, f"Câu có chưa đến hai lựa chọn nên không nhập: {first_of(item.text)[:_SHOWN]}"
                )
                return False
        elif type_ == "rating":
            item.kind, item.rated = Kind.SINGLE, True
            item.options = self._rates(element, item.where)
        elif type_ == "boolean":
            item.kind = Kind.SINGLE
            item.options = (
                Option(
                    name="true",
                    label=self._words(element.get("labelTrue"), item.where) or {FALLBACK: "Có", "en": "Yes"},
                ),
                Option(
                    name="false",
                    label=self._words(element.get("labelFalse"), item.where)
                    or {FALLBACK: "Không", "en": "No"},
                ),
            )
        elif type_ == "comment":
            item.kind = Kind.LONG_TEXT
            item.max_length = _whole(element.get("maxLength"), 1, 2000)
        elif type_ == "text":
            self._text(element, item)
        else:
            self.gathered.note(
                item.where,
                f"Loại “{type_[:40]}” không có ở đây nên không nhập: {first_of(item.text)[:_SHOWN]}",
            )
            return False
        return True

    def _text(self, element: Mapping[str, Any], item: Asked) -> None:
        input_type = element.get("inputType", "text")
        if input_type in {"number", "range"}:
            item.kind = Kind.NUMBER
            item.minimum = _whole(element.get("min"), -999_999_999, 999_999_999)
            item.maximum = _whole(element.get("max"), -999_999_999, 999_999_999)
            return
        item.max_length = _whole(element.get("maxLength"), 1, 2000)
        if input_type != "text":
            self.gathered.note(
                item.where, f"Ô nhập loại “{str(input_type)[:40]}”: ở đây là một câu trả lời ngắn bằng chữ."
            )

    def _matrix(self, element: Mapping[str, Any], whole: Asked) -> None:
        """Each row of a matrix is an item under the matrix' own words."""
        options = tuple(self._option(each, whole.where) for each in _listed(element.get("columns")))
        rows = [self._option(each, whole.where) for each in _listed(element.get("rows"))]
        if len(options) < 2 or not rows:
            self.gathered.note(
                whole.where, f"Bảng thiếu dòng hoặc cột nên không nhập: {first_of(whole.text)[:_SHOWN]}"
            )
            return
        for number, row in enumerate(rows):
            self.gathered.add(
                Asked(
                    name=f"{whole.name}_{row.name}",
                    kind=Kind.SINGLE,
                    text=row.label,
                    lead=whole.text if number == 0 else {},
                    hint=whole.hint if number == 0 else {},
                    options=options,
                    list_name=whole.name,
                    rated=None,
                    required=whole.required,
                    when=whole.when,
                    where=whole.where,
                )
            )

    def _options(self, element: Mapping[str, Any], where: Where) -> tuple[Option, ...]:
        options = [self._option(each, where) for each in _listed(element.get("choices"))]
        if element.get("hasNone") or element.get("showNoneItem"):
            options.append(
                Option(
                    name="none",
                    label=self._words(element.get("noneText"), where)
                    or {FALLBACK: "Không có ý nào", "en": "None"},
                )
            )
        if element.get("hasOther") or element.get("showOtherItem"):
            self.gathered.note(where, "Lựa chọn “Khác” có ô ghi thêm: ở đây chỉ có lựa chọn, không có ô ghi.")
            options.append(
                Option(
                    name="other",
                    label=self._words(element.get("otherText"), where) or {FALLBACK: "Khác", "en": "Other"},
                )
            )
        return self._different(options, where)

    def _rates(self, element: Mapping[str, Any], where: Where) -> tuple[Option, ...]:
        values = _listed(element.get("rateValues"))
        if values:
            given = self._different([self._option(each, where) for each in values], where)
        else:
            low = _whole(element.get("rateMin"), -100, 100)
            low = 1 if low is None else low
            high = _whole(element.get("rateMax"), -100, 100)
            count = _whole(element.get("rateCount"), 2, _MOST_RATES)
            high = (low + count - 1 if count else _DEFAULT_MAXIMUM) if high is None else high
            high = min(max(high, low + 1), low + _MOST_RATES - 1)
            given = tuple(self._option(number, where) for number in range(low, high + 1))
        ends = {0: "minRateDescription", len(given) - 1: "maxRateDescription"}
        for place, key in ends.items():
            words = self._words(element.get(key), where)
            if words:
                label = first_of(given[place].label)
                given[place].label = {tag: f"{label} – {text}" for tag, text in words.items()}
        return numbered(given)

    def _option(self, value: object, where: Where) -> Option:
        if isinstance(value, dict):
            name = str(value.get("value", ""))[:_SHOWN]
            label = self._words(value.get("text"), where)
            for key in value.keys() - {"value", "text"}:
                self.gathered.note(
                    where, f"Khóa “{str(key)[:40]}” của lựa chọn “{name[:40]}” không dùng ở đây."
                )
        else:
            name, label = str(value)[:_SHOWN], {}
        if name in {"True", "False"}:
            name = name.lower()
        if not name.strip():
            self.gathered.fault(where, "Một lựa chọn không có giá trị.", "Thêm khóa value.")
        return Option(
            name=name.strip() or "?", label=label or self._words(name, where) or {self.language: "?"}
        )

    def _different(self, options: list[Option], where: Where) -> tuple[Option, ...]:
        found = {option.name: option for option in options}
        if len(found) < len(options):
            self.gathered.fault(
                where, "Có hai lựa chọn cùng giá trị.", "Đặt cho mỗi lựa chọn một giá trị riêng."
            )
        return tuple(found.values())

    def _when(self, expression: object, where: Where) -> When | None:
        if not isinstance(expression, str) or not expression.strip():
            return None
        when = read_visible_if(expression)
        if when is None:
            self.gathered.note(
                where, f"Điều kiện này không viết được ở đây, câu hỏi mọi người: {expression[:_SHOWN]}"
            )
        return when

    def _words(self, value: object, where: Where) -> dict[str, str]:
        if isinstance(value, str):
            return self.gathered.words({self.language: value}, where) if value.strip() else {}
        if not isinstance(value, dict):
            return {}
        texts = {
            self.language if key == "default" else tag_of(str(key)): text
            for key, text in value.items()
            if isinstance(text, str) and text.strip()
        }
        return self.gathered.words(texts, where)

    def _note_rest(self, part: Mapping[str, Any], read: set[str], where: Where) -> None:
        for key in part:
            if key not in read:
                self.gathered.note(
                    where, f"Khóa “{str(key)[:40]}” không dùng ở đây: {str(part[key])[:_SHOWN]}"
                )


def read_visible_if(expression: str) -> When | None:
    """Read a condition; None for what cannot be said with one item and some of its choices.

    >>> read_visible_if("{q1} anyof ['a', 'b']")
    When(item='q1', levels=('a', 'b'), negated=False)
    """
    terms = [term.strip().strip("()").strip() for term in re.split(r"\s+or\s+", expression.strip()[:4000])]
    found: list[When] = []
    for term in terms:
        one_of = _ANY_OF.fullmatch(term)
        equal = _EQUAL.fullmatch(term)
        if one_of:
            listed = one_of[3] if one_of[3] is not None else (one_of[4] or one_of[5] or "")
            levels = tuple(part.strip().strip("'\"") for part in listed.split(",") if part.strip())
            found.append(When(item=one_of[1], levels=levels))
        elif equal:
            level = next(part for part in equal.groups()[2:] if part is not None)
            found.append(When(item=equal[1], levels=(level,), negated=equal[2] in {"<>", "!=", "notequal"}))
        else:
            return None
    if len({when.item for when in found}) != 1 or (len(found) > 1 and any(when.negated for when in found)):
        return None
    levels = tuple(dict.fromkeys(level for when in found for level in when.levels))
    return When(item=found[0].item, levels=levels, negated=found[0].negated) if levels else None


def _listed(value: object) -> list[Any]:
    return value[:200] if isinstance(value, list) else []


def _whole(value: object, low: int, high: int) -> int | None:
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
        value = int(value.strip()[:12])
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 1e12:
        return None
    return int(value) if low <= value <= high else None
