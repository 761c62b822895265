"""A browser in which somebody logged in before is known again: strangers' wrong guesses do not keep its owner out.

Wrong tries are counted for a name from browsers that nobody knows, and apart for each browser in which this name has
been right. The cookie goes to the log-in alone, says nothing to whoever reads it, and opens nothing: a thief of it has
ten more guesses.
"""

from datetime import timedelta
from typing import Any

from flask import Flask, Response, after_this_request, current_app, request
from flask_login import user_logged_in  # type: ignore[import-untyped]  # ships no types

from survey_app.device_tokens import COOKIE, MOST, browser_of, is_of, make, tokens_in
from survey_app.models import Account
from survey_app.services.user_names import read_user_name

KEPT = timedelta(days=180)


def wire_known_devices(app: Flask) -> None:
    user_logged_in.connect(_remember, app)


def counted_name(typed: str) -> str:
    """Under which name a wrong try counts: this name in this browser where it was right before, else the name."""
    name = read_user_name(typed)
    token = next((token for token in _tokens() if name and is_of(token, name, secret=_secret())), None)
    return typed if token is None else f"{browser_of(token)} {name}"


def _remember(_app: Flask, *, user: Account, **_more: Any) -> None:
    name = user.username
    others = [token for token in _tokens() if not is_of(token, name, secret=_secret())]
    tokens = [make(name, secret=_secret()), *others][:MOST]

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


def _tokens() -> list[str]:
    return list(tokens_in(request.cookies.get(COOKIE, "")))


def _secret() -> str:
    return str(current_app.config["SECRET_KEY"])
