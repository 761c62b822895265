"""Questions read aloud, for people who do not read: what was recorded, and what a second person said of it."""

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class AudioRecording(Base):
    """A recording of a question with its choices, found by the very words it speaks; without content, silence.

    So it needs no version of its own: a question asked again in the same words has its recording, and one that
    was reworded has none that says something else. Rows stay; which one is heard follows from the decisions.
    Moments are seconds since 1970, 0 where nobody wrote them down.
    """

    __tablename__ = "audio_recording"
    __table_args__ = (
        CheckConstraint("length(words_hash) = 32", name="words_hash"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
        CheckConstraint(
            "(sha256 IS NULL) = (content IS NULL) AND (media_type IS NULL) = (content IS NULL)",
            name="silence",
        ),
        Index(None, "words_hash"),
        Index(None, "id", "added_by", unique=True),  # what a decision refers to
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    words_hash: Mapped[bytes] = mapped_column(LargeBinary)
    words: Mapped[str] = mapped_column(Text)  # what it says, for who decides; empty where it was not kept
    language: Mapped[str] = mapped_column(String(35))
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    media_type: Mapped[str | None] = mapped_column(String(16))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    added_by: Mapped[str] = mapped_column(String(64))
    added_at: Mapped[int]


class AudioDecision(Base):
    """Approved or refused by a second person, or taken back by who made it: without an approval it is heard nowhere."""

    __tablename__ = "audio_decision"
    __table_args__ = (
        ForeignKeyConstraint(["clip_id", "added_by"], ["audio_recording.id", "audio_recording.added_by"]),
        CheckConstraint("(decided_by = added_by) = (decision = 'withdrawn')", name="two_people"),
        CheckConstraint("decision IN ('approved', 'refused', 'withdrawn')", name="decision"),
    )

    clip_id: Mapped[int] = mapped_column(primary_key=True)
    added_by: Mapped[str] = mapped_column(String(64))
    decision: Mapped[str] = mapped_column(String(9))
    decided_by: Mapped[str] = mapped_column(String(64))
    decided_at: Mapped[int]
    replaces: Mapped[int | None]  # the recording that was heard until then
