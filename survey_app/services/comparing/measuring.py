"""Shares and means with their intervals: of sealed boxes where they are known, of answers drawn one by one where not."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

from analysis.clustered import FEWEST_DF, ClusterSums, clustered_ratio, clustered_share, resemblance
from analysis.results import Estimate
from analysis.scoring import mean, share
from survey_app.services.comparing.boxes import rows_of
from survey_app.services.comparing.comparison import Measured
from survey_app.services.comparing.question import Question
from survey_app.store.sums import BoxSums

Tables = Sequence[Sequence[int]]
# Of each row of counts the strata of its boxes; None where they are not known.
Strata = Sequence[Sequence[BoxSums]] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Of each row of counts: its share, and what it would be worth of simply drawn answers (None: not told by its boxes)."""

    measured: list[Measured]
    design_effect: list[float | None]


def shares_of(tables: Tables, question: Question, strata: Strata = None) -> Shares:
    """The share of the satisfied, row by row."""
    if not tables:
        return Shares(measured=[], design_effect=[])
    plain = share(tables, question.satisfied)
    if strata is None:
        return Shares(measured=each_of(plain), design_effect=[None] * len(tables))
    found = clustered_share(ClusterSums.of(rows_of(strata)), len(tables))
    told = found.df >= FEWEST_DF
    return Shares(
        measured=each_of(found),
        design_effect=[
            float(effect) if enough and not math.isnan(effect) else None
            for effect, enough in zip(found.design_effect.tolist(), told.tolist(), strict=True)
        ],
    )


def means_of(tables: Tables, question: Question, strata: Strata = None) -> list[Measured]:
    """The mean score, row by row; where boxes tell, its error is that of simple sampling times their design effect."""
    if not tables:
        return []
    plain = mean(tables, question.scores)
    if strata is None:
        return each_of(plain)
    levels = np.arange(1, len(question.rungs) + 1)
    _, error, df = clustered_ratio(ClusterSums.of(rows_of(strata, of="levels")), len(tables))
    simple = np.asarray(mean(tables, levels.tolist()).std_error)
    told = (df >= FEWEST_DF) & (np.nan_to_num(error) > 0) & (np.nan_to_num(simple) > 0)
    ratio = np.where(told, error / np.where(told, simple, 1.0), 1.0)
    reach = stdtrit(np.where(told, df, 1.0), 0.975) * np.asarray(plain.std_error) * ratio
    value = np.asarray(plain.value)
    low = np.where(told, value - reach, plain.interval.low)
    high = np.where(told, value + reach, plain.interval.high)
    return [_put(*row) for row in zip(value.tolist(), low.tolist(), high.tolist(), strict=True)]


def design_effects(tables: Tables, strata: Strata) -> NDArray[np.float64] | None:
    """What the likeness of answers in a box costs each row, by one correlation for all; None where it is not known."""
    if strata is None or not tables:
        return None
    found = resemblance(ClusterSums.of(rows_of(strata)), len(tables))
    return None if found.icc is None else found.design_effect


def each_of(found: Estimate) -> list[Measured]:
    """The estimate of a table, row by row."""
    fields = (found.value, found.interval.low, found.interval.high)
    values, lows, highs = (np.asarray(field, dtype=float).tolist() for field in fields)
    return [_put(value, low, high) for value, low, high in zip(values, lows, highs, strict=True)]


def _put(value: float, low: float, high: float) -> Measured:
    return Measured(
        value=value,
        low=None if math.isnan(low) else low,
        high=None if math.isnan(high) else high,
    )
