"""What a browser keeps after a log-in, and who reads it: the log-in page, and the gate that gives turns before it.

A token says that its browser has logged in under a name; it names nobody to whoever reads it, and opens nothing.
"""

import hmac
import secrets
from collections.abc import Iterator

COOKIE = "hailong-may"
MOST = 5  # names of people who share a desk; the one who came longest ago is forgotten
_NONCE = 32


def make(name: str, *, secret: str) -> str:
    nonce = secrets.token_hex(_NONCE // 2)
    return nonce + _sign(nonce, name, secret)


def tokens_in(cookie: str) -> Iterator[str]:
    for token in cookie[:1000].split(".")[:MOST]:
        if len(token) == 2 * _NONCE and token.isascii():
            yield token


def is_of(token: str, name: str, *, secret: str) -> bool:
    return hmac.compare_digest(token[_NONCE:], _sign(token[:_NONCE], name, secret))


def browser_of(token: str) -> str:
    """What tells this browser from others."""
    return token[:_NONCE]


def _sign(nonce: str, name: str, secret: str) -> str:
    return hmac.digest(secret.encode(), f"device {nonce} {name}".encode(), "sha256").hex()[:_NONCE]
