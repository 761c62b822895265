"""Connections from the gate to a door: kept open, one request on each at a time."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

import httptools

MOST_IDLE = 64
RETRY_SECONDS = 0.05


class Receiver(Protocol):
    """Who waits for the answer on a connection."""

    def receive(self, data: bytes) -> None: ...
    def complete(self) -> None: ...
    def lost(self, *, began: bool) -> None: ...


class Backend(asyncio.Protocol):
    """One connection; hands each answer to its receiver as it comes."""

    def __init__(self, pool: "Pool") -> None:
        self._pool = pool
        self._transport: asyncio.Transport | None = None
        self._receiver: Receiver | None = None
        self._began = False
        self._whole = False
        self._parser: httptools.HttpResponseParser | None = None
        self._to_the_end = self._without_body = False
        self.was_used = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # what a stream connection is given
        self._transport = transport
        self._pool.joined(self)

    def ask(self, request: bytes, receiver: Receiver, *, without_body: bool, to_the_end: bool) -> None:
        """Send a request. `without_body`: the answer to a HEAD; `to_the_end`: it ends with the connection."""
        self._receiver, self._began, self._whole = receiver, False, False
        self._to_the_end = to_the_end
        self._without_body = without_body
        self._parser = httptools.HttpResponseParser(self)
        if self._transport is None or self._transport.is_closing():
            self._end()
            return
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        receiver = self._receiver
        if receiver is None:
            self.close()  # an answer that nobody asked for
            return
        self._began = True
        if self._parser is not None:
            try:
                self._parser.feed_data(data)
            except httptools.HttpParserError:
                self.close()
                return
        receiver.receive(data)
        if self._whole:
            keep = self._parser is not None and self._parser.should_keep_alive()
            self._receiver = None
            self.was_used = True
            if keep:
                self._pool.give_back(self)
            else:
                self.close()
            receiver.complete()

    def on_headers_complete(self) -> None:
        if self._without_body:
            self._whole = True

    def on_message_complete(self) -> None:
        if self._parser is not None and self._parser.get_status_code() >= 200:
            self._whole = True

    def connection_lost(self, _error: Exception | None) -> None:
        self._pool.forget(self)
        self._end()

    def _end(self) -> None:
        receiver, self._receiver = self._receiver, None
        if receiver is None:
            return
        if self._began and self._to_the_end:
            receiver.complete()
        else:
            receiver.lost(began=self._began)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.close()


class Pool:
    """Connections to one door."""

    def __init__(self, socket: str) -> None:
        self._socket = socket
        self._idle: deque[Backend] = deque()
        self._connected: set[Backend] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def connect(self, then: Callable[[Backend], None], *, deadline: float, anew: bool) -> None:
        """Give a connection to `then`: one that is open, or a new one; a door that is away is tried until the deadline.

        `anew`: one broke just now, and so may have all that are kept. When the door stays away, `then` gets a connection
        that is closed: it tells its receiver so.
        """
        if self._idle and not anew:
            then(self._idle.pop())
            return
        task = asyncio.get_running_loop().create_task(self._open(then, deadline))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def give_back(self, backend: Backend) -> None:
        if len(self._idle) < MOST_IDLE:
            self._idle.append(backend)
        else:
            backend.close()

    def close(self) -> None:
        for backend in list(self._connected):
            backend.close()

    def joined(self, backend: Backend) -> None:
        self._connected.add(backend)

    def forget(self, backend: Backend) -> None:
        self._connected.discard(backend)
        if backend in self._idle:
            self._idle.remove(backend)

    async def _open(self, then: Callable[[Backend], None], deadline: float) -> None:
        loop = asyncio.get_running_loop()
        backend = Backend(self)
        while True:
            try:
                await loop.create_unix_connection(lambda: backend, self._socket)
            except OSError:
                if loop.time() >= deadline:
                    break
                await asyncio.sleep(RETRY_SECONDS)
            else:
                break
        then(backend)
