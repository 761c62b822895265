"""From counts to estimates: the only module of the web that calls the statistics of a comparison.

Imported when a comparison is made, never at start-up: SciPy costs seconds that no citizen should wait for.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparing import against_rest, kruskal_wallis
from analysis.intervals import newcombe_limits
from analysis.results import AgainstRest
from survey_app.clock import Period
from survey_app.services.comparing.boxes import complete
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
from survey_app.services.comparing.measuring import Strata, Tables, design_effects, means_of, shares_of
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
    design_effect: float | None
    verdict: _Verdict | None


def estimate(
    members: Sequence[Member], window: Window, question: Question, *, minimum: int, veil: Veil | None = None
) -> Estimates:
    """Everything that one window says, hidden members left out before anything is computed.

    `veil` hides what it hides, where the window is a part of another that was looked at before.
    """
    veil = veil or draw_veil(window, minimum=minimum)
    answering = [place for place in veil.shown if sum(window.table[place])]
    tables = [window.table[place] for place in answering]
    strata = strata_of(window, answering)
    figures = dict(zip(answering, _figures(tables, question, strata), strict=True))
    return Estimates(
        units=tuple(
            _nobody(member)
            if veil.hidden[place] is None and not window.respondents[place]
            else _unit(member, window.table[place], window.not_applicable[place], figures.get(place))
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
    own, other = (_effect_of_all(window, question) for window in (now, before))
    (low,), (high,) = newcombe_limits(
        np.array([x / own]),
        np.array([n / own]),
        np.array([x_before / other]),
        np.array([n_before / other]),
        0.95,
    )
    value = x / n - x_before / n_before
    return Change(since=since, measured=Measured(value=value, low=float(low), high=float(high)))


def strata_of(window: Window, places: Sequence[int]) -> Strata:
    """The boxes of these members; None where some answers lie in no known box."""
    if not complete(window.boxes, places, window.table):
        return None
    return [window.boxes.get(place, ()) for place in places]


def _effect_of_all(window: Window, question: Question) -> float:
    """The design effect of the share of all members together, 1 at least."""
    places = range(len(window.table))
    together = [[sum(column) for column in zip(*window.table, strict=True)]]
    found = shares_of(together, question, _as_one(strata_of(window, places)))
    return max(found.design_effect[0] or 1.0, 1.0)


def _as_one(strata: Strata) -> Strata:
    return None if strata is None else [[each for own in strata for each in own]]


def _satisfied(window: Window, question: Question) -> tuple[int, int]:
    levels = [level - 1 for level in question.satisfied]
    x = sum(row[level] for row in window.table for level in levels)
    return x, sum(map(sum, window.table))


def _hidden(member: Member, reason: Hidden | None) -> UnitResult:
    return UnitResult(code=member.code, name=member.name, sort_key=member.sort_key, n=None, hidden=reason)


def _nobody(member: Member) -> UnitResult:
    return UnitResult(code=member.code, name=member.name, sort_key=member.sort_key, n=0, absent="waiting")


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
        n_effective=sum(row) / figures.design_effect if figures.design_effect else None,
    )


def _figures(tables: Tables, question: Question, strata: Strata) -> list[_Figures]:
    """All units at once: a call for each would cost more than everything else together."""
    if not tables:
        return []
    verdicts = _verdicts(tables, question, strata) if len(tables) > 1 else [None]
    shares, means = shares_of(tables, question, strata), means_of(tables, question, strata)
    columns = (shares.measured, means, shares.design_effect, verdicts)
    return [
        _Figures(share=one, mean=other, design_effect=effect, verdict=verdict)
        for one, other, effect, verdict in zip(*columns, strict=True)
    ]


def _verdicts(tables: Tables, question: Question, strata: Strata) -> list[_Verdict]:
    found = against_rest(
        tables,
        satisfied=question.satisfied,
        adjust="holm",
        test="exact",
        design_effects=design_effects(tables, strata),
    )
    return [
        _Verdict(difference=difference, band=band)
        for difference, band in zip(differences_of(found), found.band.tolist(), strict=True)
    ]


def differences_of(found: AgainstRest) -> list[Difference]:
    """Of each unit; limits that hold for all of them together."""
    columns = (found.difference, found.family_low, found.family_high, found.p_value)
    return [
        Difference(value=value, low=low, high=high, p_value=p_value)
        for value, low, high, p_value in zip(*(column.tolist() for column in columns), strict=True)
    ]


def _total(window: Window, veil: Veil, question: Question) -> Total | None:
    places = range(len(window.table)) if veil.total_shown else veil.shown
    rows = [window.table[place] for place in places]
    away = sum(window.not_applicable[place] for place in places)
    together = [[sum(column) for column in zip(*rows, strict=True)]]
    n = sum(together[0])
    if not n:
        return None
    strata = _as_one(strata_of(window, places))
    return Total(
        n=n,
        respondents=sum(window.respondents[place] for place in places),
        share=shares_of(together, question, strata).measured[0],
        mean=means_of(together, question, strata)[0],
        not_applicable=away / (away + n),
        covers_hidden=veil.total_shown,
    )


def _rank_test(tables: Sequence[Sequence[int]]) -> RankTest | None:
    if len(tables) < 2:
        return None
    found = kruskal_wallis(tables)
    return RankTest(statistic=found.statistic, df=len(tables) - 1, p_value=found.p_value)
