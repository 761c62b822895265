"""Files of the house are readable by their owner alone, also where they stood before with wider rights."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from survey_app.config import Config

OTHERS = 0o077


def make_new_files_private() -> None:
    """For the whole process: called by the commands that write."""
    os.umask(OTHERS)


def tighten(config: Config) -> None:
    """Take group and others their rights on what stands there. What belongs to somebody else stays as it is."""
    for path in _ours(config):
        with suppress(OSError):
            mode = path.lstat().st_mode
            if mode & OTHERS and not stat.S_ISLNK(mode):
                path.chmod(stat.S_IMODE(mode) & ~OTHERS)


def _ours(config: Config) -> Iterator[Path]:
    yield from (config.home, config.key_folder)
    with suppress(OSError):
        yield from config.home.iterdir()
    yield from config.key_folder.rglob("*")
    if config.database_url.startswith("sqlite:///"):
        file = Path(config.database_url.removeprefix("sqlite:///"))
        yield from file.parent.glob(f"{file.name}*")  # its log, its shared memory, the files of its turns
