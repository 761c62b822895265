"""What signs the sessions of the staff door: known to that door, and to the gate before it."""

import hmac

from survey_app.config import Config


def session_secret(config: Config) -> str:
    return hmac.digest(config.require_secret().encode(), b"staff session", "sha256").hex()
