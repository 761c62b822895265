"""What boxes look like, and who typed sheets alone: signs beside results. Old boxes are counted when the house is set up."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    op.create_table(
        "box_shape",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.BigInteger(), nullable=False),
        sa.Column("answers", sa.BigInteger(), nullable=False),
        sa.Column("largest", sa.BigInteger(), nullable=False),
        sa.Column("first_half_day", sa.Integer(), nullable=False),
        sa.Column("last_half_day", sa.Integer(), nullable=False),
        sa.Column("pairs", sa.BigInteger(), nullable=False),
        sa.Column("same_pairs", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "boxes > 0 AND largest <= answers AND same_pairs <= pairs", name=op.f("ck_box_shape_boxes")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_box_shape_unit_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["template_version.id"], name=op.f("fk_box_shape_version_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "month", "version_id", "counter_id", name=op.f("pk_box_shape")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_box_shape_version_id_month"), "box_shape", ["version_id", "month"])
    op.create_table(
        "typed_alone",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("sheets", sa.Integer(), nullable=False),
        sa.CheckConstraint("sheets > 0", name=op.f("ck_typed_alone_sheets")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_typed_alone_counter_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["template_version.id"], name=op.f("fk_typed_alone_version_id")
        ),
        sa.PrimaryKeyConstraint("counter_id", "version_id", "month", "account", name=op.f("pk_typed_alone")),
    )


def downgrade() -> None:
    op.drop_table("typed_alone")
    op.drop_table("box_shape")
