"""Sums over sealed boxes and moments of items; what was sealed before is counted anew when the house is set up."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_SUMS = (
    "boxes",
    "n",
    "satisfied",
    "levels",
    "n_n",
    "n_satisfied",
    "satisfied_satisfied",
    "n_levels",
    "levels_levels",
)


def upgrade() -> None:
    op.create_table(
        "box_sum",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _SUMS),
        sa.CheckConstraint("boxes > 0 AND n >= 0", name=op.f("ck_box_sum_boxes")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_box_sum_unit_id")),
        sa.ForeignKeyConstraint(["version_id"], ["template_version.id"], name=op.f("fk_box_sum_version_id")),
        sa.PrimaryKeyConstraint(
            "unit_id", "month", "version_id", "item", "counter_id", name=op.f("pk_box_sum")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "moment_sum",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_moment_sum_unit_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["template_version.id"], name=op.f("fk_moment_sum_version_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "month", "version_id", "counter_id", name=op.f("pk_moment_sum")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("moment_sum")
    op.drop_table("box_sum")
