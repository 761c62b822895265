"""What satisfaction hangs together with: shares of explained variance, and importance beside performance.

Hanging together is not bringing about: these are weights in a regression of answers on answers.
"""

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import open_unit, real_numbers
from analysis.moments import Moments
from analysis.results import FloatArray, TextArray

ImportanceMethod = Literal["lmg", "genizi", "johnson"]
MOST_FACTORS = 12  # LMG looks at every subset: 4,096 of twelve
DRAWS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Importance:
    """How R² divides among the factors: `shares` has shape (p,) and sums to `r_squared`."""

    shares: FloatArray
    r_squared: float
    method: str


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImportancePerformance:
    """Each factor's importance (share of R²) and performance (mean) with intervals; arrays of shape (p,) without the outcome.

    `quadrant` says where a factor stands against the mean importance and the mean performance: `"improve"` (important, low),
    `"keep"` (important, high), `"low_priority"`, `"possible_overkill"`, and `"unclear"` where one of its intervals crosses the line.
    `factors` are the positions of the factors among the moments.
    """

    factors: tuple[int, ...]
    importance: FloatArray
    importance_low: FloatArray
    importance_high: FloatArray
    performance: FloatArray
    performance_low: FloatArray
    performance_high: FloatArray
    quadrant: TextArray
    r_squared: float
    draws: int
    confidence: float


def relative_importance(covariance: ArrayLike, method: ImportanceMethod = "lmg") -> Importance:
    """Divide R² of a linear regression among its factors.

    `"lmg"`: the increase of R² that a factor brings, averaged over all orders of entering (up to 12 factors). `"genizi"` and
    `"johnson"`: with the correlations R of the factors, its symmetric root D and r their correlations with the outcome,
    share_j = Σ_k D_jk² (D⁻¹ r)_k²; Johnson found again what Genizi had published, the two are one.

    `covariance` has shape (p+1, p+1), the outcome first, then factors 1 to p, in whose order the shares come. Errors: `ValueError`
    for another shape, NaN, an outcome or factor that does not vary, factors that depend on each other, more than 12 for
    `"lmg"`, an unknown method. Source: Lindeman, Merenda and Gold (1980); Genizi (1993), Statistica Sinica 3; Johnson (2000),
    Multivariate Behavioral Research 35; as R's `relaimpo::calc.relimp`.

    >>> found = relative_importance([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])
    >>> found.shares.round(4).tolist(), round(found.r_squared, 4)
    ([0.2043, 0.1143], 0.3187)
    """
    size = np.shape(covariance)
    if len(size) != 2 or size[0] != size[1] or size[0] < 2:
        raise ValueError(f"covariance: expected shape (p+1, p+1), the outcome first, got shape {size}")
    matrix = real_numbers("covariance", covariance, size)
    if method not in get_args(ImportanceMethod):
        raise ValueError(f"method: expected one of {', '.join(get_args(ImportanceMethod))}, got {method!r}")
    if np.isnan(matrix).any() or not np.allclose(matrix, matrix.T) or not (np.diag(matrix) > 0).all():
        raise ValueError("covariance: expected a symmetric matrix of what varies, without NaN")
    scale = np.sqrt(np.diag(matrix))
    correlation = matrix / np.outer(scale, scale)
    among, with_outcome = correlation[1:, 1:], correlation[1:, 0]
    if np.linalg.eigvalsh(among)[0] < 1e-10:
        raise ValueError("covariance: factors depend on each other, their shares cannot be told apart")
    if method == "lmg" and len(among) > MOST_FACTORS:
        raise ValueError(f"method: 'lmg' takes up to {MOST_FACTORS} factors, got {len(among)}; use 'genizi'")
    shares = _lmg(among, with_outcome) if method == "lmg" else _genizi(among, with_outcome)
    r_squared = float(with_outcome @ np.linalg.solve(among, with_outcome))
    return Importance(shares=shares, r_squared=r_squared, method=method)


def _genizi(among: FloatArray, with_outcome: FloatArray) -> FloatArray:
    values, vectors = np.linalg.eigh(among)
    root = (vectors * np.sqrt(values)) @ vectors.T
    weights = (vectors / np.sqrt(values)) @ vectors.T @ with_outcome
    shares: FloatArray = root**2 @ weights**2
    return shares


