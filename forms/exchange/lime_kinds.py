"""What each type of LimeSurvey is here: one item, one item for each row, or a note."""

import re
from collections.abc import Callable, Mapping

from forms.exchange.gathering import Gathered
from forms.exchange.judging import numbered
from forms.exchange.lime_tables import Entry, Tables
from forms.exchange.pieces import Asked, Option, Where, first_of
from forms.questionnaire import Kind, Role
from forms.texts import FALLBACK

SEVERAL = frozenset({"M", "P"})
_ARRAYS = frozenset({"A", "B", "C", "E", "F", "H", "1"})
_TEXTS = {"S": Kind.SHORT_TEXT, "T": Kind.LONG_TEXT, "U": Kind.LONG_TEXT, "D": Kind.SHORT_TEXT}
_MANY_FIELDS = {"K": Kind.NUMBER, "Q": Kind.SHORT_TEXT}
_LACKING = {
    "R": "xếp hạng",
    "I": "chọn ngôn ngữ",
    "*": "công thức",
    "|": "tải tệp lên",
    ";": "bảng chữ hai chiều",
    ":": "bảng số hai chiều",
}
_FIXED: Mapping[str, tuple[tuple[str, str, str], ...]] = {
    "Y": (("Y", "Có", "Yes"), ("N", "Không", "No")),
    "G": (("F", "Nữ", "Female"), ("M", "Nam", "Male")),
    "C": (("Y", "Có", "Yes"), ("U", "Không chắc", "Uncertain"), ("N", "Không", "No")),
    "E": (("I", "Tăng lên", "Increase"), ("S", "Như cũ", "Same"), ("D", "Giảm đi", "Decrease")),
}
_POINTS = {"5": 5, "A": 5, "B": 10}
_READ_ATTRIBUTES = {"min_num_value_n": "minimum", "max_num_value_n": "maximum", "maximum_chars": "max_length"}
_QUIET_ATTRIBUTES = frozenset(
    {"hidden", "page_break", "statistics_showgraph", "statistics_graphtype", "public_statistics"}
)
_OTHER = "Lựa chọn “Khác” có ô ghi thêm: ở đây chỉ có lựa chọn, không có ô ghi."
_FEWEST_CHOICES = 2
_SHOWN = 300


