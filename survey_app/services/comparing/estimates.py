"""From counts to estimates: the only module of the web that calls the statistics of a comparison.

Imported when a comparison is made, never at start-up: SciPy costs seconds that no citizen should wait for.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparing import against_rest, kruskal_wallis
from analysis.intervals import newcombe
from analysis.results import Estimate
from analysis.scoring import mean, share
from survey_app.clock import Period
from survey_app.services.comparing.comparison import (
    Band,
    Change,
    Difference,
    Hidden,
    Measured,
    RankTest,
    Total,
    UnitResult,
)
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.family import Member
from survey_app.services.comparing.hiding import Veil, draw_veil
from survey_app.services.comparing.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimates:
    units: tuple[UnitResult, ...]
    total: Total | None
    kruskal_wallis: RankTest | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verdict:
    difference: Difference
    band: Band | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """What the counts of one unit say; no verdict where it stands alone."""

    share: Measured
    mean: Measured
    verdict: _Verdict | None


def estimate(members: Sequence[Member], window: Window, question: Question, *, minimum: int) -> Estimates:
    """Everything that one window says, hidden members left out before anything is computed."""
    veil = draw_veil(window, minimum=minimum)
    answering = [place for place in veil.shown if sum(window.table[place])]
    tables = [window.table[place] for place in answering]
    figures = dict(zip(answering, _figures(tables, question), strict=True))
    return Estimates(
        units=tuple(
            _unit(member, window.table[place], window.not_applicable[place], figures.get(place))
            if veil.hidden[place] is None
            else _hidden(member, veil.hidden[place])
            for place, member in enumerate(members)
        ),
        total=_total(window, veil, question),
        kruskal_wallis=_rank_test(tables),
    )


def change_since(
    now: Window, before: Window, question: Question, *, since: Period, minimum: int
) -> Change | None:
    """The change of the total share with Newcombe's interval; None where a total may not be shown or is empty."""
    if not all(draw_veil(window, minimum=minimum).total_shown for window in (now, before)):
        return None
    (x, n), (x_before, n_before) = _satisfied(now, question), _satisfied(before, question)
    if min(n, n_before) < minimum:
        return None
    interval = newcombe(x, n, x_before, n_before)
    value = x / n - x_before / n_before
    return Change(
        since=since,
        measured=Measured(value=value, low=float(interval.low), high=float(interval.high)),
    )


def _satisfied(window: Window, question: Question) -> tuple[int, int]:
    levels = [level - 1 for level in question.satisfied]
    x = sum(row[level] for row in window.table for level in levels)
    return x, sum(map(sum, window.table))


def _hidden(member: Member, reason: Hidden | None) -> UnitResult:
    return UnitResult(code=member.code, name=member.name, sort_key=member.sort_key, n=None, hidden=reason)


def _unit(member: Member, row: Sequence[int], away: int, figures: _Figures | None) -> UnitResult:
    if figures is None:
        return UnitResult(code=member.code, name=member.name, sort_key=member.sort_key, n=0)
    return UnitResult(
        code=member.code,
        name=member.name,
        sort_key=member.sort_key,
        n=sum(row),
        share=figures.share,
        mean=figures.mean,
        difference=figures.verdict.difference if figures.verdict else None,
        band=figures.verdict.band if figures.verdict else None,
        not_applicable=away / (away + sum(row)),
    )


def _figures(tables: Sequence[Sequence[int]], question: Question) -> list[_Figures]:
    """All units at once: a call for each would cost more than everything else together."""
    if not tables:
        return []
    verdicts = _verdicts(tables, question) if len(tables) > 1 else [None]
    shares, means = shares_of(tables, question), _each(mean(tables, question.scores))
    return [
        _Figures(share=one, mean=other, verdict=verdict)
        for one, other, verdict in zip(shares, means, verdicts, strict=True)
    ]


def shares_of(tables: Sequence[Sequence[int]], question: Question) -> list[Measured]:
    """The share of the satisfied with Wilson's interval, for each row of counts."""
    return _each(share(tables, question.satisfied)) if tables else []


def _each(found: Estimate) -> list[Measured]:
    """The estimate of a table, row by row."""
    fields = (found.value, found.interval.low, found.interval.high)
    values, lows, highs = (np.asarray(field, dtype=float).tolist() for field in fields)
    return [_put(value, low, high) for value, low, high in zip(values, lows, highs, strict=True)]


def _verdicts(tables: Sequence[Sequence[int]], question: Question) -> list[_Verdict]:
    found = against_rest(tables, satisfied=question.satisfied, adjust="holm", test="exact")
    return [
        _Verdict(
            difference=Difference(value=value, low=low, high=high, p_value=p_value),
            band=band,
        )
        for value, low, high, p_value, band in zip(
            found.difference.tolist(),
            found.family_low.tolist(),
            found.family_high.tolist(),
            found.p_value.tolist(),
            found.band.tolist(),
            strict=True,
        )
    ]


def _total(window: Window, veil: Veil, question: Question) -> Total | None:
    places = range(len(window.table)) if veil.total_shown else veil.shown
    rows = [window.table[place] for place in places]
    away = sum(window.not_applicable[place] for place in places)
    together = [sum(column) for column in zip(*rows, strict=True)]
    n = sum(together)
    if not n:
        return None
    return Total(
        n=n,
        respondents=sum(window.respondents[place] for place in places),
        share=_measured(share(together, question.satisfied)),
        mean=_measured(mean(together, question.scores)),
        not_applicable=away / (away + n),
        covers_hidden=veil.total_shown,
    )


def _rank_test(tables: Sequence[Sequence[int]]) -> RankTest | None:
    if len(tables) < 2:
        return None
    found = kruskal_wallis(tables)
    return RankTest(statistic=found.statistic, df=len(tables) - 1, p_value=found.p_value)


def _measured(found: Estimate) -> Measured:
    return _put(float(found.value), float(found.interval.low), float(found.interval.high))


def _put(value: float, low: float, high: float) -> Measured:
    return Measured(
        value=value,
        low=None if math.isnan(low) else low,
        high=None if math.isnan(high) else high,
    )
