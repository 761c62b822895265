"""The folder of the half-day keys: its files, their names, and the name of the house it belongs to.

<half-day>.key              the key that answers are encrypted under
<half-day>.<print>.key      a second one, where the first was damaged or replaced while answers lay under it
house                       the name that the database knows this folder by
lasting/                    secrets that stay, for written words and receipts
"""

import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from survey_app.clock import half_day_begin

KEY_BYTES = 32
HOUSE_FILE = "house"
LASTING = "lasting"  # a folder of secrets that stay (survey_app/lasting_keys.py)
_KEY = re.compile(r"([0-9]{1,9})(?:\.[0-9a-f]{16})?\.key", re.ASCII)
_DRAFT = re.compile(r"([0-9]{1,9})\.[0-9a-f]{16}", re.ASCII)  # left by a power cut; it may hold a key
_WRITING_SECONDS = 60.0


class KeyFolderError(OSError):
    """The key folder cannot be used: nothing may be thanked for. The text is a sentence for the administrator."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A key as it was read, and what its file looked like then."""

    path: Path
    secret: bytes
    seen: tuple[int, ...]

    @classmethod
    def read(cls, path: Path) -> "KeyFile | None":
        """None where there is no whole key: nothing, a folder, an empty or cut file."""
        try:
            seen = _look(path)
            secret = path.read_bytes()
        except OSError:
            return None
        return cls(path, secret, seen) if len(secret) == KEY_BYTES else None

    def stands(self) -> bool:
        """Whether the file is still the one that was read: microseconds, so asked for every answer."""
        try:
            return _look(self.path) == self.seen
        except OSError:
            return False


def _look(path: Path) -> tuple[int, ...]:
    found = os.stat(path)  # noqa: PTH116  # half the time of Path.stat
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def check(folder: Path, name: str) -> None:
    """Raises KeyFolderError where the folder is away, or carries another name than this house's."""
    found = read_name(folder)
    if found is None:
        raise KeyFolderError(
            f"Không thấy thư mục khóa {folder} (hoặc không đọc được). Hãy gắn lại thư mục này; nếu đã mất hẳn, "
            "hãy chạy «hailong keys renew»."
        )
    if found != name:
        raise KeyFolderError(
            f"Thư mục khóa {folder} thuộc về một hệ thống khác. Hãy kiểm tra HAILONG_KEYS và HAILONG_DATABASE_URL."
        )


def read_name(folder: Path) -> str | None:
    try:
        return (folder / HOUSE_FILE).read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        return None


def write_name(folder: Path, name: str) -> None:
    """Bind the folder to a house. Who may do so looks first: see services/key_binding.py."""
    (folder / HOUSE_FILE).unlink(missing_ok=True)
    _put(folder / HOUSE_FILE, name.encode("ascii") + b"\n", None)


