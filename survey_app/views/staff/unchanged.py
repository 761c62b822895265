"""Pages of results that a browser has already: told so by their fingerprint, without computing anything."""

import secrets
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from flask import Response, make_response, request, session
from flask.typing import ResponseReturnValue

from survey_app.access import current_rights
from survey_app.services.windows import fingerprint
from survey_app.views.staff.headers import ASKED_EACH_TIME
from survey_app.views.staff.house import platform

P = ParamSpec("P")
EDITION = secrets.token_hex(4)  # of the program: a page of the one before is not taken for this one's


def known_by_fingerprint(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Answer 304 where nothing has changed since this account saw the same page.

    The browser keeps the page for this account alone and asks each time: after log-out it is asked again and refused.
    """

    @wraps(view)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        if "_flashes" in session:  # a sentence that is said once
            return view(*args, **kwargs)
        rights = current_rights()
        etag = fingerprint(
            platform(),
            request.full_path,
            rights.account,
            ",".join(sorted(rights.roles)),
            ",".join(map(str, sorted(rights.scope))),
            rights.display_name,
            # The way out on the page is a form of this session.
            str(session.get("csrf_token", "")),
            EDITION,
        )
        if request.if_none_match.contains(etag):
            return _marked(Response(status=304), etag)
        response = make_response(view(*args, **kwargs))
        return _marked(response, etag) if response.status_code == 200 else response

    return wrapped


def _marked(response: Response, etag: str) -> Response:
    response.set_etag(etag)
    response.headers["Cache-Control"] = ASKED_EACH_TIME
    return response
