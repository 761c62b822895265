"""One visitor's connection to the gate: requests in, answers out, one at a time, each wait under a deadline."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from survey_app.serving.backends import Pool
from survey_app.serving.doors import Door, Doors
from survey_app.serving.exchanges import Exchange
from survey_app.serving.refusals import Refusal, refusal
from survey_app.serving.requests import RefusedError, Request, RequestReader

LINGER_SECONDS = 2.0
# What is read and thrown away of a refused request, so that its sender gets to read the refusal: somebody of the staff
# with too large a file should, a stranger who sends without end need not.
THROWN_AWAY, THROWN_AWAY_OF_STAFF = 128 * 1024, 64 * 1024 * 1024
SLOWEST = 5_000  # bytes a second of a farmer's phone at the edge of the network
AHEAD_BYTES = 64 * 1024  # what may come while the request before is answered
# Bytes of answers that are not read yet. A door never waits for a reader: who takes too little, too slowly, is let go.
MOST_UNREAD = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Seconds: until a request begins, until its head and its body are whole, and until an answer is taken."""

    idle: float = 15.0
    head: float = 10.0
    body: float = 20.0
    reading: float = 30.0


class Keeper(Protocol):
    """Who keeps all connections: the gate."""

    @property
    def doors(self) -> Doors: ...
    @property
    def deadlines(self) -> Deadlines: ...
    @property
    def closing(self) -> bool: ...
    def pool(self, door: Door) -> Pool: ...
    def joined(self, connection: "Connection") -> None: ...
    def left(self, connection: "Connection") -> None: ...
    def await_request(self, connection: "Connection", since: float) -> None: ...
    def request_came(self, connection: "Connection") -> None: ...


