"""Frozen versions, read once for each process: a published text never changes."""

import threading
from dataclasses import dataclass, field

from sqlalchemy import Connection

from forms.build import BallotForm, build_form
from forms.questionnaire import Questionnaire
from forms.reading import parse_json
from survey_app.store.templates import find_document
from survey_app.submission import room_for
from survey_app.translating import SOURCE, translator


class UnknownVersionError(LookupError):
    """No version has this number."""


@dataclass(frozen=True, slots=True)
class Questionnaires:
    _read: dict[int, Questionnaire] = field(default_factory=dict)
    _rooms: dict[int, int] = field(default_factory=dict)
    _forms: threading.local = field(default_factory=threading.local)

    def known(self, version_id: int) -> Questionnaire | None:
        """The questionnaire of a version, if this process has read it before."""
        return self._read.get(version_id)

    def find(self, connection: Connection, version_id: int) -> Questionnaire:
        """The questionnaire of a version; from memory after the first time."""
        known = self._read.get(version_id)
        if known is None:
            document = find_document(connection, version_id)
            if document is None:
                raise UnknownVersionError(version_id)
            known = self._read[version_id] = parse_json(document.encode())
        return known

    def room(self, version_id: int) -> int:
        """How long every waiting content of a version is; it was read before."""
        room = self._rooms.get(version_id)
        if room is None:
            room = self._rooms[version_id] = room_for(self._read[version_id])
        return room

    def form(self, version_id: int, questionnaire: Questionnaire, language: str = SOURCE) -> BallotForm:
        """This thread's form for a version and language: building one costs ten times what reading with it does."""
        forms: dict[tuple[int, str], BallotForm] = self._forms.__dict__.setdefault("built", {})
        form = forms.get((version_id, language))
        if form is None:
            form = forms[version_id, language] = build_form(questionnaire, translator(language))
        return form
