"""Who is logged in says his password once more before he changes what protects the account."""

from typing import Any, cast

from flask import current_app
from flask_security import verify_password
from wtforms import PasswordField

from survey_app.models import Account
from survey_app.services.attempts import Attempts, counted
from survey_app.services.few_at_once import few_at_once

INSIDE_ATTEMPTS = (
    "hailong_inside_attempts"  # apart from the door's: strangers' tries there hinder nobody here
)


class PasswordAgain:
    """A part of forms that enable, change or disable something: an open desk or a copied cookie is not enough."""

    password = PasswordField()
    minutes_to_wait = 0
    password_is_wrong = False

    def knows_the_password(self, user: object) -> bool:
        account = cast("Account", user)
        right = counted(
            self,
            attempts=inside_attempts(),
            name=account.username,
            check=lambda: _is_right(str(self.password.data or ""), account),
        )
        self.password_is_wrong = not right
        return right


def inside_attempts() -> Attempts:
    attempts: Attempts = current_app.extensions[INSIDE_ATTEMPTS]
    return attempts


def _is_right(password: str, account: Account) -> bool:
    normal: Any = current_app.extensions["security"].password_util.normalize(password)
    with few_at_once():
        return bool(verify_password(normal, account.password))
