"""What a person saw of a draft before pressing a button that decides over it, and what it was then."""

import hashlib
import json
import zlib

from sqlalchemy import Connection

from forms.canonical import canonical_json
from forms.questionnaire import Questionnaire
from forms.reading import parse_json
from survey_app.services.drafting.changing import KEPT_STEPS, Draft, DraftingError
from survey_app.store import drafts, template_events
from survey_app.translating import gettext as _


class UnseenError(DraftingError):
    """The draft, or what was said of it, is not what the person saw; `then` is what it was, where that is still known."""

    def __init__(self, *, then: Questionnaire | None) -> None:
        super().__init__(
            _(
                "Từ lúc Ông/Bà mở trang này, bản nháp hoặc ý kiến về nó đã đổi nên chưa làm gì cả. Hãy xem lại rồi quyết định."
            )
        )
        self.then = then


def seen_of(connection: Connection, draft: Draft) -> str:
    """The fingerprint of all that a decision rests on: every word and setting, marks, translations, who asked, what was said."""
    row = draft.row
    beside = [row.translated_from, row.marks, row.based_on_id, row.submitted_by]
    beside.append(template_events.find_last_event(connection, row.code))
    return f"{_hash(row.document)}-{_hash(canonical_json(beside))}"


def refuse_unseen(connection: Connection, draft: Draft, seen: str | None) -> None:
    """`seen` is what the page showed; None where a program decides, which reads and writes in one moment."""
    if seen is None or seen == seen_of(connection, draft):
        return
    raise UnseenError(then=_document_then(connection, draft, seen.partition("-")[0]))


def _document_then(connection: Connection, draft: Draft, wanted: str) -> Questionnaire | None:
    """Among the texts before the last steps, the one that was shown."""
    if _hash(draft.row.document) == wanted:
        return draft.questionnaire
    for change in drafts.list_changes(connection, draft.row.id, last=KEPT_STEPS):
        before = drafts.find_before(connection, draft.row.id, change.revision)
        document = json.loads(zlib.decompress(before))["document"] if before else ""
        if _hash(document) == wanted:
            return parse_json(document.encode())
    return None


def _hash(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:32]
