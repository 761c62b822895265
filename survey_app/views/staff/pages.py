"""Long lists, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    items: Sequence[T]
    number: int
    last: int
    total: int


def page_of(found: Sequence[T], *, wanted: str, size: int) -> Page[T]:
    """Cut out the wanted page; anything but a page's number is the first, beyond the end is the last."""
    last = max(1, -(-len(found) // size))
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 1
    number = min(max(number, 1), last)
    return Page(items=found[(number - 1) * size : number * size], number=number, last=last, total=len(found))
