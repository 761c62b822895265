"""What designers work on before a version is frozen, who did what, and what each item of a version is to the one before."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class Draft(Base):
    """The one text of a template that may still change. Moments are seconds since 1970, UTC."""

    __tablename__ = "draft"
    __table_args__ = (
        CheckConstraint("revision >= 0", name="revision"),
        CheckConstraint("(state = 'writing') = (submitted_by IS NULL)", name="submitted"),
        CheckConstraint("state IN ('writing', 'submitted')", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16), unique=True)
    state: Mapped[str] = mapped_column(String(16))
    revision: Mapped[int]
    document: Mapped[str] = mapped_column(Text)
    # Of each translated text the Vietnamese it was translated from, as a short hash: {place: {tag: hash}}.
    translated_from: Mapped[str] = mapped_column(Text)
    # What the designer says items are to the version before, where it is not the program's proposal: {item: mark}.
    marks: Mapped[str] = mapped_column(Text)
    based_on_id: Mapped[int | None] = mapped_column(ForeignKey("template_version.id"))
    changed_by: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[int]
    submitted_by: Mapped[str | None] = mapped_column(String(64))


class DraftChange(Base):
    """One step, with the text as it was before it, packed. The last fifty of a draft are kept."""

    __tablename__ = "draft_change"
    __table_args__ = (UniqueConstraint("draft_id", "revision"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("draft.id"))
    revision: Mapped[int]
    step: Mapped[str] = mapped_column(String(16))
    part: Mapped[str] = mapped_column(String(80))
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[int]
    before: Mapped[bytes] = mapped_column(LargeBinary)


class TemplateEvent(Base):
    """What happened to a template, for good: begun, submitted, returned, approved, published, closed, a comment."""

    __tablename__ = "template_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('begun', 'submitted', 'withdrawn', 'returned', 'approved', 'published', 'closed', "
            "'discarded', 'comment')",
            name="kind",
        ),
        Index(None, "code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16))
    version_id: Mapped[int | None] = mapped_column(ForeignKey("template_version.id"))
    kind: Mapped[str] = mapped_column(String(16))
    part: Mapped[str] = mapped_column(String(80))
    words: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(64))
    at: Mapped[int]


class Approval(Base):
    """Who wrote and who approved a version: two people. Instruments of the library came without."""

    __tablename__ = "approval"
    __table_args__ = (CheckConstraint("submitted_by <> approved_by", name="two_people"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    submitted_by: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str] = mapped_column(String(64))
    approved_at: Mapped[int]


class ItemMark(Base):
    """What an item of a version is to the item of the same code in the version before."""

    __tablename__ = "item_mark"
    __table_args__ = (CheckConstraint("mark IN ('same', 'reworded', 'new')", name="mark"),)

    version_id: Mapped[int] = mapped_column(ForeignKey("template_version.id"), primary_key=True)
    item: Mapped[str] = mapped_column(String(16), primary_key=True)
    mark: Mapped[str] = mapped_column(String(8))


class ImportNote(Base):
    """What an imported file had and a questionnaire here has not, kept for whoever works on the draft."""

    __tablename__ = "import_note"
    __table_args__ = (Index(None, "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(16))
    file: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(160))
    words: Mapped[str] = mapped_column(Text)
    at: Mapped[int]
