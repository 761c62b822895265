"""Which half-days are closed, which keys were shut before their time, and who set a wrong clock's work right."""

from sqlalchemy import CheckConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class Closing(Base):
    """A half-day whose seals are all recorded. What comes later goes with the next.

    Rows are only added. Where a wrong clock has closed half-days that are not over, a new `era` begins: the rows of the newest
    era alone say what is closed. `seen` is the half-day that the sealer's clock showed; of old rows it is unknown.
    """

    __tablename__ = "closing"

    era: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=0)
    half_day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seen: Mapped[int | None]


class ShutKey(Base):
    """A key that is destroyed although its half-day is not closed: nothing enters a box under it any more."""

    __tablename__ = "shut_key"

    half_day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class ClockAct(Base):
    """Somebody said that the clock is right after all (confirmed), or set right what a wrong one had done (reopened)."""

    __tablename__ = "clock_act"
    __table_args__ = (CheckConstraint("kind IN ('confirmed', 'reopened')", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    closed_before: Mapped[int]  # the last closed half-day before and after
    closed_after: Mapped[int]
    at: Mapped[str] = mapped_column(String(40))  # the moment, by the clock that was found right
    done_by: Mapped[str] = mapped_column(String(64))
