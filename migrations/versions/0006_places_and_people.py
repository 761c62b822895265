"""Former districts, succession of units, moved counters, posters, working days, second factors, two more roles."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_LEVEL = "ck_unit_level"
_ROLE = "ck_role_name"


def upgrade() -> None:
    with op.batch_alter_table("unit") as unit:
        unit.drop_constraint(op.f(_LEVEL), type_="check")
        unit.create_check_constraint(op.f(_LEVEL), "level IN ('province', 'district', 'commune', 'office')")
        unit.add_column(sa.Column("iso_9001", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "succession",
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("takes_effect", sa.Date(), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.CheckConstraint("predecessor_id <> successor_id", name=op.f("ck_succession_itself")),
        sa.ForeignKeyConstraint(["predecessor_id"], ["unit.id"], name=op.f("fk_succession_predecessor_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["unit.id"], name=op.f("fk_succession_successor_id")),
        sa.PrimaryKeyConstraint("predecessor_id", "successor_id", name=op.f("pk_succession")),
    )
    op.create_index(op.f("ix_succession_successor_id"), "succession", ["successor_id"], unique=False)
    with op.batch_alter_table("counter") as counter:
        counter.add_column(sa.Column("moved_to_id", sa.Integer(), nullable=True))
        counter.create_foreign_key(op.f("fk_counter_moved_to_id"), "counter", ["moved_to_id"], ["id"])
    op.create_table(
        "poster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("paper", sa.String(length=8), nullable=False),
        sa.Column("printed_on", sa.Date(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.CheckConstraint("serial >= 1", name=op.f("ck_poster_serial")),
        sa.CheckConstraint("paper IN ('a4', 'a5', 'tent', 'sticker')", name=op.f("ck_poster_paper")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_poster_counter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poster")),
        sa.UniqueConstraint("counter_id", "serial", name=op.f("uq_poster_counter_id_serial")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.CheckConstraint("kind IN ('off', 'working')", name=op.f("ck_calendar_day_kind")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_day")),
    )
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("tf_primary_method", sa.String(length=64), nullable=True))
        account.add_column(sa.Column("tf_totp_secret", sa.String(length=255), nullable=True))
        account.add_column(sa.Column("mf_recovery_codes", sa.JSON(), nullable=True))
        account.add_column(
            sa.Column("must_change_password", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table("role") as role:
        role.drop_constraint(op.f(_ROLE), type_="check")
        role.create_check_constraint(
            op.f(_ROLE),
            "name IN ('administrator', 'designer', 'manager', 'supervisor', 'co_surveyor', 'viewer')",
        )


def downgrade() -> None:
    """What the earlier schema has no place for is forgotten: former districts, moves, posters, the two roles."""
    op.execute(
        "DELETE FROM account_role WHERE role_id IN "
        "(SELECT id FROM role WHERE name IN ('co_surveyor', 'viewer'))"
    )
    op.execute("DELETE FROM role WHERE name IN ('co_surveyor', 'viewer')")
    with op.batch_alter_table("role") as role:
        role.drop_constraint(op.f(_ROLE), type_="check")
        role.create_check_constraint(
            op.f(_ROLE), "name IN ('administrator', 'designer', 'manager', 'supervisor')"
        )
    with op.batch_alter_table("account") as account:
        for column in ("must_change_password", "mf_recovery_codes", "tf_totp_secret", "tf_primary_method"):
            account.drop_column(column)
    op.drop_table("calendar_day")
    op.drop_table("poster")
    with op.batch_alter_table("counter") as counter:
        counter.drop_constraint(op.f("fk_counter_moved_to_id"), type_="foreignkey")
        counter.drop_column("moved_to_id")
    op.drop_table("succession")
    op.execute(
        "UPDATE unit SET parent_id = NULL WHERE parent_id IN (SELECT id FROM unit WHERE level = 'district')"
    )
    op.execute("DELETE FROM unit WHERE level = 'district'")
    with op.batch_alter_table("unit") as unit:
        unit.drop_column("iso_9001")
        unit.drop_constraint(op.f(_LEVEL), type_="check")
        unit.create_check_constraint(op.f(_LEVEL), "level IN ('province', 'commune', 'office')")
