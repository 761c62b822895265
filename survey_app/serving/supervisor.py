"""`hailong serve`: takes over from a server that runs, keeps its own parts running, hands over to the next."""

import signal
import socket
import sys
import time
from pathlib import Path
from types import FrameType

from survey_app.serving.handover import Control, Predecessor
from survey_app.serving.parts import Parts, Plan

LOOK_SECONDS = 0.2
BIND_SECONDS = 15.0  # a server that is just ending lets go of the port within this


class PortTakenError(RuntimeError):
    """Another program listens at this port."""


class Supervisor:
    def __init__(self, *, home: Path, host: str, port: int, plan: Plan) -> None:
        self._home, self._host, self._port, self._plan = home, host, port, plan
        self._told: int | None = None

    def run(self) -> int:
        """Serve until told to stop or relieved. Raises PortTakenError, NotReadyError."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._hear)
        predecessor, listener = self._listen()
        parts = Parts(self._plan, listener)
        try:
            parts.start()
            if predecessor is not None:
                predecessor.retire()
            control = Control(self._home, parts.folder, listener)
            parts = self._keep(parts, control, listener)
        finally:
            listener.close()
            parts.retire()
        return 0

    def _keep(self, parts: Parts, control: Control, listener: socket.socket) -> Parts:
        """Look after the parts; gives those that are left to be stopped."""
        while self._told not in {signal.SIGTERM, signal.SIGINT}:
            if control.retires(seconds=LOOK_SECONDS):
                parts.stop_sealing()
                control.confirm()
                break
            if self._told == signal.SIGHUP:
                self._told = None
                control.close()
                parts = self._renew(parts, listener)
                control = Control(self._home, parts.folder, listener)
            parts.look_after()
        control.close()
        return parts

    def _renew(self, parts: Parts, listener: socket.socket) -> Parts:
        """The same server with new processes, which read settings and program anew."""
        fresh = Parts(self._plan, listener)
        parts.stop_sealing()
        fresh.start()
        parts.retire()
        return fresh

    def _hear(self, number: int, _frame: FrameType | None) -> None:
        self._told = number

    def _listen(self) -> tuple[Predecessor | None, socket.socket]:
        """The server that runs in this house and its socket; or a socket of our own, once the port is free.

        Asked again and again: the one that runs may just be starting, or ending.
        """
        deadline = time.monotonic() + BIND_SECONDS
        while True:
            predecessor = Predecessor.find(self._home)
            if predecessor is not None and predecessor.listener.getsockname()[1] == self._port:
                return predecessor, predecessor.listener
            try:
                return predecessor, socket.create_server((self._host, self._port), backlog=2048)
            except OSError as error:
                if time.monotonic() >= deadline:
                    raise PortTakenError(str(error)) from error
                time.sleep(LOOK_SECONDS)


def main(*, home: Path, host: str, port: int, plan: Plan) -> int:
    try:
        return Supervisor(home=home, host=host, port=port, plan=plan).run()
    except PortTakenError:
        sys.stderr.write(
            f"Cổng {port} đang do chương trình khác dùng. Hãy dừng chương trình đó, "
            "hoặc chọn cổng khác bằng HAILONG_PORT.\n"
        )
        return 1
