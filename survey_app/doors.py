"""Two WSGI applications behind one dispatcher: the citizens' door knows no session, no account, no cookie."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from survey_app.platform import Platform
from survey_app.views.citizen import create_citizen_app
from survey_app.views.staff import create_staff_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CITIZEN_PLACES = frozenset({"K", "T", "R", "tra-cuu", "kiosk", "cong-khai"})


class Doors:
    """Chooses the door by the first part of the path."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.citizen = create_citizen_app(platform)
        self.staff = create_staff_app(platform)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        place = environ.get("PATH_INFO", "").lstrip("/").partition("/")[0]
        # A code is accepted in any case, and so is the letter before it.
        citizen = place in CITIZEN_PLACES or (len(place) == 1 and place.upper() in CITIZEN_PLACES)
        return (self.citizen if citizen else self.staff).wsgi_app(environ, start_response)
