"""The door through which Flask-Security reads accounts: short, read-only, and detached at once.

Checking a password takes tens of milliseconds on purpose. Were it done inside a transaction that may write,
each login would keep citizens' answers waiting for SQLite's write lock.
"""

from typing import Any, cast

from flask_security import SQLAlchemyUserDatastore

from survey_app.db import db
from survey_app.models import Account


class AccountDatastore(SQLAlchemyUserDatastore):
    """Reads accounts each in a transaction of its own; what the library writes begins another one."""

    def find_user(self, case_insensitive: bool = False, **kwargs: Any) -> Account | None:
        sqlite = db.engine.dialect.name == "sqlite"
        db.session.connection(execution_options={"reads_only" if sqlite else "postgresql_readonly": True})
        account = cast("Account | None", super().find_user(case_insensitive, **kwargs))
        db.session.close()  # roles and scopes are loaded; the account lives on without a connection
        return account
