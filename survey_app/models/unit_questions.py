"""A unit's own question at the end of a form, and what was answered to it: apart from responses, joined to none."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class UnitQuestion(Base):
    """What a unit asks beside the template, from a day to a day; one at a time, its words never changed."""

    __tablename__ = "unit_question"
    __table_args__ = (
        CheckConstraint("asked_to IS NULL OR asked_to >= asked_from", name="dates"),
        Index(
            None,
            "unit_id",
            unique=True,
            sqlite_where=text("asked_to IS NULL"),
            postgresql_where=text("asked_to IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    words: Mapped[str] = mapped_column(String(200))
    choices: Mapped[str] = mapped_column(Text)  # JSON: a list of labels; empty where words are asked for
    asked_from: Mapped[date]
    asked_to: Mapped[date | None]
    asked_by: Mapped[str] = mapped_column(String(64))


class UnitAnswer(Base):
    """One sealed answer, under a random id: no order, no response, no counter."""

    __tablename__ = "unit_answer"
    __table_args__ = (CheckConstraint("length(id) = 16", name="id"), {"sqlite_with_rowid": False})

    question_id: Mapped[int] = mapped_column(ForeignKey("unit_question.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    answer: Mapped[str] = mapped_column(Text)
