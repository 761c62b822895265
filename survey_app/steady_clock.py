"""A wall clock beside one that nobody can set: when the wall clock jumps, it is not believed at once."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

JUMP = timedelta(minutes=5)
SETTLE = timedelta(minutes=10)


def since_boot() -> float:
    """Seconds since the machine started, its sleep included; nobody sets this clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


@dataclass(slots=True)
class SteadyClock:
    """Knows the offset between the two clocks; after a jump of it the wall clock is left to settle for a while."""

    elapsed: Callable[[], float] = since_boot
    _began: datetime | None = None
    _settled_at: float = field(default=0.0)

    def is_steady(self, now: datetime) -> bool:
        """Whether nothing has jumped since some minutes. The first look has nothing to compare with."""
        passed = self.elapsed()
        began = now - timedelta(seconds=passed)
        if self._began is not None and abs(began - self._began) > JUMP:
            self._settled_at = passed + SETTLE.total_seconds()
        self._began = began
        return passed >= self._settled_at
