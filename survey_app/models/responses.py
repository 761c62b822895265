"""Seals and the responses they counted: append-only, in no order but that of a hash."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base

CHANNELS = "('qr', 'ticket', 'kiosk', 'paper', 'home_visit', 'post', 'phone')"


class Seal(Base):
    """One opened box: n submissions of a counter (or a unit's leftovers) counted together."""

    __tablename__ = "seal"
    __table_args__ = (
        CheckConstraint("n >= 5", name="n"),
        CheckConstraint("first_half_day <= last_half_day AND last_half_day <= half_day", name="half_days"),
        Index(None, "half_day"),
        Index(None, "version_id", "month"),
        Index(None, "counter_id", "version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    half_day: Mapped[int]  # the half-day it closes, not the clock of the sealer
    month: Mapped[int]  # the month of that half-day, as 202611
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    counter_id: Mapped[int | None] = mapped_column(ForeignKey("counter.id"))  # none: a unit's leftovers
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"))
    first_half_day: Mapped[int]
    last_half_day: Mapped[int]
    n: Mapped[int]


class Response(Base):
    __tablename__ = "response"
    __table_args__ = (
        CheckConstraint("length(id) = 32", name="id"),
        CheckConstraint(f"channel IN {CHANNELS}", name="channel"),
        CheckConstraint("evidence_class IN ('A', 'B', 'C')", name="evidence_class"),
        Index(None, "seal_id"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(
        LargeBinary, primary_key=True
    )  # a keyed hash of the receipt: see vault.py
    seal_id: Mapped[int] = mapped_column(ForeignKey("seal.id"))
    procedure_field: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(16))
    evidence_class: Mapped[str] = mapped_column(String(1))
    assisted: Mapped[bool]
    language: Mapped[str] = mapped_column(String(35))
    salt: Mapped[bytes] = mapped_column(LargeBinary)
    answers: Mapped[str] = mapped_column(
        Text
    )  # canonical JSON: item code -> level, list of levels, or a marker
    text_hashes: Mapped[str] = mapped_column(
        Text
    )  # canonical JSON: item code -> salted hash of the free text


class WrittenText(Base):
    """Free words under lock, and the salt that their response's hash was made with: the row names no response.

    A random id, and clustered by it inside a month of a unit: nothing tells which seal a row came with.
    """

    __tablename__ = "written_text"
    __table_args__ = (CheckConstraint("length(id) = 16", name="id"), {"sqlite_with_rowid": False})

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(16), primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