def hold(folder: Path, *, alone: bool = False) -> int | None:
    """Say to others that the folder is in use, until the descriptor is closed or the process ends.

    None where it has no name yet. Raises BlockingIOError where `alone` is asked for and somebody else uses it.
    """
    try:
        descriptor = os.open(folder / HOUSE_FILE, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise
    return descriptor


def key_files(folder: Path) -> list[tuple[int, Path]]:
    """Half-day and file of every key, by name; nothing else that lies there is taken for one."""
    return _named(folder, _KEY)


def list_strange(folder: Path) -> list[str]:
    """Names of what does not belong there: a copy of a key by another name would outlive it."""
    try:
        found = sorted(path for path in folder.iterdir() if path.name not in {HOUSE_FILE, LASTING})
    except OSError:
        return []
    return [
        path.name
        for path in found
        if not (path.is_file() and _KEY.fullmatch(path.name)) and not _is_being_written(path)
    ]


def _is_being_written(path: Path) -> bool:
    """Another process writes a key at this moment; a draft that stays is told of."""
    try:
        return bool(_DRAFT.fullmatch(path.name)) and time.time() - path.stat().st_ctime < _WRITING_SECONDS
    except FileNotFoundError:
        return True  # it is done


def list_damaged(folder: Path) -> list[str]:
    return [path.name for _, path in key_files(folder) if KeyFile.read(path) is None]


def _named(folder: Path, pattern: re.Pattern[str]) -> list[tuple[int, Path]]:
    try:
        found = [(pattern.fullmatch(path.name), path) for path in folder.iterdir() if path.is_file()]
    except OSError:
        return []
    return sorted((int(match[1]), path) for match, path in found if match)


def keep(folder: Path, half_day: int, known: KeyFile | None) -> KeyFile:
    """The key to encrypt under. It lies on the disk when it is given.

    `known` is what this process encrypted under before: answers wait under it, so if it left the disk it is put back
    (or beside the key that stands in its place now). What stands there and is no key is left for the doctor to tell.
    """
    path = folder / f"{half_day}.key"
    if not path.exists():
        _put(path, known.secret if known else secrets.token_bytes(KEY_BYTES), half_day)
    found = KeyFile.read(path)
    if found is None:
        spare = known.secret if known else _first_spare(folder, half_day) or secrets.token_bytes(KEY_BYTES)
        found = KeyFile.read(_put_beside(folder, half_day, spare))
    elif known is not None and known.secret != found.secret:
        _put_beside(folder, half_day, known.secret)
    if found is None:
        raise KeyFolderError(f"Không ghi được khóa vào thư mục khóa {folder}.")
    return found


def _first_spare(folder: Path, half_day: int) -> bytes | None:
    spares = (KeyFile.read(path) for found, path in key_files(folder) if found == half_day)
    return next((spare.secret for spare in spares if spare is not None), None)


def _put_beside(folder: Path, half_day: int, secret: bytes) -> Path:
    path = folder / f"{half_day}.{hashlib.sha256(secret).hexdigest()[:16]}.key"
    _put(path, secret, half_day)
    return path


def _put(path: Path, content: bytes, half_day: int | None) -> None:
    """Write a file so that it is whole and on the disk before anybody can use it; one that stands there stays."""
    make_private(path.parent)
    draft = path.with_name(f"{path.name.partition('.')[0]}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            if half_day is not None:
                # Its time would be that of the half-day's first answer.
                begin = half_day_begin(half_day).timestamp()
                os.utime(file.fileno(), (begin, begin))
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)  # atomic; another process may have been first, then its key holds
            _sync(path.parent)
    finally:
        draft.unlink()


def make_private(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)


def destroy(folder: Path, through: int, *, also: Collection[int] = ()) -> None:
    """Overwrite and remove every key, and draft of one, of half-days up to `through` and of some later ones.

    What resists is passed over.
    """
    found = _named(folder, _KEY) + _named(folder, _DRAFT)
    doomed = [path for half_day, path in found if half_day <= through or half_day in also]
    for path in doomed:
        with suppress(OSError):
            _overwrite(path)
            path.unlink()
    if doomed:
        _sync(folder)


def copy(folder: Path, target: Path) -> None:
    """Everything that belongs there, lasting secrets included; on the disk when it returns. What stands there stays."""
    make_private(target)
    for path in [path for _, path in key_files(folder)] + [folder / HOUSE_FILE]:
        _copy_file(path, target / path.name)
    if (folder / LASTING).is_dir():
        make_private(target / LASTING)
        for path in sorted((folder / LASTING).glob("*.key")):
            _copy_file(path, target / LASTING / path.name)
    _sync(target.parent)


def _copy_file(path: Path, target: Path) -> None:
    if path.exists():
        _put(target, path.read_bytes(), None)
        seen = path.stat()
        os.utime(target, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def remove(folder: Path) -> list[str]:
    """Overwrite and remove the whole folder after a copy was made; names of what does not belong to it and stays."""
    ours = [*(path for _, path in key_files(folder)), *folder.glob(f"{LASTING}/*.key"), folder / HOUSE_FILE]
    for path in ours:
        if path.exists():
            _overwrite(path)
            path.unlink()
    for place in (folder / LASTING, folder):
        with suppress(OSError):
            place.rmdir()
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def _overwrite(path: Path) -> None:
    with path.open("r+b") as file:
        file.write(secrets.token_bytes(KEY_BYTES))
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
