"""Administrative units, what became of them, and the counters that belong to them."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class Unit(Base):
    """An administrative body as it stood between two dates; a reorganisation makes a new row.

    Districts belong to the past: they ended with June 2025.
    """

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("code", "valid_from"),
        CheckConstraint("level IN ('province', 'district', 'commune', 'office')", name="level"),
        CheckConstraint("block IN ('xa', 'so', 'nganh_doc')", name="block"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="dates"),
        CheckConstraint("parent_id IS NULL OR parent_id <> id", name="own_parent"),
        Index(None, "parent_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    sort_key: Mapped[str] = mapped_column(String(400))
    level: Mapped[str] = mapped_column(String(16))
    type: Mapped[str] = mapped_column(String(32))
    block: Mapped[str | None] = mapped_column(String(16))
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    iso_9001: Mapped[bool] = mapped_column(default=False, server_default=false())


class Succession(Base):
    """Where a unit went: wholly into its one successor, or in parts into several."""

    __tablename__ = "succession"
    __table_args__ = (
        CheckConstraint("predecessor_id <> successor_id", name="itself"),
        Index(None, "successor_id"),
    )

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    # The day from which the successor stands.
    takes_effect: Mapped[date]
    is_full: Mapped[bool]


class Counter(Base):
    """A service desk, or a survey point of a whole unit, with the code its poster carries."""

    __tablename__ = "counter"
    __table_args__ = (
        CheckConstraint("length(code) = 8", name="code"),
        CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="dates"),
        Index(None, "unit_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    # The field of procedures served here (đất đai, hộ tịch, …); empty where a counter serves several.
    procedure_field: Mapped[str] = mapped_column(String(64), default="")
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    revoked_on: Mapped[date | None]
    # Where its poster leads since it was closed by a move; its own answers stay with the unit it had.
    moved_to_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id"))


class Poster(Base):
    """One sheet that was printed for a counter; what stood on it tells whether it must be printed again."""

    __tablename__ = "poster"
    __table_args__ = (
        UniqueConstraint("counter_id", "serial"),
        CheckConstraint("serial >= 1", name="serial"),
        CheckConstraint("paper IN ('a4', 'a5', 'tent', 'sticker')", name="paper"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"))
    serial: Mapped[int]
    paper: Mapped[str] = mapped_column(String(8))
    printed_on: Mapped[date]
    # SHA-256 of the words and the address on the sheet.
    fingerprint: Mapped[str] = mapped_column(String(64))
