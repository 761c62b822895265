"""How long work takes the processor, as nearly the same each time as can be."""

import gc
from collections.abc import Callable
from time import thread_time

NOTICED = 0.002  # seconds: what takes less at the lengths that are tried grows as it should
GROWTH = 1.3


def seconds(work: Callable[[], object], times: int) -> float:
    """The quickest of several runs; what the collector of garbage does meanwhile is not the work's."""
    best = float("inf")
    collects = gc.isenabled()
    gc.disable()
    try:
        for _ in range(times):
            began = thread_time()
            work()
            best = min(best, thread_time() - began)
    finally:
        if collects:
            gc.enable()
    return best


def grows(small: Callable[[], object], large: Callable[[], object]) -> bool:
    """Whether twice as much takes more than 1.3 times twice as long. Once may be chance, so it is tried again."""
    for times in (1, 2, 5):
        little, much = seconds(small, times), seconds(large, times)
        if much <= NOTICED or much <= 2 * GROWTH * little:
            return False
    return True
