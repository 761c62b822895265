"""One change of a draft is one transaction: read, compare with what the person saw, change, keep the step."""

import json
import zlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import Connection

from forms.canonical import canonical_json
from forms.questionnaire import Questionnaire
from forms.reading import parse_json
from forms.writing import to_document
from survey_app.platform import Platform
from survey_app.services.drafting.parts import fingerprint
from survey_app.services.drafting.translations import Sources, confirmed, followed
from survey_app.store import drafts
from survey_app.store.drafts import DraftRow
from survey_app.translating import gettext as _

KEPT_STEPS = 50


class DraftingError(ValueError):
    """This cannot be done to the draft; the text is a sentence for the person who tried."""


class UnknownDraftError(LookupError):
    """There is no draft of this code."""


class StaleError(DraftingError):
    """Somebody else changed the same part meanwhile; `theirs` is the questionnaire as it stands now."""

    def __init__(self, *, part: str, by: str, theirs: Questionnaire) -> None:
        super().__init__(_("Trong lúc Ông/Bà sửa, %(by)s cũng đã sửa chỗ này.", by=by))
        self.part = part
        self.by = by
        self.theirs = theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A draft as it stands, read."""

    row: DraftRow
    questionnaire: Questionnaire
    sources: Sources
    marks: dict[str, str]

    @property
    def is_open(self) -> bool:
        return self.row.state == "writing"


def read_draft(row: DraftRow) -> Draft:
    return Draft(
        row=row,
        questionnaire=_parsed(row.document),
        sources=json.loads(row.translated_from),
        marks=json.loads(row.marks),
    )


@lru_cache(maxsize=32)
def _parsed(document: str) -> Questionnaire:
    """Read once while it stands: a page and an act after it read the same words, several times each."""
    return parse_json(document.encode())


def find(connection: Connection, code: str, *, to_change: bool = False) -> Draft:
    """Raises UnknownDraftError."""
    row = drafts.find_draft(connection, code, to_change=to_change)
    if row is None:
        raise UnknownDraftError(code)
    return read_draft(row)


def find_draft(platform: Platform, *, code: str) -> Draft:
    with platform.database.reading() as connection:
        return find(connection, code)


def change(
    platform: Platform,
    *,
    code: str,
    by: str,
    step: str,
    part: str,
    do: Callable[[Questionnaire], Questionnaire],
    seen: str | None = None,
) -> Draft:
    """Do one step. `seen` is the fingerprint of the part as the person saw it.

    Raises StaleError where the part is another by now, DraftingError where the draft is closed for changes, and what
    `do` raises; then nothing is kept.
    """
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        refuse_closed(draft)
        _refuse_stale(connection, draft, part, seen)
        after = do(draft.questionnaire)
        if after == draft.questionnaire:
            return draft
        return _keep(connection, draft, after, by=by, step=step, part=part, at=_now(platform))


def undo(platform: Platform, *, code: str, revision: int, by: str) -> Draft:
    """Take the last step back, whoever did it; `revision` says which one the person means."""
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        refuse_closed(draft)
        before = drafts.find_before(connection, draft.row.id, revision)
        if revision != draft.row.revision or before is None:
            raise DraftingError(_("Bản nháp vừa đổi, hoặc không còn bước nào để hoàn tác. Hãy xem lại."))
        kept = json.loads(zlib.decompress(before))
        drafts.delete_change(connection, draft.row.id, revision)
        drafts.put_draft(
            connection, draft.row.id, **kept, revision=revision - 1, changed_by=by, changed_at=_now(platform)
        )
        return find(connection, code)


def confirm_words(
    platform: Platform, *, code: str, tag: str, places: Collection[str], by: str, seen: str | None = None
) -> Draft:
    """Say that translations still hold although their Vietnamese has changed; `seen` as for change."""
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        refuse_closed(draft)
        _refuse_stale(connection, draft, f"words/{tag}", seen)
        sources = confirmed(draft.sources, draft.questionnaire, tag, places)
        drafts.put_draft(
            connection,
            draft.row.id,
            translated_from=canonical_json(sources),
            changed_by=by,
            changed_at=_now(platform),
        )
        return find(connection, code)


def refuse_closed(draft: Draft) -> None:
    if not draft.is_open:
        raise DraftingError(_("Bản nháp đang chờ duyệt nên không sửa được. Hãy rút lại trước khi sửa."))


def pack(row: DraftRow) -> bytes:
    kept = {"document": row.document, "translated_from": row.translated_from, "marks": row.marks}
    return zlib.compress(json.dumps(kept, ensure_ascii=False).encode(), 1)


def _keep(
    connection: Connection,
    draft: Draft,
    after: Questionnaire,
    *,
    by: str,
    step: str,
    part: str,
    at: int,
) -> Draft:
    row = draft.row
    revision = row.revision + 1
    drafts.add_change(
        connection,
        keep=KEPT_STEPS,
        draft_id=row.id,
        revision=revision,
        step=step,
        part=part[:80],
        by=by,
        at=at,
        before=pack(row),
    )
    codes = {item.code for item in after.items}
    drafts.put_draft(
        connection,
        row.id,
        document=canonical_json(to_document(after)),
        translated_from=canonical_json(followed(draft.sources, draft.questionnaire, after)),
        marks=canonical_json({item: mark for item, mark in draft.marks.items() if item in codes}),
        revision=revision,
        changed_by=by,
        changed_at=at,
    )
    return find(connection, row.code)


def _refuse_stale(connection: Connection, draft: Draft, part: str, seen: str | None) -> None:
    if seen is not None and fingerprint(draft.questionnaire, part) != seen:
        raise StaleError(part=part, by=_last_hand(connection, draft, part), theirs=draft.questionnaire)


def _last_hand(connection: Connection, draft: Draft, part: str) -> str:
    for step in drafts.list_changes(connection, draft.row.id, last=KEPT_STEPS):
        if step.part == part:
            return step.by
    return draft.row.changed_by


def _now(platform: Platform) -> int:
    return int(platform.clock.now().timestamp())
