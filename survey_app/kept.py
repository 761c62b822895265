"""What was computed from closed windows, kept until somebody changes the house: once for many who ask together.

A closed window never changes, so its numbers are the same for everybody until a seal, a reorganisation or another
act of staff is written. Each of them gives the database a new revision (see db.py); answers that arrive do not.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TypeVar, cast

MOST = 256  # comparisons and pages of units; a large one takes some hundred kilobytes

T = TypeVar("T")


@dataclass(slots=True)
class Kept:
    """Results by what they were computed from; the least recently asked for goes first."""

    most: int = MOST
    _found: "OrderedDict[Hashable, Future[object]]" = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def get(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Compute, or give what was computed under this key; who comes meanwhile waits for the first.

        Raises what the computation raises; that is not kept.
        """
        with self._lock:
            known = self._found.get(key)
            if known is not None:
                self._found.move_to_end(key)
            else:
                mine: Future[object] = Future()
                self._found[key] = mine
                if len(self._found) > self.most:
                    self._found.popitem(last=False)
        if known is not None:
            return cast("T", known.result())
        try:
            found = compute()
        except BaseException as error:
            with self._lock:
                if self._found.get(key) is mine:
                    del self._found[key]
            mine.set_exception(error)
            raise
        mine.set_result(found)
        return found