class Connection(asyncio.Protocol):
    """What is read of a visitor, what is said to him, and how long he may take."""

    def __init__(self, gate: Keeper) -> None:
        self._gate = gate
        self._reader = RequestReader(gate.doors)
        self._exchange: Exchange | None = None
        self._since = 0.0  # when we began to wait for a request
        self._unread_until: float | None = None  # by when an answer that lies here must have been taken
        self._came_ahead = 0
        self._ends_at: float | None = None
        self._last_answer = False
        self._may_throw_away = THROWN_AWAY
        self._keeps = False
        self._with_body = True
        self._first_of_answer = True

    # Coming and going.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)  # noqa: S101  # what a stream connection is given
        self._transport = transport
        address = transport.get_extra_info("peername")
        self._address = str(address[0]).encode() if address else b""
        self._gate.joined(self)
        self._await_request()

    def connection_lost(self, _error: Exception | None) -> None:
        self._gate.left(self)
        exchange, self._exchange = self._exchange, None
        if exchange is not None:
            exchange.visitor_left()

    def eof_received(self) -> bool:
        return False  # who says no more is not waited for

    def drop(self) -> None:
        self._transport.abort()

    def finish_soon(self) -> None:
        """The gate closes: whoever is answered hears the end; whoever begins meanwhile is answered once more."""
        if self._exchange is None and not self._reader.has_begun:
            loop = asyncio.get_running_loop()
            self._ends_at = loop.time() + LINGER_SECONDS

    @property
    def is_gone(self) -> bool:
        return self._transport.is_closing()

    @property
    def unread(self) -> int:
        """Bytes of answers that this visitor has not taken yet."""
        return self._transport.get_write_buffer_size()

    # What comes in.

    def data_received(self, data: bytes) -> None:
        if self._last_answer:
            self._may_throw_away -= len(data)
            if self._may_throw_away < 0:
                self.drop()
            return
        if self._exchange is not None:
            self._came_ahead += len(data)
            if self._came_ahead > AHEAD_BYTES:
                self._transport.pause_reading()
        begins = not self._reader.has_begun
        try:
            self._reader.feed(data)
        except RefusedError as error:
            self._refuse(error.status)
            return
        if self._reader.wants_to_continue:
            self._reader.wants_to_continue = False
            self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        if self._reader.ready:
            self._next_request()
        elif begins and self._exchange is None:
            self._ends_at = None
            self._await_request()

    def _await_request(self) -> None:
        self._since = asyncio.get_running_loop().time()
        self._gate.await_request(self, self._since)

    def _next_request(self) -> None:
        if self._exchange is not None or not self._reader.ready:
            return
        request = self._reader.ready.popleft()
        self._ends_at = None
        self._gate.request_came(self)
        if self._gate.closing:
            request.keeps_connection = False
        self._keeps = request.keeps_connection
        self._with_body = request.method != b"HEAD"
        self._first_of_answer = True
        self._answer(request)

    def _answer(self, request: Request) -> None:
        doors = self._gate.doors
        door = doors.door(request)
        if door is None:
            self.say(refusal(404, request))
            return
        self._exchange = Exchange(doors, door, self._gate.pool(door), request, self)
        self._exchange.enter(doors.visitor(request, self._address))

    def _refuse(self, status: int) -> None:
        """The gate's own answer to what it will not read to the end."""
        if self._exchange is not None:
            self._last_answer = True  # behind an answer that is on its way
            self._keeps = False
            return
        self._gate.request_came(self)
        self._keeps, self._with_body, self._last_answer = False, True, True
        if status == 413 and self._gate.doors.staff_cookies.is_logged_in(self._reader.cookies):
            self._may_throw_away = THROWN_AWAY_OF_STAFF
        self.say(refusal(status))

    # What goes out.

    def give(self, data: bytes) -> None:
        if self.is_gone:
            return
        if self._first_of_answer:
            self._first_of_answer = False
            if self._gate.closing:
                self._keeps = False
            if not self._keeps:
                data = data.replace(b"\r\nConnection: keep-alive\r\n", b"\r\nConnection: close\r\n", 1)
        self._transport.write(data)
        if self.unread > MOST_UNREAD:
            self.drop()

    def answered(self, *, keeps_connection: bool) -> None:
        self._exchange = None
        if self.is_gone:
            return
        if not (keeps_connection and self._keeps):
            self._end_politely()
            return
        if self._came_ahead > AHEAD_BYTES:
            self._transport.resume_reading()
        self._came_ahead = 0
        if self._reader.ready:
            # Not from within: a visitor who sends hundreds ahead must not dig a hole as deep.
            asyncio.get_running_loop().call_soon(self._next_request)
        else:
            self._await_request()

    def say(self, refusal: Refusal) -> None:
        self._exchange = None
        if self.is_gone:
            return
        self._transport.write(refusal.to_bytes(keeps_connection=self._keeps, with_body=self._with_body))
        self.answered(keeps_connection=self._keeps)

    def _end_politely(self) -> None:
        """Say that no more follows, and let the visitor read what was said before the connection breaks."""
        self._last_answer = True
        try:
            self._transport.write_eof()
        except OSError:  # the visitor broke off a moment ago
            self.drop()
        self._ends_at = asyncio.get_running_loop().time() + LINGER_SECONDS

    # Time.

    def look_at_the_clock(self, now: float) -> None:
        if self._transport.is_closing():
            return
        if self.unread:
            if self._unread_until is None:
                self._unread_until = now + self._gate.deadlines.reading + self.unread / SLOWEST
            elif now > self._unread_until:
                self.drop()
            return
        self._unread_until = None
        if self._ends_at is not None:
            if now >= self._ends_at:
                self._transport.close()
        elif self._exchange is None and not self._last_answer:
            self._look_at_the_request(now)

    def _look_at_the_request(self, now: float) -> None:
        limits, reader = self._gate.deadlines, self._reader
        waited = now - self._since
        if not reader.has_begun:
            if waited > limits.idle:
                self._transport.close()
            return
        patience = limits.body + reader.announced / SLOWEST if reader.reads_body else limits.head
        if waited > patience:
            self._refuse(408)
