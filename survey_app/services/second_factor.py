"""The second factor: the library's one-time codes and recovery codes, told what this house wants."""

import base64
import hmac
from typing import Any, cast

from flask import current_app
from flask_security import (
    Totp,
    TwoFactorRescueForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    UserMixin,
    current_user,
)
from flask_security.recovery_codes import MfRecoveryCodesForm, MfRecoveryForm
from passlib.totp import TotpMatch  # type: ignore[import-untyped]  # ships no types
from wtforms import RadioField, StringField

from survey_app.access import Rights
from survey_app.models import Account
from survey_app.platform import Platform
from survey_app.services.attempts import Attempts, counted
from survey_app.services.house_settings import find_settings
from survey_app.services.password_again import PasswordAgain
from survey_app.translating import gettext as _

CODE_ATTEMPTS = "hailong_code_attempts"
STEP_SECONDS = 30


class CodesOnce(Totp):
    """A code opens the door once: who looks over a shoulder cannot use it a second time.

    What was used last is remembered by the process; it matters for a minute and a half.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._used: dict[str, int] = {}

    def get_last_counter(self, user: UserMixin) -> int | None:
        return self._used.get(user.fs_uniquifier)

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        self._used[user.fs_uniquifier] = tmatch.counter


class CodeForm(TwoFactorVerifyCodeForm):
    """The library's form; wrong codes at the door are counted as wrong passwords are."""

    minutes_to_wait = 0

    def validate(self, **kwargs: Any) -> bool:
        if self.is_setup:
            return bool(super().validate(**kwargs))
        check = super().validate
        return counted(
            self, attempts=_attempts(), name=_name_of(self.user), check=lambda: bool(check(**kwargs))
        )


class RecoveryForm(MfRecoveryForm):
    """The library's form, with wrong codes counted, read in any case and with blanks around them."""

    minutes_to_wait = 0

    def validate(self, **kwargs: Any) -> bool:
        self.code.data = (self.code.data or "").strip().lower()
        check = super().validate
        return counted(
            self, attempts=_attempts(), name=_name_of(self.user), check=lambda: bool(check(**kwargs))
        )


class SetupForm(PasswordAgain, TwoFactorSetupForm):
    """The library's form, with the password once more; whose role needs a second factor cannot switch it off.

    Its radio buttons and the rescue form's are declared in a way that WTForms 3.3 deprecates; our pages have none.
    """

    setup = StringField()  # type: ignore[assignment]  # the library's is a row of radio buttons

    def validate(self, **kwargs: Any) -> bool:
        if self.setup.data == "disable" and _is_required_for(self.user):
            return False
        return bool(super().validate(**kwargs)) and self.knows_the_password(self.user)


class RecoveryCodesForm(PasswordAgain, MfRecoveryCodesForm):
    """The library's form, with the password once more."""

    def validate(self, **kwargs: Any) -> bool:
        return bool(super().validate(**kwargs)) and self.knows_the_password(current_user)


class RescueForm(TwoFactorRescueForm):
    """The library builds it beside the code form; our page links to the recovery codes instead."""

    help_setup = RadioField(choices=[])


def is_lacking(platform: Platform, rights: Rights) -> bool:
    """Whether an account has to set up a second factor before it goes on."""
    if rights.has_second_factor:
        return False
    return is_required(platform, rights.roles)


def is_required(platform: Platform, roles: frozenset[str]) -> bool:
    return bool(find_settings(platform).second_factor_roles & roles)


def tell_whether_required() -> dict[str, bool]:
    """For the library's page on which the second factor is set up."""
    return {"second_factor_required": _is_required_for(current_user)}


def _is_required_for(user: object) -> bool:
    roles = cast("Account", user).roles
    return is_required(current_app.extensions["hailong"], frozenset(role.name for role in roles))


def _name_of(user: object) -> str:
    return cast("Account", user).username


def _attempts() -> Attempts:
    attempts: Attempts = current_app.extensions[CODE_ATTEMPTS]
    return attempts


def second_factor_settings(secret: bytes) -> dict[str, Any]:
    """Derive the keys that keep secrets of telephones and recovery codes unreadable in the database."""
    recovery_key = hmac.digest(secret, b"staff recovery codes", "sha256")
    return {
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": STEP_SECONDS,
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": hmac.digest(secret, b"staff one-time codes", "sha256").hex()},
        "SECURITY_TOTP_ISSUER": _("Hài Lòng"),
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [base64.urlsafe_b64encode(recovery_key)],
        "SECURITY_TWO_FACTOR_SETUP_URL": "/tai-khoan/hai-buoc",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_URL": "/tai-khoan/ma-khoi-phuc",
        "SECURITY_TWO_FACTOR_TOKEN_VALIDATION_URL": "/dang-nhap/ma-xac-thuc",
        "SECURITY_MULTI_FACTOR_RECOVERY_URL": "/dang-nhap/ma-khoi-phuc",
        "SECURITY_TWO_FACTOR_RESCUE_URL": "/dang-nhap/ho-tro",
        "SECURITY_TWO_FACTOR_SELECT_URL": "/dang-nhap/chon-cach",
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "/tai-khoan",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "staff/security/second_factor.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "staff/security/code.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "staff/security/recovery.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "staff/security/recovery_codes.html",
    }
