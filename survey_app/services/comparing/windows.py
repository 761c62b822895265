"""The windows of a comparison, each twice: with everything, and less the counters that have to be looked at first."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from survey_app.clock import Period
from survey_app.services.comparing.boxes import Boxes
from survey_app.services.comparing.comparison import Level, Sign
from survey_app.services.comparing.counts import Answers, Window, fold
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.hiding import draw_veil
from survey_app.services.comparing.question import Question
from survey_app.services.comparing.setting_aside import window_without
from survey_app.services.comparing.signs import Signs, find_signs, read_evidence
from survey_app.services.comparing.thin import find_thin, read_shapes
from survey_app.store import counters


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoWays:
    """One period; `kept` is None where nothing has to be looked at."""

    window: Window
    signs: Signs
    told: Mapping[int, tuple[Sign, ...]]  # by member, with the names of counters
    kept: Window | None

    @property
    def others(self) -> Window | None:
        """Less every member at which something has to be looked at: for what is not counted counter by counter."""
        return self.window.without(self.signs.found) if self.signs else None


def read_windows(
    connection: Connection,
    answers: Answers,
    boxes: Mapping[Period, Mapping[str, Boxes]],
    *,
    family: Family,
    level: Level,
    question: Question,
    version_ids: Collection[int],
    minimum: int,
    filtered: bool,
) -> tuple[TwoWays, TwoWays]:
    """The period and the one before. Under a filter members are set aside wholly: what a filter shows is not cut further."""
    months = [month for period in boxes for month in period.months()]
    evidence = read_evidence(connection, family=family, version_ids=version_ids, months=months)
    shapes = read_shapes(connection, family=family, version_ids=version_ids, months=months)

    def read(period: Period, own: Mapping[str, Boxes]) -> TwoWays:
        window = fold(
            answers,
            version_ids=version_ids,
            question=question,
            period=period,
            members=len(family.members),
            boxes=own.get(question.code),
        )
        thin = find_thin(shapes, family=family, level=level, period=period)
        window = replace(window, thin=thin)
        # Of members that are hidden nothing is said, and they are no part of the rest of any other.
        shown = draw_veil(window, minimum=minimum).shown
        signs = find_signs(evidence, family=family, level=level, period=period).only(shown)
        if not signs:
            return TwoWays(window=window, signs=signs, told={}, kept=None)
        kept = (
            window.without(signs.found)
            if filtered
            else window_without(
                connection,
                signs,
                answers,
                family=family,
                level=level,
                question=question,
                version_ids=version_ids,
                period=period,
            )
        )
        return TwoWays(window=window, signs=signs, told=_told(connection, signs), kept=kept)

    now, before = (read(period, own) for period, own in boxes.items())
    return now, before


def _told(connection: Connection, signs: Signs) -> Mapping[int, tuple[Sign, ...]]:
    rows = counters.list_counters(connection, unit_ids={where.unit_id for where in signs.aside})
    named = {row.id: row for row in rows}
    return {
        place: tuple(
            Sign(
                kind=one.kind,
                counter=named[one.where.counter_id].code,
                counter_name=named[one.where.counter_id].name,
                month=one.where.month,
                amount=one.amount,
                share=one.share,
            )
            for one in found
        )
        for place, found in signs.found.items()
    }
