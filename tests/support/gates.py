"""A gate in a thread of the test, with short deadlines, before doors that are processes."""

import asyncio
import os
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from support.ports import free_port

from survey_app.serving.doors import Doors, citizens_door, staff_door
from survey_app.serving.gate import Gate

SLOW_DOOR = Path(__file__).with_name("slow_door.py")
PATIENCE = 30.0


class Cookies:
    """Those of a staff door in which one cookie is a session, and one a browser that logged in before."""

    def is_logged_in(self, cookies):
        return b"hailong=known" in cookies

    def browser(self, cookies, body):
        return b"known" if b"hailong-may=known" in cookies and b"username=" in body else b""


NO_COOKIES = Cookies()


@contextmanager
def slow_door(bind, *, threads=4):
    """Gunicorn at an address: a path (`unix:…`) behind a gate, or a port in the open."""
    # Where this file lies decides whose rooms it uses, not what is installed.
    rooms = {**os.environ, "PYTHONPATH": str(SLOW_DOOR.parents[2])}
    process = subprocess.Popen([sys.executable, str(SLOW_DOOR), bind, str(threads)], env=rooms)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise


@contextmanager
def gate_before(folder, *, cookies=NO_COOKIES, citizens_at_once=4, **settings):
    """Both doors behind one gate; gives the gate and its port."""
    sockets = {name: str(folder / f"{name}.sock") for name in ("citizens", "staff")}
    doors = Doors(
        citizens=citizens_door(sockets["citizens"]),
        staff=staff_door(sockets["staff"]),
        staff_cookies=cookies,
        citizens_at_once=citizens_at_once,
    )
    gate = Gate(doors=doors, **settings)
    listener = socket.create_server(("127.0.0.1", free_port()))
    port = listener.getsockname()[1]
    stop = {}

    async def serve():
        stopped = asyncio.Event()
        loop = asyncio.get_running_loop()
        stop["now"] = lambda: loop.call_soon_threadsafe(stopped.set)
        await gate.serve(listener, stopped, grace=2)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    with ExitStack() as stack:
        for path in sockets.values():
            stack.enter_context(slow_door(f"unix:{path}", threads=12))
        thread.start()
        try:
            for path in ("/K/", "/"):
                assert ask(port, path)[0] == 200
            yield gate, port
        finally:
            stop["now"]()
            thread.join(PATIENCE)


def connect(port):
    connection = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


@contextmanager
def crowd(port, count):
    """So many open connections."""
    with ExitStack() as stack:
        yield [stack.enter_context(connect(port)) for _ in range(count)]


def ask(port, path, *, method="GET", body=b"", headers=(), timeout=PATIENCE):
    """One request on a connection of its own: status and whole answer (0 where none came)."""
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    with connect(port) as connection:
        connection.settimeout(timeout)
        with suppress(OSError):  # refused before it was read to the end: the answer is there
            connection.sendall("\r\n".join([*lines, "", ""]).encode() + body)
        return whole(connection)


def whole(connection):
    answer = b""
    try:
        while came := connection.recv(65536):
            answer += came
    except OSError:
        pass
    return (int(answer[9:12]) if answer else 0), answer


def wait_until(true, what):
    deadline = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)
