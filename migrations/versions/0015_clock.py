"""Half-days that a wrong clock closed can be set right; the key guard is told which keys are shut."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

KEY_CLOSED = "the key of this half-day is closed"
KEY_LOCK = 7001
BEFORE = "NEW.key_half_day <= (SELECT max(half_day) FROM closing)"
NOW = (
    "NEW.key_half_day <= (SELECT max(half_day) FROM closing WHERE era = (SELECT max(era) FROM closing)) "
    "OR EXISTS (SELECT 1 FROM shut_key WHERE half_day = NEW.key_half_day)"
)


def upgrade() -> None:
    take_guards_away()
    op.create_table(
        "shut_key",
        sa.Column("half_day", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("half_day", name=op.f("pk_shut_key")),
    )
    op.create_table(
        "clock_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("closed_before", sa.Integer(), nullable=False),
        sa.Column("closed_after", sa.Integer(), nullable=False),
        sa.Column("at", sa.String(length=40), nullable=False),
        sa.Column("done_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('confirmed', 'reopened')", name=op.f("ck_clock_act_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clock_act")),
    )
    op.rename_table("closing", "closing_before")
    _drop_primary_key("closing_before", "pk_closing")
    op.create_table(
        "closing",
        sa.Column("era", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("half_day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seen", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("era", "half_day", name=op.f("pk_closing")),
    )
    op.execute("INSERT INTO closing (era, half_day) SELECT 0, half_day FROM closing_before")
    op.drop_table("closing_before")
    append_only("closing")
    append_only("clock_act")
    keep_keys_shut(NOW)


def downgrade() -> None:
    take_guards_away()
    op.rename_table("closing", "closing_before")
    _drop_primary_key("closing_before", "pk_closing")
    op.create_table(
        "closing",
        sa.Column("half_day", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("half_day", name=op.f("pk_closing")),
    )
    # What the newest era takes for closed, and whatever older ones closed before that.
    op.execute(
        "INSERT INTO closing (half_day) SELECT DISTINCT half_day FROM closing_before WHERE half_day <= ("
        "SELECT max(half_day) FROM closing_before WHERE era = (SELECT max(era) FROM closing_before))"
    )
    for table in ("closing_before", "clock_act", "shut_key"):
        op.drop_table(table)
    if not _is_sqlite():
        op.execute("DROP FUNCTION IF EXISTS clock_act_append_only()")
    append_only("closing")
    keep_keys_shut(BEFORE)


def take_guards_away() -> None:
    """SQLite refuses to rename a table while a trigger elsewhere speaks of it."""
    if _is_sqlite():
        for trigger in ("ballot_key_open", "closing_append_only_update", "closing_append_only_delete"):
            op.execute(f"DROP TRIGGER {trigger}")
    else:
        op.execute("DROP FUNCTION ballot_key_open() CASCADE")
        op.execute("DROP FUNCTION closing_append_only() CASCADE")


def append_only(table: str) -> None:
    name, sentence = f"{table}_append_only", f"{table} is append-only"
    if _is_sqlite():
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def keep_keys_shut(condition: str) -> None:
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER ballot_key_open BEFORE INSERT ON ballot WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{KEY_CLOSED}'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION ballot_key_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"PERFORM pg_advisory_xact_lock_shared({KEY_LOCK}); IF {condition} "
        f"THEN RAISE EXCEPTION '{KEY_CLOSED}' USING ERRCODE = 'HL001'; END IF; RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER ballot_key_open BEFORE INSERT ON ballot FOR EACH ROW EXECUTE FUNCTION ballot_key_open()"
    )


def _drop_primary_key(table: str, name: str) -> None:
    """On PostgreSQL the name of a key is taken until the key goes; on SQLite a table's own names are its own."""
    if not _is_sqlite():
        op.drop_constraint(name, table, type_="primary")


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
