"""The units of the country: those of July 2025, those before, and which went into which."""

import csv
import lzma
import time
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Any

from sqlalchemy import Connection

from survey_app.db import Database
from survey_app.store import successions, units
from survey_app.store.successions import SuccessionRow
from survey_app.vietnamese import sort_key

REORGANISED = date(2025, 7, 1)
# Of the units before only their last state is known; the beginning of its year stands for "earlier".
EARLIER = date(2025, 1, 1)
LEVELS = ("province", "district", "commune")


class UnknownProvinceError(LookupError):
    """No province of July 2025 has this code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalUnit:
    code: str
    name: str
    level: str
    type: str
    parent_code: str
    is_former: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalSuccession:
    """`takes_most`: of the parts into which a commune was split, the one that follows it by default."""

    predecessor_code: str
    successor_code: str
    level: str
    is_full: bool
    takes_most: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """A province of July 2025 with everything that went into it."""

    unit: NationalUnit
    units: tuple[NationalUnit, ...]
    successions: tuple[NationalSuccession, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Units and successions that were not there before."""

    units: int
    successions: int


@cache
def provinces() -> Mapping[str, Province]:
    """By code, the 34 provinces of July 2025."""
    every = [
        NationalUnit(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            type=row["type"],
            parent_code=row["parent_code"],
            is_former=row["is_former"] == "1",
        )
        for row in _rows("units.csv.xz")
    ]
    followed = [
        NationalSuccession(
            predecessor_code=row["predecessor_code"],
            successor_code=row["successor_code"],
            level=row["level"],
            is_full=row["is_full"] == "1",
            takes_most=row["takes_most"] == "1",
        )
        for row in _rows("successions.csv.xz")
    ]
    present = [unit for unit in every if not unit.is_former]
    former = {(unit.level, unit.code): unit for unit in every if unit.is_former}
    went_into = {s.predecessor_code: s.successor_code for s in followed if s.level == "province"}
    home = {unit.code: unit.parent_code or unit.code for unit in present}
    belonging: dict[str, list[NationalUnit]] = defaultdict(list)
    for unit in present:
        belonging[home[unit.code]].append(unit)
    for unit in former.values():
        belonging[went_into[_province_of(unit, former)]].append(unit)
    following: dict[str, list[NationalSuccession]] = defaultdict(list)
    for succession in followed:
        following[home[succession.successor_code]].append(succession)
    return {
        unit.code: Province(
            unit=unit, units=tuple(belonging[unit.code]), successions=tuple(following[unit.code])
        )
        for unit in present
        if unit.level == "province"
    }


def load(
    database: Database, *, codes: Collection[str] | None = None, tick: Callable[[int], None] = lambda _n: None
) -> Loaded:
    """Put provinces with their units and successions into the house, those not there yet; all 34 if none is named.

    Each province is one transaction, and between two the database rests as long as it worked: a load that is cut off is
    complete province by province, and running it again does the rest. Raises UnknownProvinceError.
    """
    chosen = sorted(provinces()) if codes is None else sorted(codes)
    for code in chosen:
        if code not in provinces():
            raise UnknownProvinceError(code)
    with database.reading() as connection:
        known = _Known(
            former=units.find_ids(connection, valid_from=EARLIER),
            present=units.find_ids(connection, valid_from=REORGANISED),
            successions={
                (s.predecessor_id, s.successor_id) for s in successions.list_successions(connection)
            },
        )
    added, followed = 0, 0
    for code in chosen:
        began = time.monotonic()
        with database.writing() as connection:
            added += _add_units(connection, provinces()[code], known)
            followed += _add_successions(connection, provinces()[code], known)
        time.sleep(time.monotonic() - began)
        tick(1)
    return Loaded(units=added, successions=followed)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What stands already: ids by code, and pairs of ids."""

    former: dict[str, int]
    present: dict[str, int]
    successions: set[tuple[int, int]]


def _add_units(connection: Connection, province: Province, known: _Known) -> int:
    added = 0
    for level, former in product(LEVELS, (True, False)):
        ids = known.former if former else known.present
        missing = [
            unit
            for unit in province.units
            if unit.level == level and unit.is_former is former and unit.code not in ids
        ]
        new = units.add_units(connection, [_values(unit, ids) for unit in missing])
        ids |= {unit.code: unit_id for unit, unit_id in zip(missing, new, strict=True)}
        added += len(missing)
    return added


def _add_successions(connection: Connection, province: Province, known: _Known) -> int:
    rows = [
        SuccessionRow(
            predecessor_id=known.former[one.predecessor_code],
            successor_id=known.present[one.successor_code],
            takes_effect=REORGANISED,
            is_full=one.is_full,
        )
        for one in province.successions
    ]
    missing = [row for row in rows if (row.predecessor_id, row.successor_id) not in known.successions]
    successions.add_successions(connection, missing)
    return len(missing)


def _values(unit: NationalUnit, ids: Mapping[str, int]) -> dict[str, Any]:
    return {
        "code": unit.code,
        "name": unit.name,
        "sort_key": sort_key(unit.name),
        "level": unit.level,
        "type": unit.type,
        "block": "xa" if unit.level == "commune" else None,
        "parent_id": ids.get(unit.parent_code),
        "valid_from": EARLIER if unit.is_former else REORGANISED,
        "valid_to": REORGANISED - timedelta(days=1) if unit.is_former else None,
    }


def _province_of(unit: NationalUnit, former: Mapping[tuple[str, str], NationalUnit]) -> str:
    if unit.level == "province":
        return unit.code
    return unit.parent_code if unit.level == "district" else former["district", unit.parent_code].parent_code


def _rows(name: str) -> Iterator[Mapping[str, str]]:
    packed = files("survey_app.national").joinpath(name).read_bytes()
    return iter(csv.DictReader(lzma.decompress(packed).decode().splitlines()))
