"""The key of a rendered form and the receipt of an accepted one: both made with the server's secret.

A form's key is random ‖ half-day ‖ counter ‖ version ‖ MAC in a hidden field: it says by which version a form
was rendered, lets it count once, and needs no cookie. A receipt is HMAC(secret, key), so the same form always
gives the same receipt, and a receipt tells nothing of the answers.
"""

import hashlib
import hmac
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

# Crockford's base 32: digits and capitals that are not mistaken for one another when read aloud.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FIELD = "k"  # the form's hidden field
RANDOM_BYTES = 16
MAC_BYTES = 16
RECEIPT_BITS = 80
VALID_HALF_DAYS = 12  # six days
LENGTH = 59  # of a key in base 64

_BODY = struct.Struct(f">{RANDOM_BYTES}sIII")


class BadFormKeyError(ValueError):
    """The form's key is missing or was not made here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormKey:
    half_day: int
    counter_id: int
    version_id: int
    hash: bytes
    receipt: str

    def expired(self, half_day: int) -> bool:
        return half_day - self.half_day > VALID_HALF_DAYS

    @property
    def receipt_hash(self) -> bytes:
        return receipt_hash(self.receipt)


def receipt_hash(receipt: str) -> bytes:
    """What the ballot box knows of a receipt. No response stands under it: see vault.py."""
    return hashlib.sha256(b"response " + receipt.encode("ascii")).digest()


class FormKeys:
    """Makes and reads keys with sub-keys of one secret."""

    def __init__(self, secret: str) -> None:
        root = secret.encode()
        self._mac_key, self._receipt_key, self._sheet_key = (
            hmac.digest(root, purpose, "sha256") for purpose in (b"form key", b"receipt", b"sheet")
        )

    def issue(self, *, half_day: int, counter_id: int, version_id: int) -> str:
        body = _BODY.pack(secrets.token_bytes(RANDOM_BYTES), half_day, counter_id, version_id)
        return urlsafe_b64encode(body + self._mac(body)).decode("ascii").rstrip("=")

    def read(self, text: str) -> FormKey:
        if len(text) != LENGTH or not text.isascii():
            raise BadFormKeyError
        try:
            raw = urlsafe_b64decode(text + "=")
        except ValueError:
            raise BadFormKeyError from None
        body, mac = raw[: _BODY.size], raw[_BODY.size :]
        # A second spelling of the same bytes would be a second key: only the one we issue is read.
        if urlsafe_b64encode(raw).decode("ascii").rstrip("=") != text:
            raise BadFormKeyError
        if not hmac.compare_digest(mac, self._mac(body)):
            raise BadFormKeyError
        _, half_day, counter_id, version_id = _BODY.unpack(body)
        return FormKey(
            half_day=half_day,
            counter_id=counter_id,
            version_id=version_id,
            hash=hashlib.sha256(raw).digest(),
            receipt=_base32(hmac.digest(self._receipt_key, raw, "sha256"), RECEIPT_BITS),
        )

    def of_sheet(self, sheet: int, *, half_day: int, counter_id: int, version_id: int) -> FormKey:
        """The key of a sheet of paper: it is spent once like any other, and its receipt is by chance."""
        body = struct.pack(">III", counter_id, version_id, sheet)
        return FormKey(
            half_day=half_day,
            counter_id=counter_id,
            version_id=version_id,
            hash=hmac.digest(self._sheet_key, body, "sha256"),
            receipt=_base32(secrets.token_bytes(32), RECEIPT_BITS),
        )

    def _mac(self, body: bytes) -> bytes:
        return hmac.digest(self._mac_key, body, "sha256")[:MAC_BYTES]


def _base32(digest: bytes, bits: int) -> str:
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - bits)
    return "".join(ALPHABET[number >> shift & 31] for shift in range(bits - 5, -1, -5))
