"""Whether the items of a factor measure one thing: alpha, omega, and what each item adds. From moments."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit, fdtri, logit, ndtri

from analysis.checking import open_unit
from analysis.moments import Moments
from analysis.results import Estimate, FloatArray, Interval

SMALLEST_UNIQUENESS = 0.005  # of a standardised item, as R's factanal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ItemStatistics:
    """What each item adds; every array has shape (p,), in the order of the items.

    `item_total` is the correlation with the sum of all items, `item_rest` with the sum of the others, `alpha_if_deleted` alpha of
    the others (NaN where only one is left).
    """

    mean: FloatArray
    std_dev: FloatArray
    item_total: FloatArray
    item_rest: FloatArray
    alpha_if_deleted: FloatArray
    n: int


def cronbach_alpha(moments: Moments, confidence: float = 0.95) -> Estimate:
    """Return Cronbach's alpha with Feldt's interval.

    α = k/(k−1) · (1 − tr C / ΣC) on the pairwise covariances C of k items. Interval 1 − (1−α)·F at the quantiles of F with n−1 and
    (n−1)(k−1); standard error of Duhachek and Iacobucci. `n` is the smallest number of rows over pairs of items, for the
    interval too.

    NaN where an item has fewer than two answers or nothing varies. Errors: `ValueError` for fewer than two items, a
    confidence outside (0, 1). Source: Cronbach (1951), Psychometrika 16; Feldt, Woodruff and Salih (1987), Applied
    Psychological Measurement 11; Duhachek and Iacobucci (2004), Journal of Applied Psychology 89. As R's `psych::alpha`.

    >>> rows = [[1, 2, 2], [2, 2, 3], [3, 4, 4], [4, 4, 5], [5, 4, 5], [2, 3, 1]]
    >>> estimate = cronbach_alpha(Moments.from_rows(rows))
    >>> round(estimate.value, 4), round(estimate.interval.low, 4), round(estimate.interval.high, 4)
    (0.9068, 0.6053, 0.9859)
    """
    open_unit("confidence", confidence)
    covariance, n = _items(moments, least=2)
    k = len(covariance)
    value = _alpha(covariance)
    std_error = low = high = float("nan")
    if n > 1 and not np.isnan(value):
        total, trace = covariance.sum(), np.trace(covariance)
        squared = covariance @ covariance
        spread = total * (np.trace(squared) + trace**2) - 2 * trace * squared.sum()
        std_error = float(np.sqrt(2 * k**2 / (k - 1) ** 2 / total**3 * spread / n))
        df1, df2 = n - 1, (n - 1) * (k - 1)
        low = 1 - (1 - value) * float(fdtri(df1, df2, (1 + confidence) / 2))
        high = 1 - (1 - value) * float(fdtri(df1, df2, (1 - confidence) / 2))
    return Estimate(
        value=value,
        std_error=std_error,
        interval=Interval(low=low, high=high, confidence=float(confidence), method="feldt"),
        n=n,
        method="cronbach_alpha",
    )


def _items(moments: Moments, *, least: int) -> tuple[FloatArray, int]:
    if len(moments.n) < least:
        raise ValueError(f"moments: expected {least} items or more, got {len(moments.n)}")
    return moments.covariance(), int(moments.n.min())


def _alpha(covariance: FloatArray) -> float:
    k, total = len(covariance), covariance.sum()
    if k < 2 or not total > 0:
        return float("nan")
    return float(k / (k - 1) * (1 - np.trace(covariance) / total))


def item_statistics(moments: Moments) -> ItemStatistics:
    """Return what each item adds to the sum of all: its mean, spread, correlations, and alpha without it.

    On the pairwise covariances C: item-total c_i/(s_i √ΣC) with c_i the i-th row sum of C, item-rest (c_i − s_i²)/(s_i √(ΣC − 2c_i + s_i²)).
    An item that does not vary has NaN correlations. Errors: `ValueError` for fewer than two items.
    Source: Nunnally and Bernstein (1994), Psychometric Theory, ch. 8; as `raw.r` and `r.drop` of R's `psych::alpha` without
    missing answers.

    >>> rows = [[1, 2, 2], [2, 2, 3], [3, 4, 4], [4, 4, 5], [5, 4, 5], [2, 3, 1]]
    >>> item_statistics(Moments.from_rows(rows)).item_rest.round(4).tolist()
    [0.923, 0.8039, 0.8281]
    """
    covariance, n = _items(moments, least=2)
    variance = np.diag(covariance)
    with_all, total = covariance.sum(axis=1), covariance.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        std_dev = np.sqrt(variance)
        item_total = with_all / std_dev / np.sqrt(total)
        item_rest = (with_all - variance) / std_dev / np.sqrt(total - 2 * with_all + variance)
    others = [np.delete(np.arange(len(covariance)), item) for item in range(len(covariance))]
    still = variance == 0
    return ItemStatistics(
        mean=moments.means(),
        std_dev=std_dev,
        item_total=np.where(still, np.nan, item_total),
        item_rest=np.where(still, np.nan, item_rest),
        alpha_if_deleted=np.array([_alpha(covariance[np.ix_(left, left)]) for left in others]),
        n=n,
    )


def mcdonald_omega(moments: Moments, confidence: float = 0.95) -> Estimate:
    """Return McDonald's omega of one factor fitted by maximum likelihood.

    The covariances are fitted as λλ' + diag(θ); ω = (Σλ)² / ((Σλ)² + Σθ). No item's own share of its variance goes below 0.005.
    Standard error by the delta method from the information of the normal likelihood, interval on the logit scale. The model
    takes answers for normal and one factor for all there is: read it beside alpha, not instead.

    `n` is the smallest number of rows over pairs of items. NaN where some item has fewer than two answers or does not vary, or
    the pairwise covariances are no covariances (a negative eigenvalue). Errors: `ValueError` for fewer than three items (two
    do not identify a factor), a confidence outside (0, 1). Source: McDonald (1999), Test Theory; Jöreskog (1967),
    Psychometrika 32; as R's `factanal` on the covariance scale.

    >>> rows = [[1, 2, 2], [2, 2, 3], [3, 4, 4], [4, 4, 5], [5, 4, 5], [2, 3, 1], [3, 3, 2], [1, 1, 2]]
    >>> round(mcdonald_omega(Moments.from_rows(rows)).value, 4)
    0.9207
    """
    open_unit("confidence", confidence)
    covariance, n = _items(moments, least=3)
    value = std_error = low = high = float("nan")
    fit = _one_factor(covariance)
    if fit is not None:
        loadings, own = fit
        value = _omega(loadings, own)
        std_error = _error_of_omega(loadings, own, n)
        if 0 < value < 1 and std_error > 0:
            reach = float(ndtri((1 + confidence) / 2)) * std_error / (value * (1 - value))
            low, high = (float(expit(logit(value) + side * reach)) for side in (-1, 1))
    return Estimate(
        value=value,
        std_error=std_error,
        interval=Interval(low=low, high=high, confidence=float(confidence), method="logit"),
        n=n,
        method="mcdonald_omega",
    )


def _omega(loadings: FloatArray, own: FloatArray) -> float:
    common = loadings.sum() ** 2
    return float(common / (common + own.sum()))


def _one_factor(covariance: FloatArray) -> tuple[FloatArray, FloatArray] | None:
    """Return loadings and own variances, or None where there is nothing to fit."""
    variance = np.diag(covariance)
    if np.isnan(covariance).any() or not (variance > 0).all():
        return None
    scale = np.sqrt(variance)
    correlation = covariance / np.outer(scale, scale)
    if np.linalg.eigvalsh(correlation)[0] <= 0:
        return None

    def misfit(own: FloatArray) -> tuple[float, FloatArray]:
        values, vectors = np.linalg.eigh(correlation / np.sqrt(np.outer(own, own)))
        small = values[:-1]
        loadings = np.sqrt(own) * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0))
        implied_gap = np.diag(np.outer(loadings, loadings)) + own - 1
        return float((small - np.log(small) - 1).sum()), implied_gap / own**2

    start = np.clip(0.5 / np.diag(np.linalg.inv(correlation)), SMALLEST_UNIQUENESS, 1)
    bounds = [(SMALLEST_UNIQUENESS, 1.0)] * len(start)
    found = minimize(
        misfit,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=bounds,
        options={"ftol": 1e-15, "gtol": 1e-10, "maxiter": 1000},
    )
    own = found.x
    values, vectors = np.linalg.eigh(correlation / np.sqrt(np.outer(own, own)))
    loadings = np.sqrt(own) * vectors[:, -1] * np.sqrt(max(values[-1] - 1, 0))
    loadings *= np.sign(loadings.sum()) or 1.0
    return loadings * scale, own * variance


def _error_of_omega(loadings: FloatArray, own: FloatArray, n: int) -> float:
    p = len(loadings)
    inverse = np.linalg.inv(np.outer(loadings, loadings) + np.diag(own))
    slopes = [np.outer(unit, loadings) + np.outer(loadings, unit) for unit in np.eye(p)]
    slopes += [np.diag(unit) for unit in np.eye(p)]
    turned = [inverse @ slope for slope in slopes]
    information = n / 2 * np.array([[float((a * b.T).sum()) for b in turned] for a in turned])
    total = loadings.sum() ** 2 + own.sum()
    by_loading = 2 * loadings.sum() * own.sum() / total**2
    by_own = -(loadings.sum() ** 2) / total**2
    gradient = np.concatenate([np.full(p, by_loading), np.full(p, by_own)])
    variance = float(gradient @ np.linalg.pinv(information) @ gradient)
    return float(np.sqrt(max(variance, 0.0)))
