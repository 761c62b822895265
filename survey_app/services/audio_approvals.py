"""A recording is heard at counters when somebody else has listened to it; who, when and instead of which stays known."""

from dataclasses import dataclass
from datetime import datetime

from survey_app.clock import VIETNAM
from survey_app.platform import Platform
from survey_app.services.audio_clips import AudioError
from survey_app.store import accounts, audio_clips
from survey_app.store.audio_clips import ClipRow
from survey_app.translating import gettext as _

SHOWN_DECISIONS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingClip:
    """`now` is what is heard today instead, `now_id` its number; `is_own`: somebody else decides."""

    id: int
    words: str
    language: str
    sha256: str | None
    by: str
    is_own: bool
    now: str | None
    now_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedClip:
    id: int
    words: str
    decision: str
    is_silence: bool
    added_by: str
    decided_by: str
    at: datetime
    replaces: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClipDecisions:
    waiting: tuple[WaitingClip, ...]
    decided: tuple[DecidedClip, ...]


def list_decisions(platform: Platform, *, reader: str) -> ClipDecisions:
    """What waits, and what was decided, the newest first."""
    with platform.database.reading() as connection:
        rows = audio_clips.list_clips(connection)
        people = {row.added_by for row in rows} | {row.decided_by or "" for row in rows}
        names = accounts.display_names(connection, people)
    heard: dict[bytes, ClipRow] = {}
    for row in rows:
        if row.decision == "approved":
            heard.setdefault(row.words_hash, row)
    decided = sorted((row for row in rows if row.decided_at is not None), key=_decided_at, reverse=True)
    return ClipDecisions(
        waiting=tuple(
            _waiting(row, heard.get(row.words_hash), names, reader) for row in rows if row.decision is None
        ),
        decided=tuple(_decided(row, names) for row in decided[:SHOWN_DECISIONS]),
    )


def decide(platform: Platform, *, clip_id: int, verb: str, by: str, now_id: int) -> None:
    """Approve, refuse or (one's own) withdraw; `now_id` is the recording that was heard when the person looked, 0 for none.

    Raises AudioError.
    """
    with platform.database.writing() as connection:
        row = audio_clips.find_undecided(connection, clip_id)
        if row is None:
            raise AudioError(
                _("Giọng đọc này không còn chờ duyệt: đã rút lại, hoặc người khác đã quyết định.")
            )
        if (verb == "withdrawn") != (row.added_by == by):
            raise AudioError(_("Người ghi âm không tự duyệt được, và chỉ người ghi âm rút lại được."))
        heard = audio_clips.find_heard_id(connection, row.words_hash)
        if verb == "approved" and (heard or 0) != now_id:
            raise AudioError(_("Giọng đang phát đã đổi từ lúc Ông/Bà mở trang. Hãy nghe lại rồi quyết định."))
        if verb == "approved" and heard is not None and heard > row.id:
            raise AudioError(
                _("Đã có giọng đọc mới hơn được duyệt. Hãy không duyệt giọng này, hoặc ghi lại.")
            )
        audio_clips.add_decision(
            connection,
            clip_id=row.id,
            added_by=row.added_by,
            decision=verb,
            decided_by=by,
            decided_at=int(platform.clock.now().timestamp()),
            replaces=heard if verb == "approved" else None,
        )


def _decided_at(row: ClipRow) -> tuple[int, int]:
    return row.decided_at or 0, row.id


def _waiting(row: ClipRow, heard: ClipRow | None, names: dict[str, str], reader: str) -> WaitingClip:
    return WaitingClip(
        id=row.id,
        words=row.words,
        language=row.language,
        sha256=row.sha256,
        by=names.get(row.added_by, row.added_by),
        is_own=row.added_by == reader,
        now=None if heard is None else heard.sha256,
        now_id=0 if heard is None else heard.id,
    )


def _decided(row: ClipRow, names: dict[str, str]) -> DecidedClip:
    return DecidedClip(
        id=row.id,
        words=row.words,
        decision=row.decision or "",
        is_silence=row.sha256 is None,
        added_by=names.get(row.added_by, row.added_by),
        decided_by=names.get(row.decided_by or "", row.decided_by or ""),
        at=datetime.fromtimestamp(row.decided_at or 0, VIETNAM),
        replaces=row.replaces,
    )
