"""/thiet-ke/giong-doc: recordings that wait for a second person to listen, and what was decided over others."""

from io import BytesIO

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from survey_app.access import DESIGNER, requires
from survey_app.services import audio_approvals
from survey_app.services.audio_clips import AudioError, find_recording
from survey_app.translating import lazy_gettext
from survey_app.views.staff.drafting import me
from survey_app.views.staff.house import platform

blueprint = Blueprint("audio_approvals", __name__, url_prefix="/thiet-ke/giong-doc")

DONE = {
    "approved": lazy_gettext("Đã duyệt. Người dân nghe thấy từ buổi làm việc tới."),
    "refused": lazy_gettext("Đã ghi là không duyệt. Không ai nghe thấy."),
    "withdrawn": lazy_gettext("Đã rút lại."),
}


@blueprint.get("")
@requires(DESIGNER)
def show() -> str:
    return _page()


@blueprint.post("")
@requires(DESIGNER)
def decide() -> ResponseReturnValue:
    verb = request.form.get("do", "")
    if verb not in DONE:
        abort(400)
    try:
        audio_approvals.decide(platform(), clip_id=_number("clip"), verb=verb, by=me(), now_id=_number("now"))
    except AudioError as error:
        return _page(fault=str(error)), 422
    flash(str(DONE[verb]))
    return redirect(url_for("audio_approvals.show"), code=303)


@blueprint.get("/tep/<sha256>")
@requires(DESIGNER)
def listen(sha256: str) -> Response:
    """A recording for designers, approved or not."""
    known = len(sha256) == 64 and sha256.isascii() and sha256.isalnum()
    found = find_recording(platform(), sha256, approved=False) if known else None
    if found is None:
        abort(404)
    response = send_file(BytesIO(found.content), mimetype=found.media_type, conditional=True, etag=sha256)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _number(field: str) -> int:
    """0, which no recording has, for what is no number."""
    written = request.form.get(field, "")
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 10 else 0


def _page(*, fault: str = "") -> str:
    found = audio_approvals.list_decisions(platform(), reader=me())
    return render_template("staff/designer/audio_approvals.html", found=found, fault=fault)
