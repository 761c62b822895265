"""A call in a process of its own: how long it took, and how much memory it needed beyond what was there."""

import os
import pickle
import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

GIGABYTE = 2**20  # in the kilobytes that the system tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    seconds: float
    gigabytes: float
    answer: Any


def apart(call: Callable[[], Any]) -> Cost:
    """The child sees everything the parent has, and hands back what the call answers."""
    readable, writable = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(readable)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        answer = call()
        taken = time.perf_counter() - begun
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        with os.fdopen(writable, "wb") as out:
            pickle.dump((taken, more, answer), out)
        os._exit(0)
    os.close(writable)
    with os.fdopen(readable, "rb") as told:
        written = told.read()
    _, status = os.waitpid(child, 0)
    if status:
        raise RuntimeError(f"a call apart ended with {status}")
    taken, more, answer = pickle.loads(written)  # noqa: S301  our own child wrote it
    return Cost(seconds=taken, gigabytes=more / GIGABYTE, answer=answer)
