"""The yardstick: a bare Flask route that parses the same form and commits a row of the same size.

Same server, same engine, same settings; no questionnaire, no key, no box. Its row lies in a table of its own.
"""

import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile

from flask import Flask, redirect, request
from sqlalchemy import Column, Integer, LargeBinary, MetaData, Table, insert
from werkzeug.wrappers import Response

from survey_app.config import read_config
from survey_app.db import open_engine
from survey_app.serving.web import Server

ROWS = Table(
    "bench_ballot",
    MetaData(),
    Column("counter_id", Integer, primary_key=True),
    Column("version_id", Integer, primary_key=True),
    Column("id", LargeBinary, primary_key=True),
    Column("half_day", Integer, nullable=False),
    Column("key_half_day", Integer, nullable=False),
    Column("content", LargeBinary, nullable=False),
    sqlite_with_rowid=False,
)


class BareDoor:
    """The application, and what the server closes at its end."""

    def __init__(self, url: str, size: int) -> None:
        self.engine = open_engine(url)
        self.platform = self
        self.app = Flask("bare")
        self.app.add_url_rule("/T/<code>", view_func=self._answer, methods=["POST"])
        self.size = size

    def _answer(self, code: str) -> Response:
        given = json.dumps(request.form.to_dict(flat=False)).encode()
        row = {
            "counter_id": len(code),
            "version_id": 1,
            "id": secrets.token_bytes(16),
            "half_day": 1,
            "key_half_day": 1,
            "content": given[: self.size].ljust(self.size),
        }
        with self.engine.begin() as connection:
            connection.execute(insert(ROWS), row)
        return redirect(f"/T/{code}/thanks", code=303)

    def __call__(self, environ, start_response):
        return self.app.wsgi_app(environ, start_response)

    def close(self) -> None:
        self.engine.dispose()


def load() -> BareDoor:
    return BareDoor(read_config().database_url, int(os.environ["BENCH_ROW_BYTES"]))


def main() -> None:
    """Behind the same gate as the house."""
    workers, listener = os.environ["BENCH_WORKERS"], socket.create_server(("127.0.0.1", read_config().port))
    with tempfile.TemporaryDirectory() as folder:
        path, descriptor = f"{folder}/bare.sock", str(listener.fileno())
        words = ["gate", "--parent", str(os.getpid()), "--workers", workers]
        words += ["--listener", descriptor, "--citizens", path]
        subprocess.Popen([sys.executable, "-m", "survey_app.serving", *words], pass_fds=[listener.fileno()])
        Server(bind=f"unix:{path}", load=load, workers=int(workers)).run()


if __name__ == "__main__":
    main()
