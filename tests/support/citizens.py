"""Citizens who send real forms to a running server and do not give up until they have their receipt."""

import http.client
import random
import re
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlencode

from support.receipts import receipt_on

TRIES = 0.02  # seconds between two tries while the server is away
PATIENCE = 60.0
TWICE = 0.1  # so many press the button once more after the thanks
_KEY = re.compile(r'name="?k"? value="?([A-Za-z0-9_-]{59})')


@dataclass(slots=True)
class Ledger:
    """What the citizens know afterwards: each form's key with the receipt it was given."""

    receipts: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    failures: int = 0  # requests without a whole answer, or refused for the moment

    def note(self, key: str, receipt: str) -> None:
        known = self.receipts.setdefault(key, receipt)
        if known != receipt:
            self.faults.append(f"{key} was given {known}, then {receipt}")

    def wait_for_more(self, count: int) -> None:
        """Return when so many more have their receipt: the server is up and under load."""
        enough, deadline = len(self.receipts) + count, time.monotonic() + PATIENCE
        while len(self.receipts) < enough:
            assert time.monotonic() < deadline, f"nobody is served any more; {self.faults[-3:]}"
            time.sleep(0.005)


class Citizen(threading.Thread):
    """One after another at one device: open the form, send it, again after every failure."""

    def __init__(self, port: int, codes: Sequence[str], ledger: Ledger, seed: int) -> None:
        super().__init__(daemon=True)
        self._port = port
        self._codes = codes
        self._ledger = ledger
        self._chance = random.Random(seed)  # noqa: S311  # a load, not a secret
        self._ending = threading.Event()
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)

    def end(self) -> None:
        """Open no further form; the one in hand is still sent until it has its receipt."""
        self._ending.set()

    def run(self) -> None:
        while not self._ending.is_set():
            code = self._chance.choice(self._codes)
            self._insist(code, self._open(code))
        self._connection.close()

    def _open(self, code: str) -> str:
        while True:
            status, _, page = self._ask("GET", f"/K/{code}")
            found = _KEY.search(page)
            if status == 200 and found:
                return found[1]
            self._away(status, {0, 503})

    def _insist(self, code: str, key: str) -> None:
        body = urlencode({"Q1": self._chance.choice("12345"), "Q5": "Chờ hơi lâu.", "k": key})
        presses = 2 if self._chance.random() < TWICE else 1
        while presses:
            status, location, _ = self._ask("POST", f"/K/{code}", body)
            if status == 303:
                status, _, page = self._ask("GET", location)
            if status == 200:
                self._ledger.note(key, receipt_on(page))
                presses -= 1
            else:
                self._away(status, {0, 503})

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        """One request; status 0 where no whole answer came."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
        try:
            self._connection.request(method, path, body, headers)
            reply = self._connection.getresponse()
            return reply.status, reply.headers.get("Location", ""), reply.read().decode()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            return 0, "", ""

    def _away(self, status: int, expected: set[int]) -> None:
        self._ledger.failures += 1
        if status not in expected:
            self._ledger.faults.append(f"status {status}")
        time.sleep(TRIES)


@contextmanager
def citizens(port: int, codes: Sequence[str], *, count: int) -> Iterator[Ledger]:
    """Let so many citizens answer during the block; at its end everybody has the receipt of every form sent."""
    ledger = Ledger()
    crowd = [Citizen(port, codes, ledger, seed) for seed in range(count)]
    for citizen in crowd:
        citizen.start()
    try:
        yield ledger
    finally:
        for citizen in crowd:
            citizen.end()
        for citizen in crowd:
            citizen.join(PATIENCE)
    assert not any(citizen.is_alive() for citizen in crowd), "somebody never got a receipt"
