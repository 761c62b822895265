"""Cleaning of what people type, at bounded cost."""

import re
from typing import Literal
from unicodedata import category, normalize

# Control characters but tab and line ends, halves of surrogate pairs (no UTF-8 can hold them) and the two
# code points that no Word or Excel file can hold.
_UNWELCOME = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# What takes no ink: soft hyphen, joiners, directions, fillers of Hangul and Braille, variation selectors.
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)

# No character of an NFC text comes from more than four typed ones (https://unicode.org/reports/tr15/).
_TYPED_PER_CHARACTER = 4
# Signs that may be marks on the letter before them, as many as no script stacks; what is no mark is sorted out below.
_STACKED = re.compile(r"[^\w\s\x00-\u02ff]{31,}")
_MOST_MARKS = 30  # https://unicode.org/reports/tr15/#Stream_Safe_Text_Format


def composed(text: str, form: Literal["NFC", "NFD"] = "NFC") -> str:
    r"""Normalise at a cost that grows with the length of the text, of marks stacked on one letter the first thirty.

    Unicode's own way reorders a stack at the square of its height: 64 kB of marks hold a processor for a second.

    >>> composed("Ca\u0309m"), len(composed("a" + "\u0301\u0316" * 10_000))
    ('Cảm', 30)
    """
    return normalize(form, _STACKED.sub(_low, text))


def _low(found: "re.Match[str]") -> str:
    kept: list[str] = []
    height = 0
    for sign in found[0]:
        height = height + 1 if category(sign).startswith("M") else 0
        if height <= _MOST_MARKS:
            kept.append(sign)
    return "".join(kept)


def has_unwelcome(raw: str) -> bool:
    r"""Say whether a text holds characters that are neither shown nor storable.

    >>> has_unwelcome("phường\x00"), has_unwelcome("dòng 1\r\ndòng 2")
    (True, False)
    """
    return _UNWELCOME.search(raw) is not None


def is_hopeless(raw: str, limit: int) -> bool:
    """Say whether a text is so long that no normalisation brings it under the limit.

    Asked first, so that what is refused anyway costs nothing.
    """
    return len(raw.strip()) > _TYPED_PER_CHARACTER * limit


def tidy(raw: str, limit: int) -> str:
    r"""Give the text in NFC, with plain line ends, without unwelcome characters and outer blanks.

    Only the part that can count against the limit is looked at; the result may still be longer than the limit.

    >>> tidy("  Ca\u0309m o\u031bn\r\n", 100)
    'Cảm ơn'
    """
    typed = raw.strip()[: _TYPED_PER_CHARACTER * limit]
    typed = _UNWELCOME.sub("", typed.replace("\r\n", "\n").replace("\r", "\n"))
    return composed(typed).strip()


def is_blank(text: str) -> bool:
    r"""Say whether nothing of a text is visible: blanks, fillers, marks of direction and joiners alone.

    >>> is_blank("\u200b\u3164 "), is_blank("a\u200b")
    (True, False)
    """
    return not _INVISIBLE.sub("", text).strip()


def in_one_line(text: str) -> str:
    r"""Join the lines of a text with single blanks.

    >>> in_one_line("Thôn 3,\nxã Tân Lập")
    'Thôn 3, xã Tân Lập'
    """
    return " ".join(text.split("\n")) if "\n" in text else text
