"""The ballot box, spent forms and closed half-days."""

import sqlalchemy as sa
from alembic import op

from survey_app.models.guards import GUARDS

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "closing",
        sa.Column("half_day", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("half_day", name=op.f("pk_closing")),
    )
    op.create_table(
        "spent_key",
        sa.Column("key_hash", sa.LargeBinary(), nullable=False),
        sa.Column("half_day", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(key_hash) = 32", name=op.f("ck_spent_key_key_hash")),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_spent_key")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "ballot",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("half_day", sa.Integer(), nullable=False),
        sa.Column("key_half_day", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("key_half_day >= half_day", name=op.f("ck_ballot_key_half_day")),
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_ballot_id")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_ballot_counter_id")),
        sa.ForeignKeyConstraint(["version_id"], ["template_version.id"], name=op.f("fk_ballot_version_id")),
        sa.PrimaryKeyConstraint("counter_id", "version_id", "id", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    for guard in GUARDS:
        if guard.table == "closing":
            guard.install(op.get_bind())
    _keep_keys_shut()


def downgrade() -> None:
    op.drop_table("ballot")
    op.drop_table("spent_key")
    op.drop_table("closing")
    for guard in GUARDS:
        if guard.table in ["ballot", "closing"]:
            guard.forget(op.get_bind())


def _keep_keys_shut() -> None:
    """As it stood at this revision; 0014 puts another in its place."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER ballot_key_open BEFORE INSERT ON ballot "
            "WHEN NEW.key_half_day <= (SELECT max(half_day) FROM closing) "
            "BEGIN SELECT RAISE(ABORT, 'the key of this half-day is closed'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION ballot_key_open() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "PERFORM pg_advisory_xact_lock_shared(7001); "
        "IF NEW.key_half_day <= (SELECT max(half_day) FROM closing) "
        "THEN RAISE EXCEPTION 'the key of this half-day is closed' USING ERRCODE = 'HL001'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER ballot_key_open BEFORE INSERT ON ballot FOR EACH ROW EXECUTE FUNCTION ballot_key_open()"
    )
