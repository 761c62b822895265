"""/thiet-ke/…/soan/dich: the texts of a draft in another language, beside the Vietnamese."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from forms.exchange.sheets import MissingPartError
from forms.faults import QuestionnaireError
from forms.texts import FALLBACK
from forms.wordings import reworded
from survey_app.access import DESIGNER, requires
from survey_app.apart import apart
from survey_app.services.drafting import changing
from survey_app.services.drafting.changing import Draft, StaleError, UnknownDraftError
from survey_app.services.drafting.entries import without_controls
from survey_app.services.drafting.parts import NOTHING, fingerprint
from survey_app.services.drafting.translation_sheets import read_back, to_po, to_xlsx
from survey_app.services.drafting.translations import Line, lines
from survey_app.translating import AUTONYMS
from survey_app.translating import gettext as _
from survey_app.views.staff.drafting import REFUSALS, me, sentences_of
from survey_app.views.staff.house import platform
from survey_app.views.staff.large_bodies import takes_files
from survey_app.views.staff.result_files import EXCEL, file_response, printable

blueprint = Blueprint("draft_words", __name__, url_prefix="/thiet-ke/<template>/soan/dich")

PO = "text/x-gettext-translation; charset=utf-8"
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
COMMON = {tag: name for tag, name in AUTONYMS.items() if tag != FALLBACK}


@blueprint.get("")
@requires(DESIGNER)
def languages(template: str) -> ResponseReturnValue:
    wanted = request.args.get("tieng", "").strip()
    if wanted:
        if not _TAG.fullmatch(wanted) or wanted == FALLBACK:
            return _languages(template, fault=_("Mã ngôn ngữ không đúng. Dùng mã như en, km, lo.")), 422
        return redirect(url_for("draft_words.sheet", template=template, to=wanted), code=303)
    return _languages(template)


@blueprint.get("/<to>")
@requires(DESIGNER)
def sheet(template: str, to: str) -> str:
    draft, tag = _find(template), _known_tag(to)
    return _sheet(draft, tag, lines(draft.questionnaire, draft.sources, tag))


@blueprint.post("/<to>")
@requires(DESIGNER)
@takes_files
def write(template: str, to: str) -> ResponseReturnValue:
    """Keep what differs from what stood there; a text somebody else wrote meanwhile is not overwritten."""
    draft, tag = _find(template), _known_tag(to)
    before = {line.place: line.words for line in lines(draft.questionnaire, draft.sources, tag)}
    typed = {
        place.removeprefix("words:"): words.strip()
        for place, words in request.form.items()
        if place.startswith("words:")
    }
    changed = {place: words for place, words in typed.items() if words != before.get(place, "")}
    confirmed = {place: typed[place] for place in request.form.getlist("confirmed") if typed.get(place)}
    try:
        # What holds still is said of the page as it was shown, so before one's own words change it.
        if confirmed:
            changing.confirm_words(
                platform(),
                code=template,
                tag=tag,
                places=set(confirmed),
                by=me(),
                seen=request.form.get("seen", NOTHING),
            )
        if changed:
            changing.change(
                platform(),
                code=template,
                by=me(),
                step="words",
                part=f"words/{tag}",
                seen=request.form.get("seen", NOTHING),
                do=lambda questionnaire: reworded(questionnaire, tag, changed),
            )
    except StaleError as error:
        now = _find(template)
        return _sheet(now, tag, _refilled(now, tag, typed), faults=[str(error)]), 409
    except REFUSALS as error:
        return _sheet(draft, tag, _refilled(draft, tag, typed), faults=sentences_of(error)), 422
    flash(_("Đã ghi %(n)s chỗ.", n=len(changed | confirmed)))
    return redirect(url_for("draft_words.sheet", template=template, to=tag), code=303)


@blueprint.get("/<to>/tep/<any(xlsx, po):kind>")
@requires(DESIGNER)
def hand_out(template: str, to: str, kind: str) -> Response:
    """The sheet for a translator, as a file."""
    draft, tag = _find(template), _known_tag(to)
    listed = lines(draft.questionnaire, draft.sources, tag)
    try:
        written = to_po(listed, tag) if kind == "po" else to_xlsx(listed, tag)
    except MissingPartError as error:
        abort(422, description=str(error))
    return file_response(written, PO if kind == "po" else EXCEL, f"{template}-{tag}.{kind}")


@blueprint.post("/<to>/tep")
@requires(DESIGNER)
@takes_files
def take_in(template: str, to: str) -> ResponseReturnValue:
    """A sheet comes back from the translator."""
    draft, tag = _find(template), _known_tag(to)
    file = request.files.get("file")
    shown = lines(draft.questionnaire, draft.sources, tag)
    if file is None or not file.filename:
        return _sheet(draft, tag, shown, faults=[_("Chưa chọn tệp nào.")]), 422
    try:
        name = printable(file.filename)
        back = apart(read_back, file.read(), name=name, tag=tag, questionnaire=draft.questionnaire)
        changing.change(
            platform(),
            code=template,
            by=me(),
            step="words",
            part=f"words/{tag}",
            do=lambda questionnaire: reworded(questionnaire, tag, back.words),
        )
        changing.confirm_words(platform(), code=template, tag=tag, places=set(back.words), by=me())
    except QuestionnaireError as error:
        told = [f"{fault.place}: {fault.problem} {fault.remedy}" for fault in error.faults]
        return _sheet(draft, tag, shown, faults=told), 422
    except (MissingPartError, *REFUSALS) as error:
        return _sheet(draft, tag, shown, faults=sentences_of(error)), 422
    flash(_("Đã nhận %(n)s lời dịch.", n=len(back.words)))
    if back.outdated:
        flash(
            _(
                "%(n)s lời dịch theo tiếng Việt cũ nên chưa nhận. Hãy xuất lại tệp để dịch tiếp.",
                n=len(back.outdated),
            )
        )
    return redirect(url_for("draft_words.sheet", template=template, to=tag), code=303)


def _known_tag(to: str) -> str:
    if not _TAG.fullmatch(to) or to == FALLBACK:
        abort(404)
    return to


def _find(template: str) -> Draft:
    try:
        return changing.find_draft(platform(), code=template)
    except UnknownDraftError:
        abort(404)


def _refilled(draft: Draft, tag: str, typed: dict[str, str]) -> tuple[Line, ...]:
    return tuple(
        Line(
            place=line.place,
            vietnamese=line.vietnamese,
            words=without_controls(typed.get(line.place, line.words)),
            state=line.state,
        )
        for line in lines(draft.questionnaire, draft.sources, tag)
    )


def _languages(template: str, *, fault: str = "") -> str:
    draft = _find(template)
    known = [tag for tag in draft.questionnaire.languages if tag != FALLBACK]
    progress = {tag: lines(draft.questionnaire, draft.sources, tag) for tag in known}
    return render_template(
        "staff/designer/languages.html",
        draft=draft,
        progress=progress,
        common={tag: name for tag, name in COMMON.items() if tag not in known},
        names=COMMON,
        fault=fault,
    )


def _sheet(draft: Draft, tag: str, shown: tuple[Line, ...], *, faults: list[str] | None = None) -> str:
    return render_template(
        "staff/designer/translation.html",
        draft=draft,
        tag=tag,
        name=COMMON.get(tag, tag),
        lines=shown,
        left=sum(line.state != "done" for line in shown),
        seen=fingerprint(draft.questionnaire, f"words/{tag}"),
        faults=faults or [],
    )
