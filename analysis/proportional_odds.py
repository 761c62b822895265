"""The proportional odds model, fitted on cells of counts: one row of answers for each pattern of the regressors."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.linalg import eigh
from scipy.special import expit

from analysis.checking import real_numbers, whole_counts
from analysis.results import FloatArray, TestResult
from analysis.tails import chi_square_tail

MOST_STEPS = 100
CLOSE = 1e-20  # of the log-likelihood, that a further step would gain
DWINDLED = 1e-7  # of the information at the start


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ProportionalOdds:
    """A fitted model, logit P(Y ≤ j) = θ_j − x'β.

    `coefficients` and `std_errors` have shape (p,), `thresholds` (L−1,), `covariance` (p+L−1)², coefficients first. The thresholds of a
    level that nobody chose coincide, or are infinite at an end of the scale; their rows of the covariance are NaN.
    `converged` is False where the likelihood has no maximum (separated answers) or the steps ran out.
    """

    coefficients: FloatArray
    std_errors: FloatArray
    covariance: FloatArray
    thresholds: FloatArray
    log_likelihood: float
    converged: bool
    iterations: int
    n: int
    method: str


def proportional_odds(cells: ArrayLike, design: ArrayLike) -> ProportionalOdds:
    """Fit logit P(Y ≤ j) = θ_j − x'β by Newton's method on the counts.

    A positive coefficient moves answers to higher levels. Covariance is the inverse of the observed information. Steps that
    do not raise the likelihood are halved.

    `cells` has shape (m, L), one row of counts for each row of `design` (m, p), which has no intercept. Rows without answers
    carry no weight. Errors: `ValueError` for what is no table of counts, a design of another length or with NaN, fewer than two
    levels that were chosen, columns that depend on each other or on the intercept. Source: McCullagh (1980), JRSS B 42;
    as R's `MASS::polr` and `ordinal::clm`.

    >>> fit = proportional_odds([[10, 20, 30], [20, 20, 15], [30, 15, 10]], [[0, 0], [1, 0], [0, 1]])
    >>> fit.coefficients.round(4).tolist(), fit.thresholds.round(4).tolist(), fit.converged
    ([-0.9848, -1.6658], [-1.5259, -0.0286], True)
    """
    counts, x = _checked(cells, design)
    chosen = counts.sum(axis=0) > 0
    if chosen.sum() < 2:
        raise ValueError(f"cells: expected answers on 2 levels or more, got {int(chosen.sum())}")
    kept, p = counts[:, chosen], x.shape[1]
    parameters = np.concatenate([np.zeros(p), _first_thresholds(kept)])
    value, gradient, information = _likelihood(parameters, kept, x)
    at_start = information
    converged, iterations = False, 0
    while iterations < MOST_STEPS and not converged:
        iterations += 1
        step: FloatArray = np.linalg.lstsq(information, gradient, rcond=None)[0].astype(np.float64)
        parameters, value, gradient, information, moved = _stepped(parameters, step, value, kept, x)
        decrement = float(gradient @ np.linalg.lstsq(information, gradient, rcond=None)[0])
        converged = decrement < CLOSE * max(1.0, abs(value))
        if not moved:
            break
    # Where answers are separated the likelihood rises for ever and in some direction the information dwindles to nothing.
    kept_information = eigh(information, at_start, eigvals_only=True)[0]
    converged = converged and bool(kept_information > DWINDLED)
    covariance: FloatArray = np.linalg.pinv(information).astype(np.float64)
    return _unfolded(
        parameters,
        covariance,
        chosen=chosen,
        p=p,
        value=value,
        converged=converged,
        iterations=iterations,
        n=int(counts.sum()),
    )


def _checked(cells: ArrayLike, design: ArrayLike) -> tuple[FloatArray, FloatArray]:
    counts = whole_counts("cells", cells)
    if counts.ndim != 2 or counts.shape[1] < 2:
        raise ValueError(f"cells: expected shape (m, L) with L of 2 or more levels, got shape {counts.shape}")
    shape = np.shape(design)
    if len(shape) != 2 or shape[0] != len(counts):
        raise ValueError(
            f"design: expected shape ({len(counts)}, p), one row for each cell, got shape {shape}"
        )
    x = real_numbers("design", design, shape)
    if np.isnan(x).any():
        raise ValueError("design: expected finite numbers, got NaN")
    used = counts.sum(axis=1) > 0
    with_intercept = np.column_stack([np.ones(int(used.sum())), x[used]])
    if np.linalg.matrix_rank(with_intercept) < shape[1] + 1:
        raise ValueError("design: columns depend on each other or on the intercept, which every model has")
    return counts[used], x[used]


def _first_thresholds(counts: FloatArray) -> FloatArray:
    totals = counts.sum(axis=0)
    below = np.cumsum(totals)[:-1] / totals.sum()
    start: FloatArray = np.log(below / (1 - below))
    return start


def _likelihood(
    parameters: FloatArray, counts: FloatArray, x: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return the log-likelihood, its gradient and minus its second derivatives; −inf for thresholds out of order."""
    m, levels = counts.shape
    p = x.shape[1]
    thresholds = parameters[p:]
    if (np.diff(thresholds) <= 0).any():
        return -np.inf, parameters, np.eye(len(parameters))
    eta = thresholds - (x @ parameters[:p])[:, None]
    inside, outside = expit(eta), expit(-eta)
    edge = np.zeros((m, 1))
    # From the nearer end of the curve, so that small probabilities keep their digits.
    lower, upper = np.hstack([edge, inside]), np.hstack([inside, edge + 1])
    lower_tail, upper_tail = np.hstack([edge + 1, outside]), np.hstack([outside, edge])
    probability = np.where(upper > 0.5, lower_tail - upper_tail, upper - lower)
    probability = np.maximum(probability, 1e-300)
    value = float((counts * np.log(probability)).sum())
    slope = np.hstack([edge, inside * outside, edge])
    bend = np.hstack([edge, inside * outside * (outside - inside), edge])
    ratio = counts / probability
    # Each level lies between cut j (upper) and cut j − 1 (lower); both move with minus x'β.
    by_cut = (ratio[:, :-1] - ratio[:, 1:]) * slope[:, 1:-1]
    gradient = np.concatenate([-(x * by_cut.sum(axis=1)[:, None]).sum(axis=0), by_cut.sum(axis=0)])
    own = (ratio[:, :-1] - ratio[:, 1:]) * bend[:, 1:-1]
    squared = ratio / probability
    cut = np.zeros((m, levels - 1, levels - 1))
    diagonal = np.arange(levels - 1)
    cut[:, diagonal, diagonal] = own - (squared[:, :-1] + squared[:, 1:]) * slope[:, 1:-1] ** 2
    beside = squared[:, 1:-1] * slope[:, 1:-2] * slope[:, 2:-1]
    cut[:, diagonal[:-1], diagonal[1:]] = beside
    cut[:, diagonal[1:], diagonal[:-1]] = beside
    row = cut.sum(axis=2)
    hessian = np.zeros((len(parameters), len(parameters)))
    hessian[:p, :p] = (x * row.sum(axis=1)[:, None]).T @ x
    hessian[:p, p:] = -x.T @ row
    hessian[p:, :p] = hessian[:p, p:].T
    hessian[p:, p:] = cut.sum(axis=0)
    return value, gradient, -hessian


