"""Submitted by one person, approved by another: only so a draft becomes a version."""

from sqlalchemy import Connection

from forms.canonical import canonical_json
from forms.differences import Mark, item_changes
from forms.identity import identifying
from forms.questionnaire import Kind, Questionnaire
from survey_app.platform import Platform
from survey_app.services.drafting.changing import Draft, DraftingError, find, refuse_closed
from survey_app.services.drafting.seen import refuse_unseen
from survey_app.services.publishing import freeze_in
from survey_app.store import drafts, template_events, templates
from survey_app.store.templates import VersionRow
from survey_app.translating import gettext as _


def submit(platform: Platform, *, code: str, by: str, words: str = "", seen: str | None = None) -> None:
    """Close the draft for changes and ask for approval; `seen` as for approve."""
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        refuse_closed(draft)
        refuse_unseen(connection, draft, seen)
        _refuse_identifying(draft.questionnaire)
        drafts.put_draft(connection, draft.row.id, state="submitted", submitted_by=by)
        _note(connection, platform, code, "submitted", by=by, words=words)


def reopen(platform: Platform, *, code: str, by: str, words: str = "") -> None:
    """Withdrawn by the person who submitted it, returned by anybody else: the draft may change again."""
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        _refuse_open(draft)
        kind = "withdrawn" if draft.row.submitted_by == by else "returned"
        if kind == "returned" and not words.strip():
            raise DraftingError(_("Hãy ghi lý do trả lại, để người soạn biết phải sửa gì."))
        drafts.put_draft(connection, draft.row.id, state="writing", submitted_by=None)
        _note(connection, platform, code, kind, by=by, words=words)


def approve(
    platform: Platform, *, code: str, by: str, words: str = "", seen: str | None = None
) -> VersionRow:
    """Freeze the draft as the next version. The person who submitted it cannot approve it.

    `seen` is the fingerprint of what the person saw (seen.py): nobody answers for words that came after the look.
    """
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        _refuse_open(draft)
        submitted_by = draft.row.submitted_by
        if submitted_by is None or submitted_by == by:
            raise DraftingError(_("Người gửi duyệt không tự duyệt được. Hãy nhờ một người khác trong Ban."))
        refuse_unseen(connection, draft, seen)
        _refuse_identifying(draft.questionnaire)
        before = _before(connection, platform, draft)
        known = {version.id for version in templates.list_versions(connection, template=code)}
        version = freeze_in(connection, draft.questionnaire)
        if version.id in known:
            raise DraftingError(
                _("Bản nháp giống hệt bản %(number)s. Không có gì để duyệt.", number=version.number)
            )
        at = int(platform.clock.now().timestamp())
        template_events.add_approval(
            connection, version_id=version.id, submitted_by=submitted_by, approved_by=by, approved_at=at
        )
        if before is not None:
            template_events.add_marks(connection, version.id, marks_of(draft, before))
        _note(connection, platform, code, "approved", by=by, words=words, version_id=version.id)
        drafts.delete_draft(connection, draft.row.id)
    return version


def comment(platform: Platform, *, code: str, by: str, words: str, part: str = "") -> None:
    """Say something about the draft or one of its parts, for good."""
    if not words.strip():
        raise DraftingError(_("Ý kiến đang trống."))
    with platform.database.writing() as connection:
        find(connection, code)
        _note(connection, platform, code, "comment", by=by, words=words, part=part)


def put_marks(
    platform: Platform, *, code: str, marks: dict[str, str], by: str, seen: str | None = None
) -> None:
    """Say what items are to the version before, where the designer knows better than the program; `seen` as for approve."""
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        refuse_closed(draft)
        refuse_unseen(connection, draft, seen)
        at = int(platform.clock.now().timestamp())
        drafts.put_draft(connection, draft.row.id, marks=canonical_json(marks), changed_by=by, changed_at=at)


def marks_of(draft: Draft, before: Questionnaire) -> dict[str, str]:
    """The designer's word, else the program's proposal.

    What was not there before, or has other levels, is new whatever anybody says: its answers cannot be counted together.
    """
    found = {}
    for change in item_changes(before, draft.questionnaire):
        if change.after is None or change.proposal is None:
            continue
        said = draft.marks.get(change.code) if change.can_go_on else None
        found[change.code] = said or change.proposal.value
    return found


def known_mark(word: str) -> Mark | None:
    return Mark(word) if word in set(Mark) else None


def _refuse_identifying(questionnaire: Questionnaire) -> None:
    """Where people write for themselves, nobody asks for a name or an hour; choices are advised against alone."""
    for item in questionnaire.items:
        asked = identifying(item) if item.is_text or item.kind is Kind.NUMBER else None
        if asked:
            raise DraftingError(
                _(
                    "Câu %(code)s hỏi %(what)s. Phiếu hứa không ghi tên nên câu này không ban hành được: "
                    "hãy bỏ, hoặc hỏi điều khác.",
                    code=item.code,
                    what=_(asked.what),
                )
            )


def _before(connection: Connection, platform: Platform, draft: Draft) -> Questionnaire | None:
    based_on = draft.row.based_on_id
    return None if based_on is None else platform.questionnaires.find(connection, based_on)


def _refuse_open(draft: Draft) -> None:
    if draft.is_open:
        raise DraftingError(_("Bản nháp chưa được gửi duyệt."))


def _note(
    connection: Connection,
    platform: Platform,
    code: str,
    kind: str,
    *,
    by: str,
    words: str,
    version_id: int | None = None,
    part: str = "",
) -> None:
    template_events.add_event(
        connection,
        code=code,
        kind=kind,
        by=by,
        at=int(platform.clock.now().timestamp()),
        words=words.strip()[:2000],
        version_id=version_id,
        part=part[:80],
    )
