"""The address of the page of thanks: it shows the receipt for a quarter of an hour, then to nobody any more.

Proxies, browsers and whoever looks over them keep addresses. So what stands in this one is encrypted under the key of
the running half-day, which is destroyed when that ends: who has the log and the database later has random letters.
"""

import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from survey_app.box_keys import BoxKeys, UnreadableBallotError

SHOWN_SECONDS = 15 * 60
ROOM = 40  # every address is as long
LENGTH = 91
_MADE = struct.Struct(">8sI")
_MARK = b"thanks "  # no answer in the box begins like this


class NoLongerShownError(LookupError):
    """The quarter of an hour is over, or the address was never ours."""


def make(keys: BoxKeys, *, half_day: int, now: datetime, code: str, receipt: str) -> str:
    plain = _MARK + _MADE.pack(code.encode("ascii"), int(now.timestamp())) + receipt.encode("ascii")
    return urlsafe_b64encode(keys.encrypt(half_day, plain, room=ROOM)).decode("ascii").rstrip("=")


def read(keys: BoxKeys, *, half_day: int, now: datetime, code: str, text: str) -> str:
    """The receipt. Raises NoLongerShownError."""
    for key_half_day in (half_day, half_day - 1):  # noon or midnight may lie between sending and reading
        plain = _opened(keys, key_half_day, text)
        if plain is None or not plain.startswith(_MARK):
            continue
        made_for, made_at = _MADE.unpack_from(plain, len(_MARK))
        # A clock that was set back, or another process's, may stand before the moment at which it was made.
        if made_for == code.encode("ascii") and abs(now.timestamp() - made_at) < SHOWN_SECONDS:
            return plain[len(_MARK) + _MADE.size :].decode("ascii")
    raise NoLongerShownError


def _opened(keys: BoxKeys, half_day: int, text: str) -> bytes | None:
    try:
        return keys.decrypt(half_day, urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (UnreadableBallotError, ValueError):
        return None
