"""A browser in which somebody logged in before is known again: strangers' wrong guesses do not keep its owner out.

Wrong tries are counted for a name from browsers that nobody knows, and apart for each browser in which this name has
been right. The cookie goes to the log-in alone, says nothing to whoever reads it, and opens nothing: a thief of it has
ten more guesses.
"""

import hmac
import secrets
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from flask import Flask, Response, after_this_request, current_app, request
from flask_login import user_logged_in  # type: ignore[import-untyped]  # ships no types

from survey_app.models import Account
from survey_app.services.user_names import read_user_name

COOKIE = "hailong-may"
MOST_NAMES = 5  # of people who share a desk; the one who came longest ago is forgotten
KEPT = timedelta(days=180)
_NONCE = 32


def wire_known_devices(app: Flask) -> None:
    user_logged_in.connect(_remember, app)


def counted_name(typed: str) -> str:
    """Under which name a wrong try counts: this name in this browser where it was right before, else the name."""
    name = read_user_name(typed)
    token = next((token for token in _tokens() if name and _is_of(token, name)), None)
    return typed if token is None else f"{token[:_NONCE]} {name}"


def _remember(_app: Flask, *, user: Account, **_more: Any) -> None:
    name = user.username
    others = [token for token in _tokens() if not _is_of(token, name)]
    nonce = secrets.token_hex(_NONCE // 2)
    tokens = [nonce + _sign(nonce, name), *others][:MOST_NAMES]

    def keep(response: Response) -> Response:
        response.set_cookie(
            COOKIE,
            ".".join(tokens),
            max_age=KEPT,
            path=current_app.config["SECURITY_LOGIN_URL"],
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response

    after_this_request(keep)


def _tokens() -> Iterator[str]:
    for token in request.cookies.get(COOKIE, "")[:1000].split(".")[:MOST_NAMES]:
        if len(token) == 2 * _NONCE and token.isascii():
            yield token


def _is_of(token: str, name: str) -> bool:
    return hmac.compare_digest(token[_NONCE:], _sign(token[:_NONCE], name))


def _sign(nonce: str, name: str) -> str:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, f"device {nonce} {name}".encode(), "sha256").hex()[:_NONCE]
