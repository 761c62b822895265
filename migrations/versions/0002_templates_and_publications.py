"""Templates, frozen versions, publications."""

import sqlalchemy as sa
from alembic import op

from survey_app.models.guards import GUARDS

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template")),
        sa.UniqueConstraint("code", name=op.f("uq_template_code")),
    )
    op.create_table(
        "template_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("template_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_template_version_sha256")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_template_version_number")),
        sa.ForeignKeyConstraint(
            ["template_id"], ["template.id"], name=op.f("fk_template_version_template_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_version")),
        sa.UniqueConstraint("template_id", "number", name=op.f("uq_template_version_template_id_number")),
    )
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.CheckConstraint("closes_on IS NULL OR closes_on >= opens_on", name=op.f("ck_publication_dates")),
        sa.ForeignKeyConstraint(["counter_id"], ["counter.id"], name=op.f("fk_publication_counter_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["template_version.id"], name=op.f("fk_publication_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
    )
    op.create_index(
        op.f("ix_publication_counter_id_opens_on"), "publication", ["counter_id", "opens_on"], unique=False
    )
    op.create_index(op.f("ix_publication_version_id"), "publication", ["version_id"], unique=False)
    for guard in GUARDS:
        if guard.table in ["template_version", "publication"]:
            guard.install(op.get_bind())


def downgrade() -> None:
    op.drop_table("publication")
    op.drop_table("template_version")
    op.drop_table("template")
    for guard in GUARDS:
        if guard.table in ["template_version", "publication"]:
            guard.forget(op.get_bind())
