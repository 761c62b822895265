"""/ngon-ngu/<tag>: the language of the interface, kept for this session."""

from flask import Blueprint, abort, redirect, request, session
from flask.typing import ResponseReturnValue

from survey_app.access import public
from survey_app.translating import LANGUAGES, SOURCE
from survey_app.views.staff.ways_back import is_ours

KEPT = "language"
blueprint = Blueprint("language", __name__)


def chosen_language() -> str | None:
    return session.get(KEPT)


@blueprint.get("/ngon-ngu/<tag>")
@public
def choose(tag: str) -> ResponseReturnValue:
    if tag not in LANGUAGES:
        abort(404)
    if tag == SOURCE:
        session.pop(KEPT, None)
    else:
        session[KEPT] = tag
    return redirect(_way_back(), code=302)


def _way_back() -> str:
    """The page one came from, if it is one of ours."""
    wanted = request.args.get("ve", "/")
    return wanted if is_ours(wanted) else "/"
