"""The file of a backup: what it is, the packed database, and a fingerprint of every byte before it.

The mark of the kind, a line; the manifest as JSON, a line; the packed database; SHA-256 of all before it.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

MAGIC = b"HAILONG-BACKUP 1\n"
LONGEST_MANIFEST = 1_000_000
PIECE = 1 << 20
DIGEST = hashlib.sha256().digest_size


class BackupFileError(ValueError):
    """Not a backup, or not a whole one; the text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """`counts`: rows of each table, to be compared after a restore. `waiting_at_least`: answers in boxes, in fives."""

    engine: str
    kind: str
    made_at: str
    counts: dict[str, int]
    waiting_at_least: int
    key_folder: str | None  # the name of the folder whose keys open what waits


def write(path: Path, manifest: Manifest, pieces: Iterable[bytes]) -> None:
    """Write the file under another name, whole and on the disk, then give it its own; readable by its owner alone."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        digest, packer = hashlib.sha256(), zlib.compressobj(1)
        head = MAGIC + json.dumps(asdict(manifest), sort_keys=True).encode() + b"\n"
        with os.fdopen(descriptor, "wb") as file:

            def put(piece: bytes) -> None:
                digest.update(piece)
                file.write(piece)

            put(head)
            for piece in pieces:
                put(packer.compress(piece))
            put(packer.flush())
            file.write(digest.digest())
            file.flush()
            os.fsync(file.fileno())
        read_manifest(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def read_manifest(path: Path) -> Manifest:
    """Look at every byte of the file. Raises BackupFileError."""
    with path.open("rb") as file:
        if file.read(len(MAGIC)) != MAGIC:
            raise BackupFileError(f"{path} không phải là tệp sao lưu của Hài Lòng.")
        file.seek(0)
        digest, left = hashlib.sha256(), path.stat().st_size - DIGEST
        while left > 0 and (piece := file.read(min(PIECE, left))):
            digest.update(piece)
            left -= len(piece)
        if left or file.read() != digest.digest():
            raise BackupFileError(f"Tệp sao lưu {path} bị cắt hoặc bị thay đổi; không khôi phục từ tệp này.")
        file.seek(len(MAGIC))
        return Manifest(**json.loads(file.readline(LONGEST_MANIFEST)))


def unpack(path: Path) -> Iterator[bytes]:
    """The database, piece by piece; the file was looked at before."""
    unpacker = zlib.decompressobj()
    with path.open("rb") as file:
        file.seek(len(MAGIC))
        file.readline(LONGEST_MANIFEST)
        left = path.stat().st_size - DIGEST - file.tell()
        while left > 0 and (piece := file.read(min(PIECE, left))):
            left -= len(piece)
            yield unpacker.decompress(piece)
        yield unpacker.flush()
