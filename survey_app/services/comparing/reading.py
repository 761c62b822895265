"""Which version speaks for a period, and the answers to its questions."""

from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.platform import Platform
from survey_app.services.comparing.comparison import Level, NothingYetError
from survey_app.services.comparing.counts import Answers, read_answers
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.narrowing import Narrowing
from survey_app.services.comparing.words import period_name
from survey_app.store.templates import VersionRow
from survey_app.translating import gettext as _


def read_versions(
    platform: Platform,
    connection: Connection,
    versions: Sequence[VersionRow],
    *,
    family: Family,
    period: Period,
    level: Level,
    items: Collection[str] | None,
    narrowing: Narrowing | None,
    minimum: int,
) -> Answers:
    """The items asked for (None: all) and the headline, which alone shows whether a version was answered."""
    questionnaires = {row.id: platform.questionnaires.find(connection, row.id) for row in versions}
    headlines = {number: questionnaire.headline for number, questionnaire in questionnaires.items()}
    known = {number: {item.code for item in each.items} for number, each in questionnaires.items()}
    wanted = {
        number: codes if items is None else {headlines[number]} | (set(items) & codes)
        for number, codes in known.items()
    }
    admission = None
    if narrowing is not None:
        from survey_app.services.comparing.admitting import admit

        admission = admit(
            connection,
            narrowing,
            headlines=headlines,
            unit_ids=family.member_of_unit,
            months=(*period.previous().months(), *period.months()),
            minimum=minimum,
        )
    return read_answers(
        connection,
        family=family,
        level=level,
        items=wanted,
        period=period,
        narrowing=narrowing,
        admission=admission,
    )


def newest_answered(
    platform: Platform,
    connection: Connection,
    versions: Sequence[VersionRow],
    answers: Answers,
    period: Period,
    *,
    narrowing: Narrowing | None,
) -> tuple[VersionRow, tuple[int, ...]]:
    """The newest version answered in the period, and the numbers of the others."""
    answered = [
        version
        for version in versions
        if answers.is_answered(
            version.id, platform.questionnaires.find(connection, version.id).headline, period
        )
    ]
    if answered:
        return answered[-1], tuple(version.number for version in answered[:-1])
    if narrowing is not None:
        raise NothingYetError(
            _(
                "Trong %(period)s không có nhóm phiếu nào của “%(filter)s” đủ lớn để tách riêng (từ 5 phiếu trong một tháng của một đơn vị).",
                period=period_name(period),
                filter=narrowing.label,
            )
        )
    raise NothingYetError(
        _(
            "Trong %(period)s chưa có phiếu nào đã kiểm của mẫu này ở các đơn vị được chọn. Phiếu chỉ được đếm khi đủ năm phiếu; chưa đủ thì chờ kiểm, muộn nhất hết tháng sau được gộp lên cấp trên.",
            period=period_name(period),
        )
    )
