"""Templates, their frozen versions, and the publications that open a version at a counter."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class Template(Base):
    __tablename__ = "template"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    name: Mapped[str] = mapped_column(String(200))


class TemplateVersion(Base):
    """One published text: canonical JSON and its SHA-256. Never updated, never deleted."""

    __tablename__ = "template_version"
    __table_args__ = (
        UniqueConstraint("template_id", "number"),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    template_id: Mapped[int] = mapped_column(ForeignKey("template.id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    document: Mapped[str] = mapped_column(Text)


class Publication(Base):
    """A version open at a counter from one day to another, both included."""

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("closes_on IS NULL OR closes_on >= opens_on", name="dates"),
        Index(None, "counter_id", "opens_on"),
        Index(None, "version_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    counter_id: Mapped[int] = mapped_column(ForeignKey("counter.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date | None]


class Quota(Base):
    """How many answers a publication aims at, and whether its counter closes when it has them.

    Five at least, so that a counter that has closed tells of no single answer.
    """

    __tablename__ = "quota"
    __table_args__ = (
        CheckConstraint("a_day >= 5", name="a_day"),
        CheckConstraint("in_all >= 5", name="in_all"),
        CheckConstraint("a_day IS NOT NULL OR in_all IS NOT NULL", name="something"),
    )

    publication_id: Mapped[int] = mapped_column(ForeignKey("publication.id"), primary_key=True)
    a_day: Mapped[int | None]
    in_all: Mapped[int | None]
    closes: Mapped[bool]
