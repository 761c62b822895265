"""What the readers of other formats gather before it is a questionnaire: items in order, and notes on what is lacking."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from forms.cleaning import is_blank
from forms.exchange.pieces import TO_EVERYBODY, Asked, Note, Option, Part, Weight, When, Where
from forms.exchange.plain_text import ActiveContentError, plain
from forms.faults import Fault, Faults, QuestionnaireError
from forms.reading_items import MAX_CHOICES, MAX_ITEMS

_PLACE_OF_ITEM = re.compile(r"sections\[(\d+)\]\.items\[(\d+)\]")
_SHOWN = 200
_MOST_OPEN = 50  # groups within groups


@dataclass(slots=True)
class Gathered:
    """Everything of one file, in the file's own names, with its faults and notes.

    `filled_in` finds where the other program puts an earlier answer into a text, which nothing here does.
    """

    filled_in: re.Pattern[str] | None = None
    name: dict[str, str] = field(default_factory=dict)
    code: str = ""
    texts: dict[str, dict[str, str]] = field(default_factory=dict)  # about, consent, closing
    headline: str = ""
    factors: object = None
    parts: list[Part] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    notes: list[Note] = field(default_factory=list)
    noted_at: list[Where] = field(default_factory=list)  # the places of the notes, one by one
    unread: dict[tuple[str, str], dict[int, str]] = field(default_factory=dict)  # cells by column and row
    only_on_the_whole: bool = False  # a question on one thing is not taken for the one on the whole
    is_too_long: bool = False  # there are more questions than a questionnaire may have
    _named: dict[str, int] = field(default_factory=dict)  # how often each name stood there

    @property
    def items(self) -> list[Asked]:
        return [item for part in self.parts for item in part.items]

    def begin_part(
        self, *, name: str = "", title: Mapping[str, str] | None = None, inside: bool = False
    ) -> Part:
        """Begin a section; `inside` another whose title then leads its own, since sections lie in no sections."""
        part = Part(name=name, title=title or {})
        outer = self.parts[-1] if self.parts else None
        if inside and outer is not None and not outer.items:
            part.title, part.lead = _joined(outer.title, part.title), outer.lead
            self.parts.pop()
        self.parts.append(part)
        return part

    def add(self, item: Asked) -> None:
        """Keep an item; a name that stood there before gets a number, so that conditions find the first.

        The first beyond the longest questionnaire is a fault, and like those after it not kept.
        """
        if len(self._named) >= MAX_ITEMS:
            self._refuse_more(item)
            return
        if item.name in self._named:
            numbers = count(self._named[item.name] + 1)
            number = next(number for number in numbers if f"{item.name}_{number}" not in self._named)
            self._named[item.name] = number
            name = f"{item.name}_{number}"
            self.note(item.where, f"Tên “{item.name[:40]}” đã dùng ở trên, câu này thành {name[:60]}.")
            item.name = name
        self._named[item.name] = 1
        if not self.parts:
            self.begin_part()
        self.parts[-1].items.append(item)

    def _refuse_more(self, item: Asked) -> None:
        if not self.is_too_long:
            self.fault(
                item.where,
                f"Phiếu có quá {MAX_ITEMS} câu hỏi; đây là câu đầu tiên vượt quá.",
                "Rút ngắn hoặc chia thành nhiều phiếu.",
            )
        self.is_too_long = True

    def fitting(self, options: Sequence[Option], where: Where) -> tuple[Option, ...]:
        """Give no more choices than a question may have; more are a fault."""
        if len(options) > MAX_CHOICES:
            self.fault(
                where,
                f"Câu này có {len(options)} lựa chọn, quá {MAX_CHOICES}.",
                "Gộp bớt lựa chọn hoặc chia thành nhiều câu.",
            )
        return tuple(options[:MAX_CHOICES])

    def note(self, where: Where, what: str, weight: Weight = Weight.LOSS) -> None:
        self.notes.append(Note(place=where.place, what=what, weight=weight))
        self.noted_at.append(where)

    def note_unread(self, where: Where, value: str) -> None:
        """Note a cell of a column that is not read here; a column's cells become one note."""
        self.unread.setdefault((where.sheet or "", where.column or ""), {})[where.row or 0] = value

    def told(self) -> tuple[Note, ...]:
        """Every note once, the heaviest first; those of one weight in the order of the file."""
        columns = [
            Note(
                place=f"{sheet}, cột {column}",
                what=f"Cột này không dùng ở đây ({len(cells)} ô, từ dòng {min(cells)}): {_shortened(cells)}",
                weight=Weight.TRIFLE,
            )
            for (sheet, column), cells in self.unread.items()
        ]
        return tuple(sorted(dict.fromkeys([*self.notes, *columns]), key=lambda note: note.weight))

    def fault(self, where: Where, problem: str, remedy: str) -> None:
        self.faults.add(where.fault(problem, remedy))

    def words(self, raw: Mapping[str, str], where: Where) -> dict[str, str]:
        """Give texts by language without markup; markup that could act is a fault, other markup a note."""
        found: dict[str, str] = {}
        for tag, text in raw.items():
            try:
                bare = plain(text)
            except ActiveContentError as error:
                self.fault(
                    where,
                    f"Lời văn có mã lệnh ({error}).",
                    "Xóa phần mã ấy khỏi tệp, chỉ để lại chữ.",
                )
                continue
            if bare.had_markup:
                self.note(where, "Định dạng HTML bị bỏ, chỉ giữ lại chữ.")
            said = bare.words
            if self.filled_in and self.filled_in.search(said):
                said = self.filled_in.sub("…", said)
                self.note(where, "Chỗ tự điền câu trả lời trước không có ở đây: thay bằng dấu ba chấm.")
            if not is_blank(said):
                found[tag] = said
        return found

    def one_condition(self, where: Where, own: When | None, *around: When | None) -> When | None:
        """The innermost of several conditions that would all have to hold; what is lost of the others is noted."""
        found = [when for when in (own, *around) if when is not None]
        for lost in found[1:]:
            if lost != found[0]:
                words = f"Điều kiện của nhóm (theo câu {lost.item[:40]}) không giữ được cùng điều kiện kia:"
                self.note(where, f"{words} về điều ấy {TO_EVERYBODY}.")
        return next(iter(found), None)

    def refuse(self) -> None:
        """Raise QuestionnaireError where the file has faults."""
        if self.faults:
            raise QuestionnaireError(self.faults.told())

    def refuse_empty(self) -> None:
        """Where no question is left say of each row why nothing came of it."""
        if self.items:
            return
        for where, note in zip(self.noted_at, self.notes, strict=True):
            if where.row is not None:
                self.fault(
                    where, note.what, "Dùng loại câu hỏi có ở đây, như câu chọn một ý hoặc câu tự viết."
                )
        self.fault(Where(place="tệp"), "Tệp không có câu hỏi nào dùng được.", "Xem lại tệp.")
        self.refuse()

    def placed(self, faults: Iterable[Fault]) -> tuple[Fault, ...]:
        """Faults of the questionnaire, told at the places of the file."""
        parts = [part for part in self.parts if part.items]
        found = []
        for fault in faults:
            match = _PLACE_OF_ITEM.match(fault.place)
            where = parts[int(match[1])].items[int(match[2])].where if match else Where(place="tệp")
            found.append(where.fault(fault.problem, fault.remedy))
        return tuple(dict.fromkeys(found))


def _shortened(cells: Mapping[int, str]) -> str:
    """The first different values, as much as fits on a line."""
    listed = " | ".join(dict.fromkeys(cells.values()))
    return listed if len(listed) <= _SHOWN else f"{listed[:_SHOWN]}…"


def _joined(outer: Mapping[str, str], inner: Mapping[str, str]) -> dict[str, str]:
    tags = {**outer, **inner}
    return {tag: " – ".join(part for part in (outer.get(tag), inner.get(tag)) if part) for tag in tags}


def refuse_depth(gathered: Gathered, where: Where, depth: int) -> None:
    """Note a fault and stop where groups lie in groups without end."""
    if depth > _MOST_OPEN:
        gathered.fault(where, f"Nhóm lồng nhau quá {_MOST_OPEN} tầng.", "Gộp bớt các nhóm.")
        gathered.refuse()
