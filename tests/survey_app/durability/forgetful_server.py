"""Planted: a server that says "Đã ghi nhận" when an answer is in its memory, and writes it a moment later."""

import queue
import threading
import time
from dataclasses import replace

from survey_app import create_app
from survey_app.config import read_config
from survey_app.platform import open_platform
from survey_app.serving.applications import BothDoors
from survey_app.serving.web import Server
from survey_app.store.intake import Entry, Intake, Outcome

PAUSE = 0.05


class ForgetfulIntake:
    """Acknowledges first."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self._waiting: queue.SimpleQueue[Entry] = queue.SimpleQueue()
        threading.Thread(target=self._write, daemon=True).start()

    def put(self, entry: Entry) -> Outcome:
        self._waiting.put(entry)
        return Outcome.STORED

    def close(self) -> None:
        while not self._waiting.empty():
            time.sleep(PAUSE)
        self._intake.close()

    def _write(self) -> None:
        while True:
            time.sleep(PAUSE)
            while not self._waiting.empty():
                self._intake.put(self._waiting.get())


def load() -> BothDoors:
    platform = open_platform(read_config())
    return create_app(replace(platform, intake=ForgetfulIntake(platform.intake)))


if __name__ == "__main__":
    Server(bind=f"127.0.0.1:{read_config().port}", load=load).run()
