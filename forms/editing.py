"""Changing a questionnaire one step at a time: every step begins and ends with a questionnaire that could be published.

A step takes a questionnaire and gives the next one; it raises QuestionnaireError with the faults of what it would
become, or EditError with one sentence where the step itself makes no sense. Nothing is ever half changed.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from forms.editing_factors import walk_factors, without_item
from forms.faults import EditError, Fault, QuestionnaireError
from forms.naming import next_code
from forms.questionnaire import Questionnaire
from forms.reading import parse_questionnaire
from forms.standard_scales import STANDARD_SCALES
from forms.texts import FALLBACK
from forms.writing import FORMAT, to_document

Document = dict[str, Any]
Part = Mapping[str, Any]

HEADERS = ("name", "about", "consent", "closing")


def blank(*, code: str, name: str) -> Questionnaire:
    """Begin with an empty page: one question on the whole, its five levels, and the sentences every page needs."""
    return parse_questionnaire(
        {
            "format": FORMAT,
            "code": code,
            "name": {FALLBACK: name},
            "about": {FALLBACK: name},
            "consent": {
                FALLBACK: "Phiếu không ghi tên. Trừ câu bắt buộc, Ông/Bà có thể bỏ qua bất kỳ câu nào.",
                "en": "No names are asked for. You may leave out any question but the required one.",
            },
            "closing": {
                FALLBACK: "Cảm ơn Ông/Bà đã góp ý để cơ quan phục vụ tốt hơn.",
                "en": "Thank you for helping the office to serve better.",
            },
            "headline": "Q1",
            "scales": [STANDARD_SCALES["HL5"]],
            "sections": [
                {
                    "code": "S1",
                    "items": [
                        {
                            "code": "Q1",
                            "kind": "scale",
                            "scale": "HL5",
                            "text": {
                                FALLBACK: "Ông/Bà hài lòng thế nào với lần phục vụ hôm nay?",
                                "en": "How satisfied are you with today's service?",
                            },
                        }
                    ],
                }
            ],
        }
    )


def put_item(
    questionnaire: Questionnaire, item: Part, *, instead_of: str | None = None, after: str | None = None
) -> Questionnaire:
    """Put an item in the place of another, after another, or at the end. A new code is followed by all who refer to it."""
    document = to_document(questionnaire)
    if instead_of is not None:
        section, place = _find_item(document, instead_of)
        _refuse_empty(item, place=_place_of(document, instead_of))
        section["items"][place] = dict(item)
        if item["code"] != instead_of:
            _rename(document, instead_of, item["code"])
    elif after is not None:
        section, place = _find_item(document, after)
        section["items"].insert(place + 1, dict(item))
    else:
        document["sections"][-1]["items"].append(dict(item))
    return parse_questionnaire(document)


def remove_item(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Take an item out, also of its factors; a section or a factor without items goes with it."""
    if code == questionnaire.headline:
        raise EditError(
            f"Câu {code} là câu hỏi chung, phiếu nào cũng phải có. Hãy chọn câu chung khác trước."
        )
    asked_after = [item.code for item in questionnaire.items if item.when and item.when.item == code]
    if asked_after:
        raise EditError(
            f"Câu {', '.join(asked_after)} chỉ hỏi theo câu trả lời ở câu {code}. Hãy bỏ điều kiện đó trước."
        )
    document = to_document(questionnaire)
    section, place = _find_item(document, code)
    del section["items"][place]
    _drop_empty_sections(document)
    document["factors"] = without_item(document["factors"], code)
    return parse_questionnaire(document)


def move_item(questionnaire: Questionnaire, code: str, steps: int) -> Questionnaire:
    """Move an item up (negative) or down by places, over the edges of sections; what is at the end stays there."""
    document = to_document(questionnaire)
    for _ in range(abs(steps)):
        _step(document, code, down=steps > 0)
    _drop_empty_sections(document)
    return parse_questionnaire(document)


def place_item(questionnaire: Questionnaire, code: str, *, beside: str, after: bool) -> Questionnaire:
    """Put an item just before or after another, in the other's section."""
    if code == beside:
        return questionnaire
    document = to_document(questionnaire)
    section, place = _find_item(document, code)
    item = section["items"].pop(place)
    section, place = _find_item(document, beside)
    section["items"].insert(place + after, item)
    _drop_empty_sections(document)
    return parse_questionnaire(document)


def split_section(questionnaire: Questionnaire, at: str) -> Questionnaire:
    """Begin a new section at an item, which takes what follows with it."""
    document = to_document(questionnaire)
    section, place = _find_item(document, at)
    if place == 0:
        raise EditError(f"Câu {at} đã là câu đầu của một phần.")
    codes = {each["code"] for each in document["sections"]}
    new = {"code": next_code("S", codes), "items": section["items"][place:]}
    section["items"] = section["items"][:place]
    document["sections"].insert(document["sections"].index(section) + 1, new)
    return parse_questionnaire(document)


