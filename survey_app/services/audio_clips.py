"""Questions read aloud: recordings come with a draft, and are heard wherever the same words are asked."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.exc import SQLAlchemyError

from forms.questionnaire import Item, Questionnaire
from survey_app.platform import Platform
from survey_app.store import audio_clips
from survey_app.store.audio_clips import Recording
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
    """No recording that can be kept; the text is a sentence for whoever chose the file."""


def words_of(item: Item, language: str) -> str:
    """What a recording of this question says: its words and its choices, as the page shows them."""
    lines = [item.text, *(option.label for option in item.options)]
    return "\n".join(line.in_language(language) for line in lines)


def clips_of(platform: Platform, questionnaire: Questionnaire, language: str) -> dict[str, str]:
    """By item, the SHA-256 of its recording in this language; items without one are left out."""
    hashes = {item.code: _hash(words_of(item, language)) for item in questionnaire.items}
    with platform.database.glancing() as connection:
        known = audio_clips.find_known(connection, set(hashes.values()))
    return {code: known[words] for code, words in hashes.items() if words in known}


def find_recording(platform: Platform, sha256: str) -> Recording | None:
    with platform.database.glancing() as connection:
        return audio_clips.find_recording(connection, sha256)


def record(platform: Platform, item: Item, language: str, content: bytes, *, by: str) -> None:
    """Keep a recording of a question; it takes the place of an earlier one. Raises AudioError."""
    if not content:
        raise AudioError(_("Chưa chọn tệp nào."))
    if len(content) > LARGEST:
        raise AudioError(_("Tệp ghi âm lớn hơn 500 kB. Hãy ghi ngắn lại hoặc nén thêm."))
    media_type = next(
        (kind for at, first, kind in _BEGINNINGS if content[at : at + len(first)] == first), None
    )
    if media_type is None:
        raise AudioError(_("Tệp này không phải ghi âm MP3, Ogg hoặc M4A."))
    with platform.database.writing() as connection:
        audio_clips.put_clip(
            connection,
            words_hash=_hash(words_of(item, language)),
            sha256=hashlib.sha256(content).hexdigest(),
            recording=Recording(media_type=media_type, content=content),
            by=by,
        )


def remove(platform: Platform, item: Item, language: str) -> None:
    with platform.database.writing() as connection:
        audio_clips.remove_clip(connection, _hash(words_of(item, language)))


def _hash(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()


@dataclass(slots=True)
class KnownClips:
    """What citizens' pages may play, asked for once a half-day: a recording added later is heard with the next."""

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
