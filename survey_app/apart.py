"""Reading files from strangers in a process of its own, under limits, away from everybody who waits for a page.

The process gets what it reads and nothing of the house: no setting, no key, no connection. What it makes of the file
comes back as plain data; whoever asked writes it. Commands, which nobody else waits for, read in their own process.
"""

import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from logging import getLogger
from pathlib import Path
from typing import ParamSpec, Protocol, TypeVar, cast

from survey_app.apart_child import End, Order
from survey_app.translating import gettext as _
from survey_app.translating import language

SECONDS = 20
MEMORY = 1 << 30
PATIENCE_SECONDS = 10.0
AT_ONCE = threading.BoundedSemaphore(2)
_ROOT = Path(__file__).resolve().parent.parent
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "VIRTUAL_ENV")

P = ParamSpec("P")
R = TypeVar("R")


class ApartError(Exception):
    """Nothing was read; the text is a sentence for the person who sent the file, `remedy` says what to do."""

    status = 422

    def __init__(self, sentence: str, remedy: str) -> None:
        super().__init__(sentence)
        self.remedy = remedy


class CrowdedError(ApartError):
    status = 429


class TooHeavyError(ApartError):
    status = 413


class Run(Protocol):
    """How work is done: here, or apart."""

    def __call__(self, work: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> R: ...


def here(work: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> R:
    return work(*arguments, **named)


def apart(work: Callable[P, R], /, *arguments: P.args, **named: P.kwargs) -> R:
    """Call a function of a module in another process. Raises ApartError, and what the function raises of our own."""
    if not AT_ONCE.acquire(timeout=PATIENCE_SECONDS):
        raise CrowdedError(
            _("Máy chủ đang đọc tệp của người khác."), _("Chưa ghi gì. Hãy gửi lại tệp sau một phút.")
        )
    try:
        end, value = _ordered(Order(work=work, arguments=arguments, named=named, language=language()))
    finally:
        AT_ONCE.release()
    if end is End.DONE:
        return cast("R", value)
    if end is End.REFUSED:
        raise cast("Exception", value)
    if end is End.TOO_LARGE:
        raise _too_heavy()
    getLogger("survey_app").error("a file could not be read: %s", value)
    raise ApartError(
        _("Tệp này không đọc được."), _("Chưa ghi gì. Hãy lưu lại tệp từ chương trình đã tạo ra nó.")
    )


def _ordered(order: Order) -> tuple[End, object]:
    command = [sys.executable, "-m", "survey_app.apart_child", str(SECONDS), str(MEMORY)]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": str(_ROOT), "PYTHONUTF8": "1"}
    with subprocess.Popen(  # noqa: S603  # our own interpreter with our own module
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            told, _nothing = process.communicate(pickle.dumps(order), timeout=SECONDS)
        except subprocess.TimeoutExpired:
            raise _too_heavy() from None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    if process.returncode in {-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGALRM}:
        raise _too_heavy()
    if process.returncode != 0 or not told:
        return End.BROKEN, f"the reader ended with {process.returncode}"
    end, value = pickle.loads(told)  # noqa: S301  # our own child wrote it
    return End(end), value


def _too_heavy() -> TooHeavyError:
    return TooHeavyError(
        _("Tệp này cần nhiều thời gian hoặc bộ nhớ hơn mức cho phép nên đã dừng đọc."),
        _("Chưa ghi gì. Hãy chia thành nhiều tệp nhỏ, bỏ các trang và ô không dùng, rồi gửi lại."),
    )
