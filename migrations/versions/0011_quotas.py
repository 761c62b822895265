"""What a publication aims at; seals are found by their counter."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "quota",
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("a_day", sa.Integer(), nullable=True),
        sa.Column("in_all", sa.Integer(), nullable=True),
        sa.Column("closes", sa.Boolean(), nullable=False),
        sa.CheckConstraint("a_day >= 5", name=op.f("ck_quota_a_day")),
        sa.CheckConstraint("in_all >= 5", name=op.f("ck_quota_in_all")),
        sa.CheckConstraint("a_day IS NOT NULL OR in_all IS NOT NULL", name=op.f("ck_quota_something")),
        sa.ForeignKeyConstraint(["publication_id"], ["publication.id"], name=op.f("fk_quota_publication_id")),
        sa.PrimaryKeyConstraint("publication_id", name=op.f("pk_quota")),
    )
    op.create_index(op.f("ix_seal_counter_id_version_id"), "seal", ["counter_id", "version_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_seal_counter_id_version_id"), table_name="seal")
    op.drop_table("quota")
