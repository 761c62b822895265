"""The ballot box: what is waiting to be sealed, and which forms have been spent."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class Ballot(Base):
    """One waiting submission, encrypted under a half-day key that lies outside the database.

    Clustered by box (counter and version), inside a box by a random id: no order of arrival. The id
    changes at every re-keying, so that nothing on the disk joins a row to its former self.
    """

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("key_half_day >= half_day", name="key_half_day"),
        CheckConstraint("length(id) = 16", name="id"),
        {"sqlite_with_rowid": False},
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


class Closing(Base):
    """A half-day whose seals are all recorded. What comes later goes with the next."""

    __tablename__ = "closing"

    half_day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
