"""For load balancers: is the process there, is it ready to serve."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from survey_app.access import public
from survey_app.services.house_state import is_ready
from survey_app.views.staff.house import platform

blueprint = Blueprint("status", __name__)


@blueprint.get("/healthz")
@public
def healthz() -> Response:
    return Response("ok\n", mimetype="text/plain")


@blueprint.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    try:
        ready = is_ready(platform())
    except SQLAlchemyError:
        return jsonify(ready=False, reason="database"), 503
    if not ready:
        return jsonify(ready=False, reason="migration"), 503
    return jsonify(ready=True), 200
