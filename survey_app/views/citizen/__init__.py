"""The citizens' door: no session, no account, no cookie, no script."""

import logging

from flask import Flask, Request, Response, request
from flask.sessions import SessionInterface, SessionMixin

from survey_app.addresses import grouped
from survey_app.platform import Platform
from survey_app.services.audio_clips import KnownClips
from survey_app.translating import wire_languages
from survey_app.views.citizen.body import LARGEST_BODY
from survey_app.views.citizen.counter import blueprint
from survey_app.views.citizen.manner import manner
from survey_app.views.citizen.pages import Pages
from survey_app.views.citizen.refusals import handle_refusals
from survey_app.views.citizen.styles import coloured

log = logging.getLogger("hailong.citizen")


class NoSession(SessionInterface):
    """Nobody is remembered here."""

    def open_session(self, app: Flask, request: Request) -> None:
        return None

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Nothing is kept."""


def create_citizen_app(platform: Platform) -> Flask:
    """Build the citizens' door on an open platform."""
    app = Flask("survey_app", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY)
    app.session_interface = NoSession()
    app.url_map.merge_slashes = False  # an address with two is not ours, and needs no way to ours
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(grouped=grouped, coloured=coloured)
    wire_languages(app, lambda: manner().language)
    pages = Pages(demo=platform.is_demo, clips=KnownClips(platform).of)
    app.extensions.update(hailong=platform, pages=pages)
    app.register_blueprint(blueprint)
    handle_refusals(app, pages)
    app.after_request(_write_down)
    return app


def _write_down(response: Response) -> Response:
    """The rule of the address and the status: never the path, the query, the address or the device."""
    log.info("%s %s %s", request.method, request.url_rule, response.status_code)
    return response
