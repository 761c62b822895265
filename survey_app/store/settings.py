from sqlalchemy import Connection, insert, select

from survey_app.models import Setting
from survey_app.store.upserts import put_rows

KEY_FOLDER = "key_folder"  # the name by which the house knows the folder of its keys


_MARK = "mark_of_"  # then the name of a lasting secret


def find_setting(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(Setting.value).where(Setting.name == name))


def add_setting(connection: Connection, name: str, value: str) -> None:
    connection.execute(insert(Setting).values(name=name, value=value))


def put_setting(connection: Connection, name: str, value: str) -> None:
    """Set what may change over time, whether it was set before or not."""
    put_rows(connection, Setting, [{"name": name, "value": value}], key="name")


def find_marks(connection: Connection) -> dict[str, str]:
    """The marks of the house's lasting secrets by their names."""
    query = select(Setting.name, Setting.value).where(Setting.name.startswith(_MARK, autoescape=True))
    return {name.removeprefix(_MARK): value for name, value in connection.execute(query)}


def put_mark(connection: Connection, name: str, mark: str) -> None:
    put_setting(connection, _MARK + name, mark)
