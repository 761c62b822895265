"""Bringing a key folder to another place, and beginning a new one where the old is lost."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from survey_app import key_folder
from survey_app.box_keys import BoxKeys, UnreadableBallotError
from survey_app.config import Config
from survey_app.db import Database
from survey_app.services import key_binding, locking
from survey_app.store import ballots, settings


class KeyMoveError(ValueError):
    """It cannot be done like this; the text is a sentence. Nothing was changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """`left`: what does not belong to the old folder and was not touched."""

    target: Path
    left: tuple[str, ...]


def move(database: Database, config: Config, *, target: Path) -> Moved:
    """Copy, try every waiting answer on the copy, then destroy the original; a move that broke off is finished.

    Raises KeyMoveError, also where a server runs: it would go on under keys that are about to be destroyed.
    """
    folder, target = config.key_folder, target.resolve()
    name = _name(database)
    if target.is_relative_to(config.home) or target == folder.resolve():
        raise KeyMoveError(
            f"{target} nằm trong thư mục dữ liệu hoặc chính là thư mục khóa hiện nay. Hãy chọn thư mục khác."
        )
    found = key_folder.read_name(target)
    if found not in (None, name) or (found is None and target.exists() and any(target.iterdir())):
        raise KeyMoveError(f"Thư mục {target} đã có tệp khác. Hãy chọn một thư mục trống.")
    if name not in (key_folder.read_name(folder), found):
        raise KeyMoveError(f"Không thấy thư mục khóa của hệ thống này ở {folder}.")
    with _alone(folder), _alone(target):
        before = count_unread(database, folder, target)
        key_folder.copy(folder, target)
        if count_unread(database, target) > before:
            raise KeyMoveError(
                f"Bản chép ở {target} không mở được các phiếu đang chờ; thư mục cũ vẫn nguyên."
            )
        return Moved(target=target, left=tuple(key_folder.remove(folder)) if folder.exists() else ())


def renew(database: Database, config: Config) -> int:
    """Begin a new key folder, or lasting secrets, where the old are lost for good; how many waiting answers stay unread.

    They stay in the database: should the old keys turn up, put into the new folder they open them. Raises KeyMoveError.
    """
    folder, name = config.key_folder, _name(database)
    found = key_folder.read_name(folder)
    lost = locking.list_lost(database, config)
    if found == name and not lost:
        raise KeyMoveError(f"Thư mục khóa {folder} vẫn là của hệ thống này và dùng được; không cần tạo mới.")
    if found not in (None, name):
        raise KeyMoveError(
            f"Thư mục {folder} là của một hệ thống khác. Hãy đặt HAILONG_KEYS sang thư mục khác."
        )
    with database.writing() as connection:
        if found is None:
            settings.put_setting(connection, settings.KEY_FOLDER, key_binding.put_name(config))
        locking.renew(connection, config, lost)
    return count_unread(database, folder)


def _name(database: Database) -> str:
    with database.reading() as connection:
        name = settings.find_setting(connection, settings.KEY_FOLDER)
    if name is None:
        raise KeyMoveError("Hệ thống này chưa gắn với thư mục khóa nào. Hãy chạy «hailong init» trước.")
    return name


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    try:
        held = key_folder.hold(folder, alone=True)
    except BlockingIOError as error:
        raise KeyMoveError(
            f"Máy chủ hoặc một lệnh khác đang dùng {folder}. Hãy dừng «hailong serve» rồi chạy lại lệnh này."
        ) from error
    try:
        yield
    finally:
        if held is not None:
            os.close(held)


def count_unread(database: Database, *folders: Path) -> int:
    """How many waiting answers none of these folders opens."""
    readers = [BoxKeys(folder) for folder in folders]
    with database.reading() as connection:
        return sum(
            not any(_opens(reader, half_day, content) for reader in readers)
            for half_day, content in ballots.list_contents(connection)
        )


def _opens(keys: BoxKeys, half_day: int, content: bytes) -> bool:
    try:
        keys.decrypt(half_day, content)
    except UnreadableBallotError:
        return False
    return True
