"""Sheets of paper on their way into the ballot box."""

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class PaperEntry(Base):
    """One sheet by the number it was given when the papers were collected, and who typed it.

    The first typing waits here, encrypted, until the second agrees; what is in the box left nothing behind but
    the number. The number is never printed: no sheet has it while a citizen holds it.
    """

    __tablename__ = "paper_entry"
    __table_args__ = (
        CheckConstraint("sheet >= 1", name="sheet"),
        CheckConstraint("(first_content IS NULL) = (second_by IS NOT NULL)", name="waiting"),
    )

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    sheet: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    first_by: Mapped[str] = mapped_column(String(64))
    first_content: Mapped[bytes | None] = mapped_column(LargeBinary)
    second_by: Mapped[str | None] = mapped_column(String(64))


class TypedAlone(Base):
    """How many sheets of a counter one account typed both times, month by month: said beside results, never beside an answer."""

    __tablename__ = "typed_alone"
    __table_args__ = (CheckConstraint("sheets > 0", name="sheets"),)

    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"), primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    account: Mapped[str] = mapped_column(String(64), primary_key=True)
    sheets: Mapped[int]
