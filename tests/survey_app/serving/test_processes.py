"""What keeps a server running: who ends with whom, who starts whom again, and how one follows another."""

import os
import signal
import socket
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.citizens import citizens
from support.running_house import HAILONG, start, stop

CODES = ("7K4M2QX0", "7K4M2QX1", "7K4M2QX2")
PATIENCE = 60.0
# What a process does is the same on either engine; who writes where is tried by the kill tests on both.
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@contextmanager
def serving(running, *options):
    server = start([*HAILONG, "serve", *options], running.environment)
    try:
        running.wait_until_ready(server)
        yield server
    finally:
        stop(server)


def parts_of(server):
    """Command lines of the processes under a server, theirs included, by process number."""
    found, asked = {}, [server.pid]
    while asked:
        for task in Path(f"/proc/{asked.pop()}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
                found[child] = next((w for w in (b"gate", b"citizens", b"staff", b"seal") if w in words), b"")
                asked.append(child)
    return found


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_one_server_follows_another_and_no_citizen_notices(running):
    first = start([*HAILONG, "serve"], running.environment)
    running.wait_until_ready(first)
    followers = [first]
    try:
        with citizens(running.port, CODES, count=4) as ledger:
            for _ in range(2):
                ledger.wait_for_more(20)
                followers.append(start([*HAILONG, "serve"], running.environment))
                wait_until(lambda: followers[-2].poll() is not None, "the server before did not retire")
                assert followers[-2].returncode == 0
            ledger.wait_for_more(20)
        assert ledger.faults == []
        assert ledger.failures == 0, "somebody had to press again"
    finally:
        for server in followers:
            stop(server)


def test_a_server_that_is_told_to_renew_itself_keeps_its_citizens(running):
    with serving(running) as server, citizens(running.port, CODES, count=4) as ledger:
        before = parts_of(server)
        ledger.wait_for_more(20)
        server.send_signal(signal.SIGHUP)
        wait_until(lambda: not any(map(is_alive, before)), "the parts before are still here")
        ledger.wait_for_more(20)
        assert ledger.failures == 0


def test_a_killed_server_leaves_nobody_behind_and_the_next_one_starts(running):
    with serving(running) as server:
        parts = parts_of(server)
        assert set(parts.values()) == {b"gate", b"citizens", b"staff", b"seal"}
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, parts)), "a part outlived its server")
    with serving(running):
        pass


@pytest.mark.parametrize("part", [b"gate", b"citizens", b"staff", b"seal"])
def test_a_part_that_is_killed_is_started_again(running, part):
    with serving(running) as server:
        for process in [number for number, name in parts_of(server).items() if name == part]:
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: part in parts_of(server).values(), "nobody started it again")
        running.wait_until_ready(server)
        with citizens(running.port, CODES, count=1) as ledger:
            ledger.wait_for_more(1)


def test_a_door_that_dies_is_asked_again_so_that_no_answer_fails(running):
    with serving(running) as server, citizens(running.port, CODES, count=4) as ledger:
        for _ in range(3):
            ledger.wait_for_more(10)
            # The process that answers, not the one above it.
            youngest = max(number for number, name in parts_of(server).items() if name == b"citizens")
            os.kill(youngest, signal.SIGKILL)
            wait_until(lambda gone=youngest: not is_alive(gone), "it did not die")
        ledger.wait_for_more(10)
        assert ledger.failures == 0


def test_a_port_in_use_is_told_in_a_sentence(running):
    with socket.create_server(("127.0.0.1", running.port)):
        refused = start([*HAILONG, "serve"], running.environment)
        assert refused.wait(PATIENCE) == 1
