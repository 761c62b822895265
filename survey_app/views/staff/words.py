"""Numbers, days and states as Vietnamese readers expect them, for templates."""

from datetime import date

from markupsafe import Markup, escape

from survey_app.addresses import grouped
from survey_app.clock import half_day_date

ROLE_WORDS = {
    "administrator": "Quản trị",
    "designer": "Thiết kế mẫu phiếu",
    "manager": "Quản lý đơn vị",
    "supervisor": "Giám sát",
}
KIND_WORDS = {"production": "Chính thức", "demo": "Mô phỏng", "test": "Kiểm thử"}
ENGINE_WORDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
STATE_WORDS = {
    "open": "Đang mở",
    "quiet": "Chưa mở phiếu",
    "future": "Chưa đến ngày mở",
    "closed": "Đã đóng",
    "revoked": "Mã đã thu hồi",
}


def number(value: int) -> str:
    """A count with dots between thousands: 61.930."""
    return f"{value:,}".replace(",", ".")


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def half_day(value: int) -> str:
    """A half-day in words: sáng 23/11/2026."""
    return f"{'chiều' if value % 2 else 'sáng'} {day(half_day_date(value))}"


def bare_address(address: str) -> Markup:
    """An address as one types it, without its scheme; it breaks before the code or not at all."""
    host, slash, path = address.partition("://")[2].partition("/")
    return escape(host) + Markup("<wbr>") + escape(slash + path)


FILTERS = {
    "number": number,
    "bare_address": bare_address,
    "day": day,
    "half_day": half_day,
    "grouped": grouped,
    "role": ROLE_WORDS.__getitem__,
    "kind": KIND_WORDS.__getitem__,
    "engine": ENGINE_WORDS.__getitem__,
    "state": STATE_WORDS.__getitem__,
}
