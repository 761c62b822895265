"""Slow files start first, so that all cores end together: the order of files, and how long each took.

`./run test --keep-durations` writes down anew what `durations.json` says; a file that it does not know starts first.
"""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

TESTS = Path(__file__).parent.parent
KEPT = TESTS / "durations.json"


def known_durations() -> dict[str, float]:
    """Seconds by file, its path as pytest writes it."""
    return {file: float(seconds) for file, seconds in json.loads(KEPT.read_text(encoding="utf-8")).items()}


def slow_files_first(items: list[Any], durations: Mapping[str, float]) -> None:
    """Put files in order without mixing them; inside a file the order stays. Whatever is unknown may be slow."""
    items.sort(key=lambda item: -durations.get(file_of(item.nodeid), float("inf")))


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


class Stopwatch:
    """A plugin of the one process that hears of every test: adds up by file and writes it down at the end."""

    def __init__(self) -> None:
        self._seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: Any) -> None:
        self._seconds[file_of(report.nodeid)] += report.duration

    def pytest_sessionfinish(self) -> None:
        told = {file: round(self._seconds[file], 1) for file in sorted(self._seconds)}
        KEPT.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
