"""The web server of one door: gunicorn with threads behind the gate, told to write down nobody's address."""

import gc
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from survey_app.serving.doors import CITIZENS_AT_ONCE

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from survey_app.platform import Platform

GRACE_SECONDS = 30
SLOWEST_SECONDS = 60


class Application(Protocol):
    """A door with the house it stands in."""

    platform: "Platform"

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]: ...


class AnonymousLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Drops what would carry a visitor's address: the access log and complaints about malformed requests."""

    def access(self, *args: Any, **kwargs: Any) -> None:
        """No access log."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if not msg.startswith("Invalid request"):
            super().warning(msg, *args, **kwargs)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """`load` opens the application in each process: one that starts while the database is away must not end them all."""

    def __init__(
        self, *, bind: str, load: Callable[[], Application], workers: int = 1, threads: int = CITIZENS_AT_ONCE
    ) -> None:
        self._load = load
        self._settings = {
            "bind": bind,
            "workers": workers,
            "worker_class": "gthread",
            "threads": threads,
            "timeout": SLOWEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            # The gate keeps its connections for later; a door that closed one first would cost a second try.
            "keepalive": 75,
            "logger_class": AnonymousLogger,
            "loglevel": "warning",
            "proc_name": "hailong",
            "control_socket_disable": True,
            # What lives as long as the worker is not walked again by each full collection: those were its longest waits.
            "post_worker_init": lambda _worker: gc.freeze(),
            "worker_exit": lambda _server, worker: worker.wsgi.platform.close(),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Application:
        return self._load()
