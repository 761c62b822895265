"""Drafts with their steps, what happened to templates, approvals by a second person, marks of items."""

import sqlalchemy as sa
from alembic import op

from survey_app.models.guards import GUARDS

revision = "0008"
down_revision = "0007"

_APPEND_ONLY = ("template_event", "approval", "item_mark")


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("translated_from", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("based_on_id", sa.Integer(), nullable=True),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.String(length=64), nullable=True),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_draft_revision")),
        sa.CheckConstraint("(state = 'writing') = (submitted_by IS NULL)", name=op.f("ck_draft_submitted")),
        sa.CheckConstraint("state IN ('writing', 'submitted')", name=op.f("ck_draft_state")),
        sa.ForeignKeyConstraint(["based_on_id"], ["template_version.id"], name=op.f("fk_draft_based_on_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("code", name=op.f("uq_draft_code")),
    )
    op.create_table(
        "draft_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draft_id"], ["draft.id"], name=op.f("fk_draft_change_draft_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_change")),
        sa.UniqueConstraint("draft_id", "revision", name=op.f("uq_draft_change_draft_id_revision")),
    )
    op.create_table(
        "template_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('begun', 'submitted', 'withdrawn', 'returned', 'approved', 'published', 'closed', "
            "'discarded', 'comment')",
            name=op.f("ck_template_event_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["template_version.id"], name=op.f("fk_template_event_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_event")),
    )
    op.create_index(op.f("ix_template_event_code"), "template_event", ["code"], unique=False)
    op.create_table(
        "approval",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("submitted_by", sa.String(length=64), nullable=False),
        sa.Column("approved_by", sa.String(length=64), nullable=False),
        sa.Column("approved_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("submitted_by <> approved_by", name=op.f("ck_approval_two_people")),
        sa.ForeignKeyConstraint(["version_id"], ["template_version.id"], name=op.f("fk_approval_version_id")),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_approval")),
    )
    op.create_table(
        "item_mark",
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("mark", sa.String(length=8), nullable=False),
        sa.CheckConstraint("mark IN ('same', 'reworded', 'new')", name=op.f("ck_item_mark_mark")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["template_version.id"], name=op.f("fk_item_mark_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "item", name=op.f("pk_item_mark")),
    )
    for guard in GUARDS:
        if guard.table in _APPEND_ONLY:
            guard.install(op.get_bind())


def downgrade() -> None:
    on = "" if op.get_bind().dialect.name == "sqlite" else " ON publication"
    op.execute(f"DROP TRIGGER no_closed_version{on}")
    for table in ("item_mark", "approval", "template_event", "draft_change", "draft"):
        op.drop_table(table)
    for guard in GUARDS:
        if guard.table in _APPEND_ONLY:
            guard.forget(op.get_bind())
