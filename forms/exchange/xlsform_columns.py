"""The columns of an XLSForm under their standard names, whatever the file calls them, and the texts by language."""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from forms.exchange.cell_text import Odd, plain_of
from forms.exchange.gathering import Gathered
from forms.exchange.languages import tag_of
from forms.exchange.pieces import Where
from forms.exchange.sheets import Sheet
from forms.faults import QuestionnaireError

_SHOWN = 200
_WRAPPERS = {"bind", "control", "body", "instance", "jr"}
SAME_NAMES = {
    "caption": "label",
    "relevance": "relevant",
    "command": "type",
    "tag": "name",
    "list name": "list_name",
    "read_only": "readonly",
    "constraintmsg": "constraint_message",
    "constraining_message": "constraint_message",
    "requiredmsg": "required_message",
    "calculate": "calculation",
    "form title": "form_title",
    "set form title": "form_title",
    "set_form_title": "form_title",
    "title": "form_title",
    "set form id": "form_id",
    "set_form_id": "form_id",
    "id_string": "form_id",
    "default language": "default_language",
}
_OLD_NAMES = {"value": "name", "list": "list_name"}
_TRANSLATED = {"label", "hint", "guidance_hint", "constraint_message", "required_message"}


@dataclass(slots=True)
class Row:
    """One row: cells by standard name, texts by standard name and language, and what is neither."""

    sheet: str
    number: int
    headings: Mapping[str, str]
    cells: dict[str, str] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    rest: dict[str, str] = field(default_factory=dict)
    odd: dict[str, Odd] = field(default_factory=dict)  # cells with something to say, by heading

    def where(self, column: str) -> Where:
        """The place of a cell under the heading that the file gives it."""
        return Where.cell(self.sheet, self.number, self.headings.get(column, column))

    @property
    def is_empty(self) -> bool:
        return not (self.cells or self.texts or self.rest)

    def tell_odd(self, gathered: Gathered, *, read: Container[str]) -> None:
        """Say what is odd about the cells that are read here; a formula without a value is a fault there alone."""
        for heading, cell in self.odd.items():
            if column_of(heading, _OLD_NAMES)[0] not in read:
                continue
            where = Where.cell(self.sheet, self.number, heading)
            if cell.lacks:
                gathered.fault(where, cell.note, "Mở tệp bằng Excel rồi lưu lại, hoặc dán thành giá trị.")
            else:
                gathered.note(where, cell.note)

    def note_rest(self, gathered: Gathered, *, read: Iterable[str]) -> None:
        """Note every cell that nobody read."""
        known = set(read)
        for key, value in self.cells.items():
            if key not in known:
                gathered.note_unread(self.where(key), value)
        for key, texts in self.texts.items():
            if key not in known:
                gathered.note_unread(self.where(key), " / ".join(texts.values()))
        for heading, value in self.rest.items():
            gathered.note_unread(Where.cell(self.sheet, self.number, heading), value)


def rows_of(sheet: Sheet, gathered: Gathered, *, language: str, is_choices: bool = False) -> Iterator[Row]:
    """Go through a sheet; ``language`` is that of a text in a column that names none."""
    columns = {heading: column_of(heading, _OLD_NAMES if is_choices else {}) for heading in sheet.headings}
    headings = {base: heading for heading, (base, _tag) in reversed(columns.items())}
    for number, values in sheet.rows:
        row = Row(sheet.name, number, headings)
        row.odd = {
            heading: value for heading, value in values.items() if isinstance(value, Odd) and value.note
        }
        for heading, value in values.items():
            base, named = columns[heading]
            if base in _TRANSLATED:
                tag = tag_of(named) if named else language
                if tag in row.texts.setdefault(base, {}):
                    where = Where.cell(sheet.name, number, heading)
                    gathered.note(where, f"Đã có lời “{tag}” ở cột khác, không dùng: {value[:_SHOWN]}")
                else:
                    row.texts[base][tag] = value
            elif named or base in row.cells:
                row.rest[heading] = value
            else:
                row.cells[base] = plain_of(value)
        yield row


def column_of(heading: str, same: Mapping[str, str]) -> tuple[str, str]:
    """Give the standard name of a column and the language it carries, if any.

    >>> column_of("bind::relevant", {}), column_of("Label::English (en)", {})
    (('relevant', ''), ('label', 'English (en)'))
    """
    parts = [part.strip() for part in re.split(r"::?", heading)]
    inner = next((n for n, part in enumerate(parts) if part.lower() not in _WRAPPERS), len(parts) - 1)
    parts = parts[inner:]
    base = " ".join(parts[0].lower().split())
    if base == "media" and len(parts) > 1:
        return f"media {parts[1].lower()}", ""
    base = same.get(base, SAME_NAMES.get(base, base))
    return base, parts[1] if len(parts) > 1 else ""


def names_types(rows: Sequence[tuple[int, Sequence[str]]]) -> bool:
    """Whether a sheet has a column of types."""
    head = next((cells for _, cells in rows if any(cells)), ())
    return any(column_of(" ".join(cell.split()), {})[0] == "type" for cell in head)


def no_types(sheet: Sheet) -> QuestionnaireError:
    gathered = Gathered()
    gathered.fault(
        Where.cell(sheet.name, 1, "type"), "Trang này không có cột type.", "Thêm tên cột ở dòng đầu."
    )
    return QuestionnaireError(gathered.faults.told())
