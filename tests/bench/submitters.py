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
    connections: int


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
        self.socket = self._connect()
        self.sent_at = 0.0
        self.is_last = False  # on this connection: the server said so
        self._received = b""

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection

    def connect_again(self) -> None:
        """Whoever watches the connection that is over closes it."""
        self.socket, self.is_last = self._connect(), False

    def send(self, request: bytes) -> None:
        self._received = b""
        self.sent_at = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> str | None:
        """Take in what has come; the status once the reply is whole (`lost` where the server hung up)."""
        try:
            came = self.socket.recv(65536)
        except ConnectionError:
            came = b""
        self._received += came
        head, end, rest = self._received.partition(b"\r\n\r\n")
        if not came:
            return "lost"
        if not end or len(rest) < _length(head):
            return None
        self.is_last = b"\r\nconnection: close" in head.lower()
        return head[9:12].decode("ascii")


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0


class Crowd:
    """All connections of a plan, each sending its next form when the last is answered."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.told = Told()
        self._forms = deque(_request(plan, code, key) for code, key in plan.forms)
        self._ended = False
        self._statuses = Counter[str]()

    def end(self, *_signal: object) -> None:
        """Send nothing more, but hear every answer that is on its way."""
        self._ended = True

    def run(self) -> Told:
        citizens = [Citizen(self.plan.port) for _ in range(self.plan.connections)]
        cpu, began = time.process_time(), time.perf_counter()
        with selectors.DefaultSelector() as selector:
            for citizen in citizens:
                selector.register(citizen.socket, selectors.EVENT_READ, citizen)
                citizen.send(self._forms.popleft())
            while selector.get_map():
                ready = selector.select(PATIENCE)
                if not ready:
                    raise TimeoutError("the server answers nobody any more")
                for key, _ in ready:
                    goes_on = self._go_on(key.data, began)
                    if not goes_on or key.data.socket is not key.fileobj:
                        selector.unregister(key.fileobj)
                    if goes_on and key.data.socket is not key.fileobj:
                        key.fileobj.close()
                        selector.register(key.data.socket, selectors.EVENT_READ, key.data)
        self.told.cpu = time.process_time() - cpu
        for citizen in citizens:
            citizen.socket.close()
        self.told.statuses, self.told.accepted = dict(self._statuses), self._statuses["303"]
        return self.told

    def _go_on(self, citizen: Citizen, began: float) -> bool:
        """Take in an answer and send the next form; tell whether this citizen still waits for one."""
        status = citizen.receive()
        if status is None:
            return True
        now = time.perf_counter()
        self.told.waits.append(now - citizen.sent_at)
        self.told.seconds = now - began
        self._statuses[status] += 1
        if status == "lost" or self._ended or not self._forms or now - began >= self.plan.seconds:
            return False
        if citizen.is_last:
            citizen.connect_again()
        citizen.send(self._forms.popleft())
        return True


def _request(plan: Plan, code: str, key: str) -> bytes:
    body = f"{plan.body}&k={key}".encode("ascii")
    head = (
        f"POST /{plan.place}/{code} HTTP/1.1\r\nHost: 127.0.0.1:{plan.port}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body


if __name__ == "__main__":
    crowd = Crowd(Plan(**json.load(sys.stdin)))
    signal.signal(signal.SIGTERM, crowd.end)
    json.dump(asdict(crowd.run()), sys.stdout)
