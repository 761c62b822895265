"""The platform this application was made with."""

from flask import current_app

from survey_app.platform import Platform


def platform() -> Platform:
    house: Platform = current_app.extensions["hailong"]
    return house
