"""Sockets off: a test may talk to this machine and to nobody else."""

import ipaddress
import socket
from typing import Any

import pytest


class OutsideConnectionError(OSError):
    """A test tried to reach another machine."""


def refuse_outside_connections(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Python's sockets reach loopback and Unix sockets only, and resolve no foreign name."""
    connect, connect_ex, resolve = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return connect_ex(self, address)

    def guarded_resolve(host: Any, *args: Any, **kwargs: Any) -> Any:
        _check_host(host)
        return resolve(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket.socket, "connect_ex", guarded_connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)


def _check(family: int, address: Any) -> None:
    if family != socket.AF_UNIX:
        _check_host(address[0])


def _check_host(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost"}:
        return
    try:
        outside = not ipaddress.ip_address(str(name)).is_loopback
    except ValueError:
        outside = True
    # Listening on every address asks for 0.0.0.0 or ::, which reaches nobody.
    if outside and name not in {"0.0.0.0", "::"}:  # noqa: S104 - compared, not bound
        raise OutsideConnectionError(f"tests reach no other machine, and {name} is one")
