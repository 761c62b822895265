"""Accounts for lists, for adding and changing; logging in goes through account_datastore.py."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from survey_app.models import Account, AccountScope, Role, Unit
from survey_app.models.accounts import account_role


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeUnit:
    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """`must_change_password`: nobody has come in yet with the password that an administrator set."""

    id: int
    username: str
    display_name: str
    active: bool
    roles: tuple[str, ...]
    units: tuple[ScopeUnit, ...]
    must_change_password: bool
    has_second_factor: bool


def list_accounts(connection: Connection, *, username: str | None = None) -> list[AccountRow]:
    """Every account, or the one of this name, by user name; three statements whatever their number."""
    roles = _grouped(
        connection,
        select(account_role.c.account_id, Role.name)
        .join(Role, Role.id == account_role.c.role_id)
        .order_by(Role.name),
    )
    scopes = _grouped(
        connection,
        select(AccountScope.account_id, Unit.id, Unit.code, Unit.name)
        .join(Unit, Unit.id == AccountScope.unit_id)
        .order_by(Unit.sort_key, Unit.id),
    )
    query = select(
        Account.id,
        Account.username,
        Account.display_name,
        Account.active,
        Account.must_change_password,
        Account.tf_primary_method,
    )
    if username is not None:
        query = query.where(Account.username == username)
    return [
        AccountRow(
            id=row.id,
            username=row.username,
            display_name=row.display_name,
            active=row.active,
            roles=tuple(name for (name,) in roles.get(row.id, ())),
            units=tuple(
                ScopeUnit(id=id_, code=code, name=name) for id_, code, name in scopes.get(row.id, ())
            ),
            must_change_password=row.must_change_password,
            has_second_factor=row.tf_primary_method is not None,
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


def display_names(connection: Connection, usernames: Collection[str]) -> dict[str, str]:
    """What people are called; who is gone is absent."""
    query = select(Account.username, Account.display_name).where(Account.username.in_(usernames))
    return {row.username: row.display_name for row in connection.execute(query)}


def add_account(
    connection: Connection, values: Mapping[str, Any], *, roles: Collection[str], unit_ids: Collection[int]
) -> int:
    account_id = connection.execute(insert(Account).values(**values).returning(Account.id)).scalar_one()
    _add_roles_and_scopes(connection, account_id, roles=roles, unit_ids=unit_ids)
    return account_id


def update_account(connection: Connection, account_id: int, values: Mapping[str, Any]) -> None:
    connection.execute(update(Account).where(Account.id == account_id).values(**values))


def replace_roles_and_scopes(
    connection: Connection, account_id: int, *, roles: Collection[str], unit_ids: Collection[int]
) -> None:
    connection.execute(delete(account_role).where(account_role.c.account_id == account_id))
    connection.execute(delete(AccountScope).where(AccountScope.account_id == account_id))
    _add_roles_and_scopes(connection, account_id, roles=roles, unit_ids=unit_ids)


def lock_role(connection: Connection, name: str) -> None:
    """Keep others from changing who has this role until the transaction ends (SQLite has one writer anyway)."""
    connection.execute(select(Role.id).where(Role.name == name).with_for_update())


def count_active(connection: Connection, *, role: str, but: int) -> int:
    """Accounts in use that have the role, one left aside."""
    query = (
        select(func.count())
        .select_from(Account)
        .join(account_role, account_role.c.account_id == Account.id)
        .join(Role, Role.id == account_role.c.role_id)
        .where(Role.name == role, Account.active, Account.id != but)
    )
    return connection.execute(query).scalar_one()


def _add_roles_and_scopes(
    connection: Connection, account_id: int, *, roles: Collection[str], unit_ids: Collection[int]
) -> None:
    for name in sorted(set(roles)):
        role_id = _role_id(connection, name)
        connection.execute(insert(account_role).values(account_id=account_id, role_id=role_id))
    for unit_id in sorted(set(unit_ids)):
        connection.execute(insert(AccountScope).values(account_id=account_id, unit_id=unit_id))


def _role_id(connection: Connection, name: str) -> int:
    found = connection.scalar(select(Role.id).where(Role.name == name))
    if found is not None:
        return found
    return connection.execute(insert(Role).values(name=name).returning(Role.id)).scalar_one()
