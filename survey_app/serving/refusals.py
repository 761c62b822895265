"""What the gate itself says: short pages in the words of the house, for when no door was asked or none answered."""

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import parse_qsl

from survey_app.serving.doors import is_for_citizens
from survey_app.serving.requests import Request

CROWDED_SECONDS, AWAY_SECONDS = 60, 10
REASONS = {
    400: "Bad Request",
    404: "Not Found",
    408: "Request Timeout",
    413: "Content Too Large",
    431: "Request Header Fields Too Large",
    503: "Service Unavailable",
}
UNREADABLE = (
    "Yêu cầu không đọc được",
    "Máy chủ không hiểu dữ liệu vừa gửi. Xin mở lại trang rồi thử lần nữa.",
)
WORDS = {
    400: UNREADABLE,
    404: ("Không có trang này", "Địa chỉ này do máy chủ khác phục vụ. Xin kiểm tra lại địa chỉ."),
    408: (
        "Kết nối quá chậm",
        "Dữ liệu chưa đến đủ trong thời gian cho phép nên chưa được nhận. Xin thử lại khi mạng tốt hơn.",
    ),
    413: ("Dữ liệu gửi lên quá lớn", "Trang này không nhận nhiều dữ liệu như vậy. Xin rút ngắn rồi gửi lại."),
    431: UNREADABLE,
}
NOT_STORED = (
    "Chưa ghi nhận",
    "Máy chủ đang bận nên ý kiến của Ông/Bà chưa được lưu. Xin chờ một lát rồi bấm “Gửi lại”.",
)
NOT_OPENED = ("Chưa mở được trang", "Máy chủ đang bận hoặc đang khởi động lại. Xin thử lại sau ít phút.")
CROWDED = (
    "Đang có nhiều người cùng xem",
    "Trang này cần tính toán, và nhiều người đang cùng mở. Chưa có gì bị mất. Xin mở lại sau khoảng một phút.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    status: int
    page: bytes
    retry_after: int | None = None

    def to_bytes(self, *, keeps_connection: bool, with_body: bool) -> bytes:
        retry = f"Retry-After: {self.retry_after}\r\n" if self.retry_after else ""
        head = (
            f"HTTP/1.1 {self.status} {REASONS[self.status]}\r\nContent-Type: text/html; charset=utf-8\r\n"
            f"Content-Length: {len(self.page)}\r\nCache-Control: no-store\r\nReferrer-Policy: no-referrer\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            f"Content-Security-Policy: default-src 'none'; style-src 'sha256-{_style_hash()}'; img-src data:; "
            "form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
            f"{retry}Connection: {'keep-alive' if keeps_connection else 'close'}\r\n\r\n"
        )
        return head.encode("ascii") + (self.page if with_body else b"")


def refusal(status: int, request: Request | None = None, *, crowded: bool = False) -> Refusal:
    """The page for a request that no door answered; a citizen's answers stay in it, to be sent again."""
    if status != 503:
        return Refusal(status=status, page=_page(*WORDS[status]))
    for_citizens = request is not None and is_for_citizens(request.path)
    if request is not None and for_citizens and request.method == b"POST":
        return Refusal(status=503, page=_page(*NOT_STORED, _again(request)), retry_after=AWAY_SECONDS)
    if crowded and not for_citizens:
        return Refusal(status=503, page=_page(*CROWDED), retry_after=CROWDED_SECONDS)
    return Refusal(status=503, page=_page(*NOT_OPENED), retry_after=AWAY_SECONDS)


def _page(heading: str, sentence: str, form: str = "") -> bytes:
    words = {"heading": heading, "sentence": sentence, "form": form, "style": _style()}
    return _template().substitute(words).encode()


def _again(request: Request) -> str:
    """The answers as they came, unseen, under one button."""
    try:
        fields = parse_qsl(request.body.decode("ascii"), keep_blank_values=True, errors="strict")
    except ValueError:
        return ""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in fields
    )
    action = escape(request.target.decode("ascii", "replace"))
    return f'<form method="post" action="{action}">{kept}<button>Gửi lại</button></form>'


@cache
def _template() -> Template:
    return Template(_file("gate.html"))


@cache
def _style() -> str:
    """The citizens' sheet, without a line break."""
    return "".join(_file("citizen/style.css").splitlines() + _file("citizen/message.css").splitlines())


@cache
def _style_hash() -> str:
    return b64encode(hashlib.sha256(_style().encode()).digest()).decode("ascii")


def _file(name: str) -> str:
    return files("survey_app").joinpath(f"templates/{name}").read_text(encoding="utf-8")
