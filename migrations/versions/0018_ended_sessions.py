"""Sessions that were logged out of."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.create_table(
        "ended_session",
        sa.Column("session_hash", sa.LargeBinary(), nullable=False),
        sa.Column("dies_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(session_hash) = 32", name=op.f("ck_ended_session_session_hash")),
        sa.PrimaryKeyConstraint("session_hash", name=op.f("pk_ended_session")),
    )
    op.create_index(op.f("ix_ended_session_dies_at"), "ended_session", ["dies_at"], unique=False)


def downgrade() -> None:
    op.drop_table("ended_session")
