"""Written words under lock in tables that name no response.

A revision has no secrets: rows of before come here in the open, marked by a first byte of zero, and `hailong init`, which
runs this revision, locks them in the same breath (services/locking.py). On the way down what is locked is set aside and
taken back on the way up: which response it belonged to, nobody knows any more.
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"

OPEN = b"\x00"
CHUNK = 1000
OLD_TEXTS = sa.text(
    "SELECT t.response_id, t.item, t.salt, t.text, s.unit_id, s.month, s.version_id FROM response_text t "
    "JOIN response r ON r.id = t.response_id JOIN seal s ON s.id = r.seal_id "
    "WHERE t.response_id > :after ORDER BY t.response_id LIMIT :chunk"
)
KEPT_TEXTS = (
    "INSERT INTO written_text SELECT * FROM written_text_kept k WHERE EXISTS (SELECT 1 FROM unit u WHERE u.id = k.unit_id) "
    "AND EXISTS (SELECT 1 FROM template_version v WHERE v.id = k.version_id)"
)
KEPT_ANSWERS = (
    "INSERT INTO unit_answer SELECT * FROM unit_answer_kept k "
    "WHERE EXISTS (SELECT 1 FROM unit_question q WHERE q.id = k.question_id)"
)


def upgrade() -> None:
    op.create_table(
        "written_text",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_written_text_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_written_text_unit_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["template_version.id"], name=op.f("fk_written_text_version_id")
        ),
        sa.PrimaryKeyConstraint("unit_id", "month", "version_id", "item", "id", name=op.f("pk_written_text")),
        sqlite_with_rowid=False,
    )
    _move_texts(op.get_bind())
    op.drop_table("response_text")
    _move_answers(op.get_bind())
    _take_back("written_text", KEPT_TEXTS)
    _take_back("unit_answer", KEPT_ANSWERS)


def downgrade() -> None:
    op.execute("CREATE TABLE written_text_kept AS SELECT * FROM written_text")
    op.drop_table("written_text")
    op.create_table(
        "response_text",
        sa.Column("response_id", sa.LargeBinary(), nullable=False),
        sa.Column("item", sa.String(length=16), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_response_text_response_id")),
        sa.PrimaryKeyConstraint("response_id", "item", name=op.f("pk_response_text")),
        sqlite_with_rowid=False,
    )
    op.execute("CREATE TABLE unit_answer_kept AS SELECT * FROM unit_answer")
    op.drop_table("unit_answer")
    _make_answers(sa.Column("answer", sa.Text(), nullable=False))


def _move_texts(bind: sa.Connection) -> None:
    moved = sa.table(
        "written_text",
        *map(sa.column, ("unit_id", "month", "version_id", "item", "id", "content")),
    )
    after = b""
    while rows := _whole(bind.execute(OLD_TEXTS, {"after": after, "chunk": CHUNK}).mappings().all()):
        after = rows[-1]["response_id"]
        fresh = [
            {
                **{name: row[name] for name in ("unit_id", "month", "version_id", "item")},
                "id": secrets.token_bytes(16),
                "content": OPEN + row["salt"] + row["text"].encode(),
            }
            for row in rows
        ]
        bind.execute(sa.insert(moved), sorted(fresh, key=lambda row: row["id"]))


def _whole(rows: "list[sa.RowMapping]") -> "list[sa.RowMapping]":
    """Without the last response of a full chunk, whose other texts may follow."""
    last = rows[-1]["response_id"] if len(rows) == CHUNK else None
    return [row for row in rows if row["response_id"] != last] or rows


def _move_answers(bind: sa.Connection) -> None:
    rows = bind.execute(sa.text("SELECT question_id, month, id, answer FROM unit_answer")).mappings().all()
    op.drop_table("unit_answer")
    table = _make_answers(sa.Column("content", sa.LargeBinary(), nullable=False))
    fresh = [
        {
            "question_id": row["question_id"],
            "month": row["month"],
            "id": row["id"],
            "content": OPEN + row["answer"].encode(),
        }
        for row in rows
    ]
    if fresh:
        bind.execute(sa.insert(table), fresh)


def _make_answers(words: "sa.Column[str] | sa.Column[bytes]") -> sa.Table:
    return op.create_table(
        "unit_answer",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Integer(), nullable=False),
        sa.Column("id", sa.LargeBinary(), nullable=False),
        words,
        sa.CheckConstraint("length(id) = 16", name=op.f("ck_unit_answer_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["unit_question.id"], name=op.f("fk_unit_answer_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "month", "id", name=op.f("pk_unit_answer")),
        sqlite_with_rowid=False,
    )


def _take_back(table: str, statement: str) -> None:
    if sa.inspect(op.get_bind()).has_table(f"{table}_kept"):
        op.execute(statement)
        op.drop_table(f"{table}_kept")
