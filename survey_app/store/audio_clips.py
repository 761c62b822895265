"""Recordings, by the words they speak and by their content."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from survey_app.models import AudioClip


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    media_type: str
    content: bytes


def find_known(connection: Connection, hashes: Collection[bytes]) -> dict[bytes, str]:
    """Of the words that are recorded, the SHA-256 of the recording."""
    query = select(AudioClip.words_hash, AudioClip.sha256).where(AudioClip.words_hash.in_(hashes))
    return {row.words_hash: row.sha256 for row in connection.execute(query)}


def find_recording(connection: Connection, sha256: str) -> Recording | None:
    query = select(AudioClip.media_type, AudioClip.content).where(AudioClip.sha256 == sha256)
    row = connection.execute(query).first()
    return None if row is None else Recording(media_type=row.media_type, content=row.content)


def put_clip(
    connection: Connection, *, words_hash: bytes, sha256: str, recording: Recording, by: str
) -> None:
    remove_clip(connection, words_hash)
    connection.execute(
        insert(AudioClip).values(
            words_hash=words_hash,
            sha256=sha256,
            media_type=recording.media_type,
            content=recording.content,
            added_by=by,
        )
    )


def remove_clip(connection: Connection, words_hash: bytes) -> None:
    connection.execute(delete(AudioClip).where(AudioClip.words_hash == words_hash))
