"""Rows that readers of files look at: known without the database, so that whoever reads apart loads none of it."""

from dataclasses import dataclass
from datetime import date

# Each level with the one that usually stands above it.
LEVELS = {"province": None, "commune": "province", "office": "commune"}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitRow:
    id: int
    code: str
    name: str
    sort_key: str
    level: str
    type: str
    block: str | None
    parent_id: int | None
    valid_from: date
    valid_to: date | None
    iso_9001: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """A weekday that is off, or a Saturday or Sunday that is worked."""

    day: date
    kind: str
    name: str


def nests(level: str, above: str) -> bool:
    """Whether a unit of one level may stand below one of another.

    An office may stand below a province; until July 2025 communes stood below districts, which no list of today has.
    """
    usual = {LEVELS.get(level), "province"} | ({"district"} if level == "commune" else set())
    return level != "province" and above in usual
