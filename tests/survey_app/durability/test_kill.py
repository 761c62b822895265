"""kill -9 under load: what a citizen was thanked for is counted, and counted once."""

import os
import random
import sys
import time
import urllib.request
from collections import Counter
from pathlib import Path
from signal import SIGKILL
from urllib.error import HTTPError

import pytest
from sqlalchemy import func, select
from support.citizens import citizens
from support.full_boxes import fill
from support.receipts import response_id
from support.running_house import HAILONG, start, stop

from survey_app.config import read_config
from survey_app.models import Ballot, Closing, Publication, Response, Seal
from survey_app.platform import opened
from survey_app.services.examining import examine
from survey_app.submission import Submission

CODES = ("7K4M2QX0", "7K4M2QX1", "7K4M2QX2")
CYCLES = 20
CITIZENS = 6
WAITING = 4_000
PATIENCE = 60.0
SERVE = (*HAILONG, "serve", "--web-only", "--door", "citizens")
FORGETFUL = (sys.executable, str(Path(__file__).with_name("forgetful_server.py")))


class Doomed:
    """A server that is killed and started again."""

    def __init__(self, running, command):
        self._running, self._command = running, command
        self._process = start(command, running.environment)
        running.wait_until_ready(self._process, f"/K/{CODES[0]}")

    def kill_all(self):
        stop(self._process, SIGKILL)
        self._process = start(self._command, self._running.environment)

    def kill_web_processes(self):
        """Those that answer; the processes above them start others."""
        above = [self._process.pid]
        for process in above:
            children = _children(process)
            above += children
            if not children:
                os.kill(process, SIGKILL)

    def end(self):
        stop(self._process)


def _children(parent):
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(word) for word in told.split()]


def counted(running):
    """How often each answer is counted or waits readable in its box."""
    config = read_config(running.environment)
    with opened(config) as platform, platform.database.reading() as connection:
        found = Counter(connection.scalars(select(Response.id)))
        for key, content in connection.execute(select(Ballot.key_half_day, Ballot.content)):
            waiting = Submission.from_bytes(platform.box_keys.decrypt(key, content))
            found[platform.vault.response_id(waiting.receipt_hash)] += 1
    return found


def ids_of(running, receipts):
    with opened(read_config(running.environment)) as platform:
        return {response_id(platform, receipt) for receipt in receipts.values()}


def findings(running):
    with opened(read_config(running.environment)) as platform:
        return [finding for finding in examine(platform) if finding.wrong]


def kill_under_load(running, command, *, cycles, cluster=None):
    """Kill so often; gives the receipts that citizens hold at the end."""
    chance = random.Random(cycles)  # noqa: S311  # moments, not secrets
    server = Doomed(running, command)
    try:
        with citizens(running.port, CODES, count=CITIZENS) as ledger:
            for cycle in range(cycles):
                ledger.wait_for_more(10)
                time.sleep(chance.uniform(0, 0.2))
                if cluster and cycle % 5 == 4:
                    cluster.crash()
                    cluster.start()
                elif cycle % 5:
                    server.kill_web_processes()  # what writes and what meets visitors, with whatever they hold
                else:
                    server.kill_all()
    finally:
        server.end()
    assert ledger.faults == []
    return ledger.receipts


@pytest.fixture
def cluster(house, request):
    if house.platform.database.is_sqlite:
        return None
    return request.getfixturevalue("mortal_server").cluster


def test_no_kill_loses_or_doubles_what_a_citizen_was_thanked_for(running, cluster):
    receipts = kill_under_load(running, SERVE, cycles=CYCLES, cluster=cluster)
    assert len(receipts) >= CYCLES * 10
    thanked = ids_of(running, receipts)
    assert len(thanked) == len(receipts), "two forms have one receipt"
    assert counted(running) == dict.fromkeys(thanked, 1)
    assert running.hailong_json("seal", "--close-now")["sealed"] > 0
    assert counted(running) == dict.fromkeys(thanked, 1)
    assert findings(running) == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_process_that_starts_while_the_database_is_away_refuses_until_it_is_back(running, cluster):
    server = Doomed(running, SERVE)
    try:
        cluster.crash()
        server.kill_web_processes()
        assert status(running, f"/K/{CODES[0]}") == 503
        cluster.start()
        assert status(running, f"/K/{CODES[0]}") == 200
    finally:
        server.end()


def status(running, path):
    """The status of a page, once somebody answers at all."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{running.url}{path}", timeout=PATIENCE) as reply:  # noqa: S310  # our own
                return reply.status
        except HTTPError as refusal:
            return refusal.code
        except OSError:
            time.sleep(0.1)
    return None


def test_the_same_test_finds_a_server_that_thanks_before_it_writes(running):
    receipts = kill_under_load(running, FORGETFUL, cycles=4)
    thanked = ids_of(running, receipts)
    assert thanked - counted(running).keys()


def test_a_sealer_that_is_killed_at_its_work_loses_and_doubles_nothing(running):
    with opened(read_config(running.environment)) as platform:
        with platform.database.reading() as connection:
            query = select(Publication.counter_id, Publication.version_id)
            boxes = [tuple(row) for row in connection.execute(query.order_by(Publication.counter_id))]
        more = {"half_day": platform.half_day, "answers": {"Q1": "5"}, "texts": {"Q5": "Chờ hơi lâu."}}
        known = fill(platform, boxes=boxes[:2], count=WAITING, **more)
        known |= fill(platform, boxes=boxes[2:], count=4, **more)  # put under the next key
        killed = [kill_sealer_after_its_next(platform, running, row) for row in (Seal.id, Seal.id, Seal.id)]
        assert sum(killed) >= 2, "the sealer was quicker than the test"
        kill_sealer_after_its_next(platform, running, Closing.half_day)
    assert running.hailong_json("seal", "--close-now")["erasure_pending"] is False
    assert counted(running) == dict.fromkeys(known, 1)
    assert findings(running) == []


def kill_sealer_after_its_next(platform, running, column):
    """Kill a sealer some moments after it has written such a row; tell whether it was still at work."""

    def written():
        with platform.database.reading() as connection:
            return connection.scalar(select(func.count(column)))

    before = written()
    sealer = start([*HAILONG, "seal", "--close-now"], running.environment)
    while sealer.poll() is None and written() == before:
        time.sleep(0.002)
    time.sleep(random.uniform(0, 0.03))  # noqa: S311  # a moment, not a secret
    at_work = sealer.poll() is None
    stop(sealer, SIGKILL)
    return at_work
