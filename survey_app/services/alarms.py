"""When answers are thanked for but not counted, somebody must hear of it: what is wrong, in a word for programs and in a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from survey_app.clock import half_day_end
from survey_app.disk_reserve import MEGABYTE
from survey_app.platform import Platform
from survey_app.services.due import find_database_time, find_due
from survey_app.services.key_state import find_trouble, key_sentences, look_at_keys
from survey_app.store import closings, settings
from survey_app.store.ballots import Waiting
from survey_app.translating import gettext as _

CLOCKS_APART = timedelta(minutes=10)
AHEAD = timedelta(minutes=5)  # by which another machine of the house may be ahead
LATE = timedelta(minutes=30)  # a half-day is over so long and not closed
OVERDUE = "overdue"  # a setting the sealer writes: whether answers wait longer than they may


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """`reason` is for programs: clock, sealing, disk, waiting or keys. The sentence says nothing of any answer."""

    reason: str
    sentence: str


def quick_alarms(platform: Platform, connection: Connection) -> tuple[Alarm, ...]:
    """What a few short look-ups tell; for pages that anybody may ask for again and again."""
    return tuple(_quick(platform, connection))


def alarms_of(platform: Platform) -> tuple[Alarm, ...]:
    """The quick look, for a process that looks every few seconds."""
    with platform.database.reading() as connection:
        return quick_alarms(platform, connection)


def find_alarms(
    platform: Platform, connection: Connection, *, waiting: Sequence[Waiting], overdue: bool
) -> tuple[Alarm, ...]:
    """Everything that is wrong, for whoever has looked through the boxes."""
    found = [alarm for alarm in _quick(platform, connection) if alarm.reason not in {"waiting", "keys"}]
    due = find_due(platform, connection)
    if due.held_back:
        found = [alarm for alarm in found if alarm.reason in {"clock", "disk"}]
        found.append(
            Alarm(
                reason="clock",
                sentence=_(
                    "Theo đồng hồ máy chủ có %(count)s buổi đã qua mà chưa đóng, nhiều hơn một kỳ nghỉ dài hoặc trái với "
                    "đồng hồ của cơ sở dữ liệu: hệ thống chưa tin đồng hồ nên chưa đóng. Hãy xem lại ngày giờ của máy chủ; nếu "
                    "đúng, hãy chạy «hailong seal --confirm-through NGÀY».",
                    count=due.wanted - due.through,
                ),
            )
        )
    if any(row.half_day > due.now + 1 for row in waiting):
        found.append(
            Alarm(
                reason="clock",
                sentence=_(
                    "Có phiếu mang ngày chưa tới: đồng hồ của máy chủ đã có lúc chạy nhanh, hoặc nay chạy chậm. Các phiếu này "
                    "được đưa về đúng buổi khi đóng buổi kế tiếp."
                ),
            )
        )
    if overdue:
        found.append(_overdue())
    told = key_sentences(look_at_keys(platform, connection))
    return (*found, *(Alarm(reason="keys", sentence=sentence) for sentence in told))


def _quick(platform: Platform, connection: Connection) -> Iterator[Alarm]:
    trouble = find_trouble(platform)
    if trouble:
        yield Alarm(reason="keys", sentence=trouble)
    now, closed = platform.clock.now(), closings.find_last_closed(connection)
    # A test or demo database may close the running half-day by hand.
    ahead = AHEAD if platform.kind == "production" else timedelta(hours=12)
    if closed is not None and half_day_end(closed) > now + ahead:
        yield Alarm(
            reason="clock",
            sentence=_(
                "Buổi đóng gần nhất nằm ở tương lai so với đồng hồ máy chủ, nên phiếu đến bây giờ chưa được kiểm. Hãy chỉnh "
                "đồng hồ; nếu đồng hồ đang đúng thì trước đó đã sai: hãy chạy «hailong seal --repair»."
            ),
        )
    elif closed is not None and half_day_end(closed + 1) + LATE < now:
        yield Alarm(
            reason="sealing",
            sentence=_(
                "Có buổi đã qua quá 30 phút mà chưa kiểm phiếu: tiến trình kiểm phiếu có thể đã dừng. Phiếu vẫn được "
                "giữ an toàn. Hãy xem «hailong serve» hoặc chạy «hailong seal»."
            ),
        )
    room = platform.disk.look()
    if room.is_short:
        yield Alarm(
            reason="disk",
            sentence=_(
                "Ổ đĩa chỉ còn %(free)s MB, dưới mức dự trữ %(reserve)s MB để kiểm phiếu: người gửi phiếu thấy “chưa ghi nhận” "
                "cho đến khi có chỗ. Hãy dọn hoặc thêm ổ đĩa.",
                free=room.free // MEGABYTE,
                reserve=-(-room.reserve // MEGABYTE),
            ),
        )
    told = find_database_time(platform, connection)
    if told is not None and abs(told - now) > CLOCKS_APART:
        yield Alarm(
            reason="clock",
            sentence=_(
                "Đồng hồ máy chủ và đồng hồ cơ sở dữ liệu lệch nhau quá 10 phút. Hãy chỉnh lại cho khớp."
            ),
        )
    if settings.find_setting(connection, OVERDUE):
        yield _overdue()


def _overdue() -> Alarm:
    return Alarm(
        reason="waiting",
        sentence=_(
            "Có phiếu chờ kiểm lâu hơn đã hứa trên biên nhận (hết tháng sau). Hãy xem «hailong doctor»: thường là thiếu "
            "khóa của buổi đó."
        ),
    )
