"""What the gate reads of the staff door's cookies: who may send a large body, and whose browser has logged in before."""

from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from survey_app import device_tokens
from survey_app.config import Config
from survey_app.session_keys import session_secret

if TYPE_CHECKING:
    from itsdangerous import URLSafeTimedSerializer

COOKIE = "hailong"
LONGEST_SECONDS = 12 * 3600  # older than any session grows; the door itself looks more closely
MOST_READ = 4096


@dataclass(frozen=True, slots=True)
class StaffCookies:
    """Reads the staff door's own sessions: their signature says that the house gave them."""

    serializer: "URLSafeTimedSerializer"
    secret: str

    @classmethod
    def of(cls, config: Config) -> "StaffCookies":
        """As Flask itself would read them. Made before anybody waits: the import takes a moment."""
        from flask import Flask
        from flask.sessions import SecureCookieSessionInterface

        app = Flask("survey_app")
        app.secret_key = session_secret(config)
        serializer = SecureCookieSessionInterface().get_signing_serializer(app)
        assert serializer is not None  # noqa: S101  # it has a key
        return cls(serializer, app.secret_key)

    def is_logged_in(self, cookies: bytes) -> bool:
        from itsdangerous import BadSignature

        try:
            session = self.serializer.loads(_value(cookies, COOKIE), max_age=LONGEST_SECONDS)
        except (BadSignature, ValueError):
            return False
        return "_user_id" in session

    def browser(self, cookies: bytes, body: bytes) -> bytes:
        """The browser that sends a log-in under a name that was right in it before; empty for all others."""
        tokens = list(device_tokens.tokens_in(_value(cookies, device_tokens.COOKIE)))
        if not tokens:
            return b""
        fields = parse_qs(body[:MOST_READ].decode("latin-1"), errors="replace")
        name = fields.get("username", [""])[0].strip().lower()
        known = (token for token in tokens if device_tokens.is_of(token, name, secret=self.secret))
        return device_tokens.browser_of(next(known, "")).encode("ascii", "replace")


def _value(cookies: bytes, name: str) -> str:
    try:
        morsel = SimpleCookie(cookies[:MOST_READ].decode("latin-1")).get(name)
    except CookieError:
        return ""
    return morsel.value if morsel else ""
