"""Which translations of a draft are missing, and which were made of Vietnamese that has changed since."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from forms.questionnaire import Questionnaire
from forms.texts import FALLBACK
from forms.wordings import Wording, wordings

# Of each text and language the Vietnamese it was translated from: {place: {tag: hash}}.
Sources = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One text to translate. `state` is ``done``, ``missing`` or ``outdated``."""

    place: str
    vietnamese: str
    words: str
    state: str


def lines(questionnaire: Questionnaire, sources: Sources, tag: str) -> tuple[Line, ...]:
    return tuple(_line(wording, sources, tag) for wording in wordings(questionnaire))


def followed(sources: Sources, before: Questionnaire, after: Questionnaire) -> dict[str, dict[str, str]]:
    """Note for every translation that is new or changed which Vietnamese it stands beside; forget what is gone."""
    old = {wording.place: dict(wording.text.entries) for wording in wordings(before)}
    found: dict[str, dict[str, str]] = {}
    for wording in wordings(after):
        for tag, words in wording.text.entries:
            if tag == FALLBACK:
                continue
            kept = sources.get(wording.place, {}).get(tag)
            if kept is None or old.get(wording.place, {}).get(tag) != words:
                kept = _hash(wording)
            found.setdefault(wording.place, {})[tag] = kept
    return found


def confirmed(
    sources: Sources, questionnaire: Questionnaire, tag: str, places: Collection[str]
) -> dict[str, dict[str, str]]:
    """Note that the translations at these places go with the Vietnamese as it is now."""
    found = {place: dict(tags) for place, tags in sources.items()}
    for wording in wordings(questionnaire):
        if wording.place in places and tag in wording.text.languages:
            found.setdefault(wording.place, {})[tag] = _hash(wording)
    return found


def first_sources(questionnaire: Questionnaire) -> dict[str, dict[str, str]]:
    """Of a text that comes in whole, every translation counts as made of the Vietnamese beside it."""
    return followed({}, questionnaire, questionnaire)


def _line(wording: Wording, sources: Sources, tag: str) -> Line:
    words = dict(wording.text.entries).get(tag, "")
    made_from = sources.get(wording.place, {}).get(tag)
    state = "missing" if not words else "outdated" if made_from != _hash(wording) else "done"
    return Line(place=wording.place, vietnamese=str(wording.text), words=words, state=state)


def _hash(wording: Wording) -> str:
    return hashlib.sha256(str(wording.text).encode()).hexdigest()[:8]
