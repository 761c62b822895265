"""The table of a reorganisation: each row says into which unit another goes; every fault is named by row and column."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from survey_app.rows import UnitRow
from survey_app.services.csv_table import Row, Table, read_table
from survey_app.translating import gettext as _
from survey_app.vietnamese import sort_key

COLUMNS = ("predecessor_code", "successor_code", "extent", "name", "type", "parent_code")
FULL, PART = "toan_bo", "mot_phan"


@dataclass(slots=True, kw_only=True)
class Act:
    """The table as read: who goes where, and who is founded."""

    table: Table
    standing: Mapping[str, UnitRow]  # on the eve, without an end
    coming: Mapping[str, UnitRow]  # from that day on or later
    leaving: Mapping[str, UnitRow]  # on the eve, with an end already
    takes_effect: date
    ways: dict[str, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))
    founded: dict[str, dict[str, Any]] = field(default_factory=dict)
    whole: Counter[str] = field(default_factory=Counter)  # of each predecessor, how many rows take all of it
    into: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[int, str] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = {unit.id: code for code, unit in self.standing.items()}

    def read(self) -> None:
        for row in self.table.rows:
            self._read_way(row)
        for row in self.table.rows:
            self._check_extent(row)

    def _read_way(self, row: Row) -> None:
        before, after = row.text("predecessor_code", longest=32), row.text("successor_code", longest=32)
        extent = row.one_of("extent", (FULL, PART))
        unit = self.standing.get(before)
        if before and unit is None:
            self._fault(row, "predecessor_code", *self._why_not(before))
            return
        self.ways[before].append((after, extent == FULL))
        self.whole[before] += extent == FULL
        self.into[before].add(after)
        if unit is not None and after and after not in self.founded:
            self._found(row, unit, after)

    def _found(self, row: Row, unit: UnitRow, code: str) -> None:
        """A row with a name founds its successor; without one the successor must stand and go on."""
        name, parent = row.text("name", longest=200), row.text("parent_code", longest=32)
        if not name:
            if code == unit.code or not (code in self.standing or self.begins(code)):
                self._fault(
                    row,
                    "name",
                    _("Đơn vị “%(code)s” chưa có và dòng này không ghi tên.", code=code),
                    _("Ghi tên đơn vị mới."),
                )
            return
        self.founded[code] = {
            "code": code,
            "name": name,
            "sort_key": sort_key(name),
            "level": unit.level,
            "type": row.text("type", longest=32) or unit.type,
            "block": unit.block,
            "parent_code": parent or self._code_above(unit),
            "valid_from": self.takes_effect,
            "valid_to": None,
            "iso_9001": unit.iso_9001,
        }

    def _why_not(self, code: str) -> tuple[str, str]:
        """Why a unit can end in no such act, and what to do."""
        if code in self.coming:
            day = f"{self.coming[code].valid_from:%d/%m/%Y}"
            problem = _("“%(code)s” mới có từ ngày %(day)s.", code=code, day=day)
            return problem, _("Chọn ngày hiệu lực sau ngày đó.")
        if code in self.leaving:
            day = f"{self.leaving[code].valid_to:%d/%m/%Y}"
            return _("“%(code)s” đã có ngày kết thúc %(day)s.", code=code, day=day), _("Bỏ dòng này.")
        return _("Không có đơn vị “%(before)s” đang hoạt động.", before=code), _("Sửa lại mã.")

    def begins(self, code: str) -> bool:
        """Whether a unit was founded before for the very day."""
        unit = self.coming.get(code)
        return unit is not None and unit.valid_from == self.takes_effect

    def _code_above(self, unit: UnitRow) -> str:
        return "" if unit.parent_id is None else self.codes.get(unit.parent_id, "")

    def _check_extent(self, row: Row) -> None:
        parent = row.text("parent_code", longest=32)
        if parent and not (parent in self.standing or parent in self.founded or self.begins(parent)):
            self._fault(
                row,
                "parent_code",
                _("Không có đơn vị cấp trên “%(parent)s”.", parent=parent),
                _("Sửa lại mã."),
            )
        before, after = row.text("predecessor_code", longest=32), row.text("successor_code", longest=32)
        ways = self.ways.get(before, [])
        if len(ways) > 1 and self.whole[before]:
            self._fault(
                row,
                "extent",
                _(
                    "“%(before)s” vào toàn bộ một đơn vị mà lại có %(ways)s dòng.",
                    before=before,
                    ways=len(ways),
                ),
                _("Khi chia, mọi dòng ghi %(part)s.", part=PART),
            )
        elif len(ways) == 1 and not ways[0][1]:
            self._fault(
                row,
                "extent",
                _("“%(before)s” chỉ có một phần được sắp xếp.", before=before),
                _("Thêm dòng cho các phần còn lại."),
            )
        elif len(self.into[before]) < len(ways):
            self._fault(
                row,
                "successor_code",
                _("“%(before)s” vào “%(after)s” hai lần.", before=before, after=after),
                _("Bỏ dòng lặp."),
            )
        if after in self.standing and after in self.ways and after not in self.founded:
            self._fault(
                row,
                "successor_code",
                _("“%(after)s” kết thúc trong cùng lần sắp xếp này.", after=after),
                _("Ghi tên mới cho nó."),
            )
        if after in self.founded and (
            after in self.coming or (after in self.standing and after not in self.ways)
        ):
            self._fault(
                row,
                "successor_code",
                _("Mã “%(after)s” đang thuộc một đơn vị khác.", after=after),
                _("Dùng mã khác."),
            )

    def _fault(self, row: Row, column: str, problem: str, remedy: str) -> None:
        self.table.fault(row, column, problem, remedy)


def read_act(source: bytes, known: Sequence[UnitRow], takes_effect: date) -> Act:
    table = read_table(source, columns=COLUMNS, required=("predecessor_code", "successor_code", "extent"))
    before = [unit for unit in known if unit.valid_from < takes_effect]
    act = Act(
        table=table,
        standing={unit.code: unit for unit in before if unit.valid_to is None},
        coming={unit.code: unit for unit in known if unit.valid_from >= takes_effect},
        leaving={
            unit.code: unit for unit in before if unit.valid_to is not None and unit.valid_to >= takes_effect
        },
        takes_effect=takes_effect,
    )
    act.read()
    return act
