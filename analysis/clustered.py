"""Shares from sums over clusters: the linearised interval of a sampling design without its rows.

Where clusters are kept only as sums (their number, Σn, Σy, Σn², Σny, Σy² of each stratum), ratio estimates and their variance
follow exactly, however many answers they hold.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit, stdtrit

from analysis.arithmetic import quotient
from analysis.checking import open_unit, real_numbers
from analysis.intervals import wilson_limits
from analysis.results import Estimate, FloatArray, IntArray, Interval

FEWEST_DF = 8  # below this a variance between clusters is too rough to build an interval on


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusterSums:
    """Sums over the clusters of s strata, all arrays of shape (s,).

    `unit` is the place of the unit each stratum belongs to (from 0), `clusters` their number in it; of each cluster n answers and the
    sum y of what is estimated: `n`, `y` and the sums of their products `nn`, `ny`, `yy`. With weights n and y are weighted sums. Where
    a stratum holds clusters of other units too, `clusters` counts all of them and `holding` those with answers of this one.
    """

    unit: IntArray
    clusters: FloatArray
    n: FloatArray
    y: FloatArray
    nn: FloatArray
    ny: FloatArray
    yy: FloatArray
    holding: FloatArray

    @classmethod
    def of(cls, rows: ArrayLike, holding: ArrayLike | None = None) -> "ClusterSums":
        """Read rows of unit, clusters, n, y, nn, ny, yy: shape (s, 7); `holding`, shape (s,), is by default all clusters.

        Errors: `ValueError` for another shape, negative or infinite numbers, strata without clusters, units that are no places,
        more clusters that hold answers than there are.

        >>> ClusterSums.of([[0, 2, 30, 24, 450, 360, 288]]).clusters.tolist()
        [2.0]
        """
        array = np.asarray(rows, dtype=float)
        if array.ndim != 2 or array.shape[1] != 7:
            raise ValueError(f"rows: expected shape (s, 7), got shape {array.shape}")
        real_numbers("rows", array, array.shape)
        if (
            np.isnan(array).any()
            or (array < 0).any()
            or (array[:, :2] % 1 != 0).any()
            or (array[:, 1] < 1).any()
        ):
            raise ValueError("rows: expected a unit, 1 cluster or more, and sums of 0 or more")
        held = array[:, 1] if holding is None else real_numbers("holding", holding, (len(array),))
        if not ((held >= 0) & (held <= array[:, 1])).all():
            raise ValueError("holding: expected numbers from 0 to that of the clusters")
        return cls(
            holding=held,
            unit=array[:, 0].astype(np.int64),
            **dict(zip(("clusters", "n", "y", "nn", "ny", "yy"), array[:, 1:].T, strict=True)),
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ClusteredShare(Estimate):
    """Shares of k units with the degrees of freedom and the design effect of each, arrays of shape (k,)."""

    df: FloatArray
    design_effect: FloatArray


def _by_unit(sums: ClusterSums, values: FloatArray, k: int) -> FloatArray:
    found: FloatArray = np.bincount(sums.unit, values, minlength=k).astype(float)
    return found


def clustered_ratio(sums: ClusterSums, k: int) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return Σy/Σn of each of k units, its standard error and degrees of freedom, arrays of shape (k,).

    z = (y − r n)/Σn of a cluster; variance Σ_h m_h/(m_h − 1) (Σz² − (Σz)²/m_h) over the strata of the unit, a lonely cluster
    counting whole; degrees of freedom clusters less strata. Equals `SurveyDesign.ratio` on the clusters. Units without answers are
    NaN. Errors: `ValueError` for a stratum of a unit beyond k. Source: Binder (1983), International Statistical Review 51.

    >>> sums = ClusterSums.of([[0, 2, 30, 24, 450, 360, 290]])
    >>> value, error, df = clustered_ratio(sums, 1)
    >>> value.tolist(), error.round(4).tolist(), df.tolist()
    ([0.8], [0.0667], [1.0])
    """
    if len(sums.unit) and sums.unit.max() >= k:
        raise ValueError(f"sums: expected units from 0 to {k - 1}, got {int(sums.unit.max())}")
    n = _by_unit(sums, sums.n, k)
    ratio = quotient(_by_unit(sums, sums.y, k), n)
    r, m = np.nan_to_num(ratio)[sums.unit], sums.clusters
    z = sums.y - r * sums.n
    zz = np.maximum(sums.yy - 2 * r * sums.ny + r**2 * sums.nn, 0)
    spread = np.where(m > 1, m / np.maximum(m - 1, 1) * np.maximum(zz - z**2 / m, 0), zz)
    error = np.sqrt(quotient(_by_unit(sums, spread, k), n**2))
    df = _by_unit(sums, sums.holding, k) - _by_unit(sums, (sums.holding > 0).astype(float), k)
    return ratio, np.where(df > 0, error, np.nan), df


