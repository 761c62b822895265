"""Nobody passes without a declared policy: who is unknown goes to the login, who lacks the role is refused."""

from flask import Flask, abort, current_app, g, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user  # type: ignore[import-untyped]  # ships no types
from sqlalchemy.exc import SQLAlchemyError

from survey_app.access import Rights, policy_of_endpoint
from survey_app.models import Account
from survey_app.services.second_factor import is_lacking
from survey_app.views.staff.house import platform


def guard_every_request(app: Flask) -> None:
    app.before_request(_guard)


# Ways out, and answers that must not ask the database who is here.
ALWAYS_OPEN = frozenset({"static", "security.login", "security.logout", "status.healthz", "status.readyz"})
NUL = "\x00"
PASSWORD = "security.change_password"  # noqa: S105  # the name of an endpoint
SECOND_FACTOR = frozenset(
    {
        PASSWORD,
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.mf_recovery_codes",
    }
)


def _guard() -> ResponseReturnValue | None:
    if request.endpoint is None:
        return None  # unknown address or method: the router has its own answer
    view = current_app.view_functions.get(request.endpoint)
    policy = policy_of_endpoint(request.endpoint, view)
    if policy is None:
        abort(403)
    if request.endpoint in ALWAYS_OPEN:
        return None
    rights = find_rights()
    if rights is None:
        return None if policy.is_public else _to_the_login()
    if policy.strangers_only:
        return redirect(url_for("home.index"), code=303)
    first = _what_comes_first(rights, request.endpoint)
    if first is not None:
        return redirect(url_for(first), code=303)
    if not policy.admits(rights):
        abort(403)
    _refuse_nul()
    return None


def _refuse_nul() -> None:
    """No text of PostgreSQL holds a NUL, so it names nothing here."""
    if any(NUL in str(part) for part in (request.view_args or {}).values()):
        abort(404)


def _to_the_login() -> ResponseReturnValue:
    wanted = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("security.login", next=wanted), code=303)


def _what_comes_first(rights: Rights, endpoint: str) -> str | None:
    """Where an account has to go before anywhere else: a password of its own, then the second factor."""
    if rights.must_change_password:
        return None if endpoint == PASSWORD else PASSWORD
    if endpoint not in SECOND_FACTOR and is_lacking(platform(), rights):
        return "security.two_factor_setup"
    return None


def find_rights() -> Rights | None:
    """Find out once a request who is here. Raises what the database raises."""
    if "rights" not in g:
        g.rights = _rights_of(current_user)
        if g.rights is not None:
            session.permanent = True  # ends some hours after the last page
    rights: Rights | None = g.rights
    return rights


def rights_or_none() -> Rights | None:
    """Find who is here for the head of a page; an error page must not fail for want of a database."""
    try:
        return find_rights()
    except SQLAlchemyError:
        g.rights = None
        return None


def _rights_of(user: object) -> Rights | None:
    account = getattr(user, "_get_current_object", lambda: user)()
    if not isinstance(account, Account) or not account.is_authenticated:
        return None
    return Rights(
        account=account.username,
        display_name=account.display_name,
        roles=frozenset(role.name for role in account.roles),
        scope=frozenset(scope.unit_id for scope in account.scopes),
        must_change_password=account.must_change_password,
        has_second_factor=account.tf_primary_method is not None,
    )
