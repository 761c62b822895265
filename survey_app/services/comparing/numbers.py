"""Numbers as readers of the page's language write them, with a true minus sign.

Vietnamese: a decimal comma, dots between thousands, a space before the percent sign; other languages the English way.
"""

from markupsafe import Markup

from survey_app.translating import SOURCE, language
from survey_app.translating import gettext as _

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
_MARKS = str.maketrans(",.", ".,")


def decimal(value: float, places: int = 1) -> str:
    """A number with a decimal comma: 4,12. What rounds to nothing has no sign."""
    digits = f"{abs(value):,.{places}f}"
    if language() == SOURCE:
        digits = digits.translate(_MARKS)
    negative = value < 0 and any(digit in "123456789" for digit in digits)
    return f"{MINUS if negative else ''}{digits}"


def count(value: int) -> str:
    """A count with dots between thousands: 61.930."""
    return decimal(value, 0)


def count_word(value: int) -> str:
    """A count in a sentence: in words up to ten."""
    words = (
        _("không"),
        _("một"),
        _("hai"),
        _("ba"),
        _("bốn"),
        _("năm"),
        _("sáu"),
        _("bảy"),
        _("tám"),
        _("chín"),
        _("mười"),
    )
    return words[value] if value < len(words) else count(value)


def percent(share: float) -> str:
    """A share as a percentage: 82,8 %."""
    return f"{decimal(share * 100)}{NO_BREAK if language() == SOURCE else ''}%"


def points(difference: float, places: int = 1) -> str:
    """A difference of shares in percentage points, with its sign: +1,9."""
    written = decimal(difference * 100, places)
    return (
        written if written.startswith(MINUS) or not any(d in written for d in "123456789") else f"+{written}"
    )


def percent_range(low: float | None, high: float | None) -> str:
    """Limits of a share: 77,1–79,6."""
    return "" if low is None or high is None else f"{decimal(low * 100)}–{decimal(high * 100)}"


def points_range(low: float | None, high: float | None) -> str:
    """Limits of a difference, each with its sign: from +0,3 to +3,5."""
    return (
        "" if low is None or high is None else _("%(low)s đến %(high)s", low=points(low), high=points(high))
    )


def score_range(low: float | None, high: float | None) -> str:
    """Limits of a mean score: 4,02–4,21."""
    return "" if low is None or high is None else f"{decimal(low, 2)}–{decimal(high, 2)}"


def p_value(p: float) -> str:
    """A p-value to three places; below that only that it is smaller."""
    return f"<{NO_BREAK}{decimal(0.001, 3)}" if p < 0.001 else decimal(p, 3)


def whole(limits: str) -> Markup:
    """Limits that are not broken at the end of a line."""
    return Markup('<i class="whole">{}</i>').format(limits)