def _stepped(
    parameters: FloatArray, step: FloatArray, value: float, counts: FloatArray, x: FloatArray
) -> tuple[FloatArray, float, FloatArray, FloatArray, bool]:
    for _ in range(40):
        tried = parameters + step
        found, gradient, information = _likelihood(tried, counts, x)
        if found >= value - 1e-12 * abs(value):
            return tried, found, gradient, information, True
        step = step / 2
    _, gradient, information = _likelihood(parameters, counts, x)
    return parameters, value, gradient, information, False


def _unfolded(
    parameters: FloatArray,
    covariance: FloatArray,
    *,
    chosen: np.ndarray[tuple[int], np.dtype[np.bool_]],
    p: int,
    value: float,
    converged: bool,
    iterations: int,
    n: int,
) -> ProportionalOdds:
    """Put thresholds of levels that nobody chose back in their places."""
    levels = len(chosen)
    place = np.cumsum(chosen)[:-1]  # how many chosen levels lie at or below each cut
    padded = np.concatenate([[-np.inf], parameters[p:], [np.inf]])
    real = np.flatnonzero(chosen[:-1] & (place < chosen.sum()))  # each real cut stands at its chosen level
    whole = np.full((p + levels - 1, p + levels - 1), np.nan)
    seats = np.concatenate([np.arange(p), p + real])
    whole[np.ix_(seats, seats)] = covariance
    return ProportionalOdds(
        coefficients=parameters[:p],
        std_errors=np.sqrt(np.diag(covariance)[:p]),
        covariance=whole,
        thresholds=padded[place],
        log_likelihood=value,
        converged=converged,
        iterations=iterations,
        n=n,
        method="proportional_odds",
    )


