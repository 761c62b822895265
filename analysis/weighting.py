"""Weights: to known totals of one or several margins, trimmed, and what they cost in precision."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import real_numbers, weights_of
from analysis.results import FloatArray
from analysis.sampling import Labels


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Weights:
    """Weights of shape (m,), in the order of the rows."""

    weights: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RakedWeights(Weights):
    """Raked weights with how it went: rounds made, whether every margin is met, and how far the worst one is off.

    `largest_gap` is relative to the margin's own total.
    """

    iterations: int
    converged: bool
    largest_gap: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Kish:
    """What unequal weights cost: `deff` = m Σw²/(Σw)², `n_eff` = (Σw)²/Σw²."""

    deff: float
    n_eff: float


def post_stratify(weights: ArrayLike, labels: Labels, totals: Mapping[Any, float]) -> Weights:
    """Scale weights so that each stratum sums to its known total: w · T_h / Σ_h w.

    `weights` has shape (m,), `labels` one stratum a row, `totals` a number for each stratum. Errors: `ValueError` for weights
    that are negative or no numbers, a label without a total, a total without rows, a stratum whose weights are all 0.
    Source: Holt and Smith (1979), JRSS A 142; as R's `survey::postStratify`.

    >>> post_stratify([1, 1, 1], ["a", "a", "b"], {"a": 10, "b": 4}).weights.tolist()
    [5.0, 5.0, 4.0]
    """
    base = weights_of(weights)
    margin = _Margin("labels", labels, totals, len(base))
    return Weights(weights=base * margin.factors(base))


class _Margin:
    """Rows by label, and the total each label must reach."""

    def __init__(self, name: str, labels: Labels, totals: Mapping[Any, float], rows: int) -> None:
        given = list(labels)
        if len(given) != rows:
            raise ValueError(f"{name}: expected one label for each of {rows} weights, got {len(given)}")
        places = {label: place for place, label in enumerate(totals)}
        missing = next((label for label in given if label not in places), None)
        if missing is not None:
            raise ValueError(f"{name}: label {missing!r} has no total")
        self.name = name
        self.row = np.array([places[label] for label in given], dtype=np.int64)
        self.totals = real_numbers("totals", list(totals.values()), (len(places),))
        if np.isnan(self.totals).any() or (self.totals < 0).any():
            raise ValueError("totals: expected numbers of 0 or more")
        self.names = list(totals)

    def factors(self, weights: FloatArray) -> FloatArray:
        sums = np.bincount(self.row, weights, minlength=len(self.totals))
        empty = (sums == 0) & (self.totals > 0)
        if empty.any():
            raise ValueError(
                f"{self.name}: nobody with a weight carries the label {self.names[int(empty.argmax())]!r}"
            )
        by_label = np.divide(self.totals, sums, out=np.ones_like(sums), where=sums > 0)
        found: FloatArray = by_label[self.row]
        return found

    def gap(self, weights: FloatArray) -> float:
        sums = np.bincount(self.row, weights, minlength=len(self.totals))
        return float(np.max(np.abs(sums - self.totals) / np.where(self.totals > 0, self.totals, 1)))


def rake(
    weights: ArrayLike,
    margins: Sequence[tuple[Labels, Mapping[Any, float]]],
    tolerance: float = 1e-10,
    maximum: int = 200,
) -> RakedWeights:
    """Scale weights to several margins in turn until all are met (iterative proportional fitting).

    `weights` has shape (m,); `margins` is a list of (labels, totals) as in `post_stratify`. It ends when every margin is met
    within `tolerance` (relative), or after `maximum` rounds: then `converged` is False and `largest_gap` says how far it is off.
    Errors: `ValueError` as in `post_stratify`; for margins whose totals differ in sum; for no margin, a tolerance not above 0,
    a maximum under 1. Source: Deming and Stephan (1940), Annals of Mathematical Statistics 11; as R's `survey::rake`.

    >>> raked = rake([1, 1, 1, 1], [("aabb", {"a": 6, "b": 4}), ("xyxy", {"x": 5, "y": 5})])
    >>> raked.weights.tolist(), raked.converged
    ([3.0, 3.0, 2.0, 2.0], True)
    """
    found = weights_of(weights)
    if not margins or not tolerance > 0 or maximum < 1:
        raise ValueError(
            "margins, tolerance, maximum: expected a margin, a tolerance above 0, a maximum of 1 or more"
        )
    made = [_Margin("margins", labels, totals, len(found)) for labels, totals in margins]
    sums = [float(margin.totals.sum()) for margin in made]
    if max(sums) - min(sums) > 1e-9 * max(sums):
        raise ValueError(
            f"margins: expected totals of one sum, got {', '.join(f'{each:g}' for each in sums)}"
        )
    rounds, gap = 0, max(margin.gap(found) for margin in made)
    while gap > tolerance and rounds < maximum:
        for margin in made:
            found = found * margin.factors(found)
        rounds += 1
        gap = max(margin.gap(found) for margin in made)
    return RakedWeights(weights=found, iterations=rounds, converged=gap <= tolerance, largest_gap=gap)


def trim(weights: ArrayLike, low: float = 0.0, high: float = np.inf) -> Weights:
    """Cut weights at limits and share what was cut (or added) equally among those that were not.

    One pass, as R's `survey::trimWeights`: the sum stays, and a weight near a limit may end a little beyond it. Where every
    weight is cut the sum cannot stay. Errors: `ValueError` for weights as in `post_stratify`, `low` not below `high`.
    Source: Potter (1990), Proceedings of the Survey Research Methods Section, ASA.

    >>> trim([1, 1, 1, 9], high=6).weights.tolist()
    [2.0, 2.0, 2.0, 6.0]
    """
    base = weights_of(weights)
    if not low < high:
        raise ValueError(f"low, high: expected low below high, got {low:g} and {high:g}")
    cut = np.clip(base, low, high)
    kept = cut == base
    if kept.any():
        cut = cut + np.where(kept, (base - cut).sum() / kept.sum(), 0.0)
    return Weights(weights=cut)


def kish(weights: ArrayLike) -> Kish:
    """Return the design effect of unequal weights and the number of equal ones that would tell as much.

    Errors: `ValueError` as in `post_stratify`, for weights that are all 0. Source: Kish (1965), Survey Sampling, ch. 11.

    >>> kish([1, 1, 2])
    Kish(deff=1.125, n_eff=2.6666666666666665)
    """
    base = weights_of(weights)
    if not base.sum():
        raise ValueError("weights: expected some weight above 0")
    n_eff = float(base.sum() ** 2 / (base**2).sum())
    return Kish(deff=len(base) / n_eff, n_eff=n_eff)
