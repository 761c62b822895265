"""/thiet-ke/…/soan: the draft as a whole, with every step that needs one press."""

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from forms import editing, editing_factors
from forms.faults import EditError, QuestionnaireError
from forms.naming import code_from
from forms.questionnaire import Kind, Questionnaire
from forms.standard_scales import STANDARD_SCALES
from survey_app.access import DESIGNER, current_rights, requires
from survey_app.services.drafting import beginning, changing, entries
from survey_app.services.drafting.changing import DraftingError, UnknownDraftError
from survey_app.services.drafting.entries import Typed
from survey_app.services.drafting.outline import outline_of
from survey_app.services.template_lists import list_sources
from survey_app.translating import gettext as _
from survey_app.translating import offered
from survey_app.views.staff.headers import scripted
from survey_app.views.staff.house import platform
from survey_app.views.staff.previews import preview_of, shown_language

blueprint = Blueprint("drafting", __name__, url_prefix="/thiet-ke")

REFUSALS = (DraftingError, EditError, QuestionnaireError)

Step = Callable[[Questionnaire, str], Questionnaire]
# What a button on the page does, by the word before the colon of its value; and how the step is called.
STEPS: dict[str, tuple[str, Step]] = {
    "up": ("item", lambda q, code: editing.move_item(q, code, -1)),
    "down": ("item", lambda q, code: editing.move_item(q, code, 1)),
    "remove": ("item", editing.remove_item),
    "headline": ("header", lambda q, code: editing.put_header(q, {}, headline=code)),
    "split": ("section", editing.split_section),
    "join": ("section", editing.join_section),
    "add-scale": ("scale", lambda q, code: editing.put_scale(q, STANDARD_SCALES[code])),
    "remove-scale": ("scale", editing.remove_scale),
    "remove-factor": ("factor", editing_factors.remove_factor),
}


def sentences_of(error: Exception) -> list[str]:
    """What is wrong, for the person who tried."""
    if isinstance(error, QuestionnaireError):
        return list(dict.fromkeys(f"{fault.problem} {fault.remedy}" for fault in error.faults))
    return [str(error)]


def me() -> str:
    return current_rights().account


@blueprint.get("/moi")
@requires(DESIGNER)
def new() -> str:
    return _new()


@blueprint.post("/moi")
@requires(DESIGNER)
def begin() -> ResponseReturnValue:
    name, source = request.form.get("name", "").strip(), request.form.get("source", "")
    code = request.form.get("code", "").strip() or code_from(name).upper()
    try:
        if not name:
            raise DraftingError(_("Hãy đặt tên cho mẫu phiếu."))
        if source:
            beginning.begin_from(platform(), source=source, code=code, name=name, by=me())
        else:
            beginning.begin_blank(platform(), code=code, name=name, by=me())
    except REFUSALS as error:
        return _new(faults=sentences_of(error)), 422
    return redirect(url_for("drafting.draft", template=code), code=303)


@blueprint.post("/<template>/tiep")
@requires(DESIGNER)
def begin_next(template: str) -> Response:
    try:
        beginning.begin_next(platform(), code=template, by=me())
    except DraftingError as error:
        flash(str(error), "error")
        return redirect(url_for("designer.index"), code=303)
    return redirect(url_for("drafting.draft", template=template), code=303)


@blueprint.get("/<template>/soan")
@requires(DESIGNER)
def draft(template: str) -> Response:
    return page(template)


@blueprint.post("/<template>/soan")
@requires(DESIGNER)
def act(template: str) -> ResponseReturnValue:
    """Press one of the buttons beside a part."""
    verb, _colon, code = request.form.get("do", "").partition(":")
    try:
        if verb == "undo":
            changing.undo(platform(), code=template, revision=int(code) if code.isdecimal() else -1, by=me())
            flash(_("Đã hoàn tác một bước."))
            return _back(template)
        if verb == "place":
            return _place(template, code)
        if verb not in STEPS or (verb == "add-scale" and code not in STANDARD_SCALES):
            abort(400)
        kind, step = STEPS[verb]
        part = f"{kind}/{code}" if kind != "header" else kind
        changing.change(platform(), code=template, by=me(), step=verb, part=part, do=lambda q: step(q, code))
    except UnknownDraftError:
        abort(404)
    except REFUSALS as error:
        return page(template, faults=sentences_of(error))
    return _back(template, anchor=f"cau-{code}" if verb in {"up", "down"} else None)


def _place(template: str, told: str) -> Response:
    """Where an item was dropped: Q3:before:Q1 or Q3:after:Q5."""
    code, side, beside = [*told.split(":"), "", ""][:3]
    if side not in {"before", "after"}:
        abort(400)
    changing.change(
        platform(),
        code=template,
        by=me(),
        step="place",
        part=f"item/{code}",
        do=lambda q: editing.place_item(q, code, beside=beside, after=side == "after"),
    )
    return _back(template, anchor=f"cau-{code}")


@blueprint.post("/<template>/soan/them")
@requires(DESIGNER)
def add(template: str) -> ResponseReturnValue:
    """Add a question at the end, or after another, from the short form below the list."""
    after = request.form.get("after") or None
    made: list[str] = []

    def put(questionnaire: Questionnaire) -> Questionnaire:
        item = entries.read_item(Typed(request.form.to_dict(flat=False)), questionnaire, None)
        made.append(item["code"])
        return editing.put_item(questionnaire, item, after=after)

    try:
        changing.change(platform(), code=template, by=me(), step="add", part="item", do=put)
    except UnknownDraftError:
        abort(404)
    except REFUSALS as error:
        return page(template, faults=sentences_of(error))
    return _back(template, anchor="them" if after is None else f"cau-{made[0]}")


@blueprint.get("/<template>/soan/xem-truoc")
@requires(DESIGNER)
def preview(template: str) -> Response:
    try:
        return preview_of(changing.find_draft(platform(), code=template).questionnaire)
    except UnknownDraftError:
        abort(404)


@blueprint.post("/<template>/soan/bo")
@requires(DESIGNER)
def discard(template: str) -> ResponseReturnValue:
    try:
        written = request.form.get("revision", "")
        revision = int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1
        beginning.discard(platform(), code=template, by=me(), revision=revision)
    except UnknownDraftError:
        abort(404)
    except DraftingError as error:
        return page(template, faults=[str(error)])
    flash(_("Đã bỏ bản nháp %(code)s.", code=template))
    return redirect(url_for("designer.index"), code=303)


def page(template: str, *, faults: list[str] | None = None) -> Response:
    """The whole draft; 404 where there is none."""
    try:
        outline = outline_of(platform(), code=template, reader=me())
    except UnknownDraftError:
        abort(404)
    html = render_template(
        "staff/designer/draft.html",
        outline=outline,
        faults=faults or [],
        kinds=list(Kind),
        standard_scales=[
            code for code in STANDARD_SCALES if code not in {s.code for s in outline.questionnaire.scales}
        ],
        shown=shown_language(outline.questionnaire),
        languages=offered(outline.questionnaire.languages),
        typed=Typed(request.form.to_dict(flat=False)).fit_to_show(),
    )
    return scripted(html, status=422 if faults else 200)


def _back(template: str, *, anchor: str | None = None) -> Response:
    return redirect(url_for("drafting.draft", template=template, _anchor=anchor), code=303)


def _new(faults: list[str] | None = None) -> str:
    return render_template(
        "staff/designer/new.html",
        sources=list_sources(platform()),
        chosen=request.form.get("source", request.args.get("tu", "")),
        typed=Typed(request.form.to_dict(flat=False)).fit_to_show(),
        faults=faults or [],
    )
