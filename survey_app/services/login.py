"""Flask-Security, told what this house wants: user name and password, argon2, no registration, no mail."""

import hmac
import threading
from datetime import timedelta
from typing import Any, cast

from flask import Flask, abort
from flask_security import LoginForm, Security
from flask_security.utils import uia_username_mapper
from sqlalchemy import Engine

from survey_app.config import Config
from survey_app.db import db
from survey_app.models import Account, Role
from survey_app.platform import Platform
from survey_app.services.login_words import LOGIN_WORDS, MINIMUM_PASSWORD
from survey_app.services.user_names import UserNames
from survey_app.store.account_datastore import AccountDatastore

LOGIN_PATH, LOGOUT_PATH = "/dang-nhap", "/dang-xuat"
IDLE = timedelta(hours=8)

# A flood of logins must take neither the memory nor the threads that citizens' answers need.
AT_ONCE = threading.BoundedSemaphore(2)
PATIENCE_SECONDS = 0.5


class StaffLoginForm(LoginForm):
    """The library's form, a few at a time, without staying logged in on a shared desk."""

    remember = None  # type: ignore[assignment]  # how WTForms drops a field of its parent

    def validate(self, **kwargs: Any) -> bool:
        if not AT_ONCE.acquire(timeout=PATIENCE_SECONDS):
            abort(503, description="Đang có nhiều người đăng nhập. Hãy thử lại sau vài giây.")
        try:
            return bool(super().validate(**kwargs))
        finally:
            AT_ONCE.release()


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
        username_util_cls=UserNames,
    )
    security.want_json(lambda _request: False)  # pages only: no tokens are given out
    return security


def login_settings(config: Config) -> dict[str, Any]:
    """Derive the settings. A new server secret makes every stored password unusable: it is their pepper."""
    secure = config.public_url.startswith("https://")
    secret = config.require_secret().encode()
    return {
        "SECRET_KEY": hmac.digest(secret, b"staff session", "sha256").hex(),
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
        # Twice what OWASP asks for at this memory (19 MiB, t=2, p=1), and small enough beside the ballot box.
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": 19 * 1024,
            "argon2__time_cost": 4,
            "argon2__parallelism": 1,
        },
        "SECURITY_PASSWORD_LENGTH_MIN": MINIMUM_PASSWORD,
        "SECURITY_USERNAME_ENABLE": True,
        "SECURITY_USER_IDENTITY_ATTRIBUTES": [
            {"username": {"mapper": uia_username_mapper, "case_insensitive": False}}
        ],
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_FLASH_MESSAGES": False,
        "SECURITY_FRESHNESS": timedelta(minutes=-1),  # no page that asks for the password once more
        "SECURITY_STATIC_FOLDER": None,
        "SECURITY_LOGIN_URL": LOGIN_PATH,
        "SECURITY_LOGOUT_URL": LOGOUT_PATH,
        "SECURITY_LOGOUT_METHODS": ["POST"],
        "SECURITY_LOGIN_USER_TEMPLATE": "staff/login.html",
        "SECURITY_CLI_USERS_NAME": None,
        "SECURITY_CLI_ROLES_NAME": None,
        **LOGIN_WORDS,
    }
