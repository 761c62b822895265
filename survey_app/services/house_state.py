"""How the house stands, for its administrator: nothing here moves with a single answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from survey_app.clock import parse_moment
from survey_app.platform import Platform
from survey_app.store import accounts, ballots, closings, settings
from survey_app.store.accounts import AccountRow

LEAST_TOLD = 5
LAST_BACKUP = "last_backup"  # the moment, written by whatever makes one
BACKUP_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseState:
    """`sealing_due`: a half-day is over and not closed yet; `some_wait`: five or more answers wait somewhere.

    `backup_due`: none is known, or the last is older than a week.
    """

    kind: str
    engine: str
    last_closed: int | None
    sealing_due: bool
    some_wait: bool
    accounts: tuple[AccountRow, ...]
    last_backup: datetime | None
    backup_due: bool


def look_at_house(platform: Platform) -> HouseState:
    with platform.database.reading() as connection:
        last_closed = closings.find_last_closed(connection)
        last_backup = _moment(settings.find_setting(connection, LAST_BACKUP))
        return HouseState(
            kind=platform.kind,
            engine=platform.database.engine.dialect.name,
            last_closed=last_closed,
            sealing_due=(last_closed or 0) < platform.half_day - 1,
            some_wait=ballots.count_waiting(connection) >= LEAST_TOLD,
            accounts=tuple(accounts.list_accounts(connection)),
            last_backup=last_backup,
            backup_due=last_backup is None or platform.clock.now() - last_backup > BACKUP_EVERY,
        )


def _moment(stored: str | None) -> datetime | None:
    try:
        return parse_moment(stored) if stored else None
    except ValueError:
        return None


def is_ready(platform: Platform) -> bool:
    """Whether the database answers and stands at the newest migration. Raises what the database raises."""
    from survey_app.services.setting_up import at_head  # Alembic is not needed to serve pages

    with platform.database.reading() as connection:
        return at_head(connection)
