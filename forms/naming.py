"""Codes for what has no code yet."""

import re
from collections.abc import Collection
from itertools import count
from unicodedata import combining

from forms.cleaning import composed

LONGEST = 16
_OTHER = re.compile(r"[^a-z0-9]+")


def code_from(label: str, taken: Collection[str] = ()) -> str:
    """Make a code of at most 16 small letters, digits and underlines that nobody has yet.

    >>> code_from("Chờ lâu"), code_from("Chờ lâu", {"cho_lau"}), code_from("???")
    ('cho_lau', 'cho_lau_2', 'y')
    """
    bare = "".join(sign for sign in composed(label.lower().replace("đ", "d"), "NFD") if not combining(sign))
    words = _OTHER.sub("_", bare).strip("_") or "y"
    short = words[:LONGEST].rstrip("_")
    if len(words) > LONGEST and "_" in short:
        short = short.rpartition("_")[0]  # whole words
    if short not in taken:
        return short
    tails = (f"_{number}" for number in count(2))
    return next(code for tail in tails if (code := short[: LONGEST - len(tail)] + tail) not in taken)


def next_code(letter: str, taken: Collection[str]) -> str:
    """Give the first of Q1, Q2, … that nobody has.

    >>> next_code("Q", {"Q1", "Q2"})
    'Q3'
    """
    return next(code for number in count(1) if (code := f"{letter}{number}") not in taken)
