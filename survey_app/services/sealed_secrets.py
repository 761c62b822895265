"""Secrets that a new machine needs, in a file that only a passphrase opens: the server's own, and the lasting ones.

Half-day keys are never among them. scrypt (RFC 7914) makes guessing dear; AES-GCM tells a wrong phrase and an altered file.
"""

import base64
import json
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from survey_app.config import Config
from survey_app.key_folder import LASTING

SHORTEST_PHRASE = 12
COST = 2**15  # 32 MB and a tenth of a second a guess
MARK = b"HAILONG-KEYS 1"


class SealedSecretsError(ValueError):
    """The text is a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Secrets:
    server: str
    lasting: dict[str, bytes] = field(default_factory=dict)


def gather(config: Config) -> Secrets:
    files = sorted((config.key_folder / LASTING).glob("*.key"))
    return Secrets(server=config.require_secret(), lasting={path.name: path.read_bytes() for path in files})


def seal(found: Secrets, path: Path, phrase: str) -> None:
    """Raises SealedSecretsError for a phrase that is too short."""
    if len(phrase) < SHORTEST_PHRASE:
        raise SealedSecretsError(f"Câu mật khẩu phải có ít nhất {SHORTEST_PHRASE} ký tự.")
    salt, nonce = secrets.token_bytes(16), secrets.token_bytes(12)
    plain = {"server": found.server, "lasting": {name: _text(raw) for name, raw in found.lasting.items()}}
    sealed = AESGCM(_key(phrase, salt)).encrypt(nonce, json.dumps(plain).encode(), MARK)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(MARK + salt + nonce + sealed)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def open_sealed(path: Path, phrase: str) -> Secrets:
    """Raises SealedSecretsError where the phrase is wrong, or the file altered or of another kind."""
    raw = path.read_bytes()
    if not raw.startswith(MARK):
        raise SealedSecretsError(f"{path} không phải là tệp khóa của Hài Lòng.")
    salt, nonce, sealed = raw[len(MARK) :][:16], raw[len(MARK) + 16 :][:12], raw[len(MARK) + 28 :]
    try:
        plain = json.loads(AESGCM(_key(phrase, salt)).decrypt(nonce, sealed, MARK))
    except (InvalidTag, ValueError) as error:
        raise SealedSecretsError(f"Câu mật khẩu không đúng, hoặc tệp {path} bị thay đổi.") from error
    lasting = {name: base64.b64decode(text) for name, text in plain["lasting"].items()}
    return Secrets(server=plain["server"], lasting=lasting)


def _key(phrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=32, n=COST, r=8, p=1).derive(phrase.encode())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
