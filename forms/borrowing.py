"""Taking a question over from another questionnaire, word for word."""

from typing import Any

from forms.editing import put_item, put_scale
from forms.naming import next_code
from forms.questionnaire import Questionnaire
from forms.writing import to_document

Document = dict[str, Any]


def borrow_item(questionnaire: Questionnaire, source: Questionnaire, code: str) -> Questionnaire:
    """Add a copy of an item of `source` at the end, with its scale; its condition and its lead stay behind.

    Its code is kept where it is free. A scale is shared where both have the same levels under the same code. Errors:
    KeyError where the source has no such item, QuestionnaireError where the whole could not be published.

    >>> from forms.editing import blank
    >>> from forms.reading import load_instrument
    >>> [item.code for item in borrow_item(blank(code="P", name="Phiếu"), load_instrument("SIP5"), "TC1").items]
    ['Q1', 'TC1']
    """
    item = _item(to_document(source), code)
    item = {key: value for key, value in item.items() if key not in {"when", "lead"}}
    taken = {each.code for each in questionnaire.items}
    if code in taken:
        item["code"] = next_code("Q", taken)
    if "scale" in item:
        questionnaire, item["scale"] = _with_scale(questionnaire, source, item["scale"])
    return put_item(questionnaire, item)


def _with_scale(questionnaire: Questionnaire, source: Questionnaire, code: str) -> tuple[Questionnaire, str]:
    """The questionnaire with a scale of the source, and the code it has there."""
    wanted = next(scale for scale in to_document(source)["scales"] if scale["code"] == code)
    here = {scale["code"]: scale for scale in to_document(questionnaire)["scales"]}
    same = next((known for known, scale in here.items() if scale["levels"] == wanted["levels"]), None)
    if same is not None:
        return questionnaire, same
    free = code if code not in here else next_code("T", here)
    return put_scale(questionnaire, {**wanted, "code": free}), free


def _item(document: Document, code: str) -> Document:
    for section in document["sections"]:
        for item in section["items"]:
            if item["code"] == code:
                return dict(item)
    raise KeyError(code)
