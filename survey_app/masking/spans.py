"""What was found in a text, and putting a word in its place."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple


class Span(NamedTuple):
    start: int
    end: int
    kind: str


def replace(text: str, spans: Iterable[Span]) -> str:
    """Put `[kind]` where each span stands; of two that overlap the first stays."""
    parts, at = [], 0
    for start, end, kind in sorted(spans):
        if start >= at:
            parts += [text[at:start], f"[{kind}]"]
            at = end
    return "".join([*parts, text[at:]])


def bare(text: str) -> str:
    """Small letters without accents, each at its old place."""
    return "".join(map(_bare, text))


@cache
def _bare(sign: str) -> str:
    base = unicodedata.normalize("NFD", sign)[0].lower()
    return "d" if base == "đ" else base if len(base) == 1 else sign
