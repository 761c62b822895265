"""The tables of units and of counters: what their rows say, and every fault named by row and column.

Nothing here asks the database: a file is read apart from the process that serves pages.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from forms.faults import Fault
from survey_app.addresses import read_code
from survey_app.rows import LEVELS, nests
from survey_app.services.csv_table import Row, Table, read_table
from survey_app.translating import gettext as _
from survey_app.vietnamese import sort_key

BLOCKS = ("xa", "so", "nganh_doc")
UNIT_COLUMNS = ("code", "name", "level", "type", "block", "parent_code", "valid_from", "valid_to")
COUNTER_COLUMNS = ("code", "name", "unit_code", "procedure_field", "opened_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A file as read: the values of its rows, and what is wrong with them."""

    rows: list[dict[str, Any]]
    faults: tuple[Fault, ...]


def unwatched(_steps: int) -> None:
    """Nobody looks on while a file is read."""


def examine_units(
    source: bytes,
    known: Mapping[str, str],
    spans: Mapping[str, Sequence[tuple[date, date | None]]],
    tick: Callable[[int], None],
) -> Examined:
    """Read units; `known` are the levels of those that stand, `spans` the days of every unit that ever had a code."""
    table = read_table(source, columns=UNIT_COLUMNS, required=("code", "name", "level", "valid_from"))
    rows = [_unit(row, table) for row in _ticking(table.rows, tick)]
    _check_units(table, known, dict(known) | {values["code"]: values["level"] for values in rows})
    for row, values in zip(table.rows, rows, strict=True):
        _refuse_used(table, row, values, spans.get(values["code"], ()))
    return Examined(rows=[] if table.faults else rows, faults=table.in_order())


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
        if parent and parent not in levels:
            table.fault(
                row,
                "parent_code",
                _("Không có đơn vị cấp trên “%(parent)s”.", parent=parent),
                _("Thêm đơn vị đó vào tệp hoặc sửa mã."),
            )
        elif level == "province" and parent:
            table.fault(row, "parent_code", _("Cấp tỉnh không có đơn vị cấp trên."), _("Để trống ô này."))
        elif LEVELS.get(level) and not parent:
            table.fault(row, "parent_code", _("Thiếu mã đơn vị cấp trên."), _("Ghi mã của đơn vị cấp trên."))
        elif parent and not nests(level, levels[parent]):
            table.fault(
                row,
                "parent_code",
                _("“%(parent)s” không phải đơn vị cấp trên.", parent=parent),
                _("Chọn đơn vị cấp cao hơn."),
            )


def examine_counters(
    source: bytes,
    known: Collection[str],
    unit_ids: Mapping[str, int],
    today: date,
    tick: Callable[[int], None],
) -> Examined:
    """Read counters of units that stand today; `known` are the codes that are taken."""
    table = read_table(source, columns=COUNTER_COLUMNS, required=("name", "unit_code"))
    table.refuse_repeats("code", taken=known, read=lambda text: read_code(text) or text)
    rows = [_counter(row, table, unit_ids, today) for row in _ticking(table.rows, tick)]
    return Examined(rows=[] if table.faults else rows, faults=table.in_order())


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
