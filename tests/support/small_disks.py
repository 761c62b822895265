"""A disk of a few megabytes, in memory, for tests of what happens when it is full."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

BALLAST = "ballast"


@dataclass(frozen=True, slots=True)
class SmallDisk:
    folder: Path

    def leave_free(self, size: int) -> None:
        """Fill it with something else until only so many bytes are free."""
        self.clear()
        with (self.folder / BALLAST).open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, max(self._free() - size, 1))

    def clear(self) -> None:
        (self.folder / BALLAST).unlink(missing_ok=True)

    def _free(self) -> int:
        found = os.statvfs(self.folder)
        return found.f_bavail * found.f_frsize


@contextmanager
def small_disk(*, megabytes: int) -> Iterator[SmallDisk]:
    """Needs the right to mount, as in a container or a virtual machine of one's own; skips without."""
    # Not below pytest's folders, into which only their owner may look: PostgreSQL is somebody else.
    folder = Path(tempfile.mkdtemp(prefix="hailong-disk-"))
    folder.chmod(0o755)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
            pytest.skip("mounting a small disk is not allowed here")
        try:
            yield SmallDisk(folder)
        finally:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)  # noqa: S607  # Debian's own
    finally:
        folder.rmdir()
