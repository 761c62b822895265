"""Checking a password takes memory and a processor on purpose: a few at a time, the others wait their turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import abort

# A flood of logins must take neither the memory nor the threads that citizens' answers need.
AT_ONCE = threading.BoundedSemaphore(2)
# The gate lets two log-ins at a time come here, one from each asker in turn: who waits so long is really in a flood.
PATIENCE_SECONDS = 20.0


@contextmanager
def few_at_once() -> Iterator[None]:
    if not AT_ONCE.acquire(timeout=PATIENCE_SECONDS):
        abort(503, description="Đang có nhiều người đăng nhập. Hãy thử lại sau vài giây.")
    try:
        yield
    finally:
        AT_ONCE.release()
