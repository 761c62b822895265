"""Secrets that stay as long as the house: what the database holds under them is nobody's without them.

They lie in the key folder, outside the database and the data folder. The database keeps a mark of each (a hash), so that
one that was lost or exchanged is told at the start and never made anew in silence.
"""

import hmac
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from survey_app.config import ConfigError

FOLDER = "lasting"  # in the key folder
RECEIPTS, TEXTS = NAMES = ("receipts", "texts")
KEY_BYTES = 32


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class LastingKeys:
    receipts: bytes
    texts: bytes


def make(key_folder: Path, name: str) -> bytes:
    """The secret of this name; where there is none, one that lies whole on the disk before anybody can use it."""
    folder = key_folder / FOLDER
    path = folder / f"{name}.key"
    if not path.exists():
        key_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(exist_ok=True, mode=0o700)
        _put(path)
    return read(key_folder, name)


def read(key_folder: Path, name: str) -> bytes:
    """Raises ConfigError with a sentence where the secret is away or damaged."""
    path = key_folder / FOLDER / f"{name}.key"
    try:
        secret = path.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"Không đọc được khóa lâu dài {path} ({error.strerror}). Hãy đưa lại tệp này từ bản cất riêng: "
            "không có khóa thì không đối chiếu được biên nhận và không đọc được ý kiến đã viết. Đã mất hẳn thì chạy "
            "«hailong keys renew»."
        ) from error
    if len(secret) != KEY_BYTES:
        raise ConfigError(f"Khóa lâu dài {path} bị hỏng. Hãy đưa lại tệp này từ bản cất riêng.")
    return secret


def put_aside(key_folder: Path, name: str) -> None:
    """Leave a file that is no secret of this house beside its place: it may be somebody else's."""
    path = key_folder / FOLDER / f"{name}.key"
    if path.exists():
        path.rename(path.with_name(f"{name}.{secrets.token_hex(4)}.left"))


def open_keys(key_folder: Path, marks: Mapping[str, str] | None) -> LastingKeys:
    """The secrets of a house, compared with the marks its database keeps (None: it cannot be asked for now).

    Raises ConfigError with a sentence.
    """
    found = {name: read(key_folder, name) for name in NAMES}
    if marks is not None:
        for name, secret in found.items():
            check(key_folder, name, secret, marks.get(name))
    return LastingKeys(**found)


def check(key_folder: Path, name: str, secret: bytes, mark: str | None) -> None:
    if mark is None or not hmac.compare_digest(mark, mark_of(name, secret)):
        raise ConfigError(
            f"Khóa lâu dài {key_folder / FOLDER / name}.key không phải là khóa mà cơ sở dữ liệu này đã dùng. "
            "Hãy đưa lại đúng tệp từ bản cất riêng."
        )


def mark_of(name: str, secret: bytes) -> str:
    """What the database may know of a secret: enough to recognise it."""
    return hmac.digest(secret, f"mark of {name}".encode(), "sha256").hex()[:32]


def _put(path: Path) -> None:
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):  # another process was first: its secret holds
            os.link(draft, path)
    finally:
        draft.unlink()
    for folder in (path.parent, path.parent.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
