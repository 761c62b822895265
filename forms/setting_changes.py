"""What changed from one version to the next beside the words: levels that count, conditions, weights, order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.questionnaire import Questionnaire
from forms.writing import to_document

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingChange:
    """One setting of one part that differs; ``before`` or ``after`` is empty where it is not set."""

    place: str
    field: str
    before: str
    after: str


def setting_changes(before: Questionnaire, after: Questionnaire) -> tuple[SettingChange, ...]:
    """Compare everything that is not a text, so that nothing a document can hold changes unseen.

    >>> from forms.editing import put_item
    >>> from forms.reading import load_instrument
    >>> quick = load_instrument("QUICK")
    >>> asked = next(i for s in to_document(quick)["sections"] for i in s["items"] if i["code"] == "Q3")
    >>> [(each.place, each.field, each.before, each.after)
    ...  for each in setting_changes(quick, put_item(quick, {**asked, "required": True}, instead_of="Q3"))]
    [('item/Q3', 'required', '', 'true')]
    """
    old, new = _by_place(before), _by_place(after)
    return tuple(
        SettingChange(
            place=place, field=field, before=old.get((place, field), ""), after=new.get((place, field), "")
        )
        for place, field in dict.fromkeys([*new, *old])
        if old.get((place, field)) != new.get((place, field))
    )


def settings_of(questionnaire: Questionnaire) -> tuple[SettingChange, ...]:
    """All settings, as if everything had just been set."""
    return tuple(
        SettingChange(place=place, field=field, before="", after=value)
        for (place, field), value in _by_place(questionnaire).items()
    )


def _by_place(questionnaire: Questionnaire) -> Mapping[tuple[str, str], str]:
    document = to_document(questionnaire)
    return {(place, field): _shown(value) for place, field, value in _of_document(document)}


def _of_document(document: Document) -> Iterator[tuple[str, str, Any]]:
    yield from _of_part("", {key: value for key, value in document.items() if key != "format"})
    for section in document["sections"]:
        place = f"section/{section['code']}"
        yield from _of_part(place, section)
        for item in section["items"]:
            yield from _of_part(f"item/{item['code']}", item)
            yield from _of_choices(f"item/{item['code']}/choice", item.get("choices", []))
    for scale in document["scales"]:
        yield from _of_part(f"scale/{scale['code']}", scale)
        yield from _of_choices(f"scale/{scale['code']}", scale["levels"])
    yield from _of_factors(document["factors"])


def _of_choices(place: str, choices: list[Document]) -> Iterator[tuple[str, str, Any]]:
    for choice in choices:
        yield from _of_part(f"{place}/{choice['code']}", choice)


def _of_factors(factors: list[Document]) -> Iterator[tuple[str, str, Any]]:
    for factor in factors:
        yield from _of_part(f"factor/{factor['code']}", factor)
        yield from _of_factors(factor.get("factors", []))


def _of_part(place: str, part: Document) -> Iterator[tuple[str, str, Any]]:
    """Its own settings; of the parts inside it the order alone."""
    for key, value in part.items():
        if key == "code" or (isinstance(value, dict) and "vi" in value):
            continue  # a name, or a text, which is compared word by word elsewhere
        has_parts = isinstance(value, list) and any(isinstance(each, dict) for each in value)
        yield place, key, [each["code"] for each in value] if has_parts else value


def _shown(value: Any) -> str:
    if isinstance(value, dict):  # a condition: the question and its levels
        return ": ".join(_shown(inner) for inner in value.values())
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return str(value).lower() if isinstance(value, bool) else str(value)
