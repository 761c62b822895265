"""The other process of `apart`: limits first, then the order from its input, then the answer on its output."""

import os
import pickle
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

LARGEST_ANSWER = 200_000_000
SOURCE = "vi"
OURS = frozenset({"forms", "survey_app"})


class End(StrEnum):
    DONE = "done"
    REFUSED = "refused"  # our own exception, which says what is wrong with the file
    TOO_LARGE = "too_large"
    BROKEN = "broken"  # anything else; the value is the traceback


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    named: dict[str, Any]
    language: str


def main() -> None:
    seconds, memory = (int(text) for text in sys.argv[1:])
    _limit(seconds, memory)
    sys.modules["numpy"] = None  # type: ignore[assignment]  # the reader of workbooks loads it wherever it is
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what libraries print is no answer
    source = sys.stdin.buffer.read()
    try:
        answer = pickle.dumps(_answer(source))
        if len(answer) > LARGEST_ANSWER:
            answer = pickle.dumps((End.TOO_LARGE.value, None))
    except MemoryError:
        answer = pickle.dumps((End.TOO_LARGE.value, None))
    answers.write(answer)
    answers.flush()
    os._exit(0)  # taking millions of small things apart again helps nobody


def _limit(seconds: int, memory: int) -> None:
    os.nice(10)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    signal.alarm(seconds + 5)  # for the case that whoever asked is gone
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def _answer(source: bytes) -> tuple[str, object]:
    order: Order = pickle.loads(source)  # noqa: S301  # whoever started us wrote it
    try:
        with _speaking(order.language):
            return End.DONE.value, order.work(*order.arguments, **order.named)
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  # libraries raise anything at a broken file
        if type(error).__module__.partition(".")[0] in OURS:
            return End.REFUSED.value, error
        return End.BROKEN.value, traceback.format_exc()


def _speaking(tag: str) -> AbstractContextManager[object]:
    if tag == SOURCE:
        return nullcontext()
    from flask import Flask

    from survey_app.translating import wire_languages

    app = Flask("survey_app")
    wire_languages(app, lambda: tag)
    return app.test_request_context()


if __name__ == "__main__":
    main()
