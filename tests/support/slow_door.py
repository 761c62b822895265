"""A door for tests of the gate: gunicorn as every door has it, and pages that take as long as their address says."""

import sys
import time
from types import SimpleNamespace

from survey_app.serving.web import Server


class SlowDoor:
    """`/…?seconds=0.5&bytes=9` computes so long and answers so much; the number of calls stands in every answer."""

    def __init__(self):
        self.platform = SimpleNamespace(close=lambda: None)
        self.calls = 0

    def __call__(self, environ, start_response):
        self.calls += 1
        query = dict(pair.split("=") for pair in environ["QUERY_STRING"].split("&") if pair)
        body = environ["wsgi.input"].read()
        time.sleep(float(query.get("seconds", 0)))
        told = f"calls {self.calls} bytes {len(body)} ".encode() + b"x" * int(query.get("bytes", 0))
        head = [("Content-Type", "text/plain"), ("Content-Length", str(len(told)))]
        head += [("X-Seen", name) for name in environ if name.startswith("HTTP_X_")]
        start_response("200 OK", head)
        return [told]


if __name__ == "__main__":
    Server(bind=sys.argv[1], load=SlowDoor, threads=int(sys.argv[2])).run()
