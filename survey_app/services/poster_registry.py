"""The registry of printed sheets: what stood on each, so which must be printed again and which taken down."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import Connection

from forms.canonical import canonical_json
from survey_app.access import Rights, may, visible_units
from survey_app.addresses import counter_address, read_code
from survey_app.platform import Platform
from survey_app.rows import UnitRow
from survey_app.services.house_settings import find_settings
from survey_app.store import counters, posters, units
from survey_app.store.counters import CounterRow
from survey_app.store.posters import EndedRow, PosterRow
from survey_app.translating import gettext as _
from survey_app.vietnamese import without_marks

# Raised when a sheet's fixed words change, so that sheets with the old words are printed again.
WORDING = 1


class PosterError(ValueError):
    """Sheets that cannot be printed; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What stands on a counter's sheet and would make an older one wrong."""

    counter: str
    unit: str
    above: tuple[str, ...]
    code: str
    address: str
    owner: str
    wording: int = WORDING

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(canonical_json(asdict(self)).encode()).hexdigest()


class Need(StrEnum):
    """Why a counter's sheets are due, or that they are not."""

    NEVER = "never"
    CHANGED = "changed"
    FINE = "fine"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterSheets:
    """An open counter and its newest sheets, one for each paper that was printed."""

    counter_id: int
    unit_code: str
    content: Content
    newest: tuple[PosterRow, ...]

    @property
    def need(self) -> Need:
        if not self.newest:
            return Need.NEVER
        right = self.content.fingerprint
        return Need.FINE if all(sheet.fingerprint == right for sheet in self.newest) else Need.CHANGED


@dataclass(frozen=True, slots=True, kw_only=True)
class Registry:
    """Open counters with their sheets, and ended counters whose sheets must come down."""

    counters: tuple[CounterSheets, ...]
    ended: tuple[EndedRow, ...]

    @property
    def due(self) -> tuple[CounterSheets, ...]:
        return tuple(one for one in self.counters if one.need is not Need.FINE)

    def find(self, wanted: str) -> "Registry":
        """Keep what has these words in the names of counter and units, or one of these codes; marks do not matter."""
        words = without_marks(wanted).split()
        code = read_code(wanted)
        return Registry(
            counters=tuple(
                one
                for one in self.counters
                if wanted == one.unit_code or one.content.code == code or _has(_words_of(one), words)
            ),
            ended=tuple(
                one for one in self.ended if one.code == code or _has(f"{one.name} {one.unit}", words)
            ),
        )


def list_posters(
    platform: Platform, *, unit_code: str | None = None, rights: Rights | None = None
) -> Registry:
    """The sheets of the whole house, of a unit and everything under it, or of an account's scope.

    Raises PosterError where there is no such unit (or the account may not know of it).
    """
    owner = find_settings(platform).owner_body
    with platform.database.reading() as connection:
        tree = {unit.id: unit for unit in units.list_units(connection)}
        chosen = _chosen(tree, unit_code, rights, platform.today)
        return Registry(
            counters=_open_counters(platform, connection, tree=tree, chosen=chosen, owner=owner),
            ended=tuple(posters.list_ended(connection, unit_ids=chosen, today=platform.today)),
        )


def _words_of(one: CounterSheets) -> str:
    return " ".join((one.content.counter, one.content.unit, *one.content.above))


def _has(text: str, words: Sequence[str]) -> bool:
    plain = without_marks(text)
    return all(word in plain for word in words)


def _chosen(
    tree: Mapping[int, UnitRow], unit_code: str | None, rights: Rights | None, today: date
) -> set[int] | None:
    """Ids of the units meant; None for all."""
    mine = None
    if rights is not None and not rights.is_administrator:
        mine = visible_units(rights, tree.values())
    if unit_code is None:
        return mine
    found = [
        unit
        for unit in tree.values()
        if unit.code == unit_code and (unit.valid_to is None or unit.valid_to >= today)
    ]
    top = next((u for u in found if rights is None or may(rights, "see_counters", u.id, tree.values())), None)
    if top is None:
        raise PosterError(_("Không có đơn vị mang mã “%(code)s”.", code=unit_code))
    below = {unit.id for unit in tree.values() if top.id in _line(tree, unit.id)}
    return below if mine is None else below & mine


def _open_counters(
    platform: Platform,
    connection: Connection,
    *,
    tree: Mapping[int, UnitRow],
    chosen: Collection[int] | None,
    owner: str,
) -> tuple[CounterSheets, ...]:
    standing = [
        row
        for row in counters.list_counters(connection, unit_ids=chosen)
        if _is_standing(row, platform.today)
    ]
    newest: dict[int, list[PosterRow]] = {}
    for sheet in posters.list_newest(connection, counter_ids=[row.id for row in standing]):
        newest.setdefault(sheet.counter_id, []).append(sheet)
    return tuple(
        CounterSheets(
            counter_id=row.id,
            unit_code=row.unit_code,
            content=Content(
                counter=row.name,
                unit=row.unit,
                above=tuple(tree[above].name for above in _line(tree, row.unit_id)[1:2]),
                code=row.code,
                address=counter_address(platform.config.public_url, row.code),
                owner=owner,
            ),
            newest=tuple(newest.get(row.id, ())),
        )
        for row in standing
    )


def _is_standing(row: CounterRow, today: date) -> bool:
    """Counters that open later are printed beforehand."""
    closed = row.closed_on is not None and row.closed_on < today
    revoked = row.revoked_on is not None and row.revoked_on <= today
    return not closed and not revoked


def _line(tree: Mapping[int, UnitRow], unit_id: int) -> list[int]:
    """A unit and those above it, itself first. A circle in broken data ends the walk."""
    line: list[int] = []
    above: int | None = unit_id
    while above is not None and above in tree and above not in line:
        line.append(above)
        above = tree[above].parent_id
    return line
