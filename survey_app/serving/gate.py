"""The gate: one event loop that meets every visitor, reads each request whole, and hands it to a door.

Reading and writing slowly costs the visitor and nobody else: no thread of a door waits for a network. Every wait has
a deadline, and the number of connections a limit: at the limit the one that has dawdled longest goes.
"""

import asyncio
import logging
import socket
from collections import OrderedDict
from contextlib import suppress
from dataclasses import dataclass, field

from survey_app.serving.backends import Pool
from survey_app.serving.connections import Connection, Deadlines
from survey_app.serving.doors import Door, Doors

MOST_CONNECTIONS = 2_000
SWEEP_SECONDS = 1.0
MOST_UNREAD_IN_ALL = 512 * 1024 * 1024  # bytes of answers that are not read yet

log = logging.getLogger("hailong.gate")


@dataclass(slots=True, kw_only=True)
class Gate:
    """Every connection there is, and the doors behind."""

    doors: Doors
    deadlines: Deadlines = field(default_factory=Deadlines)
    most_connections: int = MOST_CONNECTIONS
    closing: bool = False
    _connections: set[Connection] = field(default_factory=set)
    # Those from whom a request is awaited, the longest wait first.
    _awaited: "OrderedDict[Connection, float]" = field(default_factory=OrderedDict)
    _pools: dict[str, Pool] = field(default_factory=dict)
    _emptied: asyncio.Event | None = None

    def pool(self, door: Door) -> Pool:
        return self._pools.setdefault(door.name, Pool(door.socket))

    def joined(self, connection: Connection) -> None:
        self._connections.add(connection)
        if len(self._connections) > self.most_connections and self._awaited:
            self._awaited.popitem(last=False)[0].drop()

    def left(self, connection: Connection) -> None:
        self._connections.discard(connection)
        self._awaited.pop(connection, None)
        if not self._connections and self._emptied is not None:
            self._emptied.set()

    def await_request(self, connection: Connection, since: float) -> None:
        self._awaited[connection] = since
        self._awaited.move_to_end(connection)

    def request_came(self, connection: Connection) -> None:
        self._awaited.pop(connection, None)

    async def serve(self, listener: socket.socket, stopped: asyncio.Event, *, grace: float) -> None:
        """Meet visitors until told to stop; then answer those who are here, for at most `grace` seconds."""
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: Connection(self), sock=listener, backlog=2048)
        sweeper = loop.create_task(self._sweep())
        await stopped.wait()
        self.closing = True
        server.close()
        for connection in list(self._connections):
            connection.finish_soon()
        self._emptied = asyncio.Event()
        if self._connections:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._emptied.wait(), grace)
        sweeper.cancel()
        for connection in list(self._connections):
            connection.drop()
        for pool in self._pools.values():
            pool.close()
        await asyncio.sleep(0)  # in which all of them close

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_SECONDS)
            now = asyncio.get_running_loop().time()
            for connection in list(self._connections):
                try:
                    connection.look_at_the_clock(now)
                except Exception:  # whatever it is, the deadlines of all the others go on
                    log.exception("a connection was dropped")
                    connection.drop()
            if sum(connection.unread for connection in self._connections) > MOST_UNREAD_IN_ALL:
                max(self._connections, key=lambda connection: connection.unread).drop()
