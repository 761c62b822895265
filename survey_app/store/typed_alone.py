"""How many sheets one account typed both times, by counter and month."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select, text

from survey_app.models import TypedAlone

_ADD = text(
    "INSERT INTO typed_alone (counter_id, version_id, month, account, sheets) "
    "VALUES (:counter_id, :version_id, :month, :account, 1) "
    "ON CONFLICT (counter_id, version_id, month, account) DO UPDATE SET sheets = typed_alone.sheets + 1"
)


def add_sheet(connection: Connection, *, counter_id: int, version_id: int, month: int, account: str) -> None:
    connection.execute(
        _ADD, {"counter_id": counter_id, "version_id": version_id, "month": month, "account": account}
    )


def list_most(
    connection: Connection, *, version_ids: Collection[int], months: Collection[int]
) -> dict[tuple[int, int], int]:
    """By counter and month: the sheets of the account that typed most of them alone."""
    by_account = (
        select(
            TypedAlone.counter_id,
            TypedAlone.month,
            TypedAlone.account,
            func.sum(TypedAlone.sheets).label("sheets"),
        )
        .where(TypedAlone.version_id.in_(sorted(version_ids)), TypedAlone.month.in_(sorted(months)))
        .group_by(TypedAlone.counter_id, TypedAlone.month, TypedAlone.account)
        .subquery()
    )
    place = (by_account.c.counter_id, by_account.c.month)
    query = select(*place, func.max(by_account.c.sheets)).group_by(*place)
    return {(counter_id, month): int(sheets) for counter_id, month, sheets in connection.execute(query)}
