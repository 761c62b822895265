from sqlalchemy import Connection, delete, insert, select

from survey_app.models import Setting


def find_setting(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(Setting.value).where(Setting.name == name))


def add_setting(connection: Connection, name: str, value: str) -> None:
    connection.execute(insert(Setting).values(name=name, value=value))


def put_setting(connection: Connection, name: str, value: str) -> None:
    """Set what may change over time; nothing depends on there having been a row."""
    connection.execute(delete(Setting).where(Setting.name == name))
    add_setting(connection, name, value)
