"""The staff door: accounts, rooms by rights, pages that work without scripts."""

from flask import Flask
from flask_wtf import CSRFProtect  # type: ignore[import-untyped]  # ships no types

from survey_app.platform import Platform
from survey_app.services.login import wire_login
from survey_app.services.staff_sessions import wire_session_lives
from survey_app.translating import wire_languages
from survey_app.views.staff import (
    account,
    admin,
    admin_calendar,
    admin_people,
    admin_places,
    admin_settings,
    audio_approvals,
    designer,
    draft_approval,
    draft_audio,
    draft_parts,
    draft_words,
    drafting,
    exchanging,
    home,
    language,
    manager,
    paper,
    posters,
    publishing,
    question_bank,
    status,
    supervisor,
    unit_questions,
    unit_results,
)
from survey_app.views.staff.assets import Assets
from survey_app.views.staff.context import page_context
from survey_app.views.staff.errors import handle_errors
from survey_app.views.staff.guard import guard_every_request
from survey_app.views.staff.headers import set_headers
from survey_app.views.staff.large_bodies import limit_bodies
from survey_app.views.staff.sessions import StaffSessions
from survey_app.views.staff.ways_back import refuse_broken_ways
from survey_app.views.staff.words import FILTERS

ROOMS = (
    home,
    language,
    account,
    manager,
    paper,
    posters,
    unit_questions,
    supervisor,
    unit_results,
    designer,
    drafting,
    draft_parts,
    draft_words,
    draft_audio,
    audio_approvals,
    draft_approval,
    exchanging,
    question_bank,
    publishing,
    admin,
    admin_calendar,
    admin_people,
    admin_places,
    admin_settings,
    status,
)


def create_staff_app(platform: Platform) -> Flask:
    """Build the staff door on an open platform."""
    app = Flask("survey_app")
    limit_bodies(app)
    app.extensions["hailong"] = platform
    app.session_interface = StaffSessions()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.globals["asset"] = Assets(app).address
    app.context_processor(page_context)
    wire_languages(app, language.chosen_language)
    CSRFProtect(app)  # before the accounts, whose forms then share its tokens
    wire_login(app, platform)
    wire_session_lives(app, platform)
    refuse_broken_ways(app)
    guard_every_request(app)
    set_headers(app)
    handle_errors(app)
    for room in ROOMS:
        app.register_blueprint(room.blueprint)
    return app
