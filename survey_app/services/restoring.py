"""Bringing a house back from its backup, into an empty place; what cannot be read any more is told."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from survey_app import key_folder
from survey_app.config import SECRET_FILE, Config
from survey_app.db import Database, open_engine
from survey_app.key_folder import LASTING, make_private
from survey_app.private_files import tighten
from survey_app.services import key_binding
from survey_app.services.backup_file import Manifest, read_manifest, unpack
from survey_app.services.key_moving import count_unread
from survey_app.services.sealed_secrets import Secrets
from survey_app.services.setting_up import migrate
from survey_app.store import database_copies, settings


class RestoreRefusedError(ValueError):
    """It is not done, and nothing was changed; the text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """`unread`: answers that waited when the backup was made and whose half-day keys are gone."""

    manifest: Manifest
    unread: int


def restore(config: Config, path: Path, *, found: Secrets | None, without_secret: bool = False) -> Restored:
    """Raises RestoreRefusedError, BackupFileError, CopyError."""
    manifest = read_manifest(path)
    _refuse(config, manifest, found=found, without_secret=without_secret)
    make_private(config.home)
    if manifest.engine == "sqlite":
        _restore_sqlite(config, path, manifest)
    else:
        _restore_postgres(config, path, manifest)
    if found is not None:
        _put_secrets(config, found)
    migrate(config.database_url)
    engine = open_engine(config.database_url)
    try:
        _bind(Database(engine), config)
        return Restored(manifest=manifest, unread=count_unread(Database(engine), config.key_folder))
    finally:
        engine.dispose()
        tighten(config)


def _refuse(config: Config, manifest: Manifest, *, found: Secrets | None, without_secret: bool) -> None:
    engine = config.database_url.partition(":")[0].partition("+")[0]
    if engine != manifest.engine:
        raise RestoreRefusedError(
            f"Bản sao lưu này của {manifest.engine}, còn HAILONG_DATABASE_URL chỉ {engine}. Hãy đặt lại cho cùng loại."
        )
    if manifest.kind == "production":
        key_binding.refuse_inside(config)
    if config.secret_key is None and found is None and not without_secret:
        raise RestoreRefusedError(
            "Chưa có khóa bí mật của máy chủ. Hãy thêm --keys TỆP (tệp do «hailong backup --keys-to» ghi), hoặc đặt lại "
            "secret.key. Nếu đã mất hẳn, thêm --without-keys: mọi mật khẩu phải đặt lại và biên nhận cũ không đối "
            "chiếu được."
        )
    if config.secret_key is not None and found is not None and config.secret_key != found.server:
        raise RestoreRefusedError(
            "Khóa bí mật đang có khác với khóa trong tệp --keys. Hãy bỏ bớt một trong hai."
        )
    stands = key_folder.read_name(config.key_folder)
    if stands not in (None, manifest.key_folder) and key_folder.key_files(config.key_folder):
        raise RestoreRefusedError(
            f"Thư mục khóa {config.key_folder} thuộc về một hệ thống khác. Hãy đặt HAILONG_KEYS sang thư mục khác."
        )
    if not _is_empty(config):
        raise RestoreRefusedError(
            "Nơi khôi phục đã có dữ liệu. Hãy chọn một thư mục hoặc cơ sở dữ liệu trống."
        )


def _is_empty(config: Config) -> bool:
    if config.database_url.startswith("sqlite"):
        return not _file(config).exists()
    engine = open_engine(config.database_url)
    try:
        with Database(engine).reading() as connection:
            return database_copies.is_empty(connection)
    finally:
        engine.dispose()


def _file(config: Config) -> Path:
    return Path(config.database_url.removeprefix("sqlite:///"))


def _restore_sqlite(config: Config, path: Path, manifest: Manifest) -> None:
    file = _file(config)
    make_private(file.parent) if file.parent == config.home else file.parent.mkdir(
        parents=True, exist_ok=True
    )
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".hailong-") as beside:
        copy = Path(beside) / "copy.db"
        _unpack(path, copy)
        database_copies.check_sqlite(copy)
        _compare(f"sqlite:///{copy}", manifest)
        copy.replace(file)


def _restore_postgres(config: Config, path: Path, manifest: Manifest) -> None:
    engine = open_engine(config.database_url)
    try:
        with tempfile.TemporaryDirectory(dir=config.home, prefix=".hailong-") as beside:
            dump = Path(beside) / "dump"
            _unpack(path, dump)
            database_copies.restore_postgres(engine.url, dump)
        try:
            _compare(config.database_url, manifest)
        except database_copies.CopyError:
            database_copies.forget_everything(engine)
            raise
    finally:
        engine.dispose()


def _unpack(path: Path, target: Path) -> None:
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        for piece in unpack(path):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _compare(database_url: str, manifest: Manifest) -> None:
    engine = open_engine(database_url)
    try:
        with Database(engine).reading() as connection:
            differing = database_copies.count_rows(connection).items() ^ manifest.counts.items()
    finally:
        engine.dispose()
    if differing:
        tables = ", ".join(sorted({name for name, _ in differing}))
        raise database_copies.CopyError(f"Số dòng khôi phục không khớp với bản sao lưu ở bảng: {tables}.")


def _put_secrets(config: Config, found: Secrets) -> None:
    files = {config.home / SECRET_FILE: f"{found.server}\n".encode()}
    files |= {config.key_folder / LASTING / Path(name).name: raw for name, raw in found.lasting.items()}
    for path, content in files.items():
        if not path.exists():
            make_private(path.parent)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())


def _bind(database: Database, config: Config) -> None:
    """The key folder that stands here stays, where it is this house's; else a new one begins."""
    with database.writing() as connection:
        name = settings.find_setting(connection, settings.KEY_FOLDER)
        if name is None or key_folder.read_name(config.key_folder) != name:
            settings.put_setting(connection, settings.KEY_FOLDER, key_binding.put_name(config))
