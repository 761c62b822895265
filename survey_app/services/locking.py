"""The lasting secrets of a house: made once, marked in its database, and what was in the open before put under them."""

from collections.abc import Iterable

from sqlalchemy import Connection

from survey_app.config import Config, ConfigError
from survey_app.db import Database
from survey_app.lasting_keys import NAMES, RECEIPTS, LastingKeys, check, make, mark_of, put_aside, read
from survey_app.store import erasure, settings, under_lock
from survey_app.vault import Vault


def list_lost(database: Database, config: Config) -> list[str]:
    """Names of the secrets that the database has a mark of and the key folder has not."""
    with database.reading() as connection:
        marks = settings.find_marks(connection)
    return [name for name, mark in marks.items() if _is_lost(config, name, mark)]


def renew(connection: Connection, config: Config, names: Iterable[str]) -> None:
    """Begin anew with these secrets, lost for good: what lies under the old ones stays unread and unmatched."""
    for name in names:
        put_aside(config.key_folder, name)
        settings.put_mark(connection, name, mark_of(name, make(config.key_folder, name)))


def _is_lost(config: Config, name: str, mark: str) -> bool:
    try:
        check(config.key_folder, name, read(config.key_folder, name), mark)
    except ConfigError:
        return True
    return False


def put_under_lock(database: Database, config: Config) -> None:
    """Running it again changes nothing. Raises ConfigError where a secret that was marked is away or another's.

    A house of before has responses under ids that a receipt alone leads to, and words as they were written.
    """
    folder = config.key_folder
    with database.writing() as connection:
        marks = settings.find_marks(connection)
        # A marked secret is read, never made: another in its place would open nothing.
        found = {name: (read if name in marks else make)(folder, name) for name in NAMES}
        vault = Vault(LastingKeys(**found))
        for name, secret in found.items():
            if name in marks:
                check(folder, name, secret, marks[name])
            else:
                settings.put_mark(connection, name, mark_of(name, secret))
        renamed = RECEIPTS not in marks
        if renamed:
            under_lock.rename_responses(connection, vault.response_id)
        changed = under_lock.lock_open_words(connection, vault.lock)
    if renamed or changed:
        under_lock.rewrite_tables(database)
        erasure.erase(database)
