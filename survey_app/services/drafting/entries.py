"""From what a designer typed into a page to the document of a part; what the page does not ask for stays as it was."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from forms.cleaning import in_one_line
from forms.naming import code_from, next_code
from forms.questionnaire import Item, Kind, Questionnaire
from forms.scale import Choice
from forms.texts import FALLBACK
from forms.writing import to_document
from survey_app.services.drafting.changing import DraftingError
from survey_app.translating import gettext as _

Document = dict[str, Any]

LISTED = (Kind.SINGLE, Kind.SEVERAL)
SPARE_ROWS = 3


@dataclass(frozen=True, slots=True)
class Typed:
    """What the fields of a page hold; a field that is not there is empty."""

    fields: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def get(self, key: str) -> str:
        return next(iter(self.fields.get(key, ())), "")

    def getlist(self, key: str) -> list[str]:
        return list(self.fields.get(key, ()))

    def fit_to_show(self) -> "Typed":
        """The same without signs that no page may hold."""
        return Typed({key: [without_controls(text) for text in texts] for key, texts in self.fields.items()})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceRow:
    """A line of the table of choices, as typed."""

    code: str = ""
    label: str = ""
    score: str = ""
    satisfied: bool = False
    not_applicable: bool = False
    alert: bool = False


def without_controls(text: str) -> str:
    return "".join(sign if sign.isprintable() or sign in "\r\n\t" else "?" for sign in text)


def read_item(typed: Typed, questionnaire: Questionnaire, old: Document | None) -> Document:
    """Raises DraftingError for what cannot be read; whether the item makes sense is decided by the questionnaire."""
    kind = typed.get("kind") or (old or {}).get("kind", "")
    if kind not in set(Kind):
        raise DraftingError(_("Hãy chọn loại câu hỏi."))
    item: Document = {"code": _item_code(typed, questionnaire, old), "kind": kind}
    if not typed.get("text").strip():
        raise DraftingError(_("Hãy viết câu hỏi."))
    item |= _texts(typed, old, "text", "lead", "hint")
    when = _condition(typed, questionnaire)
    if when is not None:
        item["when"] = when
    if typed.get("role") == "demographic":
        item["role"] = "demographic"
    if typed.get("required") == "yes":
        item["required"] = True
    if kind == Kind.SCALE:
        item["scale"] = typed.get("scale") or questionnaire.scales[0].code if questionnaire.scales else ""
    if kind in LISTED:
        item["choices"] = read_choices(typed, (old or {}).get("choices", ()))
    return item | _limits(typed, kind)


def read_choices(typed: Typed, old: Iterable[Document]) -> list[Document]:
    """Rows of a table, or one choice a line where the page has a single box. Rows without a label are gone."""
    before = {choice["code"]: choice for choice in old}
    lines = typed.get("lines").splitlines()
    rows = [ChoiceRow(label=line) for line in lines] if lines else choice_rows(typed)
    kept = [row for row in rows if row.label.strip(" -•*\t")]
    taken = {row.code for row in kept if row.code} | {"NA"}
    found = []
    for row in kept:
        label = in_one_line(row.label.strip(" -•*\t"))
        code = row.code or ("NA" if row.not_applicable and "NA" not in before else code_from(label, taken))
        taken.add(code)
        choice: Document = {"code": code, "label": _said(before.get(code), "label", label)}
        if row.score.strip():
            choice["score"] = _number(row.score)
        flags = {"satisfied": row.satisfied, "not_applicable": row.not_applicable, "alert": row.alert}
        found.append(choice | {key: True for key, flag in flags.items() if flag})
    return found


def choice_rows(typed: Typed) -> list[ChoiceRow]:
    codes, scores = typed.getlist("choice_code"), typed.getlist("choice_score")
    ticked = {key: set(typed.getlist(f"choice_{key}")) for key in ("satisfied", "not_applicable", "alert")}
    return [
        ChoiceRow(
            code=codes[place] if place < len(codes) else "",
            label=label,
            score=scores[place] if place < len(scores) else "",
            **{key: str(place) in places for key, places in ticked.items()},
        )
        for place, label in enumerate(typed.getlist("choice_label"))
    ]


def rows_of(choices: Iterable[Choice]) -> list[ChoiceRow]:
    """The table of choices as it is filled in, and a few empty lines."""
    rows = [
        ChoiceRow(
            code=choice.code,
            label=str(choice.label),
            score="" if choice.score is None else f"{choice.score:g}".replace(".", ","),
            satisfied=choice.satisfied,
            not_applicable=choice.not_applicable,
            alert=choice.alert,
        )
        for choice in choices
    ]
    return rows + [ChoiceRow()] * SPARE_ROWS


def read_scale(typed: Typed, old: Document | None) -> Document:
    return {
        "code": typed.get("code").strip() or (old or {}).get("code", ""),
        "levels": read_choices(typed, (old or {}).get("levels", ())),
    }


def read_header(typed: Typed, questionnaire: Questionnaire) -> Document:
    return _texts(typed, to_document(questionnaire), "name", "about", "consent", "closing")


def read_section(typed: Typed, old: Document | None) -> Document:
    return _texts(typed, old, "title", "lead")


def read_factor(typed: Typed, old: Document | None) -> Document:
    name = typed.get("name").strip()
    if not name:
        raise DraftingError(_("Hãy đặt tên cho yếu tố."))
    factor: Document = {"code": typed.get("code").strip() or (old or {}).get("code") or code_from(name)}
    factor["name"] = _said(old, "name", name)
    items = typed.getlist("item")
    if items:
        factor["items"] = items
    weight = typed.get("weight").strip()
    if weight and _number(weight) != 1:
        factor["weight"] = _number(weight)
    return factor


def parents_of(questionnaire: Questionnaire, code: str | None) -> list[Item]:
    """The items a condition may name: those before this one that have choices."""
    found = []
    for item in questionnaire.items:
        if item.code == code:
            break
        if item.options:
            found.append(item)
    return found


def _condition(typed: Typed, questionnaire: Questionnaire) -> Document | None:
    parent = typed.get("when_item")
    if not parent:
        return None
    item = next((each for each in questionnaire.items if each.code == parent), None)
    if item is None:
        raise DraftingError(_("Không còn câu %(code)s để làm điều kiện.", code=parent[:16]))
    levels = typed.getlist("when_level")
    if not levels:
        raise DraftingError(_("Hãy chọn mức trả lời ở câu %(code)s làm điều kiện.", code=parent))
    return {"item": parent, "in": _levels(item, typed.get("when_how"), set(levels))}


def _levels(item: Item, how: str, chosen: set[str]) -> list[str]:
    """A comparison, turned into the levels it holds for; what is not applicable is in none but by name."""
    scores = {option.code: option.score for option in item.options if option.score is not None}
    given = [scores[code] for code in chosen if code in scores]
    counted = [option.code for option in item.options if not option.not_applicable]
    match how:
        case "not_in":
            found = [code for code in counted if code not in chosen]
        case "at_most" if given:
            found = [code for code, score in scores.items() if score <= max(given)]
        case "at_least" if given:
            found = [code for code, score in scores.items() if score >= min(given)]
        case "at_most" | "at_least":
            raise DraftingError(_("Câu %(code)s không có điểm nên không so cao thấp được.", code=item.code))
        case _:
            found = [option.code for option in item.options if option.code in chosen]
    if not found:
        raise DraftingError(_("Điều kiện này không mức nào thỏa. Hãy chọn lại."))
    return found


def _item_code(typed: Typed, questionnaire: Questionnaire, old: Document | None) -> str:
    given = typed.get("code").strip()
    if given:
        return given
    return old["code"] if old else next_code("Q", {item.code for item in questionnaire.items})


def _texts(typed: Typed, old: Mapping[str, Any] | None, *keys: str) -> Document:
    return {key: _said(old, key, words) for key in keys if (words := typed.get(key).strip())}


def _said(old: Mapping[str, Any] | None, key: str, words: str) -> Document:
    """Vietnamese as typed; other languages stay beside it and are told to be outdated."""
    return {**((old or {}).get(key) or {}), FALLBACK: words}


def _limits(typed: Typed, kind: str) -> Document:
    wanted = {
        Kind.SHORT_TEXT: ("max_length",),
        Kind.LONG_TEXT: ("max_length",),
        Kind.NUMBER: ("minimum", "maximum"),
    }
    found: Document = {}
    for key in wanted.get(Kind(kind), ()):
        written = typed.get(key).strip()
        if written:
            try:
                found[key] = int(written)
            except ValueError:
                raise DraftingError(_("“%(found)s” không phải là số nguyên.", found=written[:20])) from None
    return found


def _number(written: str) -> float:
    try:
        number = float(written.strip().replace(",", "."))
    except ValueError:
        raise DraftingError(_("“%(found)s” không phải là số.", found=written[:20])) from None
    if not abs(number) <= 1000:  # NaN too
        raise DraftingError(_("“%(found)s” không phải là số.", found=written[:20]))
    return int(number) if number.is_integer() else number
