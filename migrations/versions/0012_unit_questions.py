"""A unit's own question, and its answers, stored apart."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.create_table(
        "unit_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("asked_from", sa.Date(), nullable=False),
        sa.Column("asked_to", sa.Date(), nullable=True),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("asked_to IS NULL OR asked_to >= asked_from", name=op.f("ck_unit_question_dates")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_question_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_question")),
    )
    running = sa.text("asked_to IS NULL")
    op.create_index(
        op.f("ix_unit_question_unit_id"),
        "unit_question",
        ["unit_id"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_table(
        "unit_answer",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_unit_answer_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["unit_question.id"], name=op.f("fk_unit_answer_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "month", "id", name=op.f("pk_unit_answer")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("unit_answer")
    op.drop_table("unit_question")
