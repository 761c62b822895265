"""Comparing units in a closed period: what the page, the command line and programs all get."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from forms.questionnaire import Factor
from survey_app.clock import Period
from survey_app.platform import Platform
from survey_app.services.comparing.boxes import read_both
from survey_app.services.comparing.case_mix import Strata, read_strata
from survey_app.services.comparing.changes import change_of
from survey_app.services.comparing.comparison import (
    Adjustment,
    Comparison,
    Level,
    NothingYetError,
    UnitResult,
    View,
    WrongQuestionError,
)
from survey_app.services.comparing.family import Family, find_family
from survey_app.services.comparing.narrowing import Narrowing
from survey_app.services.comparing.pooling import Pool, pool_of
from survey_app.services.comparing.question import Question, find_factor, question_of
from survey_app.services.comparing.reading import newest_answered, read_versions
from survey_app.services.comparing.refusing import (
    absence,
    refuse_cut_counters,
    refuse_filtered_factor,
    refuse_unclosed,
    refuse_unknown_level,
)
from survey_app.services.comparing.words import LEVEL_WORDS, period_name
from survey_app.store import templates
from survey_app.translating import gettext as _

if TYPE_CHECKING:
    from survey_app.item_moments import ItemMoments
    from survey_app.services.comparing.windows import TwoWays

MINIMUM = 5


def compare(
    platform: Platform,
    *,
    template: str,
    period: Period,
    level: Level,
    parent: str | None,
    item: str | None,
    minimum: int = MINIMUM,
    block: str | None = None,
    narrowing: Narrowing | None = None,
    view: View = "",
    factor: str | None = None,
) -> Comparison:
    """Compare the units of a level below a unit. Raises WrongQuestionError and NothingYetError.

    With the minimum of five the rules of the ballot box protect subtraction over the tree and between periods as well
    (a unit's month is 0 or five and more); with a larger one only the groups and the total of this page are protected.
    """
    # NumPy and SciPy take seconds to import: only who compares waits for them.
    from survey_app.services.comparing.windows import read_windows

    refuse_unknown_level(level)
    refuse_cut_counters(level, narrowing)
    refuse_filtered_factor(factor, item, narrowing)
    view = "" if narrowing else view  # strata and boxes are those of all answers
    with platform.database.reading(repeatable=True) as connection:
        versions = [row for row in templates.list_versions(connection) if row.template == template]
        if not versions:
            raise WrongQuestionError(
                _("Không có mẫu phiếu nào mang mã “%(template)s”.", template=template[:40])
            )
        family = find_family(
            connection, template=template, period=period, level=level, parent=parent, block=block
        )
        refuse_unclosed(connection, period, now=platform.clock.now())
        absent = absence(connection, period, level)
        if not family.members:
            raise NothingYetError(
                _(
                    "Ở đây không có %(level)s nào để so sánh trong %(period)s.",
                    level=LEVEL_WORDS[level],
                    period=period_name(period),
                )
            )
        answers = read_versions(
            platform,
            connection,
            versions,
            family=family,
            period=period,
            level=level,
            items={item} if item else set(),
            narrowing=narrowing,
            minimum=minimum,
        )
        version, others = newest_answered(
            platform, connection, versions, answers, period, narrowing=narrowing
        )
        questionnaire = platform.questionnaires.find(connection, version.id)
        question = question_of(questionnaire, item)
        named = find_factor(questionnaire, factor) if factor is not None else None
        counted = [*(named.all_items if named else ()), question.code, questionnaire.headline]
        pool = pool_of(connection, versions, version, counted)
        boxes = read_both(
            connection,
            family=family,
            level=level,
            pool=pool,
            items=named.all_items if named else [question.code],
            period=period,
            narrowing=narrowing,
        )
        moments = [
            _moments(connection, family, level, pool=pool, factor=named, period=each) if named else {}
            for each in boxes
        ]
        now, before = read_windows(
            connection,
            answers,
            boxes,
            family=family,
            level=level,
            question=question,
            version_ids=pool.ids(question.code),
            minimum=minimum,
            filtered=narrowing is not None,
        )
        strata = None
        if view == "adjusted" and named is None:
            strata = read_strata(
                connection,
                family=family,
                level=level,
                version_ids=pool.ids(question.code),
                questionnaire=questionnaire,
                question=question,
                period=period,
            )
    from survey_app.services.comparing.estimates import estimate
    from survey_app.services.comparing.hiding import draw_veil
    from survey_app.services.comparing.judging import judge

    since = period.previous()
    if named:
        from survey_app.services.comparing.on_factor import on_factor

        found, change, reason = on_factor(
            family, (now, before), moments, list(boxes.values()), named, since=since, minimum=minimum
        )
    else:
        veil = draw_veil(now.window, minimum=minimum)
        found = judge(
            estimate(family.members, now.window, question, minimum=minimum, veil=veil),
            now,
            lambda kept: estimate(family.members, kept, question, minimum=minimum, veil=veil),
            exact=narrowing is None,
        )
        change, reason = change_of(now, before, version, family, question, since=since, minimum=minimum)
    return Comparison(
        template=version.template,
        template_name=version.name,
        version=version.number,
        pooled_versions=pool.numbers_beside(question.code),
        other_versions=tuple(sorted(set(others) - set(pool.numbers_beside(question.code)))),
        period=period,
        level=level,
        parent=family.parent,
        block=family.block,
        other_blocks=family.other_blocks,
        item=named.code if named else question.code,
        item_text=str(named.name) if named else question.text,
        is_headline=named is None and question.is_headline,
        is_factor=named is not None,
        minimum=minimum,
        units=tuple(replace(unit, absent=absent) if unit.absent else unit for unit in found.units),
        total=found.total,
        change=change,
        no_change_because=reason,
        kruskal_wallis=found.kruskal_wallis,
        narrowed_to=narrowing.label if narrowing else "",
        adjustment=_adjustment(family, now, question, strata, found.units),
        ranks=_ranks(now, found.units) if view == "ranks" and named is None else None,
    )


def _moments(
    connection: Connection, family: Family, level: Level, *, pool: Pool, factor: Factor, period: Period
) -> "Mapping[int, ItemMoments]":
    from survey_app.services.comparing.composites import read_moments

    return read_moments(
        connection, family=family, level=level, pool=pool, items=factor.all_items, period=period
    )


def _adjustment(
    family: Family, now: "TwoWays", question: Question, strata: Strata | None, units: Sequence[UnitResult]
) -> Adjustment | None:
    if strata is None:
        return None
    from survey_app.services.comparing.adjusting import adjust
    from survey_app.services.comparing.judging import judge_adjusted

    return judge_adjusted(
        adjust(family, now.window, question, strata, units),
        now.signs,
        lambda away: adjust(family, now.window, question, strata, units, away=away),
    )


def _ranks(now: "TwoWays", units: Sequence[UnitResult]) -> Mapping[str, tuple[int, int]]:
    from survey_app.services.comparing.ranks import rank_intervals

    return rank_intervals(now.window, units)
