"""What the engine itself can say about its state."""

from sqlalchemy import Connection, and_, or_, select, text
from sqlalchemy.orm import aliased

from survey_app.models import Unit
from survey_app.models.guards import GUARDS
from survey_app.rows import nests


def list_broken_rules(connection: Connection) -> list[str]:
    """Missing triggers, broken references, a damaged file."""
    return _missing_guards(connection) + (_sqlite_faults(connection) if _is_sqlite(connection) else [])


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _missing_guards(connection: Connection) -> list[str]:
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not _is_sqlite(connection):
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    present = set(connection.scalars(text(names)))
    return [
        f"thiếu quy tắc {guard.name} của bảng {guard.table}"
        for guard in GUARDS
        if not any(name.startswith(guard.name) for name in present)
    ]


def _sqlite_faults(connection: Connection) -> list[str]:
    faults = []
    state = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
    if state != "ok":
        faults.append(f"tệp dữ liệu hỏng: {state}")
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        faults.append(f"{len(orphans)} dòng trỏ tới dòng không có")
    return faults


def list_torn_branches(connection: Connection) -> list[str]:
    """Units that on some day stand below one that does not, or below one of a level where they do not belong."""
    child, above = aliased(Unit), aliased(Unit)
    outlives = and_(
        above.valid_to.is_not(None), or_(child.valid_to.is_(None), child.valid_to > above.valid_to)
    )
    torn = or_(child.valid_from < above.valid_from, outlives)
    query = (
        select(child.code, above.code, child.level, above.level, torn)
        .join(above, child.parent_id == above.id)
        .order_by(child.id)
    )
    return [
        f"{code} dưới {parent}"
        for code, parent, level, level_above, is_torn in connection.execute(query)
        if is_torn or not nests(level, level_above)
    ]
