"""How the house stands, for its administrator: nothing here moves with a single answer."""

from dataclasses import dataclass

from survey_app.platform import Platform
from survey_app.store import accounts, ballots, closings
from survey_app.store.accounts import AccountRow

LEAST_TOLD = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseState:
    """`sealing_due`: a half-day is over and not closed yet; `some_wait`: five or more answers wait somewhere."""

    kind: str
    engine: str
    last_closed: int | None
    sealing_due: bool
    some_wait: bool
    accounts: tuple[AccountRow, ...]


def look_at_house(platform: Platform) -> HouseState:
    with platform.database.reading() as connection:
        last_closed = closings.find_last_closed(connection)
        return HouseState(
            kind=platform.kind,
            engine=platform.database.engine.dialect.name,
            last_closed=last_closed,
            sealing_due=(last_closed or 0) < platform.half_day - 1,
            some_wait=ballots.count_waiting(connection) >= LEAST_TOLD,
            accounts=tuple(accounts.list_accounts(connection)),
        )


def is_ready(platform: Platform) -> bool:
    """Whether the database answers and stands at the newest migration. Raises what the database raises."""
    from survey_app.services.setting_up import at_head  # Alembic is not needed to serve pages

    with platform.database.reading() as connection:
        return at_head(connection)