class Kinds:
    """Shapes items after the type of their question."""

    def __init__(self, tables: Tables, gathered: Gathered) -> None:
        self._tables = tables
        self._gathered = gathered
        self._children = tables.children()
        self._answers = tables.answers()
        self._attributes = tables.attributes()

    def shaped(self, row: Entry, item: Asked) -> list[Asked]:
        """Give the items a question becomes; none where there is no such kind here, with a note."""
        type_ = row.get("type", "")
        shape = self._shapes().get(type_)
        if shape is None:
            lacking = _LACKING.get(type_, f"“{type_[:10]}”")
            return self._left_out(item, f"Loại {lacking} không có ở đây nên không nhập")
        return shape(row, item)

    def note_attributes(self, qid: str, where: Where) -> None:
        """Note the settings of a question that nobody reads here."""
        rest = {
            name: value
            for name, value in self._attributes.get(qid, {}).items()
            if name not in _READ_ATTRIBUTES and name not in _QUIET_ATTRIBUTES and value not in {"0", "N"}
        }
        if rest:
            shown = ", ".join(f"{name}={value}" for name, value in rest.items())
            self._gathered.note(where, f"Thiết lập không dùng ở đây: {shown[:1000]}")

    def _shapes(self) -> dict[str, Callable[[Entry, Asked], list[Asked]]]:
        shapes: dict[str, Callable[[Entry, Asked], list[Asked]]] = dict.fromkeys("L!O", self._choose_one)
        shapes |= dict.fromkeys(SEVERAL, self._choose_several)
        shapes |= dict.fromkeys("YG", self._choose_fixed)
        shapes |= dict.fromkeys([*_TEXTS, "N"], self._write)
        shapes |= dict.fromkeys([*_ARRAYS, *_MANY_FIELDS], self._each_row)
        return shapes | {"5": self._rate}

    def _choose_one(self, row: Entry, item: Asked) -> list[Asked]:
        item.kind, item.rated, item.options = Kind.SINGLE, None, self._options(row, "0", item.where)
        if row.get("type") == "O":
            self._gathered.note(item.where, "Ô ghi thêm của câu này không có ở đây.")
        return self._with_choices(item)

    def _choose_several(self, row: Entry, item: Asked) -> list[Asked]:
        item.kind = Kind.SEVERAL
        options = [
            self._option(child.get("title", ""), child["question"], item.where)
            for child in self._children.get(row.get("qid", ""), ())
        ]
        item.options = self._with_other(row, options, item.where)
        if row.get("type") == "P":
            self._gathered.note(item.where, "Các ô ghi thêm của câu này không có ở đây.")
        return self._with_choices(item)

    def _choose_fixed(self, row: Entry, item: Asked) -> list[Asked]:
        item.kind, item.options = Kind.SINGLE, _fixed(row["type"])
        item.role = Role.DEMOGRAPHIC if row["type"] == "G" else None
        return [item]

    def _rate(self, row: Entry, item: Asked) -> list[Asked]:
        item.kind, item.rated, item.guessed = Kind.SINGLE, True, True
        item.options = self._points(_POINTS[row["type"]])
        return [item]

    def _write(self, row: Entry, item: Asked) -> list[Asked]:
        item.kind = _TEXTS.get(row["type"], Kind.NUMBER)
        if row["type"] == "D":
            self._gathered.note(item.where, "Ngày giờ: ở đây là một câu trả lời ngắn bằng chữ.")
        for attribute, limit in _READ_ATTRIBUTES.items():
            value = self._attributes.get(row.get("qid", ""), {}).get(attribute, "").strip()
            fits = (limit == "max_length") is (item.kind is not Kind.NUMBER)
            if fits and re.fullmatch(r"-?\d{1,9}", value):
                setattr(item, limit, int(value))
        return [item]

    def _each_row(self, row: Entry, whole: Asked) -> list[Asked]:
        """Each row of an array is an item, led by the words of the whole."""
        made: list[Asked] = []
        lead = _joined(whole.lead, whole.text)
        choices = {scale: self._columns(row, scale, whole.where) for scale in ("0", "1")}
        for child in self._children.get(row.get("qid", ""), ()):
            if (child.get("scale_id") or "0") != "0":
                continue
            for scale in ("0", "1") if row["type"] == "1" else ("0",):
                item = self._row(row, whole, child, scale, choices[scale])
                if item.kind is Kind.SINGLE and len(item.options) < _FEWEST_CHOICES:
                    continue
                item.lead, item.hint = ({}, {}) if made else (lead, whole.hint)
                made.append(item)
        return made or self._left_out(whole, "Bảng thiếu dòng hoặc cột nên không nhập")

    def _columns(self, row: Entry, scale: str, where: Where) -> tuple[Option, ...]:
        """The choices that every row of an array has; read once, however many rows there are."""
        type_ = row["type"]
        if type_ in _MANY_FIELDS or (scale == "1" and type_ != "1"):
            return ()
        if type_ in _POINTS:
            return self._points(_POINTS[type_])
        return _fixed(type_) if type_ in _FIXED else self._options(row, scale, where)

    def _row(self, row: Entry, whole: Asked, child: Entry, scale: str, choices: tuple[Option, ...]) -> Asked:
        type_ = row["type"]
        name = f"{whole.name}_{child.get('title', '')}" + (f"_{int(scale) + 1}" if type_ == "1" else "")
        item = Asked(
            name=name,
            kind=_MANY_FIELDS.get(type_, Kind.SINGLE),
            text=self._plain(child["question"], whole.where) or {self._tables.language: name},
            required=whole.required,
            when=whole.when,
            where=whole.where,
        )
        if item.kind is Kind.SINGLE:
            item.list_name, item.options = whole.name, choices
            if type_ not in _FIXED:
                item.rated = True if type_ in _POINTS else None
                item.guessed = type_ in _POINTS
        return item

    def _with_choices(self, item: Asked) -> list[Asked]:
        if len(item.options) >= _FEWEST_CHOICES:
            return [item]
        return self._left_out(item, "Câu có chưa đến hai lựa chọn nên không nhập")

    def _left_out(self, item: Asked, why: str) -> list[Asked]:
        self._gathered.note(item.where, f"{why}: {first_of(item.text)[:_SHOWN]}")
        return []

    def _points(self, count: int) -> tuple[Option, ...]:
        language = self._tables.language
        return numbered([Option(name=str(n), label={language: str(n)}) for n in range(1, count + 1)])

    def _options(self, row: Entry, scale: str, where: Where) -> tuple[Option, ...]:
        entries = self._answers.get((row.get("qid", ""), scale), ())
        options = [self._option(entry.get("code", ""), entry["answer"], where) for entry in entries]
        scores = [entry.get("assessment_value", "").strip() for entry in entries]
        # A survey that does not score its answers writes 0 for each.
        if any(score not in {"", "0"} for score in scores):
            for option, score in zip(options, scores, strict=True):
                option.score = float(score) if re.fullmatch(r"-?\d{1,6}", score) else None
        return self._with_other(row, options, where)

    def _option(self, code: str, words: Mapping[str, str], where: Where) -> Option:
        return Option(
            name=code or "?", label=self._plain(words, where) or {self._tables.language: code or "?"}
        )

    def _with_other(self, row: Entry, options: list[Option], where: Where) -> tuple[Option, ...]:
        if row.get("other") == "Y":
            self._gathered.note(where, _OTHER)
            options = [*options, Option(name="other", label={FALLBACK: "Khác", "en": "Other"})]
        return self._gathered.fitting(list({option.name: option for option in options}.values()), where)

    def _plain(self, words: Mapping[str, str], where: Where) -> dict[str, str]:
        return self._gathered.words(words, where)


def _fixed(type_: str) -> tuple[Option, ...]:
    return tuple(Option(name=code, label={FALLBACK: vi, "en": en}) for code, vi, en in _FIXED[type_])


def _joined(first: Mapping[str, str], second: Mapping[str, str]) -> dict[str, str]:
    tags = {**first, **second}
    return {tag: "\n".join(part for part in (first.get(tag), second.get(tag)) if part) for tag in tags}
