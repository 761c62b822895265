"""Bodies are small, except where a view says that it takes files or long sheets."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

from flask import Flask, current_app, request

LONGEST_BODY = 64 * 1024
LONGEST_FILE = 6 * 1024 * 1024

P = ParamSpec("P")
R = TypeVar("R")


def takes_files(view: Callable[P, R]) -> Callable[P, R]:
    """Mark a view that takes files or sheets of many texts."""
    view.longest_body = LONGEST_FILE  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def limit_bodies(app: Flask) -> None:
    """Set the limit of each request before anything reads its body, the check against forgery among others."""
    app.config.update(MAX_CONTENT_LENGTH=LONGEST_BODY, MAX_FORM_MEMORY_SIZE=LONGEST_BODY)
    app.before_request(_limit)


def _limit() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    longest = getattr(view, "longest_body", None)
    if longest is not None:
        request.max_content_length = longest
        request.max_form_memory_size = longest
        request.max_form_parts = 10_000
