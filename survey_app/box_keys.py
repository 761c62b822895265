"""Half-day keys of the ballot box: files outside the database, destroyed when their half-day is over.

A deleted row can stay readable on a disk for years (in SQLite's free pages, in PostgreSQL's heap and log). What
is left there is ciphertext, and its key is gone.
"""

import os
import secrets
import zlib
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app import key_folder
from survey_app.key_folder import KeyFile, KeyFolderError

NONCE_BYTES = 12
NEVER = 2**31 - 1  # a half-day that no clock reaches
# Every content of the box is as long as this before it is encrypted, so that the size of a waiting answer does not tell
# a long comment from none. With nonce, tag and the row's own columns two lie in a page of PostgreSQL, one and a bit in
# SQLite's; every shipped instrument fits with all its texts full (forms whose texts do not: see submission.room_for).
ROOM = 3_900
PACKED = b"\x01"  # no document begins like this


class UnreadableBallotError(ValueError):
    """The key of this content is gone, or the content was altered."""


def _unbound() -> str | None:
    """A folder that no house has put its name on: every folder will do."""
    return None


@dataclass(slots=True)
class BoxKeys:
    """The keys in one folder, shared by every process of the house.

    `house` tells the name that the database knows the folder by.
    """

    folder: Path
    house: Callable[[], str | None] = _unbound
    _known: dict[int, KeyFile] = field(default_factory=dict)
    _name: str | None = None
    _held: int | None = None

    def hold(self) -> None:
        """Say to others that the folder is in use, until `release`. Raises KeyFolderError while it is being moved."""
        try:
            self._held = key_folder.hold(self.folder)
        except BlockingIOError as error:
            raise KeyFolderError(f"Thư mục khóa {self.folder} đang được chuyển. Xin thử lại sau.") from error

    def release(self) -> None:
        if self._held is not None:
            os.close(self._held)
            self._held = None

    def check(self) -> None:
        """Raises KeyFolderError where the folder is away, or another house's."""
        if self._name is not None and key_folder.read_name(self.folder) == self._name:
            return
        self._name = self.house()  # asked again where it does not fit: the house may have got a new folder
        if self._name is not None:
            key_folder.check(self.folder, self._name)

    def encrypt(self, half_day: int, plain: bytes, *, room: int = ROOM) -> bytes:
        """Encrypt under a key that lies on the disk at this moment. Raises KeyFolderError.

        What is longer than its room is packed; what still is (only letters by chance are) takes a multiple of it.
        """
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + AESGCM(self._writing(half_day)).encrypt(nonce, _filled(plain, room), None)

    def decrypt(self, half_day: int, content: bytes) -> bytes:
        """Raises UnreadableBallotError where the key is gone or the content was altered."""
        for secret in self._reading(half_day):
            try:
                plain = AESGCM(secret).decrypt(content[:NONCE_BYTES], content[NONCE_BYTES:], None)
            except InvalidTag:
                continue
            return _unfilled(plain)
        raise UnreadableBallotError

    def held(self, through: int) -> list[int]:
        """Half-days up to `through` whose keys still exist."""
        found = {half_day for half_day, _ in key_folder.key_files(self.folder)}
        return sorted(half_day for half_day in found if half_day <= through)

    def whole(self) -> set[int]:
        """Half-days of which a key can be read."""
        return {half_day for half_day, path in key_folder.key_files(self.folder) if KeyFile.read(path)}

    def destroy(self, through: int, *, also: Collection[int] = ()) -> int:
        """Overwrite and remove the keys of all half-days up to `through` and of some later ones; tell of how many.

        A file that cannot be removed stops no other: `held` goes on telling of it.
        """
        doomed = {*self.held(through), *also}
        key_folder.destroy(self.folder, through, also=also)
        self._known = {h: key for h, key in self._known.items() if h > through and h not in also}
        return len(doomed - set(self.held(max(through, *also, 0))))

    def make_ready(self, half_day: int) -> None:
        """Have the key of a half-day before its first answer, whose time would else be the file's."""
        self._writing(half_day)

    def _writing(self, half_day: int) -> bytes:
        known = self._known.get(half_day)
        # One question to the file system an answer: what only memory holds would be thanked for and never read.
        if known is not None and known.stands():
            return known.secret
        self.check()
        found = key_folder.keep(self.folder, half_day, known)
        # The memory of a server forgets old keys as well.
        self._known = {
            half_day: found,
            **{h: k for h, k in self._known.items() if half_day > h >= half_day - 1},
        }
        return found.secret

    def _reading(self, half_day: int) -> Iterator[bytes]:
        known = self._known.get(half_day)
        if known is not None:
            yield known.secret
        for found, path in key_folder.key_files(self.folder):
            if found == half_day and (key := KeyFile.read(path)) is not None and key != known:
                if known is None:
                    self._known = {**self._known, half_day: key}
                yield key.secret


def _filled(plain: bytes, room: int) -> bytes:
    if len(plain) > room:
        plain = PACKED + zlib.compress(plain, 9)
    return plain + b" " * (-len(plain) % room)


def _unfilled(padded: bytes) -> bytes:
    if padded.startswith(PACKED):
        return zlib.decompressobj().decompress(padded[len(PACKED) :])
    return padded.rstrip(b" ")
