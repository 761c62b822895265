"""Every text of a questionnaire with its place, for translating, comparing and reading aloud.

A place names parts by their codes and never by their number, so that it survives moving: ``item/Q2/choice/cho_lau``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.editing import HEADERS
from forms.faults import EditError
from forms.questionnaire import Kind, Questionnaire
from forms.reading import parse_questionnaire
from forms.texts import FALLBACK, Text
from forms.writing import to_document

Document = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One text and where it stands; ``part`` is the place of the item, scale, section or factor it belongs to."""

    place: str
    part: str
    text: Text


def wordings(questionnaire: Questionnaire) -> tuple[Wording, ...]:
    """List every text in the order of the page, then scales and factors.

    >>> from forms.reading import load_instrument
    >>> [wording.place for wording in wordings(load_instrument("QUICK"))][4:7]
    ['item/Q1/text', 'item/Q2/text', 'item/Q2/lead']
    """
    return tuple(
        Wording(place=place, part="/".join(place.split("/")[:2]), text=Text.of(holder[key]))
        for place, holder, key in _texts(to_document(questionnaire))
    )


def reworded(questionnaire: Questionnaire, tag: str, words: Mapping[str, str]) -> Questionnaire:
    """Write texts in one language, place by place; an empty one takes the language away from that text.

    Raises EditError for a place that is not there and for taking Vietnamese away, QuestionnaireError for what is no text.
    """
    document = to_document(questionnaire)
    known = {place: (holder, key) for place, holder, key in _texts(document)}
    for place, wording in words.items():
        if place not in known:
            raise EditError(f"Phiếu không có chỗ “{place[:60]}”.")
        holder, key = known[place]
        if wording.strip():
            holder[key] = {**holder[key], tag: wording}
        elif tag == FALLBACK:
            raise EditError(f"Lời văn tiếng Việt ở “{place}” không được để trống.")
        else:
            holder[key] = {each: text for each, text in holder[key].items() if each != tag}
    return parse_questionnaire(document)


def _texts(document: Document) -> Iterator[tuple[str, Document, str]]:
    """Each text's place, the object that holds it and its key there."""
    for key in HEADERS:
        yield key, document, key
    for section in document["sections"]:
        yield from _of(f"section/{section['code']}", section, "title", "lead")
        for item in section["items"]:
            place = f"item/{item['code']}"
            yield from _of(place, item, "text", "lead", "hint")
            if item["kind"] in (Kind.SINGLE, Kind.SEVERAL):
                for choice in item["choices"]:
                    yield f"{place}/choice/{choice['code']}", choice, "label"
    for scale in document["scales"]:
        for level in scale["levels"]:
            yield f"scale/{scale['code']}/{level['code']}", level, "label"
    yield from _of_factors(document["factors"])


def _of(place: str, holder: Document, *keys: str) -> Iterator[tuple[str, Document, str]]:
    for key in keys:
        if key in holder:
            yield f"{place}/{key}", holder, key


def _of_factors(factors: list[Document]) -> Iterator[tuple[str, Document, str]]:
    for factor in factors:
        yield f"factor/{factor['code']}", factor, "name"
        yield from _of_factors(factor.get("factors", []))
