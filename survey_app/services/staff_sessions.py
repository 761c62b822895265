"""How long a log-in lasts, and that it ends where somebody logs out, in every copy of its cookie.

The cookie carries a number of its own and the moment of the log-in. Logging in writes nothing; logging out keeps the
number until the cookie would have died anyway, so each device of one person ends by itself.
"""

import hashlib
import secrets
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from time import time
from typing import Any

from flask import Flask, current_app, session
from flask_login import user_logged_in, user_logged_out  # type: ignore[import-untyped]  # ships no types
from flask_security.utils import set_request_attr

from survey_app.models import Account
from survey_app.platform import Platform
from survey_app.store import ended_sessions

IDLE = timedelta(hours=8)
LONGEST = timedelta(
    hours=12
)  # a working day; then the password is asked for again, whatever was done meanwhile
SESSIONS = "hailong_sessions"
_NUMBER, _SINCE = "so", "tu"
_CLOCKS_DIFFER = 60  # seconds between two machines that serve one house


@dataclass(slots=True, kw_only=True)
class StaffSessionLives:
    platform: Platform
    now: Callable[[], float] = time

    def begin(self, cookie: MutableMapping[str, Any]) -> None:
        cookie[_NUMBER], cookie[_SINCE] = secrets.token_urlsafe(16), int(self.now())

    def lives(self, cookie: MutableMapping[str, Any]) -> bool:
        number, since = cookie.get(_NUMBER), cookie.get(_SINCE)
        if not isinstance(number, str) or not isinstance(since, int):
            return False
        age = self.now() - since
        if not -_CLOCKS_DIFFER <= age < LONGEST.total_seconds():
            return False
        with self.platform.database.glancing() as connection:
            return not ended_sessions.is_ended(connection, _hash(number))

    def end(self, cookie: MutableMapping[str, Any]) -> None:
        """Every copy of this cookie is out from now on."""
        number = cookie.pop(_NUMBER, None)
        if not isinstance(number, str):
            return
        now = int(self.now())
        with self.platform.database.writing() as connection:
            ended_sessions.forget_dead(connection, now=now)
            ended_sessions.add_ended(
                connection, _hash(number), dies_at=now + int(LONGEST.total_seconds()) + _CLOCKS_DIFFER
            )


def wire_session_lives(app: Flask, platform: Platform) -> None:
    """Let the login library ask whether a session still lives before it says who is here."""
    lives = StaffSessionLives(platform=platform)
    app.extensions[SESSIONS] = lives
    user_logged_in.connect(_begin, app)
    user_logged_out.connect(_end, app)
    app.extensions["security"].login_manager.user_loader(_load)


def session_lives(app: Flask) -> StaffSessionLives:
    found: StaffSessionLives = app.extensions[SESSIONS]
    return found


def _begin(app: Flask, **_more: Any) -> None:
    session_lives(app).begin(session)


def _end(app: Flask, **_more: Any) -> None:
    session_lives(app).end(session)


def _load(user_id: str) -> Account | None:
    """As the library's own loader, for a session that lives."""
    if not user_id or not session_lives(current_app).lives(session):
        return None
    account: Account | None = current_app.extensions["security"].datastore.find_user(
        fs_uniquifier=str(user_id)
    )
    if account is None or not account.active:
        return None
    set_request_attr("fs_authn_via", "session")
    set_request_attr("fs_paa", session.get("fs_paa", 0))
    return account


def _hash(number: str) -> bytes:
    return hashlib.sha256(number.encode()).digest()
