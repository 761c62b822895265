"""A version that was closed today may go on today at a counter that is moved or gets a new code."""

from alembic import op

revision = "0017"
down_revision = "0016"

_SENTENCE = "a closed version is not opened again"
_CLOSED = (
    "EXISTS (SELECT 1 FROM template_event e WHERE e.version_id = NEW.version_id AND e.kind = 'closed'{})"
)
_LATER = " AND (NEW.closes_on IS NULL OR NEW.closes_on > {})"
_DAY_SQLITE = "date(e.at + 25200, 'unixepoch')"
_DAY_POSTGRESQL = "(to_timestamp(e.at + 25200) AT TIME ZONE 'UTC')::date"


def upgrade() -> None:
    _install(_LATER.format(_DAY_SQLITE), _LATER.format(_DAY_POSTGRESQL))


def downgrade() -> None:
    _install("", "")


def _install(later_sqlite: str, later_postgresql: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER no_closed_version")
        op.execute(
            "CREATE TRIGGER no_closed_version BEFORE INSERT ON publication WHEN "
            + _CLOSED.format(later_sqlite)
            + f" BEGIN SELECT RAISE(ABORT, '{_SENTENCE}'); END"
        )
    else:
        op.execute(
            "CREATE OR REPLACE FUNCTION no_closed_version() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {_CLOSED.format(later_postgresql)} THEN RAISE EXCEPTION '{_SENTENCE}'; END IF; RETURN NEW; END $$"
        )
