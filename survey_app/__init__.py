"""Hài Lòng: survey and satisfaction measurement for public administration."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from survey_app.platform import Platform
    from survey_app.serving.applications import BothDoors


def create_app(platform: "Platform | None" = None) -> "BothDoors":
    """Open the house: one WSGI application with two doors, the citizens' and the staff's.

    Without a platform it is opened from the environment. Imports stay inside: `hailong --help` needs none of them.
    """
    from survey_app.config import read_config
    from survey_app.platform import open_platform
    from survey_app.serving.applications import BothDoors

    return BothDoors(platform or open_platform(read_config()))
