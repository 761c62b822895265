"""What a spreadsheet shows in a cell: the value under its number format, as a Vietnamese Excel writes it."""

import re
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Self

_GENERAL = {"", "general", "@"}
# What a format says between its digits: quoted and escaped words, a colour or a language in brackets, room for a sign.
_PIECE = re.compile(r'"([^"]*)"|\\(.)|(\[[^\[\]]*\])|[_*].|(.)', re.DOTALL)
_CURRENCY = re.compile(r"\[\$([^\[\]-]*)(?:-[^\[\]]*)?\]")
_DATE_SIGNS = re.compile(r"d+|m+|y+|h+|s+|am/pm|a/p", re.IGNORECASE)
_ISO = "%d/%m/%Y"
_MONTHS = ("Một", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
_DAYS = ("Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy")

Value = str | int | float | bool | datetime | date | time | timedelta | None


class Odd(str):
    """The text of a cell that is more than its text.

    `note` is what there is to say, if anything; `plain` the value without its format, for names and points that programs
    compare; `lacks` says that a formula has left no value.
    """

    __slots__ = ("lacks", "note", "plain")
    note: str
    plain: str
    lacks: bool

    def __new__(cls, text: str, note: str = "", *, plain: str | None = None, lacks: bool = False) -> Self:
        made = super().__new__(cls, text)
        made.note, made.plain, made.lacks = note, text if plain is None else plain, lacks
        return made


def plain_of(cell: str) -> str:
    """The value of a cell as programs compare it."""
    return cell.plain if isinstance(cell, Odd) else cell


def cell_text(value: object, number_format: str = "") -> str:
    """Give a cell's text; Odd where the format shows another than the value, or is not understood.

    >>> [cell_text(0.5, "0%"), cell_text(2, "0.00"), cell_text(time(7, 30), "hh:mm"), cell_text(1500000, '#,##0 "đ"')]
    ['50%', '2,00', '07:30', '1.500.000 đ']
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return _number(value, number_format)
    if isinstance(value, datetime | date | time):
        return _moment(value, number_format)
    if isinstance(value, timedelta):
        seconds = round(value.total_seconds())
        return f"{seconds // 3600}:{seconds // 60 % 60:02d}"
    return str(value).replace("\xa0", " ").strip()


def _number(value: float, number_format: str) -> str:
    sections = number_format.split(";")
    chosen = sections[1] if value < 0 and len(sections) > 1 and sections[1] else sections[0]
    if chosen.strip().lower() in _GENERAL:
        return _plain(value)
    parsed = _digits(chosen)
    if parsed is None:
        text = _plain(value)
        return Odd(text, f"Ô số có định dạng “{number_format[:40]}”: lấy giá trị {text}.")
    before, least, places, grouped, percent, after = parsed
    number = abs(value) * 100**percent
    sign = "-" if value < 0 and chosen is sections[0] else ""
    wide = least + places + (places > 0)
    written = f"{number:,.{places}f}" if grouped else f"{number:0{wide}.{places}f}"
    return Odd(f"{sign}{before}{written.translate(_VIETNAMESE)}{after}".strip(), plain=_plain(value))


_VIETNAMESE = str.maketrans(",.", ".,")


@lru_cache(maxsize=256)
def _digits(section: str) -> tuple[str, int, int, bool, int, str] | None:
    """Words before, least whole digits, decimals, whether grouped, how often %, words after; None for more than that."""
    section = _CURRENCY.sub(r'"\1"', section)
    before, digits, after, percent = "", "", "", 0
    for piece in _PIECE.finditer(section):
        quoted, escaped, bracketed, sign = piece.groups()
        words = quoted if quoted is not None else escaped
        if bracketed or (words is None and sign is None):
            continue
        if words is None and sign in "0#,.?" and not after:
            digits += sign
            continue
        if words is None and sign in "0#,.?eE/":
            return None
        percent += sign == "%"
        word = words if words is not None else sign
        if digits:
            after += word
        else:
            before += word
    whole, _point, decimals = digits.partition(".")
    if not digits.strip(",.") or "," in decimals or "?" in digits or whole.endswith(","):
        return None
    return before, whole.count("0"), len(decimals), "," in whole, percent, after


def _plain(value: float) -> str:
    return str(int(value)) if float(value).is_integer() and abs(value) < 1e15 else f"{value:.15g}"


def _moment(value: datetime | date | time, number_format: str) -> str:
    section = _CURRENCY.sub("", number_format).split(";")[0]
    if section.strip().lower() in _GENERAL:
        return _usual(value)
    pieces = [piece.groups() for piece in _PIECE.finditer(section)]
    # Neighbouring signs of one kind belong together, so the format is read once more as words and signs.
    bare = "".join(
        "\0" if words or escaped else "" if bracket else sign or ""
        for words, escaped, bracket, sign in pieces
    )
    quoted = iter([words or escaped for words, escaped, _, _ in pieces if words or escaped])
    half_day = re.search(r"am/pm|a/p", bare, re.IGNORECASE) is not None
    written, last = "", 0
    for sign in _DATE_SIGNS.finditer(bare):
        written += bare[last : sign.start()]
        minutes = _speaks_of_minutes(bare, sign.start(), sign.end())
        written += _sign(value, sign[0].lower(), minutes=minutes, half_day=half_day)
        last = sign.end()
    written += bare[last:]
    return re.sub("\0", lambda _found: next(quoted), written).strip()


def _speaks_of_minutes(bare: str, start: int, end: int) -> bool:
    """Whether an m stands beside hours or seconds."""
    before = re.search(r"[a-zA-Z](?=[^a-zA-Z]*$)", bare[:start])
    after = re.search(r"[a-zA-Z]", bare[end:])
    return (before is not None and before[0].lower() == "h") or (
        after is not None and after[0].lower() == "s"
    )


def _sign(value: datetime | date | time, sign: str, *, minutes: bool, half_day: bool) -> str:
    if sign.startswith("a"):
        return "SA" if getattr(value, "hour", 0) < 12 else "CH"
    if sign.startswith(("h", "s")) or minutes:
        hour = getattr(value, "hour", 0)
        number = {
            "h": (hour % 12 or 12) if half_day else hour,
            "m": getattr(value, "minute", 0),
            "s": getattr(value, "second", 0),
        }[sign[0]]
        return f"{number:02d}" if len(sign) > 1 else str(number)
    if isinstance(value, time):
        return ""
    if sign[0] == "y":
        return f"{value.year:04d}" if len(sign) > 2 else f"{value.year % 100:02d}"
    number, name = (
        (value.month, f"Tháng {_MONTHS[value.month - 1]}")
        if sign[0] == "m"
        else (value.day, "Chủ Nhật" if value.weekday() == 6 else f"Thứ {_DAYS[value.weekday()]}")
    )
    return name if len(sign) > 2 else f"{number:0{len(sign)}d}"


def _usual(value: datetime | date | time) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, datetime) and value.time() != time():
        return f"{value:{_ISO} %H:%M}"
    return f"{value:{_ISO}}"
