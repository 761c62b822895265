"""From one server to the next: who starts asks who runs for the open socket, and tells it to retire when ready.

Visitors who come in between wait at the socket, which never closes: no connection is refused, none reset.
"""

import json
import os
import socket
from contextlib import suppress
from pathlib import Path

ADDRESS = "serving.json"  # in the data folder: where the running server listens for its successor
ASK, RETIRE = b"listener\n", b"retire\n"
SECONDS = 10.0


class Predecessor:
    """A running server of the same house, as its successor sees it."""

    def __init__(self, connection: socket.socket, listener: socket.socket) -> None:
        self._connection = connection
        self.listener = listener

    @classmethod
    def find(cls, home: Path) -> "Predecessor | None":
        try:
            control = json.loads((home / ADDRESS).read_text(encoding="utf-8"))["control"]
            connection = socket.socket(socket.AF_UNIX)
            connection.settimeout(SECONDS)
            connection.connect(control)
            connection.sendall(ASK)
            _, descriptors, _, _ = socket.recv_fds(connection, 64, 1)
        except (OSError, ValueError, KeyError):
            return None  # nobody runs here, or what ran has ended
        return cls(connection, socket.socket(fileno=descriptors[0])) if descriptors else None

    def retire(self) -> None:
        """Returns when it seals no more and meets nobody new."""
        with self._connection, suppress(OSError):
            self._connection.sendall(RETIRE)
            self._connection.recv(1)


class Control:
    """Where a running server hears its successor."""

    def __init__(self, home: Path, folder: Path, listener: socket.socket) -> None:
        self._address = home / ADDRESS
        self._listener = listener
        self._socket = socket.socket(socket.AF_UNIX)
        path = str(folder / "control.sock")
        self._socket.bind(path)
        self._socket.listen(4)
        self._successor: socket.socket | None = None
        draft = self._address.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({"control": path}), encoding="utf-8")
        draft.chmod(0o600)
        draft.replace(self._address)
        self._path = path

    def retires(self, *, seconds: float) -> bool:
        """Listen for so long; whether a successor is ready and we are to go."""
        if self._successor is None:
            self._socket.settimeout(seconds)
            try:
                self._successor, _ = self._socket.accept()
            except TimeoutError:
                return False
        self._successor.settimeout(seconds)
        try:
            heard = self._successor.recv(64)
            if heard.startswith(ASK):
                socket.send_fds(self._successor, [b"o"], [self._listener.fileno()])
                return False
        except TimeoutError:
            return False
        except OSError:
            heard = b""
        if heard.startswith(RETIRE):
            return True
        self._successor.close()  # it ended before it was ready: we go on
        self._successor = None
        return False

    def confirm(self) -> None:
        """Tell the successor that we seal no more."""
        if self._successor is not None:
            with self._successor, suppress(OSError):
                self._successor.sendall(b"r")

    def close(self) -> None:
        """Take the address down, unless a successor has put up its own."""
        self._socket.close()
        with suppress(OSError, ValueError, KeyError):
            if json.loads(self._address.read_text(encoding="utf-8"))["control"] == self._path:
                self._address.unlink()