def join_section(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Add a section's items to the section before it; its title and lead go."""
    document = to_document(questionnaire)
    place = _place_in(document["sections"], code, f"Không có phần {code}.")
    if place == 0:
        raise EditError("Phần đầu không có phần nào ở trên để nhập vào.")
    document["sections"][place - 1]["items"] += document["sections"].pop(place)["items"]
    return parse_questionnaire(document)


def put_section(questionnaire: Questionnaire, code: str, texts: Part) -> Questionnaire:
    """Give a section its title and its lead; a text that is absent is taken away."""
    document = to_document(questionnaire)
    section = document["sections"][_place_in(document["sections"], code, f"Không có phần {code}.")]
    items = section["items"]
    section.clear()
    section |= {"code": code, **texts, "items": items}
    return parse_questionnaire(document)


def put_header(
    questionnaire: Questionnaire,
    texts: Part,
    *,
    headline: str | None = None,
    unit_question: bool | None = None,
) -> Questionnaire:
    """Give name, purpose, consent and closing sentence, choose the headline, let units ask a question or not."""
    document = to_document(questionnaire)
    document |= {key: texts[key] for key in HEADERS if key in texts}
    if headline is not None:
        document["headline"] = headline
    if unit_question is not None:
        document["unit_question"] = unit_question
    return parse_questionnaire(document)


def put_scale(questionnaire: Questionnaire, scale: Part, *, instead_of: str | None = None) -> Questionnaire:
    """Add a scale, or put it in the place of another; items follow a new code."""
    document = to_document(questionnaire)
    if instead_of is None:
        document["scales"].append(dict(scale))
    else:
        place = _place_in(document["scales"], instead_of, f"Không có thang đo {instead_of}.")
        document["scales"][place] = dict(scale)
        for item in _items(document):
            if item.get("scale") == instead_of:
                item["scale"] = scale["code"]
    return parse_questionnaire(document)


def remove_scale(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Take out a scale that no item uses."""
    users = [item.code for item in questionnaire.items if item.scale == code]
    if users:
        raise EditError(f"Thang đo {code} đang dùng ở câu {', '.join(users)}.")
    document = to_document(questionnaire)
    del document["scales"][_place_in(document["scales"], code, f"Không có thang đo {code}.")]
    return parse_questionnaire(document)


def renamed(questionnaire: Questionnaire, *, code: str, name: str) -> Questionnaire:
    """Make another template of the same questions."""
    document = to_document(questionnaire)
    document |= {"code": code, "name": {FALLBACK: name}}
    return parse_questionnaire(document)


def fault_at(place: str, problem: str, remedy: str) -> QuestionnaireError:
    """Make the error of one fault, for what is refused before it is a document."""
    return QuestionnaireError((Fault(place=place, problem=problem, remedy=remedy),))


def _items(document: Document) -> Iterator[Document]:
    for section in document["sections"]:
        yield from section["items"]


def _find_item(document: Document, code: str) -> tuple[Document, int]:
    for section in document["sections"]:
        for place, item in enumerate(section["items"]):
            if item["code"] == code:
                return section, place
    raise EditError(f"Không còn câu {code}: có người vừa bỏ hoặc đổi mã câu này.")


def _place_of(document: Document, code: str) -> str:
    for number, section in enumerate(document["sections"]):
        for place, item in enumerate(section["items"]):
            if item["code"] == code:
                return f"sections[{number}].items[{place}]"
    return ""


def _refuse_empty(item: Part, *, place: str) -> None:
    if not item.get("code"):
        raise fault_at(f"{place}.code", "Câu hỏi chưa có mã.", "Ghi mã, ví dụ Q1.")


def _place_in(parts: list[Document], code: str, sentence: str) -> int:
    for place, part in enumerate(parts):
        if part["code"] == code:
            return place
    raise EditError(sentence)


def _rename(document: Document, old: str, new: str) -> None:
    if document["headline"] == old:
        document["headline"] = new
    for item in _items(document):
        if item.get("when", {}).get("item") == old:
            item["when"] = {**item["when"], "item": new}
    walk_factors(
        document["factors"],
        lambda factor: (
            factor | {"items": [new if code == old else code for code in factor["items"]]}
            if "items" in factor
            else factor
        ),
    )


def _step(document: Document, code: str, *, down: bool) -> None:
    section, place = _find_item(document, code)
    items = section["items"]
    number = document["sections"].index(section)
    beside = place + (1 if down else -1)
    if 0 <= beside < len(items):
        items[place], items[beside] = items[beside], items[place]
        return
    next_number = number + (1 if down else -1)
    if 0 <= next_number < len(document["sections"]):
        other = document["sections"][next_number]["items"]
        other.insert(0 if down else len(other), items.pop(place))


def _drop_empty_sections(document: Document) -> None:
    document["sections"] = [section for section in document["sections"] if section["items"]]
