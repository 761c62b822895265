"""Who may do what, on which part of the tree of units: the one place where rights are decided.

Deny by default: the staff door refuses every endpoint whose view declares no policy (see views/staff/guard.py).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from flask import g

ADMINISTRATOR, DESIGNER, MANAGER, SUPERVISOR = "administrator", "designer", "manager", "supervisor"
# Who helps to survey (MTTQ, Ban Thanh tra nhân dân, đoàn thể), and who only looks at results.
CO_SURVEYOR, VIEWER = "co_surveyor", "viewer"
ROLES = (ADMINISTRATOR, DESIGNER, MANAGER, SUPERVISOR, CO_SURVEYOR, VIEWER)
SCOPED_ROLES = frozenset({MANAGER, SUPERVISOR, CO_SURVEYOR, VIEWER})

# What an account may do with a unit, by role. The administrator may do all of it everywhere.
ACTIONS = {
    "see_counters": frozenset({MANAGER, CO_SURVEYOR}),
    "see_results": frozenset({MANAGER, SUPERVISOR, CO_SURVEYOR, VIEWER}),
    "compare_units": frozenset({SUPERVISOR, CO_SURVEYOR, VIEWER}),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Who may call a view: everybody, or accounts with one of these roles.

    `strangers_only`: a step of the login, which makes no sense to an account that is in already.
    """

    is_public: bool
    roles: frozenset[str] = frozenset()
    strangers_only: bool = False

    def admits(self, rights: "Rights | None") -> bool:
        return self.is_public or (rights is not None and bool(self.roles & rights.roles))


PUBLIC = Policy(is_public=True)
LOGIN_STEP = Policy(is_public=True, strangers_only=True)
STAFF = Policy(is_public=False, roles=frozenset(ROLES))
NOBODY = Policy(is_public=False)

# Views that come with libraries carry no decorator of ours; what is not named here is refused.
LIBRARY_POLICIES = {
    "static": PUBLIC,
    "security.login": PUBLIC,
    "security.logout": PUBLIC,
    "security.two_factor_token_validation": LOGIN_STEP,
    "security.mf_recovery": LOGIN_STEP,
    "security.change_password": STAFF,
    "security.two_factor_setup": STAFF,
    "security.two_factor_setup_validate": STAFF,
    "security.mf_recovery_codes": STAFF,
    "security.two_factor_rescue": NOBODY,  # sends mail
    "security.tf_select": NOBODY,  # chooses between several kinds of second factor: there is one
}

View = TypeVar("View", bound=Callable[..., Any])


def public(view: View) -> View:
    """Declare that everybody may call this view."""
    return _declare(view, PUBLIC)


def requires(*roles: str) -> Callable[[View], View]:
    """Declare that a view needs an account with one of these roles; the administrator always may."""
    unknown = set(roles) - set(ROLES)
    if unknown or not roles:
        raise ValueError(f"a policy names some of {ROLES}, not {sorted(unknown)}")
    policy = Policy(is_public=False, roles=frozenset({*roles, ADMINISTRATOR}))
    return lambda view: _declare(view, policy)


def staff_only(view: View) -> View:
    """Declare that every account may call this view, whatever its role."""
    return _declare(view, STAFF)


def _declare(view: View, policy: Policy) -> View:
    view.policy = policy  # type: ignore[attr-defined]  # a mark on the function itself
    return view


def policy_of(view: object) -> Policy | None:
    """Find the policy a view declares; None where it declares none."""
    policy = getattr(view, "policy", None)
    return policy if isinstance(policy, Policy) else None


def policy_of_endpoint(endpoint: str, view: object) -> Policy | None:
    """Find the policy of an endpoint: declared by its view, or listed here for a library's view."""
    return policy_of(view) or LIBRARY_POLICIES.get(endpoint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What the current account may do: roles, and the units at whose subtrees it may look."""

    account: str
    display_name: str
    roles: frozenset[str]
    scope: frozenset[int]
    must_change_password: bool = False
    has_second_factor: bool = False

    @property
    def is_administrator(self) -> bool:
        return ADMINISTRATOR in self.roles


def current_rights() -> Rights:
    """Give the rights of the account behind this request. Raises LookupError where nobody is logged in."""
    rights: Rights | None = g.get("rights")
    if rights is None:
        raise LookupError("nobody is logged in: the view lacks requires(...)")
    return rights


class UnitNode(Protocol):
    """A unit's place in the tree."""

    @property
    def id(self) -> int: ...
    @property
    def parent_id(self) -> int | None: ...


def visible_units(rights: Rights, units: Iterable[UnitNode]) -> set[int]:
    """Choose the units inside the account's scope: its units and everything below them."""
    parents = {unit.id: unit.parent_id for unit in units}
    if rights.is_administrator:
        return set(parents)
    return {unit for unit in parents if any(above in rights.scope for above in _upwards(unit, parents))}


def may(rights: Rights, action: str, unit_id: int, units: Iterable[UnitNode]) -> bool:
    """Decide whether the account may do this with this unit; units that do not exist are refused too."""
    allowed = rights.is_administrator or bool(ACTIONS[action] & rights.roles)
    return allowed and unit_id in visible_units(rights, units)


def _upwards(unit: int, parents: dict[int, int | None]) -> Iterable[int]:
    """Walk from a unit to the root. A circle in broken data ends the walk."""
    seen: set[int] = set()
    above: int | None = unit
    while above is not None and above not in seen:
        yield above
        seen.add(above)
        above = parents.get(above)
