"""What is done with the lasting secrets: names of responses that no receipt leads to, and written words under lock.

Words are as long as one of a few sizes before they are encrypted, and each is bound to its place: who moves a row
to another unit makes it unreadable.
"""

import hmac
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from survey_app.lasting_keys import LastingKeys

LOCKED = b"\x01"
OPEN = b"\x00"  # as a migration left it: it has no secrets (services/locking.py puts it under lock)
NONCE_BYTES = 12
SMALLEST, STEP = 256, 4


class LockedWordsError(ValueError):
    """Encrypted under another secret, or altered, or moved from its place."""


@dataclass(frozen=True, slots=True, repr=False)
class Vault:
    keys: LastingKeys

    def response_id(self, receipt_hash: bytes) -> bytes:
        """Under which a response stands. Who has the database and a receipt, but not the secret, finds nothing."""
        return hmac.digest(self.keys.receipts, receipt_hash, "sha256")

    def lock(self, words: bytes, place: bytes) -> bytes:
        """Encrypt words (without NUL at their end) for their place."""
        size = SMALLEST
        while size < len(words):
            size *= STEP
        nonce = secrets.token_bytes(NONCE_BYTES)
        return LOCKED + nonce + AESGCM(self.keys.texts).encrypt(nonce, words.ljust(size, b"\0"), place)

    def unlock(self, content: bytes, place: bytes) -> bytes:
        """Raises LockedWordsError."""
        nonce, sealed = content[1 : 1 + NONCE_BYTES], content[1 + NONCE_BYTES :]
        try:
            if content[:1] != LOCKED:
                raise LockedWordsError
            return AESGCM(self.keys.texts).decrypt(nonce, sealed, place).rstrip(b"\0")
        except (InvalidTag, ValueError) as error:
            raise LockedWordsError from error
