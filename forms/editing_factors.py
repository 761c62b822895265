"""Changing the factors of a questionnaire, one step at a time; the rules are those of `forms.editing`."""

from collections.abc import Callable, Collection, Mapping
from copy import deepcopy
from typing import Any

from forms.faults import EditError
from forms.questionnaire import Questionnaire
from forms.reading import parse_questionnaire
from forms.writing import to_document

Document = dict[str, Any]
Part = Mapping[str, Any]


def put_factor(
    questionnaire: Questionnaire, factor: Part, *, instead_of: str | None = None, under: str | None = None
) -> Questionnaire:
    """Add a factor at the top or under another, or put it in the place of another, which keeps what stands below."""
    document = to_document(questionnaire)
    if instead_of is not None:
        siblings, place = _find_factor(document["factors"], instead_of)
        below = siblings[place].get("factors")
        siblings[place] = {**factor, "factors": below} if below and not factor.get("items") else dict(factor)
    elif under is not None:
        siblings, place = _find_factor(document["factors"], under)
        parent = siblings[place]
        if parent.get("items"):
            raise EditError(
                f"Yếu tố {under} gồm các câu hỏi, nên không có yếu tố con. Hãy bỏ các câu đó trước."
            )
        parent.setdefault("factors", []).append(dict(factor))
    else:
        document["factors"].append(dict(factor))
    return parse_questionnaire(document)


def group_factors(questionnaire: Questionnaire, factor: Part, inside: Collection[str]) -> Questionnaire:
    """Make a new factor out of some of the topmost ones; it stands where the first of them stood."""
    document = to_document(questionnaire)
    chosen = [each for each in document["factors"] if each["code"] in inside]
    if not chosen:
        raise EditError("Hãy chọn ít nhất một yếu tố ở tầng trên cùng để gộp.")
    place = document["factors"].index(chosen[0])
    kept = [each for each in document["factors"] if each not in chosen]
    document["factors"] = [*kept[:place], {**factor, "factors": chosen}, *kept[place:]]
    return parse_questionnaire(document)


def remove_factor(questionnaire: Questionnaire, code: str) -> Questionnaire:
    """Take out a factor and what stands below it; its items stay in the questionnaire."""
    document = to_document(questionnaire)
    siblings, place = _find_factor(document["factors"], code)
    del siblings[place]
    document["factors"] = _without_empty(document["factors"])
    return parse_questionnaire(document)


def walk_factors(factors: list[Document], change: Callable[[Document], Document]) -> None:
    for place, factor in enumerate(factors):
        factors[place] = change(factor)
        walk_factors(factors[place].get("factors", []), change)


def without_item(factors: list[Document], code: str) -> list[Document]:
    found = deepcopy(factors)
    walk_factors(
        found,
        lambda factor: (
            factor | {"items": [each for each in factor["items"] if each != code]}
            if "items" in factor
            else factor
        ),
    )
    return _without_empty(found)


def _without_empty(factors: list[Document]) -> list[Document]:
    kept = []
    for factor in factors:
        inner = _without_empty(factor.get("factors", []))
        if factor.get("items"):
            kept.append(factor)
        elif inner:
            kept.append(factor | {"factors": inner})
    return kept


def _find_factor(factors: list[Document], code: str) -> tuple[list[Document], int]:
    for place, factor in enumerate(factors):
        if factor["code"] == code:
            return factors, place
        try:
            return _find_factor(factor.get("factors", []), code)
        except EditError:
            continue
    raise EditError(f"Không có yếu tố {code}.")
