"""Words that people wrote, under lock: what is read here nobody can read before a service opens it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert

from survey_app.models import WrittenText


class LockedWords(NamedTuple):
    """A content and the place its lock is bound to."""

    content: bytes
    place: bytes


def add_texts(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """In the order of their random ids."""
    if rows:
        connection.execute(insert(WrittenText), sorted(rows, key=lambda row: row["id"]))


def place_of_text(row: Mapping[str, Any]) -> bytes:
    """What the lock on a text is bound to."""
    row_id: bytes = row["id"]
    return f"text {row['unit_id']} {row['month']} {row['version_id']} {row['item']} ".encode() + row_id
