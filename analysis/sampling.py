"""How the rows of a sample were drawn: their strata and clusters, and the variance that follows from them."""

from collections.abc import Sequence
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import real_numbers
from analysis.results import BoolArray, FloatArray, IntArray

Lonely = Literal["adjust", "fail", "remove"]
Labels = Sequence[Any] | np.ndarray[Any, Any]


class Sample:
    """Clusters within strata; the arguments and what they mean stand at `SurveyDesign`.

    >>> sample = Sample(4, clusters=["a", "a", "b", "c"])
    >>> sample.variance(np.array([1.0, -1.0, 0.5, -0.5])), sample.df(np.ones(4, dtype=bool))
    (0.75, 2.0)
    """

    def __init__(
        self,
        rows: int,
        strata: Labels | None = None,
        clusters: Labels | None = None,
        fpc: ArrayLike | None = None,
        *,
        nest: bool = False,
        lonely: Lonely = "adjust",
    ) -> None:
        if lonely not in get_args(Lonely):
            raise ValueError(f"lonely: expected one of {', '.join(get_args(Lonely))}, got {lonely!r}")
        self._stratum = np.zeros(rows, dtype=np.int64) if strata is None else numbered("strata", strata, rows)
        own = np.arange(rows) if clusters is None else numbered("clusters", clusters, rows)
        pairs, self._cluster = np.unique(np.column_stack([self._stratum, own]), axis=0, return_inverse=True)
        if not nest and len(np.unique(pairs[:, 1])) < len(pairs):
            raise ValueError(
                "clusters: a cluster stands in two strata; with nest=True they are different ones"
            )
        self._stratum_of = pairs[:, 0]
        self._clusters = np.bincount(self._stratum_of)
        self._left = self._not_drawn(fpc, rows)
        self._lonely = lonely
        alone = self._clusters == 1
        if lonely == "fail" and alone.any():
            raise ValueError(
                f"strata: {int(alone.sum())} with a single cluster, whose variance cannot be estimated"
            )

    def _not_drawn(self, fpc: ArrayLike | None, rows: int) -> FloatArray:
        """The share of each stratum's population that was not drawn."""
        if fpc is None:
            return np.ones(len(self._clusters))
        sizes = real_numbers("fpc", fpc, (rows,))
        found = np.full(len(self._clusters), np.nan)
        found[self._stratum] = sizes
        if np.isnan(sizes).any() or (sizes != found[self._stratum]).any():
            raise ValueError("fpc: expected one population size for each stratum")
        if (found < self._clusters).any():
            raise ValueError("fpc: expected at least as many clusters in the population as in the sample")
        left: FloatArray = 1 - self._clusters / found
        return left

    def variance(self, influence: FloatArray) -> float:
        """Return the variance of a sum of weighted influences, shape (rows,).

        Σ_h (1−f_h) n_h/(n_h−1) Σ_c (z_hc − z̄_h)² over the sums z of clusters.

        >>> Sample(3).variance(np.array([1.0, 2.0, 3.0]))
        3.0
        """
        sums = np.bincount(self._cluster, influence, minlength=len(self._stratum_of))
        n = self._clusters
        means = np.bincount(self._stratum_of, sums) / n
        # A lonely cluster has no other to be compared with: its own sum counts whole.
        centred = sums - np.where(n > 1, means, 0.0)[self._stratum_of]
        alone = 1.0 if self._lonely == "adjust" else 0.0
        scale = self._left * np.where(n > 1, n / np.maximum(n - 1, 1), alone)
        return float((scale[self._stratum_of] * centred**2).sum())

    def df(self, used: BoolArray) -> float:
        """Return the degrees of freedom: clusters less strata, of those that hold these rows.

        >>> Sample(4, strata="aabb").df(np.array([True, True, True, False]))
        1.0
        """
        return float(len(np.unique(self._cluster[used])) - len(np.unique(self._stratum[used])))


def numbered(name: str, labels: Labels, rows: int) -> IntArray:
    """Number labels of any kind from 0, in the order in which they come; `ValueError` where they are not one a row.

    >>> numbered("groups", "bab", 3).tolist()
    [0, 1, 0]
    """
    given = list(labels)
    if len(given) != rows:
        raise ValueError(f"{name}: expected one label for each of {rows} rows, got {len(given)}")
    places = {label: place for place, label in enumerate(dict.fromkeys(given))}
    return np.array([places[label] for label in given], dtype=np.int64)
