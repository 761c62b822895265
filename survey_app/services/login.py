"""Flask-Security, told what this house wants: user name and password, argon2, no registration, no mail."""

import hmac
from datetime import timedelta
from typing import Any, cast

from flask import Flask, current_app
from flask_security import ChangePasswordForm, LoginForm, Security, current_user, password_changed
from flask_security.utils import uia_username_mapper
from sqlalchemy import Engine

from survey_app.config import Config
from survey_app.db import db
from survey_app.models import Account, Role
from survey_app.platform import Platform
from survey_app.services.attempts import Attempts, counted
from survey_app.services.few_at_once import few_at_once
from survey_app.services.known_devices import counted_name, wire_known_devices
from survey_app.services.login_words import LOGIN_WORDS, MINIMUM_PASSWORD
from survey_app.services.password_again import INSIDE_ATTEMPTS, inside_attempts
from survey_app.services.passwords import HousePasswords
from survey_app.services.second_factor import (
    CODE_ATTEMPTS,
    CodeForm,
    CodesOnce,
    RecoveryCodesForm,
    RecoveryForm,
    RescueForm,
    SetupForm,
    second_factor_settings,
    tell_whether_required,
)
from survey_app.services.staff_sessions import IDLE
from survey_app.services.user_names import UserNames
from survey_app.session_keys import session_secret
from survey_app.store.account_datastore import AccountDatastore
from survey_app.translating import FOLDER

LOGIN_PATH, LOGOUT_PATH, PASSWORD_PATH = "/dang-nhap", "/dang-xuat", "/tai-khoan/mat-khau"

# Twice what OWASP asks for at this memory (19 MiB, t=2, p=1), and small enough beside the ballot box.
HASHING = {"argon2__memory_cost": 19 * 1024, "argon2__time_cost": 4, "argon2__parallelism": 1}
PASSWORD_ATTEMPTS = "hailong_password_attempts"  # noqa: S105  # where the counter of wrong ones is kept


class StaffLoginForm(LoginForm):
    """The library's form, a few at a time, without staying logged in on a shared desk."""

    remember = None  # type: ignore[assignment]  # how WTForms drops a field of its parent
    minutes_to_wait = 0

    def validate(self, **kwargs: Any) -> bool:
        check = super().validate

        def right() -> bool:
            with few_at_once():
                return bool(check(**kwargs))

        name = counted_name(str(self.username.data or ""))
        return counted(self, attempts=_attempts(), name=name, check=right)


class StaffPasswordForm(ChangePasswordForm):
    """The library's form; wrong old passwords are counted as those at the door are."""

    minutes_to_wait = 0

    def validate(self, **kwargs: Any) -> bool:
        check = super().validate
        accepted = False
        for field in (self.new_password, self.new_password_confirm):
            # The library compares the new one with the normal form of the old one.
            field.data = current_app.extensions["security"].password_util.normalize(field.data or "")

        def knows_the_old_one() -> bool:
            nonlocal accepted
            with few_at_once():
                accepted = bool(check(**kwargs))
            return not self.password.errors

        counted(self, attempts=inside_attempts(), name=current_user.username, check=knows_the_old_one)
        return accepted


def _attempts() -> Attempts:
    attempts: Attempts = current_app.extensions[PASSWORD_ATTEMPTS]
    return attempts


def _is_own_now(_app: Flask, *, user: Account, **_more: Any) -> None:
    user.must_change_password = False


def wire_login(app: Flask, platform: Platform) -> Security:
    """Give an application the accounts of this house."""
    app.config.from_mapping(login_settings(platform.config))
    db.init_app(app)
    with app.app_context():
        # The platform's engine is tuned already, and one pool serves the process.
        cast("dict[str | None, Engine]", db.engines)[None] = platform.database.engine
    security = Security(
        app,
        AccountDatastore(db, Account, Role),
        login_form=StaffLoginForm,
        change_password_form=StaffPasswordForm,
        two_factor_setup_form=SetupForm,
        two_factor_verify_code_form=CodeForm,
        two_factor_rescue_form=RescueForm,
        mf_recovery_codes_form=RecoveryCodesForm,
        mf_recovery_form=RecoveryForm,
        totp_cls=CodesOnce,
        password_util_cls=HousePasswords,
        username_util_cls=UserNames,
    )
    app.extensions.update({name: Attempts() for name in (PASSWORD_ATTEMPTS, INSIDE_ATTEMPTS, CODE_ATTEMPTS)})
    security.tf_setup_context_processor(tell_whether_required)
    password_changed.connect(_is_own_now, app)
    wire_known_devices(app)
    security.want_json(lambda _request: False)  # pages only: no tokens are given out
    return security


def login_settings(config: Config) -> dict[str, Any]:
    """Derive the settings. A new server secret makes every stored password unusable: it is their pepper."""
    secure = config.public_url.startswith("https://")
    secret = config.require_secret().encode()
    return {
        "SECRET_KEY": session_secret(config),
        "SQLALCHEMY_DATABASE_URI": config.database_url,
        "SESSION_COOKIE_NAME": "hailong",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "WTF_CSRF_TIME_LIMIT": None,  # a form that lay open over lunch is still the session's own
        "WTF_CSRF_SSL_STRICT": False,  # asks for a referrer, which our pages do not send
        "SECURITY_PASSWORD_SALT": hmac.digest(secret, b"staff passwords", "sha256").hex(),
        "SECURITY_PASSWORD_HASH": "argon2",
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": dict(HASHING),
        "SECURITY_PASSWORD_LENGTH_MIN": MINIMUM_PASSWORD,
        "SECURITY_USERNAME_ENABLE": True,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [
            {"username": {"mapper": uia_username_mapper, "case_insensitive": False}}
        ],
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FRESHNESS": timedelta(minutes=-1),  # our own forms ask for it, each time
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_CACHE_CONTROL": {},  # headers.py says it for every page
        "SECURITY_LOGIN_URL": LOGIN_PATH,
        "SECURITY_LOGOUT_URL": LOGOUT_PATH,
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGIN_USER_TEMPLATE": "staff/login.html",
        "SECURITY_CHANGEABLE": True,
        "SECURITY_CHANGE_URL": PASSWORD_PATH,
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "staff/security/password.html",
        "SECURITY_POST_CHANGE_VIEW": "/tai-khoan",
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        # Its sentences are ours: they stand in our catalogue.
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(FOLDER)],
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        **second_factor_settings(secret),
        **LOGIN_WORDS,
    }
