"""Half-day keys of the ballot box: files outside the database, destroyed when their half-day is over.

A deleted row can stay readable on a disk for years (in SQLite's free pages, in PostgreSQL's heap and log). What
is left there is ciphertext, and its key is gone.
"""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
# Lengths are rounded up, so that the size of a waiting answer does not tell a long comment from none.
BLOCK = 256


class UnreadableBallotError(ValueError):
    """The key of this content is gone, or the content was altered."""


@dataclass(slots=True)
class BoxKeys:
    """The keys in one folder, shared by every process of the house."""

    folder: Path
    _known: dict[int, AESGCM] = field(default_factory=dict)

    def encrypt(self, half_day: int, plain: bytes) -> bytes:
        padded = plain + b" " * (-len(plain) % BLOCK)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + self._cipher(half_day, make=True).encrypt(nonce, padded, None)

    def decrypt(self, half_day: int, content: bytes) -> bytes:
        """Raises UnreadableBallotError where the key is gone or the content was altered."""
        try:
            cipher = self._cipher(half_day, make=False)
            return cipher.decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None).rstrip(b" ")
        except (FileNotFoundError, InvalidTag) as error:
            raise UnreadableBallotError from error

    def held(self, through: int) -> list[int]:
        """Half-days up to `through` whose keys still exist."""
        if not self.folder.is_dir():
            return []
        found = (int(path.stem) for path in self.folder.glob("*.key"))
        return sorted(half_day for half_day in found if half_day <= through)

    def destroy(self, through: int) -> int:
        """Overwrite and remove the keys of all half-days up to `through`; tell how many."""
        doomed = self.held(through)
        for half_day in doomed:
            path = self._path(half_day)
            with path.open("r+b") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            path.unlink()
        if doomed:
            self._sync_folder()
        self._known = {half_day: key for half_day, key in self._known.items() if half_day > through}
        return len(doomed)

    def _cipher(self, half_day: int, *, make: bool) -> AESGCM:
        known = self._known.get(half_day)
        if known is not None:
            return known
        path = self._path(half_day)
        if make and not path.exists():
            self._make(path)
        cipher = AESGCM(path.read_bytes())
        # The memory of a server forgets old keys as well.
        self._known = {half_day: cipher, **{h: c for h, c in self._known.items() if h >= half_day - 1}}
        return cipher

    def _make(self, path: Path) -> None:
        """Write a new key so that it is whole and on the disk before anybody can use it."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(secrets.token_bytes(KEY_BYTES))
                file.flush()
                os.fsync(file.fileno())
            try:
                os.link(draft, path)  # atomic; another process may have been first, then its key holds
            except FileExistsError:
                return
            self._sync_folder()
        finally:
            draft.unlink()

    def _path(self, half_day: int) -> Path:
        return self.folder / f"{half_day}.key"

    def _sync_folder(self) -> None:
        descriptor = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
