"""Each key folder belongs to one house: a name stands in the database and in the folder, and they must agree.

Without it a folder that was lost or exchanged goes unnoticed while answers are thanked for, and two folders beside one
database leave half of them unread.
"""

import secrets

from sqlalchemy import Connection

from survey_app import key_folder
from survey_app.config import Config, ConfigError
from survey_app.key_folder import KeyFolderError
from survey_app.store import settings


def bind(connection: Connection, config: Config, *, kind: str, fresh: bool) -> None:
    """Give a house without one its name, in the database and in the folder. Raises ConfigError with a sentence."""
    name = settings.find_setting(connection, settings.KEY_FOLDER)
    if name is not None:
        _check(config, name)
        return
    if fresh and kind == "production":
        refuse_inside(config)
    folder = config.key_folder
    if key_folder.read_name(folder) is not None and key_folder.key_files(folder):
        _take_over(config, kind=kind, fresh=fresh)
    try:
        settings.add_setting(connection, settings.KEY_FOLDER, put_name(config))
    except OSError as error:
        raise ConfigError(
            f"Không ghi được thư mục khóa {folder} ({error.strerror}). Hãy đặt HAILONG_KEYS sang một thư mục khác, "
            "ngoài thư mục dữ liệu."
        ) from error


def refuse_inside(config: Config) -> None:
    """A copy of the data must not hold the keys: with both, every answer of a half-day lies in order of arrival."""
    if config.keys_lie_inside:
        raise ConfigError(
            f"Thư mục khóa {config.key_folder} nằm trong thư mục dữ liệu {config.home}: ai sao chép dữ liệu sẽ có cả "
            "khóa. Hãy đặt HAILONG_KEYS sang một thư mục ngoài thư mục dữ liệu."
        )


def put_name(config: Config) -> str:
    name = secrets.token_hex(16)
    key_folder.make_private(config.key_folder)
    key_folder.write_name(config.key_folder, name)
    return name


def _take_over(config: Config, *, kind: str, fresh: bool) -> None:
    """A demo begun anew at the same place takes the folder of the one before; a real house takes nobody's."""
    if kind == "production" or not fresh:
        raise ConfigError(
            f"Thư mục khóa {config.key_folder} thuộc về một hệ thống khác. Hãy đặt HAILONG_KEYS sang thư mục khác; "
            "nếu hệ thống ấy đã bỏ hẳn, hãy xóa thư mục này trước."
        )
    stale = {half_day for half_day, _ in key_folder.key_files(config.key_folder)}
    key_folder.destroy(config.key_folder, -1, also=stale)


def _check(config: Config, name: str) -> None:
    try:
        key_folder.check(config.key_folder, name)
    except KeyFolderError as error:
        raise ConfigError(str(error)) from error
