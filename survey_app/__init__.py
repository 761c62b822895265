"""Hài Lòng: survey and satisfaction measurement for public administration."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey_app.doors import Doors
    from survey_app.platform import Platform


def create_app(platform: "Platform | None" = None) -> "Doors":
    """Open the house: one WSGI application with two doors, the citizens' and the staff's.

    Without a platform it is opened from the environment. Imports stay inside: `hailong --help` needs none of them.
    """
    from survey_app.config import read_config
    from survey_app.doors import Doors
    from survey_app.platform import open_platform

    return Doors(platform or open_platform(read_config()))
