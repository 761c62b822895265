"""The results of one unit in a closed period: its facts, its standing, its parts and its questions."""

from survey_app.clock import Period
from survey_app.platform import Platform
from survey_app.services.comparing import thin_words
from survey_app.services.comparing.boxes import read_both
from survey_app.services.comparing.changes import change_of
from survey_app.services.comparing.compare import MINIMUM
from survey_app.services.comparing.comparison import NothingYetError
from survey_app.services.comparing.narrowing import Narrowing
from survey_app.services.comparing.pooling import pool_of
from survey_app.services.comparing.question import comparable_items, question_of
from survey_app.services.comparing.reading import newest_answered, read_versions
from survey_app.services.comparing.refusing import refuse_cut_counters, refuse_unclosed
from survey_app.services.unit_results.factors import factors_of
from survey_app.services.unit_results.items import sections_of
from survey_app.services.unit_results.neighbours import parts_of, standing_of
from survey_app.services.unit_results.results import UnitResults
from survey_app.services.unit_results.series import find_series
from survey_app.services.unit_results.subject import Subject
from survey_app.store import templates


def find_results(
    platform: Platform, subject: Subject, *, template: str, period: Period, narrowing: Narrowing | None
) -> UnitResults:
    """Raises WrongQuestionError and NothingYetError."""
    level = subject.level or "office"  # a level that is no longer compared is folded like any unit
    refuse_cut_counters(level, narrowing)
    with platform.database.reading(repeatable=True) as connection:
        refuse_unclosed(connection, period, now=platform.clock.now())
        versions = templates.list_versions(connection, template=template)
        answers = read_versions(
            platform,
            connection,
            versions,
            family=subject.family(period),
            period=period,
            level=level,
            items=None,
            narrowing=narrowing,
            minimum=MINIMUM,
        )
        version, others = newest_answered(
            platform, connection, versions, answers, period, narrowing=narrowing
        )
        questionnaire = platform.questionnaires.find(connection, version.id)
        question = question_of(questionnaire, None)
        family = subject.family(period)
        pool = pool_of(connection, versions, version, [item.code for item in questionnaire.items])
        boxes = read_both(
            connection,
            family=family,
            level=level,
            pool=pool,
            items=[item.code for item in comparable_items(questionnaire)],
            period=period,
            narrowing=narrowing,
        )
        # NumPy and SciPy take seconds to import: only who looks at results waits for them.
        from survey_app.services.comparing.windows import read_windows

        now, before = read_windows(
            connection,
            answers,
            boxes,
            family=family,
            level=level,
            question=question,
            version_ids=pool.ids(question.code),
            minimum=MINIMUM,
            filtered=narrowing is not None,
        )
        if now.window.thin:
            raise NothingYetError(str(thin_words.TOO_THIN))
        from survey_app.services.comparing.composites import composites, read_moments
        from survey_app.services.summing import ladders_of

        moments = None
        if narrowing is None:
            moments = read_moments(
                connection,
                family=family,
                level=level,
                pool=pool,
                items=ladders_of(questionnaire),
                period=period,
            ).get(0)
        series = None
        if subject.counter is None and narrowing is None:
            series = find_series(
                connection, subject, pool, question, period, minimum=thin_words.LEAST_ANSWERS
            )
    from survey_app.services.comparing.estimates import estimate
    from survey_app.services.comparing.judging import judge

    headline = judge(
        estimate(family.members, now.window, question, minimum=MINIMUM),
        now,
        lambda kept: estimate(family.members, kept, question, minimum=MINIMUM),
        exact=narrowing is None,
    ).units[0]
    given = {
        item.code: answers.levels(pool.ids(item.code), item.code, period) for item in questionnaire.items
    }
    sections = sections_of(questionnaire, given, boxes[period], minimum=MINIMUM, coarse=subject.is_lowest)
    items = {item.code: item for section in sections for item in section.items}
    change, no_change_because = change_of(
        now, before, version, family, question, since=period.previous(), minimum=MINIMUM
    )
    composite = None
    if moments:
        told = {code: item for code, item in items.items() if item.share}
        effects = {code: item.design_effect for code, item in told.items() if item.design_effect}
        composite = composites(moments, told, effects)
    standing, no_standing_because = standing_of(platform, subject, version, period, narrowing)
    return UnitResults(
        template=version.template,
        template_name=version.name,
        version=version.number,
        pooled_versions=pool.numbers_beside(question.code),
        other_versions=tuple(sorted(set(others) - set(pool.numbers_beside(question.code)))),
        period=period,
        narrowed_to=narrowing.label if narrowing else "",
        headline_code=question.code,
        headline_text=question.text,
        headline=headline,
        respondents=now.window.respondents[0],
        change=change,
        no_change_because=no_change_because,
        standing=standing,
        no_standing_because=no_standing_because,
        parts=parts_of(platform, subject, version, period, narrowing),
        factors=factors_of(questionnaire, items, composite),
        sections=sections,
        is_lowest=subject.is_lowest,
        series=series,
    )
