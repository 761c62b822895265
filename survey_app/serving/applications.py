"""The two WSGI applications: the citizens' door knows no session, no account, no cookie.

Served, each stands in processes of its own. Together in one, for tests and for programs that want one application.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask

from survey_app.platform import Platform
from survey_app.serving.doors import is_for_citizens

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class OneDoor:
    """One of them with its house."""

    def __init__(self, platform: Platform, app: Flask) -> None:
        self.platform = platform
        self._app = app

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        return self._app.wsgi_app(environ, start_response)


def citizens_application(platform: Platform) -> OneDoor:
    from survey_app.views.citizen import create_citizen_app

    return OneDoor(platform, create_citizen_app(platform))


def staff_application(platform: Platform) -> OneDoor:
    from survey_app.views.staff import create_staff_app  # the citizens' processes never load accounts

    return OneDoor(platform, create_staff_app(platform))


class BothDoors:
    """Chooses the door by the path."""

    def __init__(self, platform: Platform) -> None:
        from survey_app.views.citizen import create_citizen_app
        from survey_app.views.staff import create_staff_app

        self.platform = platform
        self.citizen = create_citizen_app(platform)
        self.staff = create_staff_app(platform)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "").encode("latin-1")
        return (self.citizen if is_for_citizens(path) else self.staff).wsgi_app(environ, start_response)
