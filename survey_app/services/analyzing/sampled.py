"""How the answers were sampled, folded as they are read: strata, clusters and weights, kept as sums."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from analysis.clustered import ClusterSums, clustered_share
from analysis.results import FloatArray
from survey_app.services.analyzing.reading import WrongFileError

MOST_CELLS = 1_000_000  # of clusters × units: what a gigabyte holds with ten items
ROOM = 2**21  # units, and clusters of a stratum, that a cell's number has room for

Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rows:
    """Rows of a batch; `chosen` and `satisfied` have shape (items, rows), level 0 is no answer."""

    unit: Whole
    strata: Sequence[str] | None
    clusters: Sequence[str] | None
    weights: FloatArray
    chosen: Whole
    satisfied: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SampledShare:
    """Weighted shares with the errors of their design, arrays of shape (k,)."""

    value: FloatArray
    std_error: FloatArray
    low: FloatArray
    high: FloatArray
    n: Whole
    n_effective: FloatArray  # after weights and clusters
    design_effect: FloatArray
    weight: FloatArray  # what the answers stand for together


@dataclass(slots=True)
class Sampled:
    """Sums of weights and of weighted answers by stratum, cluster and unit, one column an item.

    Without clusters every row is one: then the squares are summed while reading.
    """

    items: int
    has_clusters: bool
    _strata: dict[str, int] = field(default_factory=dict)
    _clusters: dict[tuple[int, str], int] = field(default_factory=dict)
    # The number of a cell holds its stratum, its cluster (0 where every row is its own) and its unit.
    _places: dict[int, int] = field(default_factory=dict)
    _sums: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0)))
    _rows: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))
    _rows_of_stratum: dict[int, int] = field(default_factory=dict)

    def fold(self, rows: Rows) -> None:
        """Add rows of a batch."""
        unit, strata, clusters, weights = rows.unit, rows.strata, rows.clusters, rows.weights
        chosen, satisfied = rows.chosen, rows.satisfied
        if not len(unit):
            return
        stratum = self._stratum_numbers(strata, len(unit))
        cluster = np.zeros(len(unit), dtype=np.int64)
        if clusters is not None:
            # A cluster named alike in two strata is two clusters.
            pairs = list(zip(stratum.tolist(), clusters, strict=True))
            for pair in dict.fromkeys(pairs):
                self._clusters.setdefault(pair, len(self._clusters))
            cluster = np.array([self._clusters[pair] for pair in pairs], dtype=np.int64)
        for number, count in zip(*np.unique(stratum, return_counts=True), strict=True):
            self._rows_of_stratum[int(number)] = self._rows_of_stratum.get(int(number), 0) + int(count)
        cells, inverse = np.unique((stratum * ROOM + cluster) * ROOM + unit, return_inverse=True)
        for number in cells.tolist():
            self._places.setdefault(number, len(self._places))
        if len(self._places) > MOST_CELLS:
            raise WrongFileError("Cột --cluster có quá nhiều giá trị khác nhau.")
        self._grow()
        at = np.array([self._places[number] for number in cells.tolist()])
        for item in range(self.items):
            answered = chosen[item] > 0
            w = np.where(answered, weights, 0.0)
            y = w * satisfied[item]
            own = (w, y, w * w) if self.has_clusters else (w, y, w * w, w * y, y * y)
            for column, values in enumerate(own):
                self._sums[item, column, at] += np.bincount(inverse, values, minlength=len(cells))
            self._rows[item, at] += np.bincount(inverse, answered, minlength=len(cells))

    def _stratum_numbers(self, strata: Sequence[str] | None, rows: int) -> Whole:
        texts = strata if strata is not None else [""] * rows
        for text in dict.fromkeys(texts):
            self._strata.setdefault(text, len(self._strata))
        return np.array([self._strata[text] for text in texts], dtype=np.int64)

    def _grow(self) -> None:
        """Room for new cells, half as much again each time so that growing stays cheap."""
        held = self._rows.shape[-1]
        if len(self._places) > held:
            room = max(len(self._places), held * 3 // 2, 1024)
            sums = np.zeros((self.items, 3 if self.has_clusters else 5, room))
            rows = np.zeros((self.items, room))
            if held:
                sums[:, :, :held], rows[:, :held] = self._sums, self._rows
            self._sums, self._rows = sums, rows

    def share(self, item: int, k: int, *, together: bool = False) -> SampledShare:
        """Shares of an item by unit, or of all units together; the whole design stands behind each."""
        cells = np.array(list(self._places), dtype=np.int64)
        stratum, cluster, unit = cells // ROOM**2, cells // ROOM % ROOM, cells % ROOM
        sums, rows = self._sums[item, :, : len(cells)].T, self._rows[item, : len(cells)]
        if together:
            unit, k = np.zeros_like(unit), 1
            _, first, inverse = np.unique(
                np.column_stack([stratum, cluster]), axis=0, return_index=True, return_inverse=True
            )
            sums = np.stack([np.bincount(inverse, column).astype(float) for column in sums.T], axis=1)
            rows, stratum, unit = np.bincount(inverse, rows).astype(float), stratum[first], unit[first]
        w, y, squares = sums[:, 0], sums[:, 1], sums[:, 2:]
        if self.has_clusters:
            squares = np.stack([w * w, w * y, y * y], axis=1)
        n, weight = np.bincount(unit, rows, minlength=k), np.bincount(unit, w, minlength=k)
        ww = np.bincount(unit, sums[:, 2], minlength=k)
        kish = np.divide(weight**2, ww, out=np.zeros(k), where=ww > 0)
        pairs, inverse = np.unique(np.column_stack([unit, stratum]), axis=0, return_inverse=True)
        columns = [np.bincount(inverse, column) for column in (w, y, *squares.T)]
        numbers = self._clusters_of_strata()
        total = np.array([numbers[each] for each in pairs[:, 1].tolist()], dtype=float)
        holding = np.bincount(inverse, (rows > 0) if self.has_clusters else rows)
        cluster_sums = ClusterSums.of(np.column_stack([pairs[:, 0], total, *columns]), holding)
        found = clustered_share(cluster_sums, k, effective=kish)
        simple = np.divide(
            found.value * (1 - np.asarray(found.value)), n - 1, out=np.full(k, np.nan), where=n > 1
        )
        effect = np.divide(
            np.asarray(found.std_error) ** 2, simple, out=np.full(k, np.nan), where=np.nan_to_num(simple) > 0
        )
        return SampledShare(
            value=np.asarray(found.value),
            std_error=np.asarray(found.std_error),
            low=np.asarray(found.interval.low),
            high=np.asarray(found.interval.high),
            n=np.rint(n).astype(np.int64),
            n_effective=np.where(np.nan_to_num(effect) > 0, n / np.where(effect > 0, effect, 1), kish),
            design_effect=effect,
            weight=weight.astype(float),
        )

    def _clusters_of_strata(self) -> Mapping[int, int]:
        """How many clusters each stratum has, whoever's answers they hold."""
        return (
            Counter(stratum for stratum, _ in self._clusters) if self.has_clusters else self._rows_of_stratum
        )
