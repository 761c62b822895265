"""From which to which rank a unit may stand: shown on demand, for who would otherwise rank by eye."""

from collections.abc import Mapping, Sequence

import numpy as np

from analysis.clustered import FEWEST_DF, ClusterSums, clustered_share
from analysis.ranking import rank_sets
from survey_app.services.comparing.boxes import rows_of
from survey_app.services.comparing.comparison import FEW_TO_TRUST, UnitResult
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.estimates import strata_of


def rank_intervals(window: Window, units: Sequence[UnitResult]) -> Mapping[str, tuple[int, int]]:
    """Ranks that cannot be excluded, all together at 95 %, of units with thirty answers or more (1 the best).

    Units that have to be looked at have no rank, and are none that others are ranked against.
    """
    places = [
        place
        for place, unit in enumerate(units)
        if unit.share and (unit.n or 0) >= FEW_TO_TRUST and not unit.signs
    ]
    if len(places) < 2:
        return {}
    chosen = [units[place] for place in places]
    share = np.array([unit.share.value if unit.share else np.nan for unit in chosen])
    n = np.array([unit.n or 0 for unit in chosen])
    # Of a share of 0 or 1 the plain error would be 0 and settle every rank: half an answer each way.
    middle = (share * n + 0.5) / (n + 1)
    error = np.sqrt(middle * (1 - middle) / (n + 1))
    strata = strata_of(window, places)
    if strata is not None:
        own = clustered_share(ClusterSums.of(rows_of(strata)), len(places))
        told = (own.df >= FEWEST_DF) & (np.nan_to_num(own.std_error) > 0)
        error = np.where(told, own.std_error, error)
    found = rank_sets(share, error)
    return {
        unit.code: (low, high)
        for unit, low, high in zip(chosen, found.low.tolist(), found.high.tolist(), strict=True)
    }
