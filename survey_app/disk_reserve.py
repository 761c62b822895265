"""Room on a disk that no further answer may take: a seal needs it to count what was thanked for.

A seal writes each box anew as responses, its log included, and puts what still waits under the next key. So twice what
waits stays free, and never less than LEAST. While there is less, whoever sends hears "chưa ghi nhận" and keeps the form.
"""

import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

MEGABYTE = 1024 * 1024
LEAST = 512 * MEGABYTE
KEYS_NEED = MEGABYTE  # on a disk of their own, perhaps one in memory
LOOK_SECONDS = 1.0
MEASURE_SECONDS = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What is free where it is scarcest, and what must be."""

    free: int
    reserve: int

    @property
    def is_short(self) -> bool:
        return self.free < self.reserve


@dataclass(slots=True, kw_only=True)
class DiskReserve:
    """Asked before each answer; looks at the disks once a second and at what waits every five minutes, beside the answers.

    `folders` lie on the disks of the database; a database on another machine has none here, and its own error is all we
    hear. `fixed` (bytes) is what the administrator set; 0 keeps nothing free.
    """

    folders: tuple[Path, ...]
    keys: Path
    fixed: int | None
    measure: Callable[[], int]  # bytes that wait
    look_seconds: float = LOOK_SECONDS
    _waiting: int = 0
    _measured: float = field(default_factory=time.monotonic)
    _looked: float = float("-inf")
    _short: bool = False

    def is_short(self) -> bool:
        now = time.monotonic()
        if now - self._measured > MEASURE_SECONDS:
            self._measured = now
            threading.Thread(target=self.weigh, name="disk-reserve", daemon=True).start()
        if now - self._looked >= self.look_seconds:
            self._short = self.look().is_short
            self._looked = now
        return self._short

    def look(self) -> Room:
        reserve = max(LEAST, 2 * self._waiting) if self.fixed is None else self.fixed
        rooms = [Room(free=free_bytes(folder), reserve=reserve) for folder in self.folders]
        rooms.append(Room(free=free_bytes(self.keys), reserve=min(reserve, KEYS_NEED)))
        return min(rooms, key=lambda room: room.free - room.reserve)

    def weigh(self) -> None:
        """Look how much waits. A database that is away now is asked again in five minutes."""
        try:
            self._waiting = self.measure()
        except Exception:  # noqa: BLE001  # in a thread of its own nobody hears it; the last weight holds
            return


def free_bytes(folder: Path) -> int:
    """What is free under a folder, or under the nearest one above that exists."""
    while True:
        try:
            found = os.statvfs(folder)
        except FileNotFoundError:
            folder = folder.parent
        else:
            return found.f_bavail * found.f_frsize
