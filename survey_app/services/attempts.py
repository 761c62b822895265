"""Wrong passwords and codes, counted by user name: after ten within a quarter of an hour the name has to wait.

Kept in the memory of each process, not in the database: a flood of logins must not write where citizens'
answers are written, and what strangers type into the field (now and then a password) lies on no disk. With
several processes each counts for itself, so the limit is at most that many times ten. No address is looked at.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from flask import Response, after_this_request

LIMIT = 10
WINDOW_SECONDS = 15 * 60
MOST_NAMES = 10_000  # a flood of invented names pushes out the oldest, and takes some megabytes at most


@dataclass(slots=True)
class Attempts:
    """The moments of wrong tries, by name as typed: whether an account has that name plays no part."""

    now: Callable[[], float] = monotonic
    _tries: OrderedDict[str, list[float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def seconds_to_wait(self, name: str) -> int:
        """How long this name is refused; 0 where it may try."""
        with self._lock:
            recent = self._recent(_key(name))
            if len(recent) < LIMIT:
                return 0
            return max(1, round(recent[-LIMIT] + WINDOW_SECONDS - self.now()))

    def failed(self, name: str) -> None:
        key = _key(name)
        with self._lock:
            self._tries[key] = [*self._recent(key), self.now()]
            self._tries.move_to_end(key)
            while len(self._tries) > MOST_NAMES:
                self._tries.popitem(last=False)

    def succeeded(self, name: str) -> None:
        with self._lock:
            self._tries.pop(_key(name), None)

    def _recent(self, key: str) -> list[float]:
        begin = self.now() - WINDOW_SECONDS
        return [moment for moment in self._tries.get(key, ()) if moment > begin]


def _key(name: str) -> str:
    return name.strip().lower()[:64]


def counted(form: Any, *, attempts: Attempts, name: str, check: Callable[[], bool]) -> bool:
    """Check what somebody typed, unless the name has to wait: then the form says so and the answer is 429."""
    seconds = attempts.seconds_to_wait(name)
    if seconds:
        form.minutes_to_wait = -(-seconds // 60)
        after_this_request(lambda response: _refuse(response, seconds))
        return False
    right = check()
    (attempts.succeeded if right else attempts.failed)(name)
    return right


def _refuse(response: Response, seconds: int) -> Response:
    response.status_code = 429
    response.headers["Retry-After"] = str(seconds)
    return response
