"""From the table that people here really have: a number, a question, and a column for each level of the scale.

In Excel or in Word, with the name of the form above and rows that are titles between the questions. Marks under the
levels, where somebody filled the table in, are not read.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forms.exchange.finishing import Imported, finish
from forms.exchange.gathering import Gathered
from forms.exchange.judging import judge
from forms.exchange.pieces import Asked, Option, Where
from forms.questionnaire import Kind
from forms.texts import FALLBACK

FORMAT = "plain_table"
_HEAD_WITHIN = 40  # rows above a table: letterhead, name of the form, how to fill it in
_LONGEST_NAME = 300
_NUMBER = re.compile(r"(?:\d{1,3}|[a-z])(?:\.\d{1,3}){0,3}[.)]?")
_TITLE_NUMBER = re.compile(r"(?:[IVX]{1,5}|[A-Z])[.)]?")
_LEADING = re.compile(r"(?:câu\s*)?\d{1,3}(?:\.\d{1,3}){0,3}\s*[.):]\s*", re.IGNORECASE)

Row = tuple[int, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the questions and the levels stand."""

    row: int  # its place among the rows
    question: int
    first: int
    levels: tuple[Option, ...]

    @property
    def number(self) -> int | None:
        """The column before the question, which numbers it."""
        return self.question - 1 if self.question > 0 else None


def find_head(rows: Sequence[Row]) -> Head | None:
    """Find the row that names the levels of a scale beside a column of questions."""
    for place, (_number, cells) in enumerate(rows[:_HEAD_WITHIN]):
        for first in range(1, len(cells)):
            levels = _levels(cells, first)
            if levels is not None:
                question = next((n for n in range(first - 1, -1, -1) if cells[n].strip()), first - 1)
                return Head(row=place, question=question, first=first, levels=levels)
    return None


def read_tables(tables: Iterable[tuple[str, Sequence[Row]]], *, name: str) -> Imported | None:
    """Read every table with a scale in its head; None where there is none."""
    gathered = Gathered(only_on_the_whole=True)
    found = 0
    for sheet, rows in tables:
        head = find_head(rows)
        if head is not None:
            found += 1
            _Table(gathered, sheet, rows, head, found).read()
        elif any(any(cells) for _, cells in rows):
            gathered.note(Where(place=sheet), "Ở đây không thấy bảng câu hỏi với thang đo nên không nhập.")
    if not found:
        return None
    return finish(gathered, format_=FORMAT, fallback_name=name.rpartition(".")[0] or name)


class _Table:
    def __init__(self, gathered: Gathered, sheet: str, rows: Sequence[Row], head: Head, number: int) -> None:
        self.gathered, self.sheet, self.rows, self.head, self.number = gathered, sheet, rows, head, number

    def read(self) -> None:
        self._take_words_above()
        self.gathered.begin_part()
        asked = 0
        for number, cells in self.rows[self.head.row + 1 :]:
            words = cells[self.head.question].strip() if self.head.question < len(cells) else ""
            mark = self._mark(cells)
            if not words and mark and not _NUMBER.fullmatch(mark):
                words, mark = mark, ""  # a title that fills the row begins in its first cell
            if not words:
                continue
            where = Where.cell(self.sheet, number, str(self.head.question + 1))
            said = self.gathered.words({FALLBACK: _LEADING.sub("", words)}, where)
            if self._is_title(mark, words):
                self.gathered.begin_part(title=self.gathered.words({FALLBACK: words}, where))
                continue
            asked += 1
            self.gathered.add(
                Asked(
                    name=f"C{self.number}_{asked}" if self.number > 1 else f"C{asked}",
                    kind=Kind.SINGLE,
                    text=said or {FALLBACK: words},
                    options=self.head.levels,
                    rated=True,
                    guessed=True,
                    where=where,
                )
            )

    def _mark(self, cells: Sequence[str]) -> str:
        at = self.head.number
        return cells[at].strip() if at is not None and at < len(cells) else ""

    def _is_title(self, mark: str, words: str) -> bool:
        """Whether a row titles what follows: numbered I, II, A, B, or in capitals without a number."""
        if mark:
            return _TITLE_NUMBER.fullmatch(mark) is not None
        roman = re.match(r"(?:[IVX]{1,5}|[A-Z])[.)]\s", words) is not None
        return roman or (words == words.upper() and any(letter.isalpha() for letter in words))

    def _take_words_above(self) -> None:
        """The longest line above in capitals, else the last, names the form; the others are told."""
        lines = [
            (number, " ".join(cell.strip() for cell in cells if cell.strip()))
            for number, cells in self.rows[: self.head.row]
        ]
        lines = [(number, words) for number, words in lines if words]
        loud = [line for line in lines if line[1] == line[1].upper()]
        chosen = max(loud or lines[-1:], key=lambda line: len(line[1]), default=None)
        for line in lines:
            where = Where.cell(self.sheet, line[0], "1")
            if line is chosen and not self.gathered.name:
                self.gathered.name = self.gathered.words({FALLBACK: line[1][:_LONGEST_NAME]}, where)
                self.gathered.note(where, f"Lấy làm tên phiếu: {line[1][:_LONGEST_NAME]}")
            else:
                self.gathered.note(where, f"Lời phía trên bảng không nhập: {line[1][:_LONGEST_NAME]}")


def _levels(cells: Sequence[str], first: int) -> tuple[Option, ...] | None:
    """The levels that stand in a row of cells from one on, up to the first empty cell."""
    labels: list[str] = []
    for cell in cells[first:]:
        if not cell.strip():
            break
        labels.append(" ".join(cell.split()))
    for count in range(len(labels), 2, -1):  # a column for remarks may follow
        judged = judge(
            [Option(name=f"m{n}", label={FALLBACK: label}) for n, label in enumerate(labels[:count])]
        )
        if judged is not None:
            return tuple(
                Option(
                    name="NA" if each.score is None else f"{each.score:g}",
                    label=each.label,
                    score=each.score,
                    satisfied=each.satisfied,
                    not_applicable=each.not_applicable,
                )
                for each in judged
            )
    return None
