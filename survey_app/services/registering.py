"""Units and counters from CSV: everything or nothing, and every fault named by row and column."""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from forms.faults import Fault
from survey_app.addresses import CODE_LENGTH, read_code
from survey_app.db import Database
from survey_app.form_keys import ALPHABET
from survey_app.services.csv_table import Row, Table, read_table
from survey_app.store import counters, units
from survey_app.translating import gettext as _
from survey_app.vietnamese import sort_key

LEVELS = {"province": None, "commune": "province", "office": "commune"}
BLOCKS = ("xa", "so", "nganh_doc")
UNIT_COLUMNS = ("code", "name", "level", "type", "block", "parent_code", "valid_from", "valid_to")
COUNTER_COLUMNS = ("code", "name", "unit_code", "procedure_field", "opened_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import did, or with faults: what is wrong; then nothing was written."""

    added: int
    faults: tuple[Fault, ...]


def import_units(
    database: Database, *, source: bytes, dry_run: bool = False, tick: Callable[[int], None] = lambda _n: None
) -> Imported:
    """Read units; a parent stands in the file or in the database already.

    A long file is examined before anything is locked: answers go on being taken.
    """
    while True:
        with database.reading() as connection:
            known = units.find_standing(connection)
            spans = units.find_spans(connection)
        table = read_table(source, columns=UNIT_COLUMNS, required=("code", "name", "level", "valid_from"))
        rows = [_unit(row, table) for row in _ticking(table.rows, tick)]
        levels = {code: unit.level for code, unit in known.items()}
        _check_units(table, known, levels | {values["code"]: values["level"] for values in rows})
        for row, values in zip(table.rows, rows, strict=True):
            _refuse_used(table, row, values, spans.get(values["code"], ()))
        if table.faults or dry_run:
            return Imported(added=0 if table.faults else len(rows), faults=table.in_order())
        with database.writing() as connection:
            if units.find_spans(connection) == spans:  # else somebody else registered units meanwhile
                _add_units(connection, rows, {code: unit.id for code, unit in known.items()})
                return Imported(added=len(rows), faults=())


def _add_units(connection: Connection, rows: Sequence[Mapping[str, Any]], ids: dict[str, int]) -> None:
    """Level by level, so that a parent has its id before its children need it."""
    for level in LEVELS:
        values = [
            {
                **{name: row[name] for name in row if name != "parent_code"},
                "parent_id": ids.get(row["parent_code"]),
            }
            for row in rows
            if row["level"] == level
        ]
        added = units.add_units(connection, values)
        ids |= {row["code"]: unit_id for row, unit_id in zip(values, added, strict=True)}


def _unit(row: Row, table: Table) -> dict[str, Any]:
    valid_from, valid_to = row.date("valid_from"), row.date("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        table.fault(
            row, "valid_to", _("Ngày hết hiệu lực trước ngày bắt đầu."), _("Sửa lại một trong hai ngày.")
        )
    return {
        "code": row.text("code", longest=32),
        "name": row.text("name", longest=200),
        "sort_key": sort_key(row.text("name", longest=200)),
        "level": row.one_of("level", tuple(LEVELS)),
        "type": row.text("type", longest=32) or row.text("level", longest=16),
        "block": row.one_of("block", BLOCKS) or None,
        "parent_code": row.text("parent_code", longest=32),
        "valid_from": valid_from,
        "valid_to": valid_to,
    }


def _refuse_used(
    table: Table, row: Row, values: Mapping[str, Any], spans: Sequence[tuple[date, date | None]]
) -> None:
    """A code may be used again after its unit ended, not for the same days; what has no end is told elsewhere."""
    begin, end = values["valid_from"], values["valid_to"]
    for since, until in spans:
        if begin is not None and until is not None and begin <= until and (end is None or end >= since):
            table.fault(
                row,
                "valid_from",
                _(
                    "Mã “%(code)s” đã thuộc một đơn vị từ %(since)s đến %(until)s.",
                    code=values["code"],
                    since=f"{since:%d/%m/%Y}",
                    until=f"{until:%d/%m/%Y}",
                ),
                _("Ghi ngày bắt đầu sau ngày đó, hoặc dùng mã khác."),
            )


def _check_units(table: Table, known: Mapping[str, object], levels: Mapping[str, str]) -> None:
    table.refuse_repeats("code", taken=known)
    for row in table.rows:
        level, parent = row.text("level", longest=16), row.text("parent_code", longest=32)
        above = LEVELS.get(level)
        if parent and parent not in levels:
            table.fault(
                row,
                "parent_code",
                _("Không có đơn vị cấp trên “%(parent)s”.", parent=parent),
                _("Thêm đơn vị đó vào tệp hoặc sửa mã."),
            )
        elif level == "province" and parent:
            table.fault(row, "parent_code", _("Cấp tỉnh không có đơn vị cấp trên."), _("Để trống ô này."))
        elif above and not parent:
            table.fault(row, "parent_code", _("Thiếu mã đơn vị cấp trên."), _("Ghi mã của đơn vị cấp trên."))
        elif parent and levels[parent] not in {above, "province"}:
            table.fault(
                row,
                "parent_code",
                _("“%(parent)s” không phải đơn vị cấp trên.", parent=parent),
                _("Chọn đơn vị cấp cao hơn."),
            )


def import_counters(
    database: Database,
    *,
    source: bytes,
    today: date,
    dry_run: bool = False,
    tick: Callable[[int], None] = lambda _n: None,
) -> Imported:
    """Read counters; an empty code is given by the program."""
    while True:
        with database.reading() as connection:
            unit_ids = {row.code: row.id for row in units.list_units(connection, on=today)}
            known = counters.find_codes(connection)
        table = read_table(source, columns=COUNTER_COLUMNS, required=("name", "unit_code"))
        table.refuse_repeats("code", taken=known, read=lambda text: read_code(text) or text)
        rows = [_counter(row, table, unit_ids, today) for row in _ticking(table.rows, tick)]
        if table.faults or dry_run:
            return Imported(added=0 if table.faults else len(rows), faults=table.in_order())
        taken = known | {values["code"] for values in rows}
        for values in rows:
            values["code"] = values["code"] or new_code(taken)
            taken.add(values["code"])
        with database.writing() as connection:
            if counters.find_codes(connection) == known:  # else somebody else registered counters meanwhile
                counters.add_counters(connection, rows)
                return Imported(added=len(rows), faults=())


def _counter(row: Row, table: Table, unit_ids: Mapping[str, int], today: date) -> dict[str, Any]:
    written = row.text("code", longest=40)
    code = read_code(written)
    if written and not code:
        table.fault(
            row,
            "code",
            _("Mã quầy “%(written)s” không đúng.", written=written),
            _("Dùng 8 chữ số và chữ in, không có U; hoặc để trống."),
        )
    unit_code = row.text("unit_code", longest=32)
    if unit_code and unit_code not in unit_ids:
        table.fault(
            row,
            "unit_code",
            _("Không có đơn vị “%(unit_code)s” còn hiệu lực.", unit_code=unit_code),
            _("Nhập đơn vị trước, hoặc sửa mã."),
        )
    return {
        "code": code,
        "name": row.text("name", longest=200),
        "unit_id": unit_ids.get(unit_code),
        "procedure_field": row.text("procedure_field", longest=64),
        "opened_on": row.date("opened_on") or today,
    }


def _ticking(rows: Sequence[Row], tick: Callable[[int], None]) -> Iterator[Row]:
    """Tell of each row before it is read."""
    for row in rows:
        tick(1)
        yield row


def new_code(taken: Collection[str]) -> str:
    while (code := "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))) in taken:
        pass
    return code
