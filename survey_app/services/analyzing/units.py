"""The units of a table of answers: each against the rest, its funnel, its ranks."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.comparing import against_rest
from analysis.estimates_rest import estimates_against_rest
from analysis.funnel import funnel
from analysis.ranking import rank_sets, shrink
from analysis.results import AgainstRest
from analysis.scoring import share
from survey_app.services.analyzing.sampled import SampledShare
from survey_app.services.analyzing.tally import Tally
from survey_app.services.comparing.comparison import FEW_TO_TRUST, Band

MOST_RANKED = 5_000  # ranks of more units take minutes


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitLine:
    """One unit on the first item; `None` where there are too few answers to say something. Weighted where weights were given."""

    name: str
    n: int
    n_effective: float | None
    share: float | None
    low: float | None
    high: float | None
    shrunken: float | None
    difference: float | None
    family_low: float | None
    family_high: float | None
    p_value: float | None
    band: Band | None
    funnel_z: float | None
    rank_low: int | None
    rank_high: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The funnel over all units, and how they were told from the rest."""

    target: float
    phi: float
    tau2: float
    outside: int  # of the 99.8 % limits, over-dispersion allowed for
    test: str


def stand(
    tally: Tally,
    order: Sequence[tuple[str, int]],
    table: np.ndarray,
    shown: np.ndarray,
    *,
    comparable: bool,
) -> tuple[tuple[UnitLine, ...], Standing | None]:
    """Every unit in the order given, and what holds for all of them; `shown` has rows of 0 for units with too few answers."""
    satisfied = tally.asked.satisfied
    told = shown.sum(axis=1) > 0
    own = share(shown, satisfied)
    value, low, high = (
        np.asarray(each, dtype=float) for each in (own.value, own.interval.low, own.interval.high)
    )
    effective = np.full(len(table), np.nan)
    sampled = None
    if tally.sampled:
        sampled = _reordered(tally.sampled.share(0, len(order)), [place for _, place in order])
        value, low, high, effective = (
            np.where(told, each, np.nan)
            for each in (sampled.value, sampled.low, sampled.high, sampled.n_effective)
        )
    nothing = np.full(len(table), np.nan)
    columns = {
        "share": value,
        "low": low,
        "high": high,
        "n_effective": effective,
        **dict.fromkeys(
            ("shrunken", "difference", "family_low", "family_high", "p_value", "funnel_z"), nothing
        ),
    }
    bands: list[Band | None] = [None] * len(table)
    ranks: list[tuple[int | None, int | None]] = [(None, None)] * len(table)
    standing = None
    if comparable:
        n = np.where(told, effective if sampled else shown.sum(axis=1), 0.0)
        error = _errors(value, n, sampled)
        found = _against_rest(shown, satisfied, sampled, error)
        picture = funnel(_satisfied(shown, satisfied), shown.sum(axis=1))
        bands = found.band.tolist()
        ranks = _ranks(value, error, shown.sum(axis=1))
        columns |= {
            "shrunken": shrink(value, error).value,
            "difference": found.difference,
            "family_low": found.family_low,
            "family_high": found.family_high,
            "p_value": found.p_value,
            "funnel_z": picture.z_adjusted,
        }
        standing = Standing(
            target=picture.target,
            phi=picture.phi,
            tau2=picture.tau2,
            outside=int(picture.outside[1].sum()),
            test=found.method,
        )
    lines = tuple(
        UnitLine(
            name=name,
            n=int(table[row].sum()),
            band=bands[row],
            rank_low=ranks[row][0],
            rank_high=ranks[row][1],
            **{key: None if np.isnan(column[row]) else float(column[row]) for key, column in columns.items()},
        )
        for row, (name, _) in enumerate(order)
    )
    return lines, standing


def _reordered(found: SampledShare, places: Sequence[int]) -> SampledShare:
    return SampledShare(**{name: getattr(found, name)[list(places)] for name in SampledShare.__slots__})


def _satisfied(shown: np.ndarray, satisfied: Sequence[int]) -> np.ndarray:
    counted: np.ndarray = shown[:, [level - 1 for level in satisfied]].sum(axis=1)
    return counted


def _errors(value: np.ndarray, n: np.ndarray, sampled: SampledShare | None) -> np.ndarray:
    """Standard errors; of a share of 0 or 1 the plain one would be 0 and outweigh all others: half an answer each way."""
    middle = (np.nan_to_num(value) * n + 0.5) / (n + 1)
    plain = np.where(n > 0, np.sqrt(middle * (1 - middle) / (n + 1)), np.nan)
    if sampled is None:
        return plain
    return np.where(np.nan_to_num(sampled.std_error) > 0, sampled.std_error, plain)


def _against_rest(
    shown: np.ndarray, satisfied: Sequence[int], sampled: SampledShare | None, error: np.ndarray
) -> AgainstRest:
    if sampled is None:
        return against_rest(shown, satisfied, test="exact")
    return estimates_against_rest(sampled.value, error, np.where(shown.sum(axis=1) > 0, sampled.weight, 0.0))


def _ranks(value: np.ndarray, error: np.ndarray, n: np.ndarray) -> list[tuple[int | None, int | None]]:
    enough = n >= FEW_TO_TRUST
    if not 2 <= int(enough.sum()) <= MOST_RANKED:
        return [(None, None)] * len(n)
    found = rank_sets(np.where(enough, value, np.nan), error)
    pairs = zip(enough.tolist(), found.low.tolist(), found.high.tolist(), strict=True)
    return [(low, high) if is_enough else (None, None) for is_enough, low, high in pairs]
