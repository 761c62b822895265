"""Like compared with like: units against the rest within procedure field, age and channel."""

from collections.abc import Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from analysis.adjusting import adjusted_against_rest
from forms.questionnaire import Questionnaire
from survey_app.clock import Period
from survey_app.services.comparing.comparison import Adjusted, Adjustment, Level, UnitResult
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.estimates import differences_of, strata_of
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.measuring import design_effects
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
    version_id: int,
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
            Dimension.VERSION: (version_id,),
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


def adjust(
    family: Family, window: Window, question: Question, strata: Strata, units: Sequence[UnitResult]
) -> Adjustment | None:
    """Compare the units that are shown with each other; None where there are not two of them."""
    shown = [place for place, unit in enumerate(units) if unit.share is not None]
    if len(shown) < 2:
        return None
    rows = {place: row for row, place in enumerate(shown)}
    tables = np.zeros((len(strata), len(shown), len(question.rungs)), dtype=np.int64)
    for number, cells in enumerate(strata.values()):
        for (place, rung), n in cells.items():
            if place in rows:
                tables[number, rows[place], rung] = n
    plain = [window.table[place] for place in shown]
    found = adjusted_against_rest(
        tables,
        satisfied=question.satisfied,
        design_effects=design_effects(plain, strata_of(window, shown)),
    )
    codes = [family.members[place].code for place in shown]
    columns = (codes, differences_of(found), found.band.tolist())
    names = [
        name
        for number, name in enumerate(("field", "age", "channel"))
        if len({stratum[number] for stratum in strata}) > 1
    ]
    return Adjustment(
        by=tuple(names),
        strata=int((tables.sum(axis=(1, 2)) > 0).sum()),
        units={
            code: Adjusted(difference=difference, band=band)
            for code, difference, band in zip(*columns, strict=True)
            if band is not None
        },
    )
