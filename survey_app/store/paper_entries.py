"""Sheets of paper: which have been typed once, which twice."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from survey_app.models import PaperEntry

STEP = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    sheet: int
    first_by: str
    first_content: bytes | None
    second_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How many sheets of a counter wait for their second typing, and how many are in the box."""

    waiting: int = 0
    done: int = 0

    @property
    def done_at_least(self) -> int:
        """In steps of five: whoever types a sheet does not see it arrive."""
        return self.done // STEP * STEP


_COLUMNS = tuple(getattr(PaperEntry, name) for name in SheetRow.__dataclass_fields__)


def count_sheets(connection: Connection, *, version_id: int) -> dict[int, Progress]:
    """By counter."""
    query = (
        select(PaperEntry.counter_id, func.count(PaperEntry.first_content), func.count(PaperEntry.second_by))
        .where(PaperEntry.version_id == version_id)
        .group_by(PaperEntry.counter_id)
    )
    return {
        counter_id: Progress(waiting=int(waiting), done=int(done))
        for counter_id, waiting, done in connection.execute(query)
    }


def list_waiting(connection: Connection, *, counter_id: int, version_id: int) -> list[SheetRow]:
    query = select(*_COLUMNS).where(*_box(counter_id, version_id), PaperEntry.second_by.is_(None))
    return [SheetRow(**row) for row in connection.execute(query.order_by(PaperEntry.sheet)).mappings()]


def find_sheet(connection: Connection, *, counter_id: int, version_id: int, sheet: int) -> SheetRow | None:
    query = select(*_COLUMNS).where(*_box(counter_id, version_id), PaperEntry.sheet == sheet)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else SheetRow(**row)


def add_sheet(
    connection: Connection, *, counter_id: int, version_id: int, sheet: int, by: str, content: bytes
) -> None:
    connection.execute(
        insert(PaperEntry).values(
            counter_id=counter_id, version_id=version_id, sheet=sheet, first_by=by, first_content=content
        )
    )


def forget_sheet(connection: Connection, *, counter_id: int, version_id: int, sheet: int) -> None:
    connection.execute(delete(PaperEntry).where(*_box(counter_id, version_id), PaperEntry.sheet == sheet))


def finish_sheet(connection: Connection, *, counter_id: int, version_id: int, sheet: int, by: str) -> None:
    """Forget what was typed first."""
    connection.execute(
        update(PaperEntry)
        .where(*_box(counter_id, version_id), PaperEntry.sheet == sheet)
        .values(first_content=None, second_by=by)
    )


def _box(counter_id: int, version_id: int) -> tuple[ColumnElement[bool], ...]:
    return PaperEntry.counter_id == counter_id, PaperEntry.version_id == version_id
