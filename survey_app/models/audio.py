"""Questions read aloud, for people who do not read."""

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from survey_app.models.base import Base


class AudioClip(Base):
    """A recording of a question with its choices, found by the very words it speaks.

    So it needs no version of its own: a question asked again in the same words has its recording, and one that
    was reworded has none that says something else.
    """

    __tablename__ = "audio_clip"
    __table_args__ = (
        CheckConstraint("length(words_hash) = 32", name="words_hash"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    words_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(16))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_by: Mapped[str] = mapped_column(String(64))
