"""Parts of a questionnaire and their fingerprints: whether what somebody saw is still what stands there."""

import hashlib
from typing import Any

from forms.canonical import canonical_json
from forms.editing import HEADERS
from forms.questionnaire import Questionnaire
from forms.wordings import wordings
from forms.writing import to_document

NOTHING = "-"  # the fingerprint of what is not there

Document = dict[str, Any]


def find_part(questionnaire: Questionnaire, part: str) -> Document | None:
    """The document of ``header``, ``item/Q1``, ``section/S1`` (its texts), ``scale/HL5``, ``factor/5B`` or ``words/en``."""
    document = to_document(questionnaire)
    kind, _slash, code = part.partition("/")
    if kind == "header":
        return {key: document[key] for key in (*HEADERS, "headline", "unit_question") if key in document}
    if kind == "words":
        # A translation is of the Vietnamese beside it: who has seen another has translated another.
        return {each.place: [str(each.text), each.text.in_language(code)] for each in wordings(questionnaire)}
    if kind == "section":
        section = _coded(document["sections"], code)
        return section and {key: text for key, text in section.items() if key != "items"}
    if kind == "item":
        return _coded([item for section in document["sections"] for item in section["items"]], code)
    if kind == "scale":
        return _coded(document["scales"], code)
    return _coded(_all_factors(document["factors"]), code)


def fingerprint(questionnaire: Questionnaire, part: str) -> str:
    return fingerprint_of(find_part(questionnaire, part))


def fingerprint_of(document: Document | None) -> str:
    if document is None:
        return NOTHING
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()[:16]


def _coded(parts: list[Document], code: str) -> Document | None:
    return next((part for part in parts if part["code"] == code), None)


def _all_factors(factors: list[Document]) -> list[Document]:
    return [each for factor in factors for each in (factor, *_all_factors(factor.get("factors", [])))]
