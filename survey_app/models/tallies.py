"""Counts and sums: the only input of the statistics."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base

NO_COUNTER = 0  # leftovers of a unit are counted with the unit but no counter


class Tally(Base):
    """How many responses gave this level. Clustered so that a unit's months lie together."""

    __tablename__ = "tally"
    __table_args__ = (CheckConstraint("n > 0", name="n"), {"sqlite_with_rowid": False})

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(16), primary_key=True)
    level: Mapped[str] = mapped_column(String(16), primary_key=True)
    counter_id: Mapped[int] = mapped_column(primary_key=True)
    procedure_field: Mapped[str] = mapped_column(String(64), primary_key=True)
    channel: Mapped[str] = mapped_column(String(16), primary_key=True)
    evidence_class: Mapped[str] = mapped_column(String(1), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger)


class BoxSum(Base):
    """Sums over the sealed boxes of a counter's month for one scale item: the box is the sampling unit of intervals.

    Of each box: `n` answers, how many were `satisfied`, and the sum of the places of their `levels` (1 the worst);
    then the products of these three, summed over the boxes.
    """

    __tablename__ = "box_sum"
    __table_args__ = (CheckConstraint("boxes > 0 AND n >= 0", name="boxes"), {"sqlite_with_rowid": False})

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(16), primary_key=True)
    counter_id: Mapped[int] = mapped_column(primary_key=True)
    boxes: Mapped[int] = mapped_column(BigInteger)
    n: Mapped[int] = mapped_column(BigInteger)
    satisfied: Mapped[int] = mapped_column(BigInteger)
    levels: Mapped[int] = mapped_column(BigInteger)
    n_n: Mapped[int] = mapped_column(BigInteger)
    n_satisfied: Mapped[int] = mapped_column(BigInteger)
    satisfied_satisfied: Mapped[int] = mapped_column(BigInteger)
    n_levels: Mapped[int] = mapped_column(BigInteger)
    levels_levels: Mapped[int] = mapped_column(BigInteger)


class MomentSum(Base):
    """Moments of the scale items of a version over the answers of a counter's month, as whole numbers in JSON."""

    __tablename__ = "moment_sum"
    __table_args__ = ({"sqlite_with_rowid": False},)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    counter_id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(Text)


class BoxShape(Base):
    """What the sealed boxes of a counter's month look like, for signs that they should be looked at.

    Their number and answers, the largest, the half-days from which to which they came, the pairs of answers that lie in one box, and those pairs that agree in every question.
    """

    __tablename__ = "box_shape"
    __table_args__ = (
        CheckConstraint("boxes > 0 AND largest <= answers AND same_pairs <= pairs", name="boxes"),
        Index(None, "version_id", "month"),
        {"sqlite_with_rowid": False},
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    counter_id: Mapped[int] = mapped_column(primary_key=True)
    boxes: Mapped[int] = mapped_column(BigInteger)
    answers: Mapped[int] = mapped_column(BigInteger)
    largest: Mapped[int] = mapped_column(BigInteger)
    first_half_day: Mapped[int]
    last_half_day: Mapped[int]
    pairs: Mapped[int] = mapped_column(BigInteger)
    same_pairs: Mapped[int] = mapped_column(BigInteger)
