"""Whether a Cookie header carries the session of somebody who is logged in: asked before a large body is read."""

from dataclasses import dataclass, field
from functools import cached_property
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from survey_app.config import Config

if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer


@dataclass
class KnownSessions:
    """Reads the staff door's own sessions: their signature says that the house gave them."""

    config: Config
    _most_read: int = field(default=4096, repr=False)

    def is_logged_in(self, cookies: bytes) -> bool:
        from itsdangerous import BadSignature

        from survey_app.services.staff_sessions import IDLE

        try:
            morsel = SimpleCookie(cookies[: self._most_read].decode("latin-1")).get("hailong")
            if morsel is None:
                return False
            session = self._serializer.loads(morsel.value, max_age=int(IDLE.total_seconds()))
        except (BadSignature, CookieError, ValueError):
            return False
        return "_user_id" in session

    @cached_property
    def _serializer(self) -> "URLSafeTimedSerializer":
        # Imported when the first large body comes: the gate itself needs nothing of it.
        from flask import Flask
        from flask.sessions import SecureCookieSessionInterface

        from survey_app.services.login import session_secret

        app = Flask("survey_app")
        app.secret_key = session_secret(self.config)
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None  # noqa: S101  # it has a key
        return serializer
