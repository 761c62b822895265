"""For load balancers: is the process there, is it ready to serve."""

from flask import Blueprint, Response, jsonify
from sqlalchemy.exc import SQLAlchemyError

from survey_app.access import public
from survey_app.services.house_state import find_readiness
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
        found = find_readiness(platform())
    except SQLAlchemyError:
        return jsonify(ready=False, reason="database"), 503
    if found.reason:
        told = {"sentence": found.sentence} if found.sentence else {}
        return jsonify(ready=False, reason=found.reason, **told), 503
    return jsonify(ready=True), 200
