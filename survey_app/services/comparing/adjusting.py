"""Like compared with like: units against the rest within procedure field, age and channel."""

from collections.abc import Collection, Sequence

import numpy as np

from analysis.adjusting import adjusted_against_rest
from survey_app.services.comparing.case_mix import Strata
from survey_app.services.comparing.comparison import Adjusted, Adjustment, UnitResult
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.estimates import differences_of, strata_of
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.measuring import design_effects
from survey_app.services.comparing.question import Question


def adjust(
    family: Family,
    window: Window,
    question: Question,
    strata: Strata,
    units: Sequence[UnitResult],
    *,
    away: Collection[int] = (),
) -> Adjustment | None:
    """Compare the units that are shown with each other, but those away; None where there are not two of them."""
    shown = [place for place, unit in enumerate(units) if unit.share is not None and place not in away]
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
