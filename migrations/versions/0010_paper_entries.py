"""Sheets of paper, typed twice."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "paper_entry",
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("sheet", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_by", sa.String(length=64), nullable=False),
        sa.Column("first_content", sa.LargeBinary(), nullable=True),
        sa.Column("second_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("sheet >= 1", name=op.f("ck_paper_entry_sheet")),
        sa.CheckConstraint(
            "(first_content IS NULL) = (second_by IS NOT NULL)", name=op.f("ck_paper_entry_waiting")
        ),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_paper_entry_counter_id")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["template_version.id"],
            name=op.f("fk_paper_entry_version_id"),
        ),
        sa.PrimaryKeyConstraint("counter_id", "version_id", "sheet", name=op.f("pk_paper_entry")),
    )


def downgrade() -> None:
    op.drop_table("paper_entry")
