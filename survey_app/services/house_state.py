"""How the house stands, for its administrator: nothing here moves with a single answer."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from survey_app.clock import parse_moment
from survey_app.platform import Platform
from survey_app.services.alarms import quick_alarms
from survey_app.services.counting_state import CountingState, look_at_counting
from survey_app.services.crowds import Crowd, list_crowds
from survey_app.store import accounts, closings, settings
from survey_app.store.accounts import AccountRow

LAST_BACKUP = "last_backup"  # the moment, written by whatever makes one
BACKUP_EVERY = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseState:
    """`backup_due`: none is known, or the last is older than a week."""

    kind: str
    engine: str
    last_closed: int | None
    counting: CountingState
    crowds: tuple[Crowd, ...]
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
            counting=look_at_counting(platform, connection),
            crowds=list_crowds(platform, connection),
            accounts=tuple(accounts.list_accounts(connection)),
            last_backup=last_backup,
            backup_due=last_backup is None or platform.clock.now() - last_backup > BACKUP_EVERY,
        )


def _moment(stored: str | None) -> datetime | None:
    try:
        return parse_moment(stored) if stored else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readiness:
    """Why the house is not ready: a word for programs and a sentence; nothing where it is."""

    reason: str = ""
    sentence: str = ""


def find_readiness(platform: Platform) -> Readiness:
    """Whether the database answers, stands at the newest migration, and is being counted. Raises what the database raises."""
    from survey_app.services.setting_up import at_head  # Alembic is not needed to serve pages

    with platform.database.reading() as connection:
        if not at_head(connection):
            return Readiness(reason="migration")
        alarms = quick_alarms(platform, connection)
    return Readiness(reason=alarms[0].reason, sentence=alarms[0].sentence) if alarms else Readiness()
