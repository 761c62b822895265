"""/quan-tri/don-vi: the tree of units, their counters, and tables from outside."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from forms.faults import Fault
from survey_app.access import ADMINISTRATOR, requires
from survey_app.addresses import read_code
from survey_app.apart import apart
from survey_app.services import moving, national, places, registering, reorganising
from survey_app.services.moving import Moves
from survey_app.translating import gettext as _
from survey_app.views.staff.house import platform
from survey_app.views.staff.large_bodies import takes_files
from survey_app.views.staff.pages import page_of

blueprint = Blueprint("admin_places", __name__, url_prefix="/quan-tri/don-vi")

PLACES_A_PAGE = 60


@blueprint.get("")
@requires(ADMINISTRATOR)
def index() -> str:
    wanted = request.args.get("tim", "")[:100]
    found = places.list_places(platform(), wanted=wanted)
    page = page_of(found, wanted=request.args.get("trang", ""), size=PLACES_A_PAGE)
    return render_template("staff/admin/places/list.html", page=page, wanted=wanted)


@blueprint.get("/nap")
@requires(ADMINISTRATOR)
def tables() -> str:
    return _tables()


@blueprint.post("/nap/ca-nuoc")
@requires(ADMINISTRATOR)
def load() -> Response | tuple[str, int]:
    code = request.form.get("province", "")
    try:
        done = national.load(platform().database, codes=[code])
    except national.UnknownProvinceError:
        return _tables(fault=_("Chưa chọn tỉnh, thành phố nào trong danh sách.")), 422
    flash(
        _(
            "Đã nạp %(units)s đơn vị và %(successions)s quan hệ kế thừa chưa có trước đó.",
            units=done.units,
            successions=done.successions,
        )
    )
    return _to_list()


@blueprint.post("/nap/tep")
@requires(ADMINISTRATOR)
@takes_files
def import_table() -> Response | tuple[str, int]:
    file = request.files.get("file")
    if file is None or not file.filename:
        return _tables(fault=_("Chưa chọn tệp CSV nào.")), 422
    source, trial = file.read(), request.form.get("trial") == "yes"
    match request.form.get("what"):
        case "units":
            done = registering.import_units(platform().database, source=source, dry_run=trial, run=apart)
            what = _("đơn vị")
        case "counters":
            done = registering.import_counters(
                platform().database, source=source, today=platform().today, dry_run=trial, run=apart
            )
            what = _("quầy")
        case _:
            return _tables(fault=_("Chọn tệp chứa đơn vị hay quầy.")), 422
    if done.faults:
        return _tables(faults=done.faults), 422
    flash(
        _("Tệp đúng: %(added)s %(what)s. Chưa ghi gì.", added=done.added, what=what)
        if trial
        else _("Đã nhập %(added)s %(what)s.", added=done.added, what=what)
    )
    return redirect(url_for("admin_places.tables") if trial else url_for("admin_places.index"))


@blueprint.post("/nap/sap-xep")
@requires(ADMINISTRATOR)
@takes_files
def reorganise() -> Response | tuple[str, int]:
    file, trial = request.files.get("file"), request.form.get("trial") == "yes"
    try:
        day = date.fromisoformat(request.form.get("day", ""))
    except ValueError:
        return _tables(fault=_("Ghi ngày hiệu lực của lần sắp xếp.")), 422
    if file is None or not file.filename:
        return _tables(fault=_("Chưa chọn tệp CSV nào.")), 422
    done = reorganising.reorganise(
        platform().database,
        source=file.read(),
        takes_effect=day,
        today=platform().today,
        dry_run=trial,
        run=apart,
    )
    if done.faults:
        return _tables(faults=done.faults), 422
    said = _(
        "%(ended)s đơn vị kết thúc, %(begun)s đơn vị thành lập từ %(day)s",
        ended=len(done.ended),
        begun=len(done.begun),
        day=f"{day:%d/%m/%Y}",
    )
    flash(_("Tệp đúng: %(said)s. Chưa ghi gì.", said=said) if trial else _("Đã ghi: %(said)s.", said=said))
    return redirect(url_for("admin_places.tables"))


@blueprint.get("/chuyen-quay")
@requires(ADMINISTRATOR)
def moves() -> str:
    return render_template("staff/admin/places/moves.html", moves=_planned())


@blueprint.post("/chuyen-quay")
@requires(ADMINISTRATOR)
def move() -> Response:
    if request.form.get("seen") != _planned().fingerprint:
        flash(
            _("Từ lúc Ông/Bà mở trang, nơi về của các quầy đã đổi. Chưa chuyển quầy nào; hãy xem lại."),
            "error",
        )
        return redirect(url_for("admin_places.moves"), code=303)
    beside = {"csrf_token", "seen"}
    chosen = {code: unit for code, unit in request.form.items() if code not in beside and unit}
    done = moving.follow_successions(platform().database, on=platform().today, chosen=chosen)
    flash(_("Đã chuyển %(moved)s quầy. Mã cũ trên áp phích vẫn dẫn tới đúng nơi.", moved=len(done.moved)))
    return redirect(url_for("admin_places.moves"))


def _planned() -> Moves:
    return moving.follow_successions(platform().database, on=platform().today, dry_run=True)


@blueprint.get("/<unit_code>")
@requires(ADMINISTRATOR)
def place(unit_code: str) -> str:
    return _place(unit_code)


@blueprint.post("/<unit_code>/iso")
@requires(ADMINISTRATOR)
def iso(unit_code: str) -> Response:
    certified = request.form.get("certified") == "yes"
    try:
        places.mark_iso_9001(platform().database, code=unit_code, certified=certified, today=platform().today)
    except places.UnknownPlaceError:
        abort(404)
    return _to_place(unit_code)


@blueprint.post("/<unit_code>/quay")
@requires(ADMINISTRATOR)
def add_counter(unit_code: str) -> Response | tuple[str, int]:
    given = {name: request.form.get(name, "") for name in ("name", "procedure_field")}
    try:
        code = places.add_counter(platform(), unit_code=unit_code, **given)
    except places.UnknownPlaceError:
        abort(404)
    except places.PlaceError as error:
        return _place(unit_code, fault=str(error), given=given), 422
    flash(_("Đã thêm quầy “%(strip)s”, mã %(code)s.", strip=given["name"].strip(), code=code))
    return _to_place(unit_code)


@blueprint.post("/<unit_code>/quay/<code>/dong")
@requires(ADMINISTRATOR)
def close_counter(unit_code: str, code: str) -> Response | tuple[str, int]:
    try:
        places.close_counter(platform(), code=_counter(unit_code, code))
    except places.PlaceError as error:
        return _place(unit_code, fault=str(error)), 409
    flash(_("Đã đóng quầy. Hôm nay là ngày cuối nhận phiếu."))
    return _to_place(unit_code)


@blueprint.post("/<unit_code>/quay/<code>/doi-ma")
@requires(ADMINISTRATOR)
def replace_code(unit_code: str, code: str) -> Response | tuple[str, int]:
    try:
        fresh = places.replace_code(platform(), code=_counter(unit_code, code))
    except places.PlaceError as error:
        return _place(unit_code, fault=str(error)), 409
    flash(_("Đã thu hồi mã cũ. Mã mới là %(fresh)s; hãy in lại áp phích của quầy này.", fresh=fresh))
    return _to_place(unit_code)


def _counter(unit_code: str, code: str) -> str:
    """The code of a counter that belongs to this unit."""
    typed = read_code(code)
    try:
        view = places.find_place(platform(), code=unit_code)
    except places.UnknownPlaceError:
        abort(404)
    if typed not in {counter.code for counter in view.counters}:
        abort(404)
    return str(typed)


def _place(unit_code: str, *, fault: str = "", given: dict[str, str] | None = None) -> str:
    try:
        view = places.find_place(platform(), code=unit_code)
    except places.UnknownPlaceError:
        abort(404)
    return render_template("staff/admin/places/place.html", view=view, fault=fault, given=given or {})


def _tables(*, fault: str = "", faults: tuple[Fault, ...] = ()) -> str:
    return render_template(
        "staff/admin/places/tables.html",
        provinces=sorted(national.provinces().values(), key=lambda province: province.unit.code),
        fault=fault,
        faults=faults,
        today=platform().today,
    )


def _to_list() -> Response:
    return redirect(url_for("admin_places.index"))


def _to_place(unit_code: str) -> Response:
    return redirect(url_for("admin_places.place", unit_code=unit_code))
