"""What a page of thanks shows, and the way from a receipt to its response, which only the house itself can go."""

import re

from survey_app.form_keys import receipt_hash
from survey_app.platform import Platform

_KEY = re.compile(r'name="?k"? value="?([\w-]+)')
_SHOWN = re.compile(r'class="?r"?>([^<]+)<')


def key_of(page: str) -> str:
    """The key of a form that is open."""
    found = _KEY.search(page)
    assert found, "the page has no form"
    return found[1]


def receipt_on(page: str) -> str:
    """The receipt on a page of thanks; it stands nowhere else."""
    found = _SHOWN.search(page)
    assert found, "the page shows no receipt"
    return found[1].replace("\u00a0", "").replace("&nbsp;", "")


def response_id(platform: Platform, receipt: str) -> bytes:
    return platform.vault.response_id(receipt_hash(receipt))
