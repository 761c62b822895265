"""What every service stands on: settings, clock, database, keys, intake. Opened once for each process."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from survey_app import clock as calendar
from survey_app.box_keys import BoxKeys
from survey_app.clock import Clock, ShiftedClock, SystemClock
from survey_app.config import Config, ConfigError
from survey_app.db import Database, open_engine
from survey_app.disk_reserve import MEGABYTE, DiskReserve
from survey_app.form_keys import FormKeys
from survey_app.kept import Kept
from survey_app.key_folder import KeyFolderError
from survey_app.lasting_keys import open_keys
from survey_app.questionnaires import Questionnaires
from survey_app.store.ballots import count_waiting_bytes
from survey_app.store.intake import Intake, open_intake
from survey_app.store.settings import KEY_FOLDER, find_marks, find_setting
from survey_app.vault import Vault

Kind = Literal["production", "demo", "test"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    config: Config
    kind: str
    clock: Clock
    database: Database
    form_keys: FormKeys
    box_keys: BoxKeys
    vault: Vault
    intake: Intake
    questionnaires: Questionnaires
    disk: DiskReserve
    kept: Kept = field(default_factory=Kept)

    @property
    def is_demo(self) -> bool:
        return self.kind == "demo"

    @property
    def half_day(self) -> int:
        return calendar.half_day_of(self.clock.now())

    @property
    def today(self) -> date:
        return self.clock.now().date()

    def close(self) -> None:
        self.intake.close()
        self.box_keys.release()
        self.database.engine.dispose()


def open_platform(
    config: Config, *, engine: Engine | None = None, clock: Clock | None = None, kind: str | None = None
) -> Platform:
    """Open the house. Raises ConfigError with a sentence where it may not be opened like this.

    Who knows the kind of the house already gives it: then nothing is read, and the database may be away for now.
    """
    secret = config.require_secret()
    database = Database(engine or open_engine(config.database_url))
    box_keys = BoxKeys(config.key_folder, lambda: _key_folder_name(database))
    try:
        kind, marks = (kind, None) if kind else _facts(database)
        _check_clock(config, kind)
        vault = Vault(open_keys(config.key_folder, marks))
        box_keys.hold()
    except (ConfigError, KeyFolderError) as error:
        database.engine.dispose()
        raise ConfigError(str(error)) from error
    return Platform(
        config=config,
        kind=kind,
        clock=clock or (ShiftedClock(config.clock) if config.clock else SystemClock()),
        database=database,
        form_keys=FormKeys(secret),
        box_keys=box_keys,
        vault=vault,
        intake=open_intake(database.engine),
        questionnaires=Questionnaires(),
        disk=_disk_reserve(config, database),
    )


@contextmanager
def opened(config: Config, *, clock: Clock | None = None) -> Iterator[Platform]:
    platform = open_platform(config, clock=clock)
    try:
        yield platform
    finally:
        platform.close()


def _disk_reserve(config: Config, database: Database) -> DiskReserve:
    def waiting_bytes() -> int:
        with database.reading() as connection:
            return count_waiting_bytes(connection)

    own = (Path(str(database.engine.url.database)).parent,) if database.is_sqlite else ()
    return DiskReserve(
        folders=(*own, *config.disk_watch),
        keys=config.key_folder,
        fixed=None if config.disk_reserve is None else config.disk_reserve * MEGABYTE,
        measure=waiting_bytes,
    )


def _check_clock(config: Config, kind: str) -> None:
    if config.clock is not None and kind == "production":
        raise ConfigError(
            "HAILONG_CLOCK chỉ dùng được với cơ sở dữ liệu dùng thử (demo) hoặc kiểm thử (test)."
        )


def _key_folder_name(database: Database) -> str | None:
    with database.reading() as connection:
        return find_setting(connection, KEY_FOLDER)


def _facts(database: Database) -> tuple[str, dict[str, str]]:
    """What the house is, and the marks of its lasting secrets."""
    # Connecting to a missing SQLite file would make an empty one.
    path = database.engine.url.database
    missing = database.is_sqlite and not (path and os.path.exists(path))  # noqa: PTH110  # a plain question
    kind, marks = None, dict[str, str]()
    if not missing:
        try:
            with database.reading() as connection:
                kind, marks = find_setting(connection, "kind"), find_marks(connection)
        except DBAPIError as error:
            raise ConfigError(
                f"Không mở được cơ sở dữ liệu, hoặc chưa chạy «hailong init»: {error.orig}"
            ) from error
    if kind is None:
        raise ConfigError(
            "Cơ sở dữ liệu chưa được khởi tạo. Hãy chạy «hailong init» (hoặc «hailong demo») trước."
        )
    if not marks:
        raise ConfigError("Hệ thống này có từ bản trước. Hãy chạy «hailong init» để nâng cấp.")
    return kind, marks
