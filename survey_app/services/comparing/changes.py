"""The change since the period before, or a sentence that says why there is none."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Change
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.question import Question
from survey_app.services.comparing.words import period_name
from survey_app.store.templates import VersionRow
from survey_app.translating import gettext as _

if TYPE_CHECKING:
    from survey_app.services.comparing.windows import TwoWays


def change_of(
    now: "TwoWays",
    before: "TwoWays",
    version: VersionRow,
    family: Family,
    question: Question,
    *,
    since: Period,
    minimum: int,
) -> tuple[Change | None, str]:
    """Of the share of all members together."""
    from survey_app.services.comparing.estimates import change_since

    if not family.stood_before:
        return None, moved_boundaries(since)
    found = change_since(now.window, before.window, question, since=since, minimum=minimum)
    if found is None:
        return None, _(
            "%(period)s không có đủ phiếu của bản %(number)s để so",
            period=period_name(since),
            number=version.number,
        )

    def again(now: Window, before: Window) -> Change | None:
        return change_since(now, before, question, since=since, minimum=minimum)

    return held_both_ways(found, now, before, again)


def moved_boundaries(since: Period) -> str:
    return _("ranh giới đơn vị đã đổi so với %(period)s", period=period_name(since))


def held_both_ways(
    found: Change, now: "TwoWays", before: "TwoWays", again: Callable[[Window, Window], Change | None]
) -> tuple[Change | None, str]:
    """A change is told where it points the same way with and without the boxes that have to be looked at."""
    from survey_app.services.comparing.judging import agreed_change

    if now.kept is None and before.kept is None:
        return found, ""
    kept = agreed_change(found, again(now.kept or now.window, before.kept or before.window))
    return kept, "" if kept else _("có hòm phiếu cần kiểm tra trước khi so với kỳ trước")
