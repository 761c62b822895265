"""Questions read aloud."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "audio_clip",
        sa.Column("words_hash", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=16), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(words_hash) = 32", name=op.f("ck_audio_clip_words_hash")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_audio_clip_sha256")),
        sa.PrimaryKeyConstraint("words_hash", name=op.f("pk_audio_clip")),
    )
    op.create_index(op.f("ix_audio_clip_sha256"), "audio_clip", ["sha256"], unique=False)


def downgrade() -> None:
    op.drop_table("audio_clip")
