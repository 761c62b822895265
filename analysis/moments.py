"""Counts, sums and cross-products of several items: all that reliability, composites and drivers need of the rows.

Everything is kept over pairs of items, over the rows in which both were answered, so that missing answers and the adding of
one table to another are exact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import stdtrit

from analysis.checking import open_unit, real_numbers
from analysis.results import Estimate, FloatArray, Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighted:
    """A group that counts `weight` times (> 0) as much as the groups beside it that have no weight."""

    group: "Group"
    weight: float


# A position of an item, a list of groups whose mean it is, or a group with a weight.
Group = int | Sequence["Group"] | Weighted

LARGEST_SCORE = 1e6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Moments:
    """Of p items, three matrices (p, p) over the rows in which both items were answered.

    `n`[i, j] is their number, `sums`[i, j] = Σ 2x_i and `products`[i, j] = Σ 4 x_i x_j: doubled, so that half points stay whole
    numbers. Of combined items they need not be whole.
    """

    n: NDArray[Any]
    sums: NDArray[Any]
    products: NDArray[Any]

    @classmethod
    def from_rows(cls, matrix: ArrayLike) -> Self:
        """Add up rows (m, p) of scores in whole or half points; NaN where an item was not answered.

        Errors: `ValueError` for another shape, for infinite scores or beyond a million, for scores that are no half points.

        >>> moments = Moments.from_rows([[5, 4], [3, float("nan")], [4, 2]])
        >>> moments.n.tolist(), moments.sums.tolist()
        ([[3, 2], [2, 2]], [[24, 18], [12, 12]])
        """
        array = np.asarray(matrix)
        if array.ndim != 2 or array.shape[1] == 0:
            raise ValueError(f"matrix: expected shape (rows, items), got shape {array.shape}")
        rows = real_numbers("matrix", matrix, array.shape)
        doubled = 2 * rows
        answered = ~np.isnan(rows)
        if (np.abs(rows[answered]) > LARGEST_SCORE).any() or (doubled[answered] % 1 != 0).any():
            raise ValueError("matrix: expected scores in whole or half points, up to a million")
        values = np.where(answered, doubled, 0).astype(np.int64)
        marks = answered.astype(np.int64)
        return cls(n=marks.T @ marks, sums=values.T @ marks, products=values.T @ values)

    def merge(self, other: "Moments") -> "Moments":
        """Add the rows of another table of the same items.

        >>> one, two = Moments.from_rows([[5, 4]]), Moments.from_rows([[4, 2]])
        >>> one.merge(two).products.tolist()
        [[164, 112], [112, 80]]
        """
        if other.n.shape != self.n.shape:
            raise ValueError(f"other: expected {len(self.n)} items, got {len(other.n)}")
        return Moments(
            n=self.n + other.n, sums=self.sums + other.sums, products=self.products + other.products
        )

    def means(self) -> FloatArray:
        """Return each item's mean over all who answered it, shape (p,); NaN where nobody did.

        >>> Moments.from_rows([[5, 4], [3, float("nan")], [4, 2]]).means().tolist()
        [4.0, 3.0]
        """
        n = np.diag(self.n).astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            found: FloatArray = np.diag(self.sums) / n / 2
        return found

    def covariance(self, pairwise: bool = True) -> FloatArray:
        """Return the covariances (p, p), each over the rows in which both items were answered, divided by their number less 1.

        NaN where fewer than two rows hold both. Without `pairwise` every row must be complete. Errors: `ValueError` where it
        is not. As R's `cov(use = "pairwise.complete.obs")`.

        >>> Moments.from_rows([[1, 2], [2, 4], [3, 9]]).covariance().tolist()
        [[1.0, 3.5], [3.5, 13.0]]
        """
        if not pairwise and (self.n != self.n[0, 0]).any():
            raise ValueError("pairwise: expected complete rows, got items that somebody left out")
        # Exact where the matrices are whole: Python's integers know no overflow and nothing cancels.
        whole = all(matrix.dtype.kind == "i" for matrix in (self.n, self.sums, self.products))
        n, sums, products = (
            matrix.astype(object) if whole else matrix for matrix in (self.n, self.sums, self.products)
        )
        top = (n * products - sums * sums.T).astype(float)
        bottom = (4 * n * (n - 1)).astype(float)
        found: FloatArray = np.full(top.shape, np.nan)
        np.divide(top, bottom, out=found, where=bottom > 0)
        return found

    def combine(self, groups: Sequence[Group]) -> "Moments":
        """Return the moments of means of items, one for each element of `groups`: a position, or a list of groups.

        A list is the mean of its elements, each with the same weight, at every depth. Means and covariances map linearly; the
        number of rows is the smallest over all pairs of items involved, so that with missing answers errors are not made too
        small. Errors: `ValueError` for a position that is none, or an empty list.

        >>> moments = Moments.from_rows([[1, 2, 6], [3, 2, 4], [5, 5, 5]])
        >>> moments.combine([0, [1, 2]]).means().tolist()
        [3.0, 4.0]
        """
        weights = np.array([group_weights(group, len(self.n)) for group in groups])
        means = weights @ self.means()
        covariance = weights @ self.covariance() @ weights.T
        used = (weights != 0).any(axis=0)
        n = float(self.n[np.ix_(used, used)].min())
        return Moments(
            n=np.full(covariance.shape, n),
            sums=np.outer(2 * n * means, np.ones(len(means))),
            products=4 * ((n - 1) * covariance + n * np.outer(means, means)),
        )


def group_weights(group: Group, items: int) -> FloatArray:
    """Return the weight of each item in a nested mean.

    >>> group_weights([0, [1, 2]], 3).tolist()
    [0.5, 0.25, 0.25]
    >>> group_weights([Weighted(group=0, weight=3), [1, 2]], 3).tolist()
    [0.75, 0.125, 0.125]
    """
    weights = np.zeros(items)
    if isinstance(group, Weighted):
        return group_weights(group.group, items)
    if isinstance(group, int | np.integer):
        if isinstance(group, bool) or not 0 <= group < items:
            raise ValueError(f"groups: expected positions from 0 to {items - 1}, got {group!r}")
        weights[group] = 1.0
        return weights
    if isinstance(group, str) or not isinstance(group, Sequence) or not group:
        raise ValueError(f"groups: expected positions of items and lists of them, got {group!r}")
    counts = [part.weight if isinstance(part, Weighted) else 1.0 for part in group]
    if not all(0 < count < np.inf for count in counts):
        raise ValueError(f"groups: expected weights above 0, got {counts}")
    for part, count in zip(group, counts, strict=True):
        weights += group_weights(part, items) * (count / sum(counts))
    return weights


def composite(moments: Moments, groups: Sequence[Group], confidence: float = 0.95) -> Estimate:
    """Return a nested mean of items, as "5 biết" is the mean of five sub-factors, with its error.

    Value Σ w_i m_i, each item's mean over all who answered it and w the nested weights; variance w'Vw with
    V_ij = cov_ij N_ij / (N_ii N_jj), which is the covariance of two means that share N_ij rows: the items of one person are not
    independent, and this counts it. Interval value ± t·se with the smallest number of answers to an item less 1. With
    complete rows this is the mean of the rows' own composites, and R's `t.test` of them.

    `groups` holds positions of items and lists of groups, to any depth, with equal weights at each level but where a group is
    `Weighted`. With fewer than two
    answers to some item value or error are NaN. Errors: `ValueError` for a position that is none, an empty list, a
    confidence outside (0, 1).

    >>> moments = Moments.from_rows([[1, 2, 6], [3, 2, 4], [5, 5, 5], [4, 4, 4]])
    >>> estimate = composite(moments, [0, [1, 2]])
    >>> estimate.value, round(estimate.std_error, 4), estimate.n
    (3.625, 0.5543, 4)
    """
    open_unit("confidence", confidence)
    weights = group_weights(list(groups), len(moments.n))
    used = weights != 0
    own = np.diag(moments.n).astype(float)[used]
    n = int(own.min())
    value = std_error = reach = float("nan")
    if n > 0:
        value = float(weights[used] @ moments.means()[used])
    if n > 1:
        shared = moments.n[np.ix_(used, used)]
        covariance = np.where(shared > 1, moments.covariance()[np.ix_(used, used)], 0.0)
        variance = float(weights[used] @ (covariance * shared / np.outer(own, own)) @ weights[used])
        std_error = float(np.sqrt(max(variance, 0.0)))
        reach = float(stdtrit(n - 1, (1 + confidence) / 2)) * std_error
    return Estimate(
        value=value,
        std_error=std_error,
        interval=Interval(low=value - reach, high=value + reach, confidence=float(confidence), method="t"),
        n=n,
        method="composite",
    )
