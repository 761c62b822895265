"""A draft begins: from a blank page, from an instrument or another template, or as the next version of a template."""

import json

from sqlalchemy import Connection

from forms.canonical import canonical_json
from forms.editing import blank, renamed
from forms.questionnaire import Questionnaire
from forms.reading import instruments, load_instrument
from forms.writing import to_document
from survey_app.platform import Platform
from survey_app.services.drafting.changing import Draft, DraftingError, find
from survey_app.services.drafting.translations import first_sources
from survey_app.store import drafts, template_events, templates
from survey_app.translating import gettext as _


def begin_blank(platform: Platform, *, code: str, name: str, by: str) -> Draft:
    return begin(platform, questionnaire=blank(code=code, name=name), by=by)


def begin_from(platform: Platform, *, source: str, code: str, name: str, by: str) -> Draft:
    """Begin with the questions of an instrument or of another template's newest version, under a name of one's own."""
    return begin(platform, questionnaire=renamed(_found(platform, source), code=code, name=name), by=by)


def begin(platform: Platform, *, questionnaire: Questionnaire, by: str) -> Draft:
    """Keep a questionnaire as the draft of a template that is not there yet."""
    with platform.database.writing() as connection:
        if templates.find_template(connection, questionnaire.code) is not None:
            raise DraftingError(
                _(
                    "Đã có mẫu mang mã %(code)s. Hãy soạn bản tiếp theo của mẫu ấy, hoặc đặt mã khác.",
                    code=questionnaire.code,
                )
            )
        return _add(connection, platform, questionnaire, based_on=None, by=by)


def begin_imported(
    connection: Connection, platform: Platform, *, questionnaire: Questionnaire, by: str
) -> Draft:
    """Keep a questionnaire that came as a file: as a new template, or as the next version of the one with its code."""
    versions = templates.list_versions(connection, template=questionnaire.code)
    based_on = versions[-1].id if versions else None
    return _add(connection, platform, questionnaire, based_on=based_on, by=by)


def begin_next(platform: Platform, *, code: str, by: str) -> Draft:
    """Begin the next version of a template with the words of its newest one."""
    with platform.database.writing() as connection:
        versions = templates.list_versions(connection, template=code)
        if not versions:
            raise DraftingError(_("Không có mẫu phiếu %(code)s.", code=code))
        questionnaire = platform.questionnaires.find(connection, versions[-1].id)
        return _add(connection, platform, questionnaire, based_on=versions[-1].id, by=by)


def discard(platform: Platform, *, code: str, by: str, revision: int | None = None) -> None:
    """Throw a draft away; that it was there stays known. `revision` is the step up to which the person saw it."""
    with platform.database.writing() as connection:
        draft = find(connection, code, to_change=True)
        if not draft.is_open:
            raise DraftingError(_("Bản nháp đang chờ duyệt. Hãy rút lại trước khi bỏ."))
        if revision is not None and revision != draft.row.revision:
            raise DraftingError(_("Bản nháp vừa có người sửa nên chưa bỏ. Hãy xem lại rồi quyết định."))
        drafts.delete_draft(connection, draft.row.id)
        template_events.add_event(
            connection, code=code, kind="discarded", by=by, at=int(platform.clock.now().timestamp())
        )


def _add(
    connection: Connection, platform: Platform, questionnaire: Questionnaire, *, based_on: int | None, by: str
) -> Draft:
    code = questionnaire.code
    if drafts.find_draft(connection, code) is not None:
        raise DraftingError(_("Mẫu %(code)s đang có bản nháp. Hãy mở bản nháp ấy.", code=code))
    at = int(platform.clock.now().timestamp())
    drafts.add_draft(
        connection,
        code=code,
        state="writing",
        revision=0,
        document=canonical_json(to_document(questionnaire)),
        translated_from=canonical_json(first_sources(questionnaire)),
        marks=json.dumps({}),
        based_on_id=based_on,
        changed_by=by,
        changed_at=at,
        submitted_by=None,
    )
    template_events.add_event(connection, code=code, kind="begun", by=by, at=at)
    return find(connection, code)


def _found(platform: Platform, source: str) -> Questionnaire:
    with platform.database.reading() as connection:
        versions = templates.list_versions(connection, template=source)
        if versions:
            return platform.questionnaires.find(connection, versions[-1].id)
    if source in instruments():
        return load_instrument(source)
    raise DraftingError(_("Không có mẫu phiếu %(code)s.", code=source))
