"""What imported files had and questionnaires here have not."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from survey_app.models import ImportNote


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportNoteRow:
    code: str
    file: str
    place: str
    words: str
    at: int


_COLUMNS = tuple(getattr(ImportNote, name) for name in ImportNoteRow.__dataclass_fields__)


def add_notes(
    connection: Connection, *, code: str, file: str, at: int, notes: Iterable[tuple[str, str]]
) -> None:
    """Keep notes as pairs of place and words."""
    rows = [
        {"code": code, "file": file[:120], "place": place[:160], "words": words, "at": at}
        for place, words in notes
    ]
    if rows:
        connection.execute(insert(ImportNote), rows)


def list_notes(connection: Connection, code: str) -> list[ImportNoteRow]:
    """The newest file first, its notes in their order."""
    query = (
        select(*_COLUMNS)
        .where(ImportNote.code == code)
        .order_by(ImportNote.at.desc(), ImportNote.file, ImportNote.id)
    )
    return [ImportNoteRow(**row) for row in connection.execute(query).mappings()]
