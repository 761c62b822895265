"""A unit's own question is asked when a second person approved it; what was asked before waits for that."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

_WORDS = (
    "NEW.words <> OLD.words OR NEW.choices <> OLD.choices OR NEW.unit_id <> OLD.unit_id "
    "OR NEW.asked_by <> OLD.asked_by"
)
_STAY, _APPENDED = "the words of a question stay", "unit_question_decision is append-only"
_SQLITE = (
    f"CREATE TRIGGER asked_words_stay BEFORE UPDATE ON unit_question WHEN {_WORDS} "
    f"BEGIN SELECT RAISE(ABORT, '{_STAY}'); END",
    "CREATE TRIGGER unit_question_decision_append_only_update BEFORE UPDATE ON unit_question_decision "
    f"BEGIN SELECT RAISE(ABORT, '{_APPENDED}'); END",
    "CREATE TRIGGER unit_question_decision_append_only_delete BEFORE DELETE ON unit_question_decision "
    f"BEGIN SELECT RAISE(ABORT, '{_APPENDED}'); END",
)
_POSTGRESQL = (
    "CREATE FUNCTION asked_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF {_WORDS} THEN RAISE EXCEPTION '{_STAY}'; END IF; RETURN NEW; END $$",
    "CREATE TRIGGER asked_words_stay BEFORE UPDATE ON unit_question "
    "FOR EACH ROW EXECUTE FUNCTION asked_words_stay()",
    "CREATE FUNCTION unit_question_decision_append_only() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{_APPENDED}'; END $$",
    "CREATE TRIGGER unit_question_decision_append_only BEFORE UPDATE OR DELETE ON unit_question_decision "
    "FOR EACH ROW EXECUTE FUNCTION unit_question_decision_append_only()",
)


def upgrade() -> None:
    op.create_index(op.f("ix_unit_question_id_asked_by"), "unit_question", ["id", "asked_by"], unique=True)
    op.create_table(
        "unit_question_decision",
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.Integer(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.CheckConstraint("decided_by <> asked_by", name=op.f("ck_unit_question_decision_two_people")),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused')", name=op.f("ck_unit_question_decision_decision")
        ),
        sa.ForeignKeyConstraint(
            ["question_id", "asked_by"],
            ["unit_question.id", "unit_question.asked_by"],
            name=op.f("fk_unit_question_decision_question_id_asked_by"),
        ),
        sa.PrimaryKeyConstraint("question_id", name=op.f("pk_unit_question_decision")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    on_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute("DROP TRIGGER asked_words_stay" + (" ON unit_question" if on_postgresql else ""))
    op.drop_table("unit_question_decision")
    op.drop_index(op.f("ix_unit_question_id_asked_by"), table_name="unit_question")
    if on_postgresql:
        for name in ("asked_words_stay", "unit_question_decision_append_only"):
            op.execute(f"DROP FUNCTION {name}()")
