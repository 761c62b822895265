"""The table of a reorganisation: each row says into which unit another goes; every fault is named by row and column."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from survey_app.rows import UnitRow, nests
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
    ended: Mapping[str, UnitRow]  # before that
    takes_effect: date
    ways: dict[str, list[tuple[str, bool]]] = field(default_factory=lambda: defaultdict(list))
    founded: dict[str, dict[str, Any]] = field(default_factory=dict)
    whole: Counter[str] = field(default_factory=Counter)  # of each predecessor, how many rows take all of it
    into: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    codes: dict[int, str] = field(init=False)
    below: dict[int, list[UnitRow]] = field(default_factory=lambda: defaultdict(list))
    _told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.codes = {unit.id: code for code, unit in self.standing.items()}
        for unit in self.standing.values():
            if unit.parent_id is not None:
                self.below[unit.parent_id].append(unit)

    def read(self) -> None:
        for row in self.table.rows:
            self._read_way(row)
        for row in self.table.rows:
            self._check_extent(row)
            self._check_tree(row)

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
        if unit is None or not after:
            return
        if after in self.founded:
            self._check_same(row, after)
        else:
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

    def _check_same(self, row: Row, code: str) -> None:
        """A new unit has one name, type and parent, in whichever of its rows they stand."""
        founded = self.founded[code]
        for column in ("name", "type", "parent_code"):
            said = row.text(column, longest=200)
            if said and said != founded[column]:
                self._fault(
                    row,
                    column,
                    _(
                        "“%(code)s” ở dòng trên đã ghi “%(known)s”, dòng này ghi “%(said)s”.",
                        code=code,
                        known=founded[column],
                        said=said,
                    ),
                    _("Mỗi đơn vị mới chỉ có một tên, một loại, một cấp trên: sửa cho giống nhau."),
                )

    def _check_tree(self, row: Row) -> None:
        """After the act every unit stands below one that stands, and levels nest."""
        before, after = row.text("predecessor_code", longest=32), row.text("successor_code", longest=32)
        unit, level = self.standing.get(before), self._level_after(after)
        if unit is None or level is None:
            return  # told already
        if level != unit.level:
            self._fault(
                row,
                "successor_code",
                _("“%(before)s” và “%(after)s” không cùng cấp.", before=before, after=after),
                _("Một đơn vị chỉ đi vào đơn vị cùng cấp. Sửa lại mã."),
            )
        parent = self.founded[after]["parent_code"] if after in self.founded else ""
        above = self._level_after(parent)
        if parent and above is not None and not nests(level, above):
            self._fault(
                row,
                "parent_code",
                _("“%(after)s” không thể thuộc “%(parent)s”: sai cấp.", after=after, parent=parent),
                _("Ghi mã của đơn vị cấp trên đúng cấp."),
            )
        elif parent and parent not in self.founded and self._is_split(parent):
            self._fault(
                row,
                "parent_code",
                _("Đơn vị cấp trên “%(parent)s” bị chia trong cùng lần sắp xếp này.", parent=parent),
                _("Ghi mã của đơn vị mới mà nó thuộc về."),
            )
        if self._is_split(before):
            self._check_children(row, unit)

    def _check_children(self, row: Row, unit: UnitRow) -> None:
        """Whoever stood below a unit that is split must be told where it belongs."""
        for child in self.below.get(unit.id, ()):
            if child.code not in self.ways and child.code not in self._told:
                self._told.add(child.code)
                self._fault(
                    row,
                    "predecessor_code",
                    _(
                        "“%(child)s” thuộc “%(before)s” bị chia mà tệp không ghi nó về đâu.",
                        child=child.code,
                        before=unit.code,
                    ),
                    _("Thêm một dòng cho nó, với đơn vị cấp trên mới."),
                )

    def _level_after(self, code: str) -> str | None:
        """The level of a unit as it will stand on the day."""
        if code in self.founded:
            return str(self.founded[code]["level"])
        unit = self.standing.get(code) or (self.coming[code] if self.begins(code) else None)
        return None if unit is None else unit.level

    def _is_split(self, code: str) -> bool:
        return len(self.ways.get(code, ())) > 1

    def _why_not(self, code: str) -> tuple[str, str]:
        """Why a unit can end in no such act, and what to do."""
        if code in self.coming:
            day = f"{self.coming[code].valid_from:%d/%m/%Y}"
            problem = _("“%(code)s” mới có từ ngày %(day)s.", code=code, day=day)
            return problem, _("Chọn ngày hiệu lực sau ngày đó.")
        if code in self.leaving:
            day = f"{self.leaving[code].valid_to:%d/%m/%Y}"
            return _("“%(code)s” đã có ngày kết thúc %(day)s.", code=code, day=day), _("Bỏ dòng này.")
        if code in self.ended:
            day = f"{self.ended[code].valid_to:%d/%m/%Y}"
            problem = _("“%(code)s” đã kết thúc ngày %(day)s.", code=code, day=day)
            return problem, _("Có thể tệp này đã được nạp rồi: xem danh sách đơn vị trước khi nạp lại.")
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
        ended={
            unit.code: unit for unit in before if unit.valid_to is not None and unit.valid_to < takes_effect
        },
        takes_effect=takes_effect,
    )
    act.read()
    return act
