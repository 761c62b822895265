"""What cannot be done, said kindly: every refusal has a page, a status and a way on."""

import logging
import traceback

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from forms.messages import marked
from survey_app.addresses import read_code
from survey_app.form_keys import BadFormKeyError
from survey_app.services.answering import CounterFullError, CounterGoneError, UnknownCounterError
from survey_app.thanks_addresses import NoLongerShownError
from survey_app.translating import gettext as _
from survey_app.views.citizen.pages import Pages
from survey_app.views.citizen.replies import refuse

log = logging.getLogger("hailong.citizen")

SENTENCES = {
    400: (
        marked("Không đọc được phiếu"),
        marked("Phiếu gửi lên không đúng dạng hoặc không do hệ thống này phát ra."),
        marked("Xin mở lại phiếu rồi trả lời lại."),
    ),
    404: (
        marked("Không tìm thấy trang này"),
        marked("Mã quầy không đúng. Xin quét lại mã QR, hoặc gõ lại tám ký tự in dưới mã."),
    ),
    405: (marked("Không làm được như vậy"), marked("Xin mở lại phiếu bằng mã QR tại quầy.")),
    413: (
        marked("Phiếu quá dài"),
        marked("Phiếu gửi lên lớn hơn mức cho phép. Xin viết ngắn lại rồi gửi lần nữa."),
    ),
    415: (
        marked("Không đọc được phiếu"),
        marked("Xin mở phiếu bằng trình duyệt và gửi bằng nút trên trang."),
    ),
}


def handle_refusals(app: Flask, pages: Pages) -> None:
    def http_error(error: HTTPException) -> Response:
        status = error.code or 400
        heading, *sentences = map(_, SENTENCES.get(status, SENTENCES[400]))
        response = refuse(pages, status, heading, *sentences, code=_code() if status != 404 else None)
        if isinstance(error, MethodNotAllowed) and error.valid_methods:
            response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
        return response

    def unknown(_error: UnknownCounterError) -> Response:
        heading, *sentences = map(_, SENTENCES[404])
        return refuse(pages, 404, heading, *sentences)

    def gone(error: CounterGoneError) -> Response:
        door = error.door
        if door.revoked:
            told = _(
                "Mã này đã được thu hồi. Xin quét mã mới dán tại quầy, hoặc hỏi cán bộ ở bộ phận một cửa."
            )
        else:
            told = _("Hiện quầy này không nhận ý kiến. Xin trở lại sau, hoặc hỏi cán bộ ở bộ phận một cửa.")
        return refuse(pages, 410, _("Quầy này đã ngừng nhận ý kiến"), told, door=door)

    def full(error: CounterFullError) -> Response:
        told = (
            _("Hôm nay quầy này đã nhận đủ số phiếu dự kiến. Xin trở lại vào ngày khác.")
            if error.until_tomorrow
            else _("Đợt khảo sát ở quầy này đã nhận đủ số phiếu dự kiến.")
        )
        return refuse(pages, 410, _("Cảm ơn Ông/Bà, đã đủ phiếu"), told, door=error.door)

    def no_longer_shown(_error: NoLongerShownError) -> Response:
        told = _(
            "Mã biên nhận chỉ hiện trong mười lăm phút sau khi gửi, để không ai đọc lại được trên máy này."
        )
        return refuse(
            pages, 410, _("Trang này không còn"), told, _("Phiếu đã báo “Đã ghi nhận” thì vẫn được tính.")
        )

    def bad_key(_error: BadFormKeyError) -> Response:
        heading, *sentences = map(_, SENTENCES[400])
        return refuse(pages, 400, heading, *sentences, code=_code())

    def failed(error: Exception) -> Response:
        log.error("%s %s failed: %s", request.method, request.url_rule, _without_words(error))
        response = refuse(
            pages,
            503,
            _("Chưa ghi nhận") if request.method == "POST" else _("Chưa mở được phiếu"),
            _("Máy chủ đang bận hoặc gặp sự cố. Xin thử lại sau ít phút."),
            code=_code(),
        )
        response.headers["Retry-After"] = "10"
        return response

    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(UnknownCounterError, unknown)
    app.register_error_handler(CounterGoneError, gone)
    app.register_error_handler(CounterFullError, full)
    app.register_error_handler(BadFormKeyError, bad_key)
    app.register_error_handler(NoLongerShownError, no_longer_shown)
    # Also keeps Flask from writing down the address where something failed.
    app.register_error_handler(Exception, failed)


def _without_words(error: Exception) -> str:
    """What failed and where in the code: an error's own words may tell of an answer or an address."""
    places = [frame for frame in traceback.extract_tb(error.__traceback__) if "survey_app" in frame.filename]
    where = " > ".join(f"{frame.name}:{frame.lineno}" for frame in places)
    return f"{type(error).__name__} in {where}"


def _code() -> str | None:
    """The code of this address, so that its form can be opened again."""
    return read_code(str((request.view_args or {}).get("text", "")))
