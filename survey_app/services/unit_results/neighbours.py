"""The comparisons a unit takes part in: with its siblings, and among its parts."""

from survey_app.clock import Period
from survey_app.platform import Platform
from survey_app.services.comparing.compare import compare
from survey_app.services.comparing.comparison import (
    Comparison,
    Level,
    NothingYetError,
    WrongQuestionError,
)
from survey_app.services.comparing.narrowing import Narrowing
from survey_app.services.unit_results.results import Standing
from survey_app.services.unit_results.subject import Subject
from survey_app.store.templates import VersionRow
from survey_app.translating import gettext as _


def _compare(
    platform: Platform,
    version: VersionRow,
    period: Period,
    narrowing: Narrowing | None,
    *,
    level: Level,
    parent: str | None,
    block: str | None = None,
) -> Comparison | None:
    """A comparison on the headline of this version; None where there is none."""
    try:
        found = compare(
            platform,
            template=version.template,
            period=period,
            level=level,
            parent=parent,
            item=None,
            block=block,
            narrowing=narrowing,
        )
    except (NothingYetError, WrongQuestionError):
        return None
    return found if found.version == version.number else None


def standing_of(
    platform: Platform,
    subject: Subject,
    version: VersionRow,
    period: Period,
    narrowing: Narrowing | None,
) -> tuple[Standing | None, str]:
    """Against the rest of its siblings; of two units the account that sees one is not shown the other."""
    if subject.level is None:
        return None, _("cấp này không còn được so sánh")
    parent = subject.above[-1].code if subject.above else None
    found = _compare(
        platform,
        version,
        period,
        narrowing,
        level=subject.level,
        parent=parent,
        block=None if subject.counter else subject.block,
    )
    if found is None or found.compared < 2:
        return None, _("không có đơn vị cùng cấp, cùng khối nào đủ phiếu để so sánh")
    own = next((unit for unit in found.units if unit.code == subject.code and unit.band), None)
    if own is None:
        return None, _("đơn vị không đủ phiếu để so sánh")
    if not subject.may_compare and found.compared < 3:
        return None, _("chỉ có một đơn vị cùng cấp khác, nằm ngoài phạm vi của tài khoản")
    standing = Standing(
        level=subject.level,
        parent=parent,
        band=own.band,
        difference=own.difference if subject.may_compare else None,
        compared=found.compared,
        disputed=own.disputed,
    )
    return standing, ""


def parts_of(
    platform: Platform,
    subject: Subject,
    version: VersionRow,
    period: Period,
    narrowing: Narrowing | None,
) -> Comparison | None:
    """The parts next below that can be compared: several, or else those of a level further down."""
    first = None
    for level in subject.levels_below:
        found = _compare(platform, version, period, narrowing, level=level, parent=subject.unit.code)
        if found is not None and len(found.units) > 1:
            return found
        first = first or found
    return first
