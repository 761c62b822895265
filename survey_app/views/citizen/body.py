"""The body of a sent form: small, urlencoded, UTF-8; everything else is refused before it is read."""

import re
from urllib.parse import parse_qsl

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, UnsupportedMediaType

LARGEST_BODY = 64 * 1024
MOST_FIELDS = 400
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def read_body(request: Request) -> "MultiDict[str, str]":
    """Read the fields. Raises 400, 413 or 415."""
    if request.mimetype != "application/x-www-form-urlencoded":
        raise UnsupportedMediaType
    if request.content_length is not None and request.content_length > LARGEST_BODY:
        raise RequestEntityTooLarge
    raw = request.get_data(cache=False)  # the server's own limit holds where no length is given
    if raw.count(b"&") >= MOST_FIELDS:
        raise RequestEntityTooLarge
    if _BROKEN_ESCAPE.search(raw):
        raise BadRequest
    try:
        # Strict: what is no UTF-8 (a lone surrogate, a cut character) is not silently replaced.
        return MultiDict(
            parse_qsl(raw.decode("ascii"), keep_blank_values=True, encoding="utf-8", errors="strict")
        )
    except ValueError:
        raise BadRequest from None
