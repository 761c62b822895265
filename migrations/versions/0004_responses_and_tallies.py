"""Seals, responses, free texts and tallies."""

import sqlalchemy as sa
from alembic import op

from survey_app.models.guards import GUARDS

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "seal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("half_day", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("first_half_day", sa.Integer(), nullable=False),
        sa.Column("last_half_day", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "first_half_day <= last_half_day AND last_half_day <= half_day", name=op.f("ck_seal_half_days")
        ),
        sa.CheckConstraint("n >= 5", name=op.f("ck_seal_n")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_seal_counter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_seal_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["template_version.id"], name=op.f("fk_seal_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal")),
    )
    op.create_index(op.f("ix_seal_half_day"), "seal", ["half_day"], unique=False)
    op.create_index(op.f("ix_seal_version_id_month"), "seal", ["version_id", "month"], unique=False)
    op.create_table(
        "response",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("seal_id", sa.Integer(), nullable=False),
        sa.Column("procedure_field", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("evidence_class", sa.String(length=1), nullable=False),
        sa.Column("assisted", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("answers", sa.Text(), nullable=False),
        sa.Column("text_hashes", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('qr', 'ticket', 'kiosk', 'paper', 'home_visit', 'post', 'phone')",
            name=op.f("ck_response_channel"),
        ),
        sa.CheckConstraint("evidence_class IN ('A', 'B', 'C')", name=op.f("ck_response_evidence_class")),
        sa.CheckConstraint("length(id) = 32", name=op.f("ck_response_id")),
        sa.ForeignKeyConstraint(["seal_id"], ["seal.id"], name=op.f("fk_response_seal_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_response_seal_id"), "response", ["seal_id"], unique=False)
    op.create_table(
        "response_text",
        sa.Column("response_id", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_text_response_id")),
        sa.PrimaryKeyConstraint("response_id", "item", name=op.f("pk_response_text")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tally",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("procedure_field", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("evidence_class", sa.String(length=1), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_tally_n")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_tally_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["template_version.id"], name=op.f("fk_tally_version_id")),
        sa.PrimaryKeyConstraint(
            "unit_id",
            "month",
            "version_id",
            "item",
            "level",
            "counter_id",
            "procedure_field",
            "channel",
            "evidence_class",
            name=op.f("pk_tally"),
        ),
        sqlite_with_rowid=False,
    )
    for guard in GUARDS:
        if guard.table in ["seal", "response"]:
            guard.install(op.get_bind())


def downgrade() -> None:
    op.drop_table("tally")
    op.drop_table("response_text")
    op.drop_table("response")
    op.drop_table("seal")
    for guard in GUARDS:
        if guard.table in ["seal", "response"]:
            guard.forget(op.get_bind())