def _lmg(among: FloatArray, with_outcome: FloatArray) -> FloatArray:
    """Go through all subsets as bit patterns, all of one size at a time."""
    p = len(among)
    patterns = np.arange(1 << p)
    members = (patterns[:, None] >> np.arange(p)) & 1
    sizes = members.sum(axis=1)
    explained = np.zeros(1 << p)
    for size in range(1, p + 1):
        chosen = patterns[sizes == size]
        who = np.nonzero(members[chosen])[1].reshape(len(chosen), size)
        inner = among[who[:, :, None], who[:, None, :]]
        outer = with_outcome[who]
        explained[chosen] = (outer * np.linalg.solve(inner, outer[:, :, None])[:, :, 0]).sum(axis=1)
    # Before a factor enters, each set of the others of a size is equally likely among the sets of that size.
    orders = np.array([1 / (p * _binomial(p - 1, size)) for size in range(p)])
    shares = np.empty(p)
    for factor in range(p):
        without = patterns[members[:, factor] == 0]
        gain = explained[without | (1 << factor)] - explained[without]
        shares[factor] = orders[sizes[without]] @ gain
    return shares


def _binomial(n: int, k: int) -> float:
    return float(np.prod([(n - i) / (i + 1) for i in range(k)])) if k else 1.0


def importance_performance(
    moments: Moments,
    outcome: int,
    *,
    seed: int = 0,
    confidence: float = 0.95,
    draws: int = DRAWS,
) -> ImportancePerformance:
    """Put each factor's importance beside its performance, with the intervals of both.

    Importance is the factor's LMG share of R² for the outcome (Genizi's above 12 factors), performance its mean. Intervals are
    percentiles of `draws` draws of means and covariances as normal answers of the smallest N over pairs would give them (a
    parametric bootstrap: it needs the moments alone).

    `moments` holds outcome and factors, for instance `Moments.combine` of items; `outcome` is its position. Errors: `ValueError` as
    in `relative_importance`, a position that is none, no more answers than items, fewer than 100 draws, a confidence outside
    (0, 1). Source: Martilla and James (1977), Journal of Marketing 41; Grömping (2006), Journal of Statistical Software 17.

    >>> rows = [[4, 5, 3], [2, 2, 4], [5, 4, 4], [3, 3, 2], [1, 2, 2], [4, 4, 5], [3, 2, 3], [5, 5, 4]]
    >>> found = importance_performance(Moments.from_rows(rows), outcome=0)
    >>> found.performance.tolist(), bool(found.importance[0] > found.importance[1])
    ([3.375, 3.375], True)
    """
    open_unit("confidence", confidence)
    size = len(moments.n)
    if isinstance(outcome, bool) or not 0 <= outcome < size or size < 2:
        raise ValueError(
            f"outcome: expected a position from 0 to {size - 1} among two items or more, got {outcome!r}"
        )
    if draws < 100:
        raise ValueError(f"draws: expected 100 or more, got {draws}")
    n = int(moments.n.min())
    if n <= size:
        raise ValueError(f"moments: expected more than {size} answers to each pair of items, got {n}")
    factors = [place for place in range(size) if place != outcome]
    order = [outcome, *factors]
    covariance = moments.covariance()[np.ix_(order, order)]
    means = moments.means()[factors]
    method: ImportanceMethod = "lmg" if len(factors) <= MOST_FACTORS else "genizi"
    found = relative_importance(covariance, method)
    rng = np.random.default_rng(seed)
    root = np.linalg.cholesky(covariance)
    importance = np.empty((draws, len(factors)))
    for draw in range(draws):
        normal = np.tril(rng.standard_normal((size, size)), -1)
        normal[np.diag_indices(size)] = np.sqrt(rng.chisquare(n - 1 - np.arange(size)))
        drawn = root @ normal
        importance[draw] = relative_importance(drawn @ drawn.T / (n - 1), method).shares
    own = np.diag(moments.n).astype(float)[factors]
    spread = np.sqrt(np.diag(covariance)[1:] / own)
    performance = means + rng.standard_normal((draws, len(factors))) * spread
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    (low, high), (worse, better) = (
        np.quantile(importance, tails, axis=0),
        np.quantile(performance, tails, axis=0),
    )
    return ImportancePerformance(
        factors=tuple(factors),
        importance=found.shares,
        importance_low=low,
        importance_high=high,
        performance=means,
        performance_low=worse,
        performance_high=better,
        quadrant=_quadrants((low, found.shares, high), (worse, means, better)),
        r_squared=found.r_squared,
        draws=draws,
        confidence=float(confidence),
    )


def _quadrants(
    importance: tuple[FloatArray, FloatArray, FloatArray],
    performance: tuple[FloatArray, FloatArray, FloatArray],
) -> TextArray:
    names = {
        (True, False): "improve",
        (True, True): "keep",
        (False, False): "low_priority",
        (False, True): "possible_overkill",
    }
    clear, sides = [], []
    for low, middle, high in (importance, performance):
        line = middle.mean()
        clear.append((low > line) | (high < line))
        sides.append(middle > line)
    found = [names[bool(a), bool(b)] for a, b in zip(*sides, strict=True)]
    return np.where(clear[0] & clear[1], np.array(found, dtype=object), "unclear").astype(object)
