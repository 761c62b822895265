"""Citizens who press the button, as a process of its own: keep-alive connections and next to no work between them.

Reads a plan (JSON) from standard input, answers with what was measured (JSON) on standard output.
"""

import json
import selectors
import signal
import socket
import sys
import time
from collections import Counter, deque
from dataclasses import asdict, dataclass, field

PATIENCE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Whom to send what: (code, form key) pairs into one body, for some seconds, over some connections."""

    port: int
    place: str
    body: str
    forms: list[tuple[str, str]]
    seconds: float
    connections: int = 32


@dataclass(slots=True, kw_only=True)
class Told:
    accepted: int = 0
    statuses: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    waits: list[float] = field(default_factory=list)


class Citizen:
    """One connection with at most one request on its way."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent_at = 0.0
        self._received = b""

    def send(self, request: bytes) -> None:
        self._received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> str | None:
        """Take in what has come; the status once the reply is whole (`lost` where the server hung up)."""
        came = self.socket.recv(65536)
        self._received += came
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not came:
            return "lost"
        if not end or len(rest) < _length(head):
            return None
        return head[9:12].decode("ascii")


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


def run(plan: Plan) -> Told:
    forms = deque(_request(plan, code, key) for code, key in plan.forms)
    told, statuses = Told(), Counter[str]()
    ended = False

    def end(*_signal: object) -> None:
        nonlocal ended
        ended = True

    signal.signal(signal.SIGTERM, end)
    with selectors.DefaultSelector() as selector:
        for _ in range(plan.connections):
            citizen = Citizen(plan.port)
            selector.register(citizen.socket, selectors.EVENT_READ, citizen)
        cpu, began = time.process_time(), time.perf_counter()
        busy = 0
        for key in list(selector.get_map().values()):
            key.data.send(forms.popleft())
            busy += 1
        while busy:
            ready = selector.select(PATIENCE)
            if not ready:
                raise TimeoutError("the server answers nobody any more")
            for key, _ in ready:
                status = key.data.receive()
                if status is None:
                    continue
                now = time.perf_counter()
                told.waits.append(now - key.data.sent_at)
                statuses[status] += 1
                told.seconds = now - began
                if status == "lost":
                    selector.unregister(key.fileobj)
                    busy -= 1
                elif forms and not ended and now - began < plan.seconds:
                    key.data.send(forms.popleft())
                else:
                    busy -= 1
        told.cpu = time.process_time() - cpu
        for key in list(selector.get_map().values()):
            key.data.socket.close()
    told.statuses, told.accepted = dict(statuses), statuses["303"]
    return told


def _request(plan: Plan, code: str, key: str) -> bytes:
    body = f"{plan.body}&k={key}".encode("ascii")
    head = (
        f"POST /{plan.place}/{code} HTTP/1.1\r\nHost: 127.0.0.1:{plan.port}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


if __name__ == "__main__":
    json.dump(asdict(run(Plan(**json.load(sys.stdin)))), sys.stdout)
