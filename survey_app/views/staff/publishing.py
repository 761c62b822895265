"""Opening a version at counters, and the list of what is open where."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from survey_app.access import DESIGNER, current_rights, requires
from survey_app.addresses import read_code
from survey_app.services import publication_lists, publishing
from survey_app.services.publication_lists import State
from survey_app.services.publishing import Overlap, Published, PublishingError
from survey_app.services.version_pages import find_version
from survey_app.store.quotas import QuotaRow
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext
from survey_app.views.staff.house import platform
from survey_app.views.staff.pages import page_of
from survey_app.views.staff.result_files import printable

blueprint = Blueprint("publishing", __name__)

LINES_A_PAGE, TARGETS_A_PAGE = 50, 100
OVERLAPS = {
    Overlap.REFUSE: lazy_gettext("Báo lại, chưa mở ở quầy nào"),
    Overlap.SKIP: lazy_gettext("Để nguyên các quầy đó, mở ở những quầy còn lại"),
    Overlap.REPLACE: lazy_gettext("Đóng đợt cũ vào hôm trước ngày mở, rồi mở bản này"),
}
STATES = {
    State.OPEN: lazy_gettext("Đang mở"),
    State.COMING: lazy_gettext("Sắp mở"),
    State.OVER: lazy_gettext("Đã đóng"),
}


@blueprint.get("/thiet-ke/<template>/ban/<int:number>/phat-hanh")
@requires(DESIGNER)
def choose(template: str, number: int) -> str:
    return _form(
        template,
        number,
        wanted=printable(request.args.get("tim", "")).strip(),
        unit_type=printable(request.args.get("loai", "")),
    )


@blueprint.post("/thiet-ke/<template>/ban/<int:number>/phat-hanh")
@requires(DESIGNER)
def publish(template: str, number: int) -> Response | tuple[str, int]:
    wanted = printable(request.form.get("wanted", "")).strip()
    unit_type = printable(request.form.get("unit_type", ""))
    try:
        done = publishing.publish(
            platform().database,
            template=template,
            number=number,
            counter_codes=_meant(wanted, unit_type),
            opens_on=_day("opens_on") or platform().today,
            closes_on=_day("closes_on"),
            overlap=_overlap(),
            quota=_quota(),
            by=current_rights().account,
            at=int(platform().clock.now().timestamp()),
        )
    except PublishingError as error:
        return _form(template, number, wanted=wanted, unit_type=unit_type, fault=str(error)), 422
    flash(_said(done))
    return redirect(url_for("publishing.index", mau=template), code=303)


@blueprint.get("/quan-tri/dot-phat-hanh")
@requires(DESIGNER)
def index() -> str:
    return _index()


@blueprint.post("/quan-tri/dot-phat-hanh/dong")
@requires(DESIGNER)
def close() -> Response | tuple[str, int]:
    code = read_code(request.form.get("counter", "")) or ""
    try:
        done = publishing.close(
            platform().database,
            counter_code=code,
            closes_on=_day("closes_on") or platform().today,
            shown=_shown("publication"),
        )
    except PublishingError as error:
        return _index(fault=str(error)), 422
    flash(
        _(
            "Đã đóng %(template)s bản %(version)s tại quầy %(counter)s.",
            template=done.template,
            version=done.version,
            counter=done.counter,
        )
    )
    return redirect(url_for("publishing.index"), code=303)


@blueprint.post("/thiet-ke/<template>/ban/<int:number>/dong")
@requires(DESIGNER)
def close_version(template: str, number: int) -> Response:
    """Close a version wherever it is open, for good."""
    try:
        n = publishing.close_version(
            platform().database,
            template=template,
            number=number,
            today=platform().today,
            by=current_rights().account,
            at=int(platform().clock.now().timestamp()),
        )
    except PublishingError as error:
        flash(str(error), "error")
    else:
        flash(_("Đã đóng bản %(number)s tại %(n)s quầy. Bản này không mở lại nữa.", number=number, n=n))
    return redirect(url_for("designer.version", template=template, number=number), code=303)


def _index(fault: str = "") -> str:
    wanted = printable(request.args.get("tim") or request.args.get("mau", "")).strip()
    chosen = request.args.get("tinh-trang", "")
    state = State(chosen) if chosen in set(State) else None
    found = publication_lists.list_lines(platform(), wanted=wanted, state=state)
    page = page_of(found, wanted=request.args.get("trang", ""), size=LINES_A_PAGE)
    return render_template(
        "staff/designer/publications.html",
        page=page,
        progress=publication_lists.progress_of(platform(), page.items),
        wanted=wanted,
        state=state,
        states=STATES,
        today=platform().today,
        fault=fault,
    )


def _form(template: str, number: int, *, wanted: str, unit_type: str, fault: str = "") -> str:
    version = find_version(platform(), template=template, number=number)
    if version is None:
        abort(404)
    found = publication_lists.list_targets(platform(), wanted=wanted, unit_type=unit_type)
    return render_template(
        "staff/designer/publish.html",
        version=version,
        targets=found[:TARGETS_A_PAGE],
        total=len(found),
        wanted=wanted,
        unit_type=unit_type,
        unit_types=publication_lists.list_unit_types(platform()),
        overlaps=OVERLAPS,
        today=platform().today,
        given=request.form,
        fault=fault,
    )


def _meant(wanted: str, unit_type: str) -> list[str]:
    """The ticked counters, or all that were found."""
    if request.form.get("all") == "yes":
        found = publication_lists.list_targets(platform(), wanted=wanted, unit_type=unit_type)
        if len(found) != _shown("shown"):
            raise PublishingError(
                _("Trong lúc trang mở, số quầy tìm thấy đã đổi, nay là %(n)s. Hãy xem lại.", n=len(found))
            )
        return [target.code for target in found]
    return request.form.getlist("counter")


def _shown(field: str) -> int:
    """What the page said when it was opened; what is no number was never shown."""
    written = request.form.get(field, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else -1


def _day(field: str) -> date | None:
    """Raises PublishingError where something is written that is no day."""
    written = request.form.get(field, "").strip()
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise PublishingError(_("Ngày chưa đúng. Hãy chọn lại ngày.")) from None


def _quota() -> QuotaRow | None:
    """What the form says of it. Raises PublishingError where something is written that is no number."""
    a_day, in_all = _count("a_day"), _count("in_all")
    closes = request.form.get("closes") == "yes"
    if a_day is None and in_all is None:
        if closes:
            raise PublishingError(_("Muốn quầy đóng khi đủ thì phải ghi chỉ tiêu."))
        return None
    return QuotaRow(a_day=a_day, in_all=in_all, closes=closes)


def _count(field: str) -> int | None:
    written = request.form.get(field, "").strip()
    if not written:
        return None
    if not (written.isascii() and written.isdecimal() and len(written) <= 6):
        raise PublishingError(_("Chỉ tiêu là một số phiếu, ví dụ 20."))
    return int(written)


def _overlap() -> Overlap:
    chosen = request.form.get("overlap", "")
    return Overlap(chosen) if chosen in set(Overlap) else Overlap.REFUSE


def _said(done: Published) -> str:
    told: str = _(
        "Đã mở %(template)s bản %(version)s tại %(n)s quầy.",
        template=done.template,
        version=done.version,
        n=done.counters,
    )
    if done.skipped:
        told += " " + _("%(n)s quầy đang mở phiếu khác được để nguyên.", n=done.skipped)
    if done.replaced:
        told += " " + _("%(n)s quầy đổi từ phiếu khác sang.", n=done.replaced)
    return told
