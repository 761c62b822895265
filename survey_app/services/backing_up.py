"""One file that holds the house as it stands, made beside a running server; keys of the ballot box are not in it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection

from survey_app.db import Database, open_engine
from survey_app.platform import Platform
from survey_app.services.backup_file import PIECE, Manifest, read_manifest, write
from survey_app.services.house_state import LAST_BACKUP
from survey_app.store import ballots, database_copies, settings

STEP = 5  # so that no single answer is seen arriving


def back_up(platform: Platform, path: Path) -> Manifest:
    """Copy, pack, read back and compare; then write down when. Raises CopyError, OSError: then there is no file."""
    made_at = platform.clock.now().isoformat(timespec="minutes")
    with _copied(platform.database, path.parent) as (connection, pieces):
        manifest = Manifest(
            engine=platform.database.engine.dialect.name,
            kind=platform.kind,
            made_at=made_at,
            counts=database_copies.count_rows(connection),
            key_folder=settings.find_setting(connection, settings.KEY_FOLDER),
            waiting_at_least=ballots.count_waiting(connection) // STEP * STEP,
        )
        write(path, manifest, pieces)
    if read_manifest(path) != manifest:
        raise database_copies.CopyError(f"Tệp {path} đọc lại không giống như đã ghi.")
    with platform.database.writing() as connection:
        settings.put_setting(connection, LAST_BACKUP, made_at)
    return manifest


@contextmanager
def _copied(database: Database, folder: Path) -> Iterator[tuple[Connection, Iterator[bytes]]]:
    if not database.is_sqlite:
        with database_copies.dump_postgres(database) as dumped:
            yield dumped
        return
    with tempfile.TemporaryDirectory(dir=folder, prefix=".hailong-") as beside:
        copy = Path(beside) / "copy.db"
        database_copies.copy_sqlite(database, copy)
        with _opened(copy) as connection:
            yield connection, read_pieces(copy)


@contextmanager
def _opened(copy: Path) -> Iterator[Connection]:
    engine = open_engine(f"sqlite:///{copy}")
    try:
        with Database(engine).reading() as connection:
            yield connection
    finally:
        engine.dispose()


def read_pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece
