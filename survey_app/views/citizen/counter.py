"""/K/<CODE>: the form of a counter, what is sent, and the receipt."""

import logging
import re
from io import BytesIO

from flask import Blueprint, Response, abort, current_app, request, send_file
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import MultiDict

from forms.answers import read
from survey_app import thanks_addresses
from survey_app.access import public
from survey_app.addresses import read_code
from survey_app.form_keys import FIELD
from survey_app.platform import Platform
from survey_app.services import unit_questions
from survey_app.services.answering import (
    Accepted,
    NotStoredError,
    Refused,
    address_of_thanks,
    find_counter,
    open_form,
    read_thanks,
    submit,
)
from survey_app.services.audio_clips import find_recording
from survey_app.translating import gettext as _
from survey_app.views.citizen.body import read_body
from survey_app.views.citizen.manner import manner
from survey_app.views.citizen.pages import Again, Pages
from survey_app.views.citizen.replies import lead_to, refuse, reply, reply_blank

SHA256 = re.compile("[0-9a-f]{64}")
THANKS = re.compile(f"[A-Za-z0-9_-]{{{thanks_addresses.LENGTH}}}")
RETRY_SECONDS = "10"
# Whatever keeps an answer from the disk: the citizen is told "chưa ghi nhận", never thanked.
NOT_STORED = (SQLAlchemyError, NotStoredError, TimeoutError, OSError)

log = logging.getLogger("hailong.citizen")
blueprint = Blueprint("counter", __name__)


def _platform() -> Platform:
    platform: Platform = current_app.extensions["hailong"]
    return platform


def _pages() -> Pages:
    pages: Pages = current_app.extensions["pages"]
    return pages


@blueprint.get("/K/<text>")
@blueprint.get("/k/<text>")
@public
def show(text: str) -> Response:
    code = read_code(text)
    if code is None:
        abort(404)
    if request.path != f"/K/{code}":
        return lead_to(f"/K/{code}{manner().query}", 308)
    form = open_form(_platform(), code=code)
    return reply_blank(_pages().blank(form, manner()), form.key)


@blueprint.post("/K/<text>")
@public
def send(text: str) -> Response:
    code = read_code(text)
    if code is None:
        abort(404)
    body, how = read_body(request), manner()
    try:
        done = submit(_platform(), code=code, body=body, language=how.language, assisted=how.assisted)
        if isinstance(done, Accepted):
            # Where the address cannot be made the form comes again: sent once more, it has the same receipt.
            return lead_to(f"/K/{done.code}/{address_of_thanks(_platform(), done)}{how.query}", 303)
    except NOT_STORED as error:
        log.error("an answer was not stored: %s", type(error).__name__)  # noqa: TRY400  # its text may tell of it
        return _not_stored(code, body)
    return _once_more(done, body)


@blueprint.get("/K/tieng/<sha256>")
@public
def recording(sha256: str) -> Response:
    """A question read aloud; phones ask for it piece by piece."""
    found = find_recording(_platform(), sha256) if SHA256.fullmatch(sha256) else None
    if found is None:
        abort(404)
    response = send_file(BytesIO(found.content), mimetype=found.media_type, conditional=True, etag=sha256)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@blueprint.get("/K/<text>/<sealed>")
@public
def thank(text: str, sealed: str) -> Response:
    code = read_code(text)
    if code is None or not THANKS.fullmatch(sealed):
        abort(404)
    receipt = read_thanks(_platform(), code=code, text=sealed)
    try:
        door = find_counter(_platform(), code=code)
    except NOT_STORED:
        door = None  # the answer is safe, and whoever gave it must hear so
    return reply(_pages().render("thanks.html", door=door, receipt=receipt))


def _once_more(done: Refused, body: "MultiDict[str, str]") -> Response:
    page = _pages().form(
        done.form,
        manner(),
        key=done.form.key,
        again=Again.EXPIRED if done.expired else Again.FAULTS,
        given={**done.reading.given, **unit_questions.given(body)},
        problems={problem.item: problem.message for problem in done.reading.problems},
    )
    return reply(page, 422)


def _not_stored(code: str, body: "MultiDict[str, str]") -> Response:
    """The same form, filled, with the same key; where it is not in memory, its answers in a form unseen."""
    response = _filled(code, body) or refuse(
        _pages(),
        503,
        _("Chưa ghi nhận"),
        _("Máy chủ đang bận hoặc gặp sự cố, nên ý kiến của Ông/Bà chưa được lưu."),
        _("Các câu trả lời vẫn còn ở trang này. Xin chờ một lát rồi bấm “Gửi lại”."),
        code=code,
        again=list(body.items(multi=True)),
    )
    response.headers["Retry-After"] = RETRY_SECONDS
    return response


def _filled(code: str, body: "MultiDict[str, str]") -> Response | None:
    key = body[FIELD]  # it was read before anything could fail
    version_id = _platform().form_keys.read(key).version_id
    form = _pages().remembered(code, version_id, manner())
    if form is None:
        return None
    how = manner().for_words_of(form.questionnaire)
    ballot_form = _platform().questionnaires.form(version_id, form.questionnaire, how.language)
    given = {**read(form.questionnaire, ballot_form, body).given, **unit_questions.given(body)}
    return reply(_pages().form(form, how, key=key, again=Again.NOT_STORED, given=given), 503)
