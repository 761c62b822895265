"""The table of counts: the only input of the statistics."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String
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
