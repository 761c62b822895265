"""/thiet-ke/…/soan/giong-doc: questions read aloud, a file for each and each language."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.questionnaire import Item, Questionnaire
from survey_app.access import DESIGNER, requires
from survey_app.services import audio_clips
from survey_app.services.audio_clips import AudioError
from survey_app.services.drafting import changing
from survey_app.services.drafting.changing import UnknownDraftError
from survey_app.translating import gettext as _
from survey_app.translating import offered
from survey_app.views.staff.drafting import me
from survey_app.views.staff.house import platform
from survey_app.views.staff.large_bodies import takes_files

blueprint = Blueprint("draft_audio", __name__)
PAGE = "/thiet-ke/<template>/soan/giong-doc/<to>"


@blueprint.get(PAGE)
@requires(DESIGNER)
def show(template: str, to: str) -> str:
    return _page(_find(template), to)


@blueprint.post(PAGE)
@requires(DESIGNER)
@takes_files
def change(template: str, to: str) -> ResponseReturnValue:
    """Keep a file for a question, or ask for the one it has to be taken away: a second person decides over both."""
    questionnaire = _find(template)
    item = _item(questionnaire, request.form.get("item", ""))
    _refuse_unknown(questionnaire, to)
    if request.form.get("do") == "remove":
        audio_clips.ask_for_silence(platform(), item, to, by=me())
        flash(_("Đã gửi duyệt việc bỏ giọng đọc của câu %(code)s.", code=item.code))
    else:
        file = request.files.get("file")
        try:
            audio_clips.record(platform(), item, to, file.read() if file else b"", by=me())
        except AudioError as error:
            return _page(questionnaire, to, faults={item.code: str(error)}), 422
        flash(_("Đã giữ giọng đọc của câu %(code)s, chờ một người khác nghe và duyệt.", code=item.code))
    return redirect(
        url_for("draft_audio.show", template=template, to=to, _anchor=f"cau-{item.code}"), code=303
    )


def _find(template: str) -> Questionnaire:
    try:
        return changing.find_draft(platform(), code=template).questionnaire
    except UnknownDraftError:
        abort(404)


def _item(questionnaire: Questionnaire, code: str) -> Item:
    item = next((each for each in questionnaire.items if each.code == code), None)
    return item or abort(404)


def _refuse_unknown(questionnaire: Questionnaire, to: str) -> None:
    if to not in offered(questionnaire.languages):
        abort(404)


def _page(questionnaire: Questionnaire, to: str, *, faults: dict[str, str] | None = None) -> str:
    _refuse_unknown(questionnaire, to)
    return render_template(
        "staff/designer/audio.html",
        questionnaire=questionnaire,
        to=to,
        languages=offered(questionnaire.languages),
        voices=audio_clips.voices_of(platform(), questionnaire, to),
        words={item.code: audio_clips.words_of(item, to).splitlines() for item in questionnaire.items},
        faults=faults or {},
    )
