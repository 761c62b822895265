"""From a questionnaire back to its document."""

from typing import Any

from forms.questionnaire import Factor, Item, Kind, Questionnaire, Role, Section
from forms.scale import Choice
from forms.texts import Text

FORMAT = "hailong-questionnaire/1"


def to_document(questionnaire: Questionnaire) -> dict[str, Any]:
    """Write a questionnaire; reading the document gives an equal one, and writing that one the same document.

    Flags and roles that say nothing are left out and the levels of a condition sorted. The limits of texts and
    numbers are written even where they equal the default: a default may change, a published document may not.

    >>> from forms.reading import load_instrument, parse_questionnaire
    >>> quick = load_instrument("QUICK")
    >>> parse_questionnaire(to_document(quick)) == quick
    True
    """
    return {
        "format": FORMAT,
        "code": questionnaire.code,
        "name": _text(questionnaire.name),
        "about": _text(questionnaire.about),
        "consent": _text(questionnaire.consent),
        "closing": _text(questionnaire.closing),
        "headline": questionnaire.headline,
        "scales": [
            {"code": scale.code, "levels": [_choice(level) for level in scale.levels]}
            for scale in questionnaire.scales
        ],
        "sections": [_section(section) for section in questionnaire.sections],
        "factors": [_factor(factor) for factor in questionnaire.factors],
    } | ({"unit_question": True} if questionnaire.unit_question else {})


def _text(text: Text) -> dict[str, str]:
    return dict(text.entries)


def _texts(**texts: Text | None) -> dict[str, Any]:
    return {key: _text(text) for key, text in texts.items() if text is not None}


def _choice(choice: Choice) -> dict[str, Any]:
    document: dict[str, Any] = {"code": choice.code, "label": _text(choice.label)}
    if choice.score is not None:
        document["score"] = _number(choice.score)
    flags = {"satisfied": choice.satisfied, "not_applicable": choice.not_applicable, "alert": choice.alert}
    return document | {key: True for key, flag in flags.items() if flag}


def _number(value: float) -> float:
    return int(value) if value.is_integer() else value


def _section(section: Section) -> dict[str, Any]:
    texts = _texts(title=section.title, lead=section.lead)
    return {"code": section.code, **texts, "items": [_item(item) for item in section.items]}


def _item(item: Item) -> dict[str, Any]:
    document: dict[str, Any] = {"code": item.code, "kind": str(item.kind)}
    document |= _texts(text=item.text, hint=item.hint, lead=item.lead)
    if item.when is not None:
        document["when"] = {"item": item.when.item, "in": sorted(item.when.levels)}
    if item.role is not Role.OPINION:
        document["role"] = str(item.role)
    if item.required:
        document["required"] = True
    if item.kind is Kind.SCALE:
        document["scale"] = item.scale
    if item.kind in (Kind.SINGLE, Kind.SEVERAL):
        document["choices"] = [_choice(option) for option in item.options]
    return document | _limits(item)


def _limits(item: Item) -> dict[str, int]:
    limits = {"max_length": item.max_length, "minimum": item.minimum, "maximum": item.maximum}
    return {key: limit for key, limit in limits.items() if limit is not None}


def _factor(factor: Factor) -> dict[str, Any]:
    document: dict[str, Any] = {"code": factor.code, "name": _text(factor.name)}
    if factor.items:
        document["items"] = list(factor.items)
    if factor.factors:
        document["factors"] = [_factor(inner) for inner in factor.factors]
    if factor.weight != 1:
        document["weight"] = _number(factor.weight)
    return document
