"""What the engine itself can say about its state."""

from sqlalchemy import Connection, text

from survey_app.models.guards import GUARDS


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
