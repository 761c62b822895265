"""What a user would take instead, on rows: SciPy always, others where they are installed.

    .venv/bin/pip install --group oracles

brings pingouin, scikit-posthocs and statsmodels; R is asked where it stands on the machine.
"""

import importlib.util
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy import stats

FEW = 40  # units of all-pairs procedures on rows: with 3,321 they take hours
SLOWEST = 20_000  # rows of the slowest one

R_PROGRAM = """
counts <- as.matrix(read.csv("counts.csv", header = FALSE))
unit <- rep(rep(seq_len(nrow(counts)), ncol(counts)), as.vector(counts))
level <- rep(rep(seq_len(ncol(counts)), each = nrow(counts)), as.vector(counts))
t <- system.time(k <- kruskal.test(level, unit))[["elapsed"]]
cat(sprintf("%.17g %.17g\\n", t, k$statistic))
"""


def installed(name: str) -> bool:
    return importlib.util.find_spec(name) is not None


def kruskal(rows: list[np.ndarray]) -> Callable[[], float]:
    return lambda: float(stats.kruskal(*rows).statistic)


def chi_square(unit: np.ndarray, level: np.ndarray) -> Callable[[], float]:
    return lambda: float(
        stats.chi2_contingency(stats.contingency.crosstab(unit, level).count, correction=False).statistic
    )


def mann_whitney(few: np.ndarray, many: np.ndarray) -> Callable[[], float]:
    return lambda: float(stats.mannwhitneyu(few, many, method="asymptotic").statistic)


def bootstrap(level: np.ndarray) -> Callable[[], float]:
    """A share's bootstrap interval of 200 draws."""
    satisfied = level >= 4
    return lambda: float(
        stats.bootstrap(
            (satisfied,), np.mean, n_resamples=200, batch=1, method="percentile", rng=np.random.default_rng(1)
        ).confidence_interval.low
    )


def dunn(unit: np.ndarray, level: np.ndarray) -> Callable[[], Any]:
    import pandas as pd
    import scikit_posthocs

    frame = pd.DataFrame({"unit": unit, "level": level})
    return lambda: scikit_posthocs.posthoc_dunn(
        frame, val_col="level", group_col="unit", p_adjust="holm"
    ).to_numpy()


def games_howell(unit: np.ndarray, level: np.ndarray) -> Callable[[], Any]:
    import pandas as pd
    import pingouin

    frame = pd.DataFrame({"unit": unit, "level": level})

    def call() -> Any:
        return pingouin.pairwise_gameshowell(data=frame, dv="level", between="unit")["pval"].to_numpy()

    return call


def proportional_odds(unit: np.ndarray, level: np.ndarray) -> Callable[[], Any]:
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    dummies = (unit[:, None] == np.arange(1, unit.max() + 1)).astype(float)
    return lambda: OrderedModel(level, dummies, distr="logit").fit(method="bfgs", disp=False).params


def r_kruskal(counts: np.ndarray) -> tuple[float, float] | None:
    """Seconds and statistic of R's own test on the rows; None where there is no R."""
    program = shutil.which("Rscript")
    if program is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        np.savetxt(Path(folder) / "counts.csv", counts, fmt="%d", delimiter=",")
        done = subprocess.run(
            [program, "--vanilla", "-e", R_PROGRAM], cwd=folder, capture_output=True, text=True, check=True
        )
    taken, statistic = done.stdout.split()
    return float(taken), float(statistic)
