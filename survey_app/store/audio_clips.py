"""Recordings, by the words they speak and by their content, with the decisions over them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select

from survey_app.models import AudioDecision, AudioRecording


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipRow:
    """`sha256` is None where silence is asked for; `decision` is None while it waits."""

    id: int
    words_hash: bytes
    words: str
    language: str
    sha256: str | None
    added_by: str
    added_at: int
    decision: str | None
    decided_by: str | None
    decided_at: int | None
    replaces: int | None


_CLIP = ("id", "words_hash", "words", "language", "sha256", "added_by", "added_at")
_DECISION = ("decision", "decided_by", "decided_at", "replaces")
_APPROVED = AudioDecision.decision == "approved"


def _clips() -> Select[Any]:
    return (
        select(
            *(getattr(AudioRecording, name) for name in _CLIP),
            *(getattr(AudioDecision, name) for name in _DECISION),
        )
        .select_from(AudioRecording)
        .outerjoin(AudioDecision, AudioDecision.clip_id == AudioRecording.id)
        .order_by(AudioRecording.id.desc())
    )


def find_heard(connection: Connection, hashes: Collection[bytes]) -> dict[bytes, str]:
    """Of the words that are heard aloud, the SHA-256 of the recording: the newest that was approved."""
    query = (
        select(AudioRecording.words_hash, AudioRecording.sha256)
        .join(AudioDecision, AudioDecision.clip_id == AudioRecording.id)
        .where(AudioRecording.words_hash.in_(hashes), heard_where())
        .order_by(AudioRecording.id)
    )
    newest = {row.words_hash: row.sha256 for row in connection.execute(query)}
    return {words: sha256 for words, sha256 in newest.items() if sha256 is not None}


def heard_where() -> ColumnElement[bool]:
    """What makes a recording one that citizens may hear."""
    return _APPROVED


def find_recording(connection: Connection, sha256: str, *, approved: bool) -> Recording | None:
    """`approved`: only what a second person has approved, as citizens hear it."""
    query = select(AudioRecording.media_type, AudioRecording.content).where(AudioRecording.sha256 == sha256)
    if approved:
        query = query.join(AudioDecision, AudioDecision.clip_id == AudioRecording.id).where(heard_where())
    row = connection.execute(query.limit(1)).first()
    return None if row is None else Recording(media_type=row.media_type, content=row.content)


def list_clips(connection: Connection, *, hashes: Collection[bytes] | None = None) -> list[ClipRow]:
    """All of these words, the newest first; without `hashes` all there are."""
    query = _clips()
    if hashes is not None:
        query = query.where(AudioRecording.words_hash.in_(hashes))
    return [ClipRow(**row) for row in connection.execute(query).mappings()]


def count_waiting(connection: Connection, *, but: str) -> int:
    """How many wait that somebody else made."""
    query = (
        select(func.count())
        .select_from(AudioRecording)
        .outerjoin(AudioDecision, AudioDecision.clip_id == AudioRecording.id)
        .where(AudioDecision.clip_id.is_(None), AudioRecording.added_by != but)
    )
    return int(connection.scalar(query) or 0)


def find_undecided(connection: Connection, clip_id: int) -> ClipRow | None:
    """A recording that waits, this transaction's alone until its end; None where it was decided."""
    locked = select(AudioRecording.id).where(AudioRecording.id == clip_id).with_for_update()
    if connection.scalar(locked) is None:
        return None
    query = _clips().where(AudioRecording.id == clip_id, AudioDecision.decision.is_(None))
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else ClipRow(**row)


def find_heard_id(connection: Connection, words_hash: bytes) -> int | None:
    """The recording, or the silence, that was approved last."""
    query = (
        select(AudioRecording.id)
        .join(AudioDecision, AudioDecision.clip_id == AudioRecording.id)
        .where(AudioRecording.words_hash == words_hash, _APPROVED)
        .order_by(AudioRecording.id.desc())
        .limit(1)
    )
    return connection.scalar(query)


def add_clip(connection: Connection, *, recording: Recording | None, **values: Any) -> None:
    content = {} if recording is None else {"media_type": recording.media_type, "content": recording.content}
    connection.execute(insert(AudioRecording).values(**values, **content))


def add_decision(connection: Connection, **values: Any) -> None:
    connection.execute(insert(AudioDecision).values(**values))