def brant_test(cells: ArrayLike, design: ArrayLike) -> TestResult:
    """Test whether one coefficient serves at every cut of the scale, as proportional odds assume.

    A logistic regression of Y > j at each of the L−1 cuts; the differences of their coefficients from those of the first, with the
    joint covariance of all regressions, make a Wald statistic with (L−2)p degrees of freedom. A small p speaks against the
    assumption; with many answers it does so for differences that do not matter.

    Arguments and errors as in `proportional_odds`; also `ValueError` where only two levels were chosen or a regression has no
    maximum. Source: Brant (1990), Biometrics 46.

    >>> result = brant_test([[10, 20, 30], [20, 20, 15], [30, 15, 10]], [[0, 0], [1, 0], [0, 1]])
    >>> round(result.statistic, 4), result.df
    (0.4509, 2)
    """
    counts, x = _checked(cells, design)
    counts = counts[:, counts.sum(axis=0) > 0]
    cuts, p = counts.shape[1] - 1, x.shape[1]
    if cuts < 2:
        raise ValueError(
            "cells: expected answers on 3 levels or more, a scale of two has nothing to be proportional"
        )
    n = counts.sum(axis=1)
    with_intercept = np.column_stack([np.ones(len(x)), x])
    above = n[:, None] - np.cumsum(counts, axis=1)[:, :-1]
    fits = [_logistic(above[:, cut], n, with_intercept) for cut in range(cuts)]
    shares = np.column_stack([expit(with_intercept @ fit) for fit in fits])
    inverses = [
        np.linalg.inv((with_intercept * (n * share * (1 - share))[:, None]).T @ with_intercept)
        for share in shares.T
    ]
    joint = np.zeros((cuts * p, cuts * p))
    for one in range(cuts):
        for two in range(one, cuts):
            # Who lies above the higher cut lies above the lower one too.
            shared = n * (shares[:, two] - shares[:, one] * shares[:, two])
            block = inverses[one] @ ((with_intercept * shared[:, None]).T @ with_intercept) @ inverses[two]
            joint[one * p : one * p + p, two * p : two * p + p] = block[1:, 1:]
            joint[two * p : two * p + p, one * p : one * p + p] = block[1:, 1:].T
    contrast = np.kron(np.column_stack([-np.ones(cuts - 1), np.eye(cuts - 1)]), np.eye(p))
    gap = contrast @ np.concatenate([fit[1:] for fit in fits])
    statistic = float(gap @ np.linalg.solve(contrast @ joint @ contrast.T, gap))
    df = (cuts - 1) * p
    p_value, log10_p = chi_square_tail(statistic, df)
    return TestResult(
        statistic=statistic, p_value=p_value, df=df, n=int(n.sum()), method="brant_test", log10_p=log10_p
    )


def _logistic(successes: FloatArray, n: FloatArray, x: FloatArray) -> FloatArray:
    """Fit a logistic regression on cells: the proportional odds of two levels."""
    fit = proportional_odds(np.column_stack([n - successes, successes]), x[:, 1:])
    if not fit.converged:
        raise ValueError(
            "cells: answers are separated by the design at some cut, its regression has no maximum"
        )
    return np.concatenate([-fit.thresholds, fit.coefficients])
