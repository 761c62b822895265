"""On PostgreSQL the box lies in three tables by its keys' half-days, so that a closed one can be emptied as a whole."""

from alembic import op

revision = "0014"
down_revision = "0013"

COLUMNS = (
    "counter_id INTEGER NOT NULL, version_id INTEGER NOT NULL, id BYTEA NOT NULL, half_day INTEGER NOT NULL, "
    "key_half_day INTEGER NOT NULL, content BYTEA NOT NULL, "
    "CONSTRAINT ck_ballot_key_half_day CHECK (key_half_day >= half_day), "
    "CONSTRAINT ck_ballot_id CHECK (length(id) = 16), "
    "CONSTRAINT fk_ballot_counter_id FOREIGN KEY (counter_id) REFERENCES counter (id), "
    "CONSTRAINT fk_ballot_version_id FOREIGN KEY (version_id) REFERENCES template_version (id)"
)
PARTED = (
    f"CREATE TABLE ballot ({COLUMNS}) PARTITION BY LIST (mod(key_half_day, 3))",
    "ALTER TABLE ballot ALTER COLUMN content SET STORAGE EXTERNAL",
    *(
        f"CREATE TABLE ballot_{part} PARTITION OF ballot (PRIMARY KEY (counter_id, version_id, id)) "
        f"FOR VALUES IN ({part}) WITH (toast_tuple_target = 8160)"
        for part in range(3)
    ),
)
WHOLE = (f"CREATE TABLE ballot ({COLUMNS}, CONSTRAINT pk_ballot PRIMARY KEY (counter_id, version_id, id))",)
ROWS = "INSERT INTO ballot SELECT counter_id, version_id, id, half_day, key_half_day, content FROM ballot_before ORDER BY id"
GUARD = (
    "CREATE TRIGGER ballot_key_open BEFORE INSERT ON ballot FOR EACH ROW EXECUTE FUNCTION ballot_key_open()"
)


def upgrade() -> None:
    _make_anew(PARTED)


def downgrade() -> None:
    _make_anew(WHOLE)


def _make_anew(statements: tuple[str, ...]) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute("ALTER TABLE ballot RENAME TO ballot_before")
    op.execute("ALTER INDEX IF EXISTS pk_ballot RENAME TO pk_ballot_before")
    # The guard comes last: what waits unread under a lost key crosses as well.
    for statement in (*statements, ROWS, "DROP TABLE ballot_before", GUARD):
        op.execute(statement)
