"""Where somebody wants to go next, as an address or a form says it: one of our own pages, or a bad request."""

from urllib.parse import urlsplit

from flask import Flask, abort, request

NAMES = ("next", "ve")


def refuse_broken_ways(app: Flask) -> None:
    """Before any page, the library's log-in among them, takes such an address apart or sends it back in a header."""
    app.before_request(_refuse)


def is_ours(address: str) -> bool:
    parts = urlsplit(address)
    inside = address.startswith("/") and not address.startswith(("//", "/\\"))
    return inside and not parts.scheme and not parts.netloc


def _refuse() -> None:
    given = [request.args.getlist(name) for name in NAMES]
    if (request.endpoint or "").startswith("security."):
        given += [request.form.getlist(name) for name in NAMES]
    if any(_is_broken(address) for addresses in given for address in addresses):
        abort(400)


def _is_broken(address: str) -> bool:
    """A line break would end the header that an address goes into; the library reads backslashes as browsers do."""
    try:
        urlsplit(address), urlsplit(address.replace("\\", "/"))
    except ValueError:
        return True
    return not address.isprintable()
