"""The parts of a running server, each a process: `python -m survey_app.serving gate|citizens|staff …`."""

import argparse
import asyncio
import os
import resource
import signal
import socket
from dataclasses import dataclass

from survey_app.config import read_config
from survey_app.serving.doors import (
    CITIZENS_AT_ONCE,
    FILES_AT_ONCE,
    LOGINS_AT_ONCE,
    QUICK_AT_ONCE,
    STAFF_AT_ONCE,
    Doors,
    citizens_door,
    staff_door,
)
from survey_app.serving.gate import MOST_CONNECTIONS, Gate
from survey_app.serving.lifeline import end_with_parent
from survey_app.serving.staff_cookies import StaffCookies

GRACE_SECONDS = 30.0
OTHER_FILES = 200  # what the gate opens besides its visitors
STAFF_THREADS = STAFF_AT_ONCE + LOGINS_AT_ONCE + QUICK_AT_ONCE + FILES_AT_ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """What the process is started as; sockets are paths, the listener and the signal of readiness descriptors."""

    part: str
    parent: int
    kind: str
    workers: int
    listener: int
    ready: int
    citizens: str
    staff: str


def read_role() -> Role:
    parser = argparse.ArgumentParser(prog="survey_app.serving")
    parser.add_argument("part", choices=["gate", "citizens", "staff"])
    for name in ("parent", "workers", "listener", "ready"):
        parser.add_argument(f"--{name}", type=int, default=-1)
    for name in ("kind", "citizens", "staff"):
        parser.add_argument(f"--{name}", default="")
    return Role(**vars(parser.parse_args()))


def main() -> None:
    role = read_role()
    end_with_parent(role.parent)
    if role.part == "gate":
        asyncio.run(_run_gate(role))
    else:
        _run_door(role)


async def _run_gate(role: Role) -> None:
    doors = Doors(
        citizens=citizens_door(role.citizens) if role.citizens else None,
        staff=staff_door(role.staff) if role.staff else None,
        staff_cookies=StaffCookies.of(read_config()),
        citizens_at_once=CITIZENS_AT_ONCE * max(role.workers, 1),
    )
    gate = Gate(doors=doors, most_connections=_room_for_connections())
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    listener = socket.socket(fileno=role.listener)
    loop.call_soon(_say_ready, role.ready)
    await gate.serve(listener, stopped, grace=GRACE_SECONDS)


def _say_ready(descriptor: int) -> None:
    if descriptor < 0:
        return
    os.write(descriptor, b"r")
    os.close(descriptor)


def _room_for_connections() -> int:
    """As many as wanted, where the system lets us open so many files."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS + OTHER_FILES  # a download may keep a connection to a door besides its own
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(16, min(MOST_CONNECTIONS, (soft - OTHER_FILES) // 2))


def _run_door(role: Role) -> None:
    from survey_app.platform import open_platform
    from survey_app.serving.applications import OneDoor, citizens_application, staff_application
    from survey_app.serving.web import Server

    def load() -> OneDoor:
        platform = open_platform(read_config(), kind=role.kind)
        return (citizens_application if role.part == "citizens" else staff_application)(platform)

    if role.part == "citizens":
        Server(bind=f"unix:{role.citizens}", load=load, workers=role.workers).run()
    else:
        os.nice(5)  # where both want the processor, an answer goes before a page
        Server(bind=f"unix:{role.staff}", load=load, threads=STAFF_THREADS).run()


if __name__ == "__main__":
    main()
