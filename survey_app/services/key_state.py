"""How the keys stand: what of the acknowledged answers cannot be read, and what in the key folder wants a hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from survey_app import key_folder
from survey_app.box_keys import UnreadableBallotError
from survey_app.key_folder import KeyFolderError
from survey_app.platform import Platform
from survey_app.store import ballots
from survey_app.translating import gettext as _

STEP = 5  # so that no single answer is seen arriving


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyState:
    """`trouble`: the folder cannot be used at all. `unread`: answers that wait and no key on the disk opens."""

    folder: str
    trouble: str
    lies_inside: bool
    damaged: tuple[str, ...]
    strange: tuple[str, ...]
    unread: int

    @property
    def unread_at_least(self) -> int:
        return self.unread // STEP * STEP


def look_at_keys(platform: Platform, connection: Connection, *, open_all: bool = False) -> KeyState:
    """`open_all` tries every waiting content (the doctor does); else a half-day without a whole key tells."""
    folder = platform.config.key_folder
    return KeyState(
        folder=str(folder),
        trouble=find_trouble(platform),
        lies_inside=platform.kind == "production" and platform.config.keys_lie_inside,
        damaged=tuple(key_folder.list_damaged(folder)),
        strange=tuple(key_folder.list_strange(folder)),
        unread=_count_unread(platform, connection) if open_all else _count_without_key(platform, connection),
    )


def find_trouble(platform: Platform) -> str:
    """Why nothing can be acknowledged, as a sentence; empty where all is well. Raises what the database raises."""
    try:
        platform.box_keys.check()
    except KeyFolderError as error:
        return str(error)
    return ""


def key_sentences(state: KeyState) -> Iterator[str]:
    """What is wrong, each with what to do."""
    if state.trouble:
        yield state.trouble
    if state.unread:
        count = _("ít nhất %(count)s", count=state.unread_at_least) if state.unread_at_least else _("dưới 5")
        yield _(
            "Có %(count)s phiếu đã nhận mà không mở được vì thiếu hoặc hỏng khóa của buổi đó. Các phiếu khác vẫn được "
            "kiểm. Hãy đưa tệp khóa cũ về %(folder)s nếu còn.",
            count=count,
            folder=state.folder,
        )
    if state.damaged:
        yield _(
            "Tệp khóa trống hoặc bị cắt: %(names)s. Phiếu mới dùng khóa khác; hãy đưa tệp đúng về nếu còn.",
            names=", ".join(state.damaged),
        )
    if state.strange:
        yield _(
            "Trong %(folder)s có tệp lạ: %(names)s. Một bản chép của khóa làm việc hủy khóa mất tác dụng: hãy xóa đi.",
            folder=state.folder,
            names=", ".join(state.strange),
        )
    if state.lies_inside:
        yield _(
            "Khóa nằm trong thư mục dữ liệu: ai sao chép thư mục sẽ xếp được phiếu của buổi theo thứ tự gửi. Hãy dừng "
            "máy chủ rồi chạy «hailong keys move»."
        )


def _count_without_key(platform: Platform, connection: Connection) -> int:
    whole = platform.box_keys.whole()
    waiting = ballots.count_by_key(connection)
    return sum(n for half_day, n in waiting.items() if half_day not in whole)


def _count_unread(platform: Platform, connection: Connection) -> int:
    return sum(
        not _opens(platform, half_day, content) for half_day, content in ballots.list_contents(connection)
    )


def _opens(platform: Platform, half_day: int, content: bytes) -> bool:
    try:
        platform.box_keys.decrypt(half_day, content)
    except UnreadableBallotError:
        return False
    return True
