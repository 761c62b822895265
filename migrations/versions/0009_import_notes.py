"""What an imported file had and a questionnaire here has not."""

import sqlalchemy as sa
from alembic import op

from survey_app.models.guards import GUARDS

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "import_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_note")),
    )
    op.create_index(op.f("ix_import_note_code"), "import_note", ["code"], unique=False)
    for guard in GUARDS:
        if guard.table == "import_note":
            guard.install(op.get_bind())


def downgrade() -> None:
    op.drop_table("import_note")
    for guard in GUARDS:
        if guard.table == "import_note":
            guard.forget(op.get_bind())
