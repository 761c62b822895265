"""Whether a Cookie header carries the session of somebody who is logged in: asked before a large body is read."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

from survey_app.config import Config
from survey_app.session_keys import session_secret

if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer

COOKIE = "hailong"
LONGEST_SECONDS = 12 * 3600  # older than any session grows; the door itself looks more closely
MOST_READ = 4096


@dataclass(frozen=True, slots=True)
class KnownSessions:
    """Reads the staff door's own sessions: their signature says that the house gave them."""

    serializer: "URLSafeTimedSerializer"

    @classmethod
    def of(cls, config: Config) -> "KnownSessions":
        """As Flask itself would read them. Made before anybody waits: the import takes a moment."""
        from flask import Flask
        from flask.sessions import SecureCookieSessionInterface

        app = Flask("survey_app")
        app.secret_key = session_secret(config)
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None  # noqa: S101  # it has a key
        return cls(serializer)

    def is_logged_in(self, cookies: bytes) -> bool:
        from itsdangerous import BadSignature

        try:
            morsel = SimpleCookie(cookies[:MOST_READ].decode("latin-1")).get(COOKIE)
            if morsel is None:
                return False
            session = self.serializer.loads(morsel.value, max_age=LONGEST_SECONDS)
        except (BadSignature, CookieError, ValueError):
            return False
        return "_user_id" in session
