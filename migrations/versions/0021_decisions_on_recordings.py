"""A recording is heard when a second person approved it; what was kept before waits for that."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_TABLES = ("audio_recording", "audio_decision")


def upgrade() -> None:
    op.create_table(
        "audio_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("words_hash", sa.LargeBinary(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("media_type", sa.String(length=16), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(words_hash) = 32", name=op.f("ck_audio_recording_words_hash")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_audio_recording_sha256")),
        sa.CheckConstraint(
            "(sha256 IS NULL) = (content IS NULL) AND (media_type IS NULL) = (content IS NULL)",
            name=op.f("ck_audio_recording_silence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audio_recording")),
    )
    op.create_index(op.f("ix_audio_recording_words_hash"), "audio_recording", ["words_hash"])
    op.create_index(op.f("ix_audio_recording_sha256"), "audio_recording", ["sha256"])
    op.create_index(
        op.f("ix_audio_recording_id_added_by"), "audio_recording", ["id", "added_by"], unique=True
    )
    op.create_table(
        "audio_decision",
        sa.Column("clip_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("added_by", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=9), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=False),
        sa.Column("decided_at", sa.Integer(), nullable=False),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(decided_by = added_by) = (decision = 'withdrawn')", name=op.f("ck_audio_decision_two_people")
        ),
        sa.CheckConstraint(
            "decision IN ('approved', 'refused', 'withdrawn')", name=op.f("ck_audio_decision_decision")
        ),
        sa.ForeignKeyConstraint(
            ["clip_id", "added_by"],
            ["audio_recording.id", "audio_recording.added_by"],
            name=op.f("fk_audio_decision_clip_id_added_by"),
        ),
        sa.PrimaryKeyConstraint("clip_id", name=op.f("pk_audio_decision")),
    )
    op.execute(
        "INSERT INTO audio_recording "
        "(words_hash, words, language, sha256, media_type, content, added_by, added_at) "
        "SELECT words_hash, '', 'vi', sha256, media_type, content, added_by, 0 FROM audio_clip"
    )
    op.drop_table("audio_clip")
    for table in _TABLES:
        _keep(table)


def _keep(table: str) -> None:
    sentence, name = f"{table} is append-only", f"{table}_append_only"
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {name}_{action.lower()} BEFORE {action} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{sentence}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {name} BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )


def downgrade() -> None:
    """What is heard stays; what waits and what was refused has no place in the table of before."""
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
    op.execute(
        "INSERT INTO audio_clip (words_hash, sha256, media_type, content, added_by) "
        "SELECT words_hash, sha256, media_type, content, added_by FROM audio_recording WHERE content IS NOT NULL "
        "AND id IN (SELECT max(r.id) FROM audio_recording r JOIN audio_decision d ON d.clip_id = r.id "
        "WHERE d.decision = 'approved' GROUP BY r.words_hash)"
    )
    op.drop_table("audio_decision")
    op.drop_table("audio_recording")
    if op.get_bind().dialect.name == "postgresql":
        for table in _TABLES:
            op.execute(f"DROP FUNCTION {table}_append_only()")
