"""Reading requests off a connection, by llhttp's parser: strict, bounded, whole before anybody works on them."""

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

import httptools

LONGEST_HEAD = 32 * 1024
# What the doors' own parser takes; it would refuse more without a page.
LONGEST_TARGET, LONGEST_HEADER, MOST_HEADERS = 4_000, 8_000, 100
MOST_AHEAD = 16  # requests sent before the first was answered

# What belongs to one connection and not to the message, and what we say anew.
_OF_THE_CONNECTION = frozenset(
    {
        b"connection",
        b"content-length",
        b"expect",
        b"keep-alive",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
    }
)


class RefusedError(ValueError):
    """The request is answered by the gate itself, and the connection ends."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


@dataclass(slots=True)
class Request:
    """One request; its body is whole when `RequestReader` hands it out."""

    method: bytes = b""
    target: bytes = b""
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytearray = field(default_factory=bytearray)
    longest_body: int = 0
    is_http_1_0: bool = False
    keeps_connection: bool = True

    @property
    def path(self) -> bytes:
        return self.target.partition(b"?")[0]

    def header(self, name: bytes) -> bytes:
        """The value of a header; of several the last, empty where there is none."""
        return next((value for known, value in reversed(self.headers) if known == name), b"")

    def to_bytes(self, *, without: frozenset[bytes] = frozenset()) -> bytes:
        """The same request as the gate sends it on, its length said plainly."""
        version = b"1.0" if self.is_http_1_0 else b"1.1"
        lines = [b"%b %b HTTP/%b" % (self.method, self.target, version)]
        lines += [
            b"%b: %b" % (name, value)
            for name, value in self.headers
            if name not in _OF_THE_CONNECTION and name not in without
        ]
        if self.body or self.method in {b"POST", b"PUT", b"PATCH"}:
            lines.append(b"content-length: %d" % len(self.body))
        return b"\r\n".join([*lines, b"", b""]) + self.body


class Limits(Protocol):
    """Who says how long a body may be, once the head is known."""

    def longest_body(self, request: Request) -> int: ...


class RequestReader:
    """Feed it what comes; take whole requests from `ready`. Raises RefusedError."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._parser = httptools.HttpRequestParser(self)
        self._request = Request()
        self._in_head = 0  # bytes of a head that is not whole
        self.ready: deque[Request] = deque()
        self.reads_body = False
        self.announced = 0  # bytes of the body that is being read, where its sender said so
        self.wants_to_continue = False

    @property
    def has_begun(self) -> bool:
        """Whether part of a request has come."""
        return bool(self._in_head) or self.reads_body

    @property
    def cookies(self) -> bytes:
        """Of the request that is being read."""
        return self._request.header(b"cookie")

    def feed(self, data: bytes) -> None:
        if not self.reads_body:
            self._in_head += len(data)
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # Somebody offers another protocol: answered as if not, and the connection ends.
            if self.ready:
                self.ready[-1].keeps_connection = False
        except httptools.HttpParserError as error:
            raise _cause_of(error) from None
        if self._in_head > LONGEST_HEAD:
            raise RefusedError(431)

    # What the parser calls.

    def on_message_begin(self) -> None:
        self._request = Request()
        if len(self.ready) >= MOST_AHEAD:
            raise RefusedError(400)

    def on_url(self, part: bytes) -> None:
        self._request.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        self._request.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        request = self._request
        request.method = self._parser.get_method()
        request.is_http_1_0 = self._parser.get_http_version() == "1.0"
        request.keeps_connection = self._parser.should_keep_alive() and not request.is_http_1_0
        if len(request.target) > LONGEST_TARGET or len(request.headers) > MOST_HEADERS:
            raise RefusedError(431)
        if any(len(name) + len(value) > LONGEST_HEADER for name, value in request.headers):
            raise RefusedError(431)
        request.longest_body = self._limits.longest_body(request)
        announced = request.header(b"content-length")
        if announced and int(announced) > request.longest_body:
            raise RefusedError(413)
        self.announced = int(announced) if announced else 0
        self.wants_to_continue = request.header(b"expect").lower() == b"100-continue"
        self._in_head, self.reads_body = 0, True

    def on_body(self, part: bytes) -> None:
        body = self._request.body
        body += part
        if len(body) > self._request.longest_body:
            raise RefusedError(413)

    def on_message_complete(self) -> None:
        self.reads_body = self.wants_to_continue = False
        self.ready.append(self._request)


def _cause_of(error: httptools.HttpParserError) -> RefusedError:
    """A refusal raised inside a callback of the parser arrives wrapped."""
    cause = error.__context__ or error.__cause__
    return cause if isinstance(cause, RefusedError) else RefusedError(400)
