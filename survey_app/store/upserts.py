"""Setting rows whether they exist or not, also when two people do it at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite

from survey_app.models import Base


def put_rows(
    connection: Connection, model: type[Base], rows: Sequence[Mapping[str, Any]], *, key: str
) -> None:
    """Insert the rows; where the key stands already, the other columns take the new values."""
    if not rows:
        return
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    statement = insert(model)
    changed = {name: statement.excluded[name] for name in rows[0] if name != key}
    connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=changed), rows)
