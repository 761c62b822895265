"""Numbers as Vietnamese readers write them: decimal comma, dots between thousands, a true minus sign."""

NO_BREAK = "\N{NO-BREAK SPACE}"
MINUS = "\N{MINUS SIGN}"
COUNT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def decimal(value: float, places: int = 1) -> str:
    """A number with a decimal comma: 4,12. What rounds to nothing has no sign."""
    digits = f"{abs(value):,.{places}f}".translate(str.maketrans(",.", ".,"))
    negative = value < 0 and any(digit in "123456789" for digit in digits)
    return f"{MINUS if negative else ''}{digits}"


def count(value: int) -> str:
    """A count with dots between thousands: 61.930."""
    return decimal(value, 0)


def count_word(value: int) -> str:
    """A count in a sentence: in words up to ten."""
    return COUNT_WORDS[value] if value < len(COUNT_WORDS) else count(value)


def percent(share: float) -> str:
    """A share as a percentage: 82,8 %."""
    return f"{decimal(share * 100)}{NO_BREAK}%"


def points(difference: float) -> str:
    """A difference of shares in percentage points, with its sign: +1,9."""
    written = decimal(difference * 100)
    return (
        written if written.startswith(MINUS) or not any(d in written for d in "123456789") else f"+{written}"
    )


def percent_range(low: float | None, high: float | None) -> str:
    """Limits of a share: 77,1–79,6."""
    return "" if low is None or high is None else f"{decimal(low * 100)}–{decimal(high * 100)}"


def points_range(low: float | None, high: float | None) -> str:
    """Limits of a difference, each with its sign: from +0,3 to +3,5."""
    return "" if low is None or high is None else f"{points(low)} đến {points(high)}"


def score_range(low: float | None, high: float | None) -> str:
    """Limits of a mean score: 4,02–4,21."""
    return "" if low is None or high is None else f"{decimal(low, 2)}–{decimal(high, 2)}"


def p_value(p: float) -> str:
    """A p-value to three places; below that only that it is smaller."""
    return f"<{NO_BREAK}0,001" if p < 0.001 else decimal(p, 3)
