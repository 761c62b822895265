"""Questions that cannot be asked, and those that cannot be answered yet, each refused in a sentence."""

from datetime import datetime

from sqlalchemy import Connection

from survey_app.clock import Period, half_day_date, half_day_end, last_half_day, next_month
from survey_app.services.comparing.comparison import (
    LEVELS,
    Absent,
    Level,
    NothingYetError,
    WrongQuestionError,
)
from survey_app.services.comparing.narrowing import Narrowing
from survey_app.services.comparing.words import day, period_name
from survey_app.store import closings
from survey_app.store.counts import Dimension
from survey_app.translating import gettext as _


def refuse_unknown_level(level: str) -> None:
    if level not in LEVELS:
        raise WrongQuestionError(
            _(
                "Cấp “%(level)s” không đúng: hãy chọn %(levels)s.",
                level=str(level)[:40],
                levels=", ".join(LEVELS),
            )
        )


def refuse_filtered_factor(factor: str | None, item: str | None, narrowing: Narrowing | None) -> None:
    """A factor is no question, and its moments are not kept for filters."""
    if factor is not None and (item is not None or narrowing is not None):
        raise WrongQuestionError(_("Hãy chọn một câu hỏi hoặc một yếu tố; yếu tố không lọc được."))


def refuse_cut_counters(level: Level, narrowing: Narrowing | None) -> None:
    """A counter's answers are not cut further: what may be shown is decided for whole units.

    A field needs no cutting, it belongs to the counter.
    """
    if level == "counter" and narrowing is not None and narrowing.dimension != Dimension.PROCEDURE_FIELD:
        raise WrongQuestionError(
            _("Lọc theo kênh hoặc loại chứng cứ chỉ dùng cho đơn vị, không dùng cho từng quầy.")
        )


def refuse_unclosed(connection: Connection, period: Period, *, now: datetime) -> None:
    """Refuse a period of which some half-day is not closed yet: its numbers could still move."""
    closed = closings.find_last_closed(connection)
    end = last_half_day(period.last)
    if closed is not None and closed >= end:
        return
    name = period_name(period)
    if half_day_end(end) > now:
        raise NothingYetError(
            _(
                "Số liệu %(name)s chưa khép lại: kỳ này khép vào 24 giờ ngày %(day)s, sau đợt kiểm phiếu cuối.",
                name=name,
                day=day(half_day_date(end)),
            )
        )
    raise NothingYetError(
        _("Số liệu %(name)s sắp khép lại: kỳ đã hết nhưng đợt kiểm phiếu cuối chưa chạy xong.", name=name)
    )


def absence(connection: Connection, period: Period, level: Level) -> Absent:
    """What to say of whoever has nothing counted in a period. It follows from the calendar alone, so it betrays nobody.

    Leftovers wait a month longer before they are counted with the unit above; those of counters go with their unit at once.
    """
    settled = last_half_day(next_month(period.last))
    waits = level != "counter" and (closings.find_last_closed(connection) or 0) < settled
    return "waiting" if waits else "apart"
