"""Accounts for lists and for adding; logging in goes through account_datastore.py."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from survey_app.models import Account, AccountScope, Role, Unit
from survey_app.models.accounts import account_role


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeUnit:
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    username: str
    display_name: str
    active: bool
    roles: tuple[str, ...]
    units: tuple[ScopeUnit, ...]


def list_accounts(connection: Connection) -> list[AccountRow]:
    """Every account by user name; three statements whatever their number."""
    roles = _grouped(
        connection,
        select(account_role.c.account_id, Role.name)
        .join(Role, Role.id == account_role.c.role_id)
        .order_by(Role.name),
    )
    scopes = _grouped(
        connection,
        select(AccountScope.account_id, Unit.code, Unit.name)
        .join(Unit, Unit.id == AccountScope.unit_id)
        .order_by(Unit.sort_key, Unit.id),
    )
    query = select(Account.id, Account.username, Account.display_name, Account.active)
    return [
        AccountRow(
            username=row.username,
            display_name=row.display_name,
            active=row.active,
            roles=tuple(name for (name,) in roles.get(row.id, ())),
            units=tuple(ScopeUnit(code=code, name=name) for code, name in scopes.get(row.id, ())),
        )
        for row in connection.execute(query.order_by(Account.username))
    ]


def _grouped(connection: Connection, query: Any) -> dict[int, list[tuple[Any, ...]]]:
    groups: dict[int, list[tuple[Any, ...]]] = {}
    for account_id, *rest in connection.execute(query):
        groups.setdefault(account_id, []).append(tuple(rest))
    return groups


def find_account_id(connection: Connection, username: str) -> int | None:
    return connection.scalar(select(Account.id).where(Account.username == username))


def add_account(
    connection: Connection, values: Mapping[str, Any], *, roles: Collection[str], unit_ids: Collection[int]
) -> int:
    account_id = connection.execute(insert(Account).values(**values).returning(Account.id)).scalar_one()
    for name in sorted(set(roles)):
        role_id = _role_id(connection, name)
        connection.execute(insert(account_role).values(account_id=account_id, role_id=role_id))
    for unit_id in sorted(set(unit_ids)):
        connection.execute(insert(AccountScope).values(account_id=account_id, unit_id=unit_id))
    return account_id


def _role_id(connection: Connection, name: str) -> int:
    found = connection.scalar(select(Role.id).where(Role.name == name))
    if found is not None:
        return found
    return connection.execute(insert(Role).values(name=name).returning(Role.id)).scalar_one()
