"""The disk under a house, as a thief of every file reads it: what still lies there, and in which order."""

import mmap
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import text
from support.postgres_cluster import PostgresCluster

from survey_app.box_keys import NONCE_BYTES
from survey_app.db import Database
from survey_app.submission import Submission

PREFIX = 48  # bytes by which a content is found again on a disk; twelve of them are its random nonce


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """Every file of the database as it lies there: file and log of SQLite, the data folder of PostgreSQL."""

    folder: Path
    pattern: str
    since: float  # a file untouched since then holds nothing of this test

    def files(self) -> Iterator[Path]:
        for path in self.folder.glob(self.pattern):
            if path.is_file() and path.stat().st_size and path.stat().st_mtime >= self.since:
                yield path

    def copy_to(self, target: Path) -> "Disk":
        for path in self.files():
            (target / path.relative_to(self.folder)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / path.relative_to(self.folder))
        return replace(self, folder=target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Thief:
    """Knows the contents of the box when it was full, and looks where they still lie and which key opens them."""

    contents: tuple[bytes, ...]

    def read(self, disk: Disk, key_folder: Path) -> list[list[str]]:
        """What is readable in each file, in the order in which it lies there."""
        keys = [path.read_bytes() for path in key_folder.glob("*.key")]
        readings = [
            [found for content in lying for found in self._open(content, keys)] for lying in self.find(disk)
        ]
        return [reading for reading in readings if reading]

    def find(self, disk: Disk) -> list[list[bytes]]:
        """The contents that still lie in each file, readable or not."""
        needles = {content[:PREFIX]: content for content in self.contents}
        return [list(places(path, needles)) for path in disk.files()]

    def _open(self, content: bytes, keys: Iterable[bytes]) -> Iterator[str]:
        for key in keys:
            try:
                plain = AESGCM(key).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None)
            except InvalidTag:
                continue
            yield Submission.from_bytes(plain.rstrip()).texts["Q5"]
        if content[:PREFIX].isascii():  # a box in clear
            yield Submission.from_bytes(content).texts["Q5"]


def places(path: Path, needles: dict[bytes, bytes]) -> dict[bytes, int]:
    """Those of the things sought that lie in a file and where each lies first, in the order of the places."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as memory:
        found = {memory.find(needle): thing for needle, thing in needles.items()}
    return {found[place]: place for place in sorted(found) if place >= 0}


def flush(database: Database) -> None:
    """Bring what PostgreSQL holds in memory to its disk, for a thief to find."""
    if not database.is_sqlite:
        autocommit = database.engine.execution_options(isolation_level="AUTOCOMMIT")
        with autocommit.connect() as connection:
            connection.execute(text("CHECKPOINT"))


def disk_under(database: Database, cluster: PostgresCluster | None, *, since: float) -> Disk:
    """The disk of a house; PostgreSQL's is that of the whole cluster."""
    if database.is_sqlite:
        file = Path(str(database.engine.url.database))
        return Disk(folder=file.parent, pattern=f"{file.name}*", since=since)
    if cluster is None:
        pytest.skip("the disk of a server that somebody else runs is not read")
    return Disk(folder=cluster.folder / "data", pattern="**/*", since=since)
