"""Sessions, but none where nobody needs to be known: style sheets and probes cost no look into the database."""

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

WITHOUT_SESSION = ("/static/", "/healthz", "/readyz")


class StaffSessions(SecureCookieSessionInterface):
    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith(WITHOUT_SESSION):
            return self.session_class()
        return super().open_session(app, request)
