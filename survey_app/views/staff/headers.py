"""What every staff answer carries: a policy without scripts and foreign hosts, nothing kept by browsers."""

from flask import Flask, Response, request

CONTENT_POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)

ASKED_EACH_TIME = "private, no-cache"

# The one page with scripts, all of them from here; it does the same without them.
SCRIPTED_POLICY = f"{CONTENT_POLICY}; script-src 'self'; connect-src 'self'"


def scripted(html: str, *, status: int = 200) -> Response:
    """A page that may run our own scripts."""
    return Response(html, status, {"Content-Security-Policy": SCRIPTED_POLICY})


def set_headers(app: Flask) -> None:
    app.after_request(_set)


def _set(response: Response) -> Response:
    # A page with a policy of its own brings it along.
    response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    if request.endpoint != "static":
        # Pages of results may stay with their browser, which asks each time; what a library says does not count.
        kept = response.headers.get("Cache-Control") == ASKED_EACH_TIME
        response.headers["Cache-Control"] = ASKED_EACH_TIME if kept else "no-store"
    if request.method == "POST" and response.status_code == 302:
        response.status_code = 303  # the library's redirects after a form
    return response
