"""Turns for SQLite's one writer: who waits longest writes next, in whatever process.

SQLite lets waiting writers look again every so often; one that writes without pause (the intake under load) then
keeps a sealer or an import out for seconds. Here everybody who wants to write queues at two locks of the operating
system: whoever holds the first is next at the second, so nobody is overtaken twice. SQLite's own lock stays what
keeps the file sound; these only order those who come to it, and fall when their process dies.
"""

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class WriteTurn:
    """The right to write next, until it is given back."""

    _descriptor: int

    @classmethod
    def take(cls, database: Path) -> "WriteTurn":
        """Wait for the turn at this database's file."""
        queue = _open(database.with_name(f"{database.name}-next"))
        try:
            fcntl.flock(queue, fcntl.LOCK_EX)
            turn = _open(database.with_name(f"{database.name}-turn"))
            try:
                fcntl.flock(turn, fcntl.LOCK_EX)
            except BaseException:
                os.close(turn)
                raise
        finally:
            os.close(queue)
        return cls(turn)

    def give_back(self) -> None:
        os.close(self._descriptor)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
