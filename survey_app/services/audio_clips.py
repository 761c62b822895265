"""Questions read aloud: recordings come with a draft, a second person listens, and then the same words are heard anywhere."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from forms.questionnaire import Item, Questionnaire
from survey_app.platform import Platform
from survey_app.store import audio_clips
from survey_app.store.audio_clips import ClipRow, Recording
from survey_app.translating import gettext as _

LARGEST = 500_000  # bytes: a minute of speech at 64 kbit/s

# What browsers play everywhere, by the first bytes of a file.
_BEGINNINGS = (
    (0, b"ID3", "audio/mpeg"),
    (0, b"\xff\xfb", "audio/mpeg"),
    (0, b"\xff\xf3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (4, b"ftyp", "audio/mp4"),
)


class AudioError(ValueError):
    """No recording that can be kept, or no decision that can be made; the text is a sentence for whoever tried."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """Of one item: the recording that is heard, and what waits for a second person, the newest first."""

    heard: str | None
    waiting: tuple[ClipRow, ...]


def words_of(item: Item, language: str) -> str:
    """What a recording of this question says: its words and its choices, as the page shows them."""
    lines = [item.text, *(option.label for option in item.options)]
    return "\n".join(line.in_language(language) for line in lines)


def clips_of(platform: Platform, questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """By item, the SHA-256 of the approved recording in this language; items without one are left out."""
    hashes = {item.code: hash_of(words_of(item, language)) for item in questionnaire.items}
    with platform.database.glancing() as connection:
        known = audio_clips.find_heard(connection, set(hashes.values()))
    return {code: known[words] for code, words in hashes.items() if words in known}


def voices_of(platform: Platform, questionnaire: Questionnaire, language: str) -> dict[str, Voices]:
    """By item, what is heard and what waits."""
    hashes = {item.code: hash_of(words_of(item, language)) for item in questionnaire.items}
    with platform.database.reading() as connection:
        heard = audio_clips.find_heard(connection, set(hashes.values()))
        rows = audio_clips.list_clips(connection, hashes=set(hashes.values()))
    waiting = [row for row in rows if row.decision is None]
    return {
        code: Voices(heard=heard.get(words), waiting=tuple(row for row in waiting if row.words_hash == words))
        for code, words in hashes.items()
    }


def find_recording(platform: Platform, sha256: str, *, approved: bool = True) -> Recording | None:
    """What citizens may hear; with `approved=False` also what waits, for who decides."""
    with platform.database.glancing() as connection:
        return audio_clips.find_recording(connection, sha256, approved=approved)


def record(platform: Platform, item: Item, language: str, content: bytes, *, by: str) -> None:
    """Keep a recording of a question until somebody else has listened to it. Raises AudioError."""
    if not content:
        raise AudioError(_("Chưa chọn tệp nào."))
    if len(content) > LARGEST:
        raise AudioError(_("Tệp ghi âm lớn hơn 500 kB. Hãy ghi ngắn lại hoặc nén thêm."))
    media_type = next(
        (kind for at, first, kind in _BEGINNINGS if content[at : at + len(first)] == first), None
    )
    if media_type is None:
        raise AudioError(_("Tệp này không phải ghi âm MP3, Ogg hoặc M4A."))
    _add(platform, item, language, Recording(media_type=media_type, content=content), by=by)


def ask_for_silence(platform: Platform, item: Item, language: str, *, by: str) -> None:
    """Ask that a question be read aloud no longer: to take a voice away is a decision, too."""
    _add(platform, item, language, None, by=by)


def _add(platform: Platform, item: Item, language: str, recording: Recording | None, *, by: str) -> None:
    words = words_of(item, language)
    with platform.database.writing() as connection:
        audio_clips.add_clip(
            connection,
            words_hash=hash_of(words),
            words=words,
            language=language,
            sha256=None if recording is None else hashlib.sha256(recording.content).hexdigest(),
            recording=recording,
            added_by=by,
            added_at=int(platform.clock.now().timestamp()),
        )


def hash_of(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


@dataclass(slots=True)
class KnownClips:
    """What citizens' pages may play, asked for once a half-day: a recording approved later is heard with the next."""

    platform: Platform
    _known: dict[tuple[int, str], tuple[int, Mapping[str, str]]] = field(default_factory=dict)

    def of(self, version_id: int, questionnaire: Questionnaire, language: str) -> Mapping[str, str]:
        place, now = (version_id, language), self.platform.half_day
        half_day, clips = self._known.get(place, (None, {}))
        if half_day == now:
            return clips
        try:
            clips = clips_of(self.platform, questionnaire, language)
        except SQLAlchemyError:
            return clips  # a form without its voice is better than none
        self._known[place] = (now, clips)
        return clips
