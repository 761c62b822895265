"""A unit's own question at the end of a form, and what was answered to it: apart from responses, joined to none."""

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class UnitQuestion(Base):
    """What a unit wants to ask beside the template, or asks, from a day to a day; one at a time, its words never changed."""

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
        Index(None, "id", "asked_by", unique=True),  # what a decision refers to
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    words: Mapped[str] = mapped_column(String(200))
    choices: Mapped[str] = mapped_column(Text)  # JSON: a list of labels; empty where words are asked for
    asked_from: Mapped[date]
    asked_to: Mapped[date | None]
    asked_by: Mapped[str] = mapped_column(String(64))


class UnitQuestionDecision(Base):
    """What a second person said of a question: without an approval it is asked nowhere. Moments are seconds since 1970."""

    __tablename__ = "unit_question_decision"
    __table_args__ = (
        ForeignKeyConstraint(["question_id", "asked_by"], ["unit_question.id", "unit_question.asked_by"]),
        CheckConstraint("decided_by <> asked_by", name="two_people"),
        CheckConstraint("decision IN ('approved', 'refused')", name="decision"),
    )

    question_id: Mapped[int] = mapped_column(primary_key=True)
    asked_by: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str] = mapped_column(String(8))
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[int]
    remark: Mapped[str] = mapped_column(Text)


class UnitAnswer(Base):
    """One sealed answer, under a random id: no order, no response, no counter."""

    __tablename__ = "unit_answer"
    __table_args__ = (CheckConstraint("length(id) = 16", name="id"), {"sqlite_with_rowid": False})

    question_id: Mapped[int] = mapped_column(ForeignKey("unit_question.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)  # under lock