def clustered_share(
    sums: ClusterSums, k: int, confidence: float = 0.95, effective: ArrayLike | None = None
) -> ClusteredShare:
    """Return the share of each of k units with the interval of its clusters; arrays of shape (k,).

    With eight degrees of freedom or more: t interval on the logit scale, as `SurveyDesign.share`; at a share of 0 or 1, or where
    clusters do not vary, and with fewer degrees of freedom: Wilson's, which takes answers as drawn one by one (`df` says
    which). With weights `effective` gives Kish's number of answers for that (and for `n`, rounded); by default Σn.
    `design_effect` is the variance over p(1 − p)/n of that number.

    Errors: as `clustered_ratio`, for sums that are no shares (y above n), a confidence outside (0, 1).
    Source: Korn and Graubard (1998), Survey Methodology 24.

    >>> rows = [[0, 20, 400, 320, 8000, 6400, 5160]]
    >>> found = clustered_share(ClusterSums.of(rows), 1)
    >>> found.interval.low.round(4).tolist(), found.design_effect.round(3).tolist()
    ([0.7639], [0.658])
    """
    open_unit("confidence", confidence)
    if (sums.y > sums.n * (1 + 1e-12)).any():
        raise ValueError("sums: expected no more satisfied answers than answers")
    value, error, df = clustered_ratio(sums, k)
    n = _by_unit(sums, sums.n, k) if effective is None else real_numbers("effective", effective, (k,))
    plain_low, plain_high = wilson_limits(np.nan_to_num(value) * n, n, confidence)
    varies = (df >= FEWEST_DF) & (np.nan_to_num(error) > 0) & (value > 0) & (value < 1)
    inner = np.where(varies, value, 0.5)
    reach = np.where(varies, stdtrit(np.maximum(df, 1), (1 + confidence) / 2) * error, 0) / (
        inner * (1 - inner)
    )
    return ClusteredShare(
        value=value,
        std_error=error,
        interval=Interval(
            low=np.where(varies, expit(logit(inner) - reach), plain_low),
            high=np.where(varies, expit(logit(inner) + reach), plain_high),
            confidence=float(confidence),
            method="logit, clusters; wilson where they are few",
        ),
        n=np.rint(np.nan_to_num(n)).astype(np.int64),
        method="clustered_share",
        df=df,
        design_effect=quotient(error**2, quotient(value * (1 - value), n)),
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Resemblance:
    """How much answers of one cluster resemble each other over all units, and what that costs each unit.

    `icc` is the intra-class correlation (None where the clusters are too few to tell), `design_effect` of shape (k,).
    """

    icc: float | None
    design_effect: FloatArray


def resemblance(sums: ClusterSums, k: int) -> Resemblance:
    """Estimate one intra-class correlation for k units, and the design effect of each: 1 + (b_i − 1)·icc, 1 at least.

    b_i = Σn²/Σn is the size of the cluster an answer lies in. icc = Σ n_i²(v_i − s_i) / Σ n_i² s_i (b_i − 1), with v_i the variance
    of `clustered_ratio` and s_i = p(1 − p)/n_i, cut to [0, 1]: the moments of v_i = s_i (1 + (b_i − 1) icc), over all units with two clusters
    or more. One number for all units, because that of a single unit is too rough; with fewer than eight degrees of freedom in all
    it is None and every design effect 1. Errors: as `clustered_ratio`. Source: Kish (1965), Survey Sampling, ch. 5; Rao and Scott
    (1992), Biometrics 48.

    >>> rows = [[0, 20, 400, 320, 8000, 6400, 5240], [1, 20, 400, 300, 8000, 6000, 4700]]
    >>> found = resemblance(ClusterSums.of(rows), 2)
    >>> round(found.icc, 4), found.design_effect.round(3).tolist()
    (0.0749, [2.423, 2.423])
    """
    value, error, df = clustered_ratio(sums, k)
    n = _by_unit(sums, sums.n, k)
    size = quotient(_by_unit(sums, sums.nn, k), n)
    simple = quotient(value * (1 - value), n)
    used = (df > 0) & (simple > 0)
    if df[used].sum() < FEWEST_DF:
        return Resemblance(icc=None, design_effect=np.ones(k))
    weight = n[used] ** 2
    room = float((weight * simple[used] * (size[used] - 1)).sum())
    over = float((weight * (error[used] ** 2 - simple[used])).sum())
    icc = min(max(over / room, 0.0), 1.0) if room > 0 else 0.0
    return Resemblance(icc=icc, design_effect=1 + np.maximum(np.nan_to_num(size) - 1, 0) * icc)
