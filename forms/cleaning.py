"""Cleaning of what people type, at bounded cost."""

import re
from unicodedata import normalize

# Control characters but tab and line ends, halves of surrogate pairs (no UTF-8 can hold them) and the two
# code points that no Word or Excel file can hold.
_UNWELCOME = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")

# No character of an NFC text comes from more than four typed ones (https://unicode.org/reports/tr15/).
_TYPED_PER_CHARACTER = 4


def has_unwelcome(raw: str) -> bool:
    r"""Say whether a text holds characters that are neither shown nor storable.

    >>> has_unwelcome("phường\x00"), has_unwelcome("dòng 1\r\ndòng 2")
    (True, False)
    """
    return _UNWELCOME.search(raw) is not None


def is_hopeless(raw: str, limit: int) -> bool:
    """Say whether a text is so long that no normalisation brings it under the limit.

    Asked first, because Unicode's reordering of stacked marks costs the square of their number.
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
    return normalize("NFC", typed).strip()


def in_one_line(text: str) -> str:
    r"""Join the lines of a text with single blanks.

    >>> in_one_line("Thôn 3,\nxã Tân Lập")
    'Thôn 3, xã Tân Lập'
    """
    return " ".join(text.split("\n")) if "\n" in text else text
