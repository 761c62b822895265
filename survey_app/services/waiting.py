"""What is acknowledged and not yet counted, for administrators: of the whole house, in fives, of half-days that are over.

An answer of the running half-day moves nothing here, so nobody sees one arrive; the oldest told is the half-day by which five had come.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from survey_app.clock import half_day_date
from survey_app.platform import Platform
from survey_app.services.alarms import Alarm
from survey_app.store.ballots import Waiting
from survey_app.translating import lazy_gettext

STEP = 5
NEVER = 2**31 - 1  # a half-day that no clock reaches

WHY = {
    "few": lazy_gettext("hòm phiếu chưa đủ năm phiếu"),
    "key": lazy_gettext("thiếu khóa của buổi đó"),
    "ended": lazy_gettext("buổi vừa hết, sắp kiểm"),
    "sealing": lazy_gettext("tiến trình kiểm phiếu không chạy"),
    "clock": lazy_gettext("đồng hồ máy chủ sai hoặc chưa được tin"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFigure:
    """`oldest` and `why` only from five on. A reason is told of five and more, or the one that most wait for."""

    at_least: int
    oldest: int | None
    why: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        return tuple(str(WHY[reason]) for reason in self.why)


def look_at_waiting(
    platform: Platform, waiting: Sequence[Waiting], *, closed: int, alarms: Sequence[Alarm]
) -> WaitingFigure:
    now = platform.half_day
    running = (now, now + 1)  # another machine's clock may be a moment ahead
    found = [row for row in waiting if row.half_day not in running]
    at_least = sum(row.n for row in found) // STEP * STEP
    if not at_least:
        return WaitingFigure(at_least=0, oldest=None, why=())
    held = platform.box_keys.whole()
    told = {alarm.reason for alarm in alarms}
    by_reason: dict[str, int] = {}
    for row in found:
        reason = _why(row, held=held, closed=closed, told=told)
        by_reason[reason] = by_reason.get(reason, 0) + row.n
    many = [reason for reason in WHY if by_reason.get(reason, 0) >= STEP]
    return WaitingFigure(
        at_least=at_least,
        oldest=_fifth(found),
        why=tuple(many or [max(by_reason, key=lambda reason: by_reason[reason])]),
    )


def waiting_words(figure: WaitingFigure) -> tuple[str, ...]:
    """For the command line."""
    if not figure.at_least:
        return ("Đã nhận mà chưa đếm, của những buổi đã qua: dưới 5 phiếu.",)
    oldest = figure.oldest or 0
    half = "chiều" if oldest % 2 else "sáng"
    return (
        f"Đã nhận mà chưa đếm, của những buổi đã qua: ít nhất {figure.at_least} phiếu.",
        f"Lâu nhất: từ buổi {half} {half_day_date(oldest):%d/%m/%Y}.",
        f"Vì sao: {'; '.join(figure.reasons)}.",
    )


def _why(row: Waiting, *, held: set[int], closed: int, told: set[str]) -> str:
    if row.key_half_day not in held:
        return "key"
    if "clock" in told:
        return "clock"
    if row.half_day > closed:
        return "sealing" if "sealing" in told else "ended"
    return "few"


def _fifth(found: Sequence[Waiting]) -> int:
    """The half-day of the fifth oldest: one answer alone is nobody's oldest."""
    so_far = 0
    for row in sorted(found, key=lambda each: each.half_day):
        so_far += row.n
        if so_far >= STEP:
            return row.half_day
    raise ValueError("fewer than five")
