"""Every refusal is a page that says what happened and what to do next."""

from dataclasses import dataclass

from flask import Flask, current_app, g
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]  # ships no types
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from survey_app.apart import ApartError, CrowdedError
from survey_app.key_folder import KeyFolderError
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext
from survey_app.views.staff.context import page_context


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    heading: str
    sentence: str
    remedy: str


TROUBLES = {
    400: Trouble(
        heading=lazy_gettext("Yêu cầu không đọc được"),
        sentence=lazy_gettext("Máy chủ không hiểu dữ liệu vừa gửi."),
        remedy=lazy_gettext("Hãy quay lại trang trước, tải lại trang rồi thử lần nữa."),
    ),
    403: Trouble(
        heading=lazy_gettext("Tài khoản này không vào được trang này"),
        sentence=lazy_gettext("Trang dành cho người có vai trò khác với vai trò của Ông/Bà."),
        remedy=lazy_gettext("Nếu công việc cần đến trang này, hãy đề nghị người quản trị cấp thêm vai trò."),
    ),
    404: Trouble(
        heading=lazy_gettext("Không có trang này"),
        sentence=lazy_gettext("Địa chỉ không đúng, hoặc nội dung nằm ngoài phạm vi của tài khoản."),
        remedy=lazy_gettext("Hãy kiểm tra lại địa chỉ, hoặc bắt đầu lại từ trang đầu."),
    ),
    405: Trouble(
        heading=lazy_gettext("Không gọi được trang theo cách này"),
        sentence=lazy_gettext("Địa chỉ này không nhận kiểu yêu cầu vừa gửi."),
        remedy=lazy_gettext("Hãy mở trang từ thanh địa chỉ hoặc từ trang đầu."),
    ),
    413: Trouble(
        heading=lazy_gettext("Dữ liệu gửi lên quá lớn"),
        sentence=lazy_gettext("Trang này không nhận nhiều dữ liệu như vậy. Tệp nhập lên được tối đa 5 MB."),
        remedy=lazy_gettext("Hãy rút ngắn nội dung rồi gửi lại."),
    ),
    500: Trouble(
        heading=lazy_gettext("Máy chủ gặp lỗi"),
        sentence=lazy_gettext("Có sự cố ngoài dự kiến; chưa có thay đổi nào được ghi."),
        remedy=lazy_gettext("Hãy thử lại. Nếu vẫn lỗi, hãy báo người quản trị kèm giờ xảy ra."),
    ),
    503: Trouble(
        heading=lazy_gettext("Tạm thời chưa phục vụ được"),
        sentence=lazy_gettext("Máy chủ chưa kết nối được với cơ sở dữ liệu."),
        remedy=lazy_gettext("Không có dữ liệu nào bị mất. Hãy thử lại sau ít phút."),
    ),
}
FORM_TOO_OLD = Trouble(
    heading=lazy_gettext("Biểu mẫu đã hết hạn"),
    sentence=lazy_gettext("Biểu mẫu này được mở từ một phiên khác, hoặc trình duyệt không nhận cookie."),
    remedy=lazy_gettext("Chưa có gì thay đổi. Hãy mở lại trang rồi gửi lần nữa."),
)

KEYS_AWAY = Trouble(
    heading=lazy_gettext("Tạm thời chưa phục vụ được"),
    sentence=lazy_gettext("Thư mục khóa của hòm phiếu chưa dùng được, nên chưa ghi nhận phiếu nào."),
    remedy=lazy_gettext("Hãy báo người quản trị máy chủ chạy «hailong keys», rồi gửi lại."),
)


def handle_errors(app: Flask) -> None:
    app.register_error_handler(ApartError, _unread)
    app.register_error_handler(KeyFolderError, _keys_away)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    for error in (OperationalError, InterfaceError, PoolTimeoutError):
        app.register_error_handler(error, _database)
    app.register_error_handler(DataError, _unreadable)


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    nearest = status if status in TROUBLES else 400 if status < 500 else 500
    trouble = TROUBLES[nearest]
    if status == 503 and error.description != type(error).description:
        # Somebody here wrote the sentence: another cause than the database.
        trouble = Trouble(heading=trouble.heading, sentence=str(error.description), remedy="")
    headers = [(name, value) for name, value in error.get_headers() if name != "Content-Type"]
    return _page(trouble), status, headers


def _unread(error: ApartError) -> ResponseReturnValue:
    """A file that costs more than it may, or breaks its reader."""
    trouble = Trouble(heading=_("Chưa đọc được tệp"), sentence=str(error), remedy=error.remedy)
    headers = {"Retry-After": "60"} if error.status == CrowdedError.status else {}
    return _page(trouble), error.status, headers


def _csrf(_error: Exception) -> ResponseReturnValue:
    return _page(FORM_TOO_OLD), 400


def _unreadable(_error: Exception) -> ResponseReturnValue:
    """A value that no column can hold, such as a NUL in a text: nothing of the step was kept."""
    return _page(TROUBLES[400]), 400


def _database(_error: Exception) -> ResponseReturnValue:
    g.rights = None  # asking who is here would ask the database once more
    return _page(TROUBLES[503]), 503, {"Retry-After": "10"}


def _keys_away(_error: Exception) -> ResponseReturnValue:
    return _page(KEYS_AWAY), 503, {"Retry-After": "60"}


def _page(trouble: Trouble) -> str:
    # Not render_template: the login library's share of the context asks the database who is here.
    template = current_app.jinja_env.get_template("staff/error.html")
    return template.render(page_context(), trouble=trouble, quiet_header=True)
