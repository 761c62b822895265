"""Case mix: answers by procedure field, age and channel, counted from the responses themselves."""

from collections.abc import Collection, Mapping

from sqlalchemy import Connection

from forms.questionnaire import Questionnaire
from survey_app.clock import Period
from survey_app.services.comparing.comparison import Level
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.question import Question
from survey_app.store.counts import Dimension, ResponseCounts, Where

# The codes of these questions in every instrument that ships; a template without them is adjusted by what the seal knows.
FIELD_ITEM, AGE_ITEM = "LV", "TU"

# (field, age, channel), then (member, level from worst to best) → answers.
Stratum = tuple[str, str, str]
Strata = Mapping[Stratum, Mapping[tuple[int, int], int]]


def read_strata(
    connection: Connection,
    *,
    family: Family,
    level: Level,
    version_ids: Collection[int],
    questionnaire: Questionnaire,
    question: Question,
    period: Period,
) -> Strata:
    """Count the responses themselves: no tally holds a level beside an age.

    The field is that of the counter, or what the citizen said where the counter has none.
    """
    codes = {item.code for item in questionnaire.items}
    beside = [code for code in (FIELD_ITEM, AGE_ITEM) if code in codes]
    places = {member.id: place for place, member in enumerate(family.members)}
    rungs = {code: place for place, rung in enumerate(question.rungs) for code in rung.codes}
    where = Where(
        {
            Dimension.UNIT: tuple(family.member_of_unit),
            Dimension.MONTH: tuple(period.months()),
            Dimension.VERSION: tuple(version_ids),
            Dimension.ITEM: (question.code,),
        }
    )
    by = (
        Dimension.UNIT,
        Dimension.COUNTER,
        Dimension.LEVEL,
        Dimension.PROCEDURE_FIELD,
        Dimension.CHANNEL,
    )
    found: dict[Stratum, dict[tuple[int, int], int]] = {}
    for key, n in ResponseCounts(connection, beside=beside).counts(where, by).cells.items():
        unit, counter, answer, field, channel = key[: len(by)]
        said = dict(zip(beside, map(str, key[len(by) :]), strict=True))
        place = places.get(int(counter if level == "counter" else family.member_of_unit[int(unit)]))
        if place is None or answer not in rungs:
            continue
        stratum = (str(field) or said.get(FIELD_ITEM, ""), said.get(AGE_ITEM, ""), str(channel))
        cells = found.setdefault(stratum, {})
        cell = (place, rungs[str(answer)])
        cells[cell] = cells.get(cell, 0) + n
    return found
