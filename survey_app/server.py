"""The web server: gunicorn with threads, told to write down nobody's address."""

import gc
from typing import Any

from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from survey_app import create_app
from survey_app.config import Config
from survey_app.doors import Doors
from survey_app.platform import open_platform

THREADS = 32
GRACE_SECONDS = 30
SLOWEST_SECONDS = 60


class AnonymousLogger(Logger):  # type: ignore[misc]  # gunicorn is untyped
    """Drops what would carry a visitor's address: the access log and complaints about malformed requests."""

    def access(self, *args: Any, **kwargs: Any) -> None:
        """No access log."""

    def warning(self, msg: str, *args: Any, **kwargs: Any) -> None:
        if not msg.startswith("Invalid request"):
            super().warning(msg, *args, **kwargs)


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn is untyped
    """Its processes are told the kind of the house: one that starts while the database is away must not end them all."""

    def __init__(self, config: Config, *, host: str, workers: int, kind: str) -> None:
        self._config = config
        self._kind = kind
        self._bind = f"{host}:{config.port}"
        self._workers = workers
        super().__init__()

    def load_config(self) -> None:
        settings = {
            "bind": self._bind,
            "workers": self._workers,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": SLOWEST_SECONDS,
            "graceful_timeout": GRACE_SECONDS,
            "keepalive": 5,
            "logger_class": AnonymousLogger,
            "loglevel": "warning",
            "proc_name": "hailong",
            # What lives as long as the worker is not walked again by each full collection: those were its longest waits.
            "post_worker_init": lambda _worker: gc.freeze(),
            "worker_exit": lambda _server, worker: worker.wsgi.platform.close(),
        }
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Doors:
        return create_app(open_platform(self._config, kind=self._kind))
