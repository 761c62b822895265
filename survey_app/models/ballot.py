"""The ballot box: what is waiting to be sealed, and which forms have been spent."""

from sqlalchemy import (
    CheckConstraint,
    Connection,
    ForeignKey,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base

# The running half-day, the next (a clock that is ahead), and the one that is being emptied.
PARTS = 3
PARTITIONS = tuple(f"ballot_{number}" for number in range(PARTS))
# A content is two thousand bytes and more: kept in its row, not in a second table whose numbers run with arrival, and
# not packed, which could only give its length away.
PARTS_STATEMENTS = (
    "ALTER TABLE ballot ALTER COLUMN content SET STORAGE EXTERNAL",
    *(
        f"CREATE TABLE {name} PARTITION OF ballot (PRIMARY KEY (counter_id, version_id, id)) "
        f"FOR VALUES IN ({number}) WITH (toast_tuple_target = 8160)"
        for number, name in enumerate(PARTITIONS)
    ),
)


class Ballot(Base):
    """One waiting submission, encrypted under a half-day key that lies outside the database.

    Clustered by box (counter and version), inside a box by a random id: no order of arrival. The id
    changes at every re-keying, so that nothing on the disk joins a row to its former self.

    On PostgreSQL, where a deleted row stays with its transaction, the rows lie in PARTS tables by their key's half-day:
    what is closed can be emptied as a whole while answers go into the next (store/erasure.py).
    """

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("key_half_day >= half_day", name="key_half_day"),
        CheckConstraint("length(id) = 16", name="id"),
        # On PostgreSQL each part has its own: a key over all could not be, its parts are made by an expression.
        PrimaryKeyConstraint("counter_id", "version_id", "id").ddl_if(dialect="sqlite"),
        {"sqlite_with_rowid": False, "postgresql_partition_by": f"LIST (mod(key_half_day, {PARTS}))"},
    )

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    half_day: Mapped[int]
    key_half_day: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class SpentKey(Base):
    """H(form key) of every accepted form, kept a week, so that one rendered form counts once."""

    __tablename__ = "spent_key"
    __table_args__ = (
        CheckConstraint("length(key_hash) = 32", name="key_hash"),
        {"sqlite_with_rowid": False},
    )

    key_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    half_day: Mapped[int]


@event.listens_for(Ballot.__table__, "after_create")
def _make_parts(_table: Table, connection: Connection, **_options: object) -> None:
    if connection.dialect.name == "postgresql":
        for statement in PARTS_STATEMENTS:
            connection.exec_driver_sql(statement)


def is_no_part(name: str | None, _kind: str, _parents: object) -> bool:
    """For a comparison of models and database: the parts are the box."""
    return name not in PARTITIONS
