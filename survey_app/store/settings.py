from sqlalchemy import Connection, insert, select

from survey_app.models import Setting


def find_setting(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(Setting.value).where(Setting.name == name))


def add_setting(connection: Connection, name: str, value: str) -> None:
    connection.execute(insert(Setting).values(name=name, value=value))
