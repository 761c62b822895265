"""Answers to a browser: headers that every page of this door carries, and the designed pages of refusal."""

from flask import Response, request

from survey_app.store.counters import CounterDoor
from survey_app.views.citizen.pages import Page, Pages, ReadyForm

_HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    # A form is opened anew each time: its key is new. This alone does not keep a page out of the browser's page cache.
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept-Encoding",
}


def reply(page: Page, status: int | None = None) -> Response:
    return Response(page.html, status or _opened(), _headers(page.style_hash))


def reply_blank(ready: ReadyForm, key: str) -> Response:
    headers = _headers(ready.style_hash)
    if _takes_gzip():
        headers["Content-Encoding"] = "gzip"
        return Response(ready.packed.gzipped(key), _opened(), headers)
    return Response(ready.packed.plain(key), _opened(), headers)


def lead_to(address: str, status: int) -> Response:
    """Another address, without a word: nobody sees this answer."""
    return Response(status=status, headers={"Location": address, "Cache-Control": "no-store"})


def refuse(
    pages: Pages,
    status: int,
    heading: str,
    *sentences: str,
    door: CounterDoor | None = None,
    code: str | None = None,
    again: "list[tuple[str, str]] | None" = None,
) -> Response:
    page = pages.render(
        "message.html", door=door, heading=heading, sentences=sentences, code=code, again=again
    )
    return reply(page, status)


def _opened() -> int:
    """200 for programs; 201 where a person opens the page: a form of one's own was made, with its key.

    Chromium keeps only pages of status 200 in its page cache, also under `no-store`. From there the back button
    would bring the sent answers back, without asking us and without JavaScript having a say.
    See docs/decisions/0007-guarded-intake.md.
    """
    headers = request.headers
    opened_by_browser = "Upgrade-Insecure-Requests" in headers or headers.get("Sec-Fetch-Mode") == "navigate"
    return 201 if opened_by_browser else 200


def _takes_gzip() -> bool:
    """Browsers grade nothing here; only who does costs a careful reading."""
    wanted = request.headers.get("Accept-Encoding", "")
    return "gzip" in wanted if "q=" not in wanted else request.accept_encodings["gzip"] > 0


def _headers(style_hash: str) -> dict[str, str]:
    policy = (
        f"default-src 'none'; style-src 'sha256-{style_hash}'; img-src data:; media-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    return _HEADERS | {"Content-Security-Policy": policy}
