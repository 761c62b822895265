"""From a statistic of each unit to verdicts over the whole list: adjusted p, intervals that hold together, bands."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.multiplicity import AdjustMethod, adjust_log10_p, adjust_p_values
from analysis.ranking import bands
from analysis.results import AgainstRest, FloatArray

Limits = tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Judged:
    """What is known of k units before they are taken as a family: arrays of shape (k,)."""

    difference: FloatArray
    statistic: FloatArray
    p: FloatArray
    log10_p: FloatArray
    n: FloatArray

    def family(
        self, limits: Callable[[float], Limits], *, adjust: AdjustMethod, confidence: float, method: str
    ) -> AgainstRest:
        """Adjust over the units that have a p; the family's intervals have level 1 − (1 − confidence)/family.

        `limits` gives the intervals at a level. Errors: `ValueError` for an unknown `adjust`. Source: Holm (1979), Bonferroni's
        inequality.

        >>> one = np.array([0.1, -0.1])
        >>> judged = Judged(difference=one, statistic=one * 30, p=np.array([0.003, 0.003]), log10_p=np.log10([0.003, 0.003]), n=one * 0 + 50)
        >>> found = judged.family(lambda level: (one - level, one + level), adjust="holm", confidence=0.95, method="example")
        >>> found.p_value.tolist(), found.band.tolist(), found.family_low.round(3).tolist()
        ([0.006, 0.006], ['above', 'below'], [-0.875, -1.075])
        """
        size = int((~np.isnan(self.p)).sum())
        p_value = adjust_p_values(self.p, adjust)
        low, high = limits(confidence)
        family_low, family_high = limits(1 - (1 - confidence) / max(size, 1))
        return AgainstRest(
            difference=self.difference,
            low=low,
            high=high,
            family_low=family_low,
            family_high=family_high,
            statistic=self.statistic,
            p_value=p_value,
            unadjusted_p_value=self.p,
            log10_p=adjust_log10_p(self.log10_p, adjust),
            band=bands(p_value, self.difference, 1 - confidence),
            n=np.rint(self.n).astype(np.int64),
            df=None,
            family=size,
            confidence=float(confidence),
            adjust=adjust,
            method=method,
        )
