"""Bands instead of bare ranks."""

import numpy as np
from numpy.typing import ArrayLike

from analysis.checking import open_unit, probabilities, real_numbers
from analysis.results import TextArray


def bands(p_value: ArrayLike, difference: ArrayLike, alpha: float = 0.05) -> TextArray:
    """Return each unit's band: "above", "not_distinguishable", "below", or None where it was not compared.

    A unit is above (below) when p ≤ alpha and its difference is positive (negative). `p_value` should already be adjusted
    over its family. "not_distinguishable" says that the ground is too thin to tell, never that units are equal.

    `p_value` and `difference` have one shape, the result too; NaN in either gives None. Errors: `ValueError` for p outside
    [0, 1], unequal shapes, infinite differences, alpha outside (0, 1).

    Source: our reading of a two-sided test at level alpha; see Goldstein and Healy (1995), JRSS A 158, on league tables.

    >>> bands([0.01, 0.20, 0.03, float("nan")], [0.1, 0.1, -0.1, 0.1]).tolist()
    ['above', 'not_distinguishable', 'below', None]
    """
    open_unit("alpha", alpha)
    p = probabilities("p_value", p_value)
    d = real_numbers("difference", difference, p.shape)
    band = np.full(p.shape, "not_distinguishable", dtype=object)
    band[(p <= alpha) & (d > 0)] = "above"
    band[(p <= alpha) & (d < 0)] = "below"
    band[np.isnan(p) | np.isnan(d)] = None
    return band
