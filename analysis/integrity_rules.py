"""The rules by which counters are looked at: each gives one p-value a counter, from counts of its half-days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import bdtrc, chdtrc, gammainc, stdtr

from analysis.arithmetic import quotient
from analysis.results import FloatArray

FEWEST_COUNTERS = 8  # below this there are no peers to compare with
TINY = 1e-300


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """What is known of a counter's half-day.

    `counter` names it, `bins` are answers in successive ten minutes (every batch of the same opening hours has as many), `levels` answers
    to the headline from worst to best, `not_applicable` those outside of them; `best` counts forms with the best level throughout,
    `fast` those filled in under five seconds, `after_hours` those outside of opening hours; `longest_run` is the longest run
    of forms with the best level throughout.
    """

    counter: str
    bins: Sequence[int]
    levels: Sequence[int]
    not_applicable: int = 0
    best: int = 0
    fast: int = 0
    after_hours: int = 0
    longest_run: int = 0

    @property
    def n(self) -> int:
        """Answers of the half-day, whatever they say.

        >>> Batch(counter="a", bins=[2, 1], levels=[0, 0, 3], not_applicable=1).n
        4
        """
        return sum(self.levels) + self.not_applicable


@dataclass(slots=True)
class Signs:
    """Raw p-values and evidence by rule, in the order of the counters; 1 where a rule has nothing to say."""

    counters: list[str]
    p: dict[str, FloatArray] = field(default_factory=dict)
    evidence: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def add(self, rule: str, p: FloatArray, **numbers: FloatArray) -> None:
        """Set a rule's p-values, shape (k,), and the numbers that stand behind them; NaN says nothing.

        >>> signs = Signs(["a", "b"])
        >>> signs.add("fast", np.array([0.01, np.nan]), share=np.array([0.5, 0.1]))
        >>> signs.p["fast"].tolist(), signs.evidence["fast"][0]
        ([0.01, 1.0], {'share': 0.5})
        """
        self.p[rule] = np.where(np.isnan(p), 1.0, np.clip(p, TINY, 1.0))
        self.evidence[rule] = [
            {name: float(values[row]) for name, values in numbers.items()}
            for row in range(len(self.counters))
        ]


def arrivals(signs: Signs, known: Mapping[str, Sequence[Batch]]) -> None:
    """Look at the bins of each half-day against the profile of all counters: `burst` and `regular`.

    Burst: the binomial tail of the fullest bin, its excess divided by φ, the median over counters of Pearson's χ²/df (1 at least), times
    the bins and half-days looked at. Regular: the lower tail of the summed χ², as a gamma with mean df and the multinomial's
    variance, 2(m−1) + (Σ1/q − m² − 2m + 2)/n a half-day. Source: Haldane (1937), Biometrika 29.

    >>> signs = Signs(["a", "b", "c"])
    >>> bins = {"a": [8, 7, 9], "b": [7, 9, 8], "c": [1, 22, 1]}
    >>> arrivals(signs, {c: [Batch(counter=c, bins=own, levels=[0, 24])] for c, own in bins.items()})
    >>> signs.p["burst"].round(4).tolist(), signs.evidence["burst"][2]["answers"]
    ([1.0, 1.0, 0.0], 22.0)
    """
    lengths = {len(batch.bins) for own in known.values() for batch in own}
    profiles = {length: _profile(known, length) for length in lengths if length > 1}
    burst, worst, excess, regular = ([] for _ in range(4))
    spread: list[tuple[float, float, float]] = []
    for own in known.values():
        observed = expected = variance = 0.0
        for batch in own:
            n = sum(batch.bins)
            if len(batch.bins) in profiles and n > 1:
                q = profiles[len(batch.bins)]
                x = np.asarray(batch.bins, dtype=float)
                observed += float(((x - n * q) ** 2 / (n * q)).sum())
                m = len(q)
                expected += m - 1
                variance += 2 * (m - 1) + float((1 / q).sum() - m**2 - 2 * m + 2) / n
        spread.append((observed, expected, variance))
    # Real arrivals come a little in groups: what most counters show is nobody's burst.
    ratios = [observed / expected for observed, expected, _ in spread if expected > 0]
    phi = max(float(np.median(ratios)), 1.0) if ratios else 1.0
    for own, (observed, expected, variance) in zip(known.values(), spread, strict=True):
        chances = [
            _burst(batch, profiles[len(batch.bins)], phi) for batch in own if len(batch.bins) in profiles
        ]
        p, most, usual = min(chances, default=(1.0, 0.0, 0.0))
        burst.append(min(p * max(len(chances), 1), 1.0))
        worst.append(most)
        excess.append(usual)
        regular.append(_lower(observed, expected, variance))
    signs.add("burst", np.array(burst), answers=np.array(worst), expected=np.array(excess))
    signs.add(
        "regular",
        np.array(regular),
        chi_square=np.array([s[0] for s in spread]),
        df=np.array([s[1] for s in spread]),
    )


def _profile(known: Mapping[str, Sequence[Batch]], length: int) -> FloatArray:
    """How a half-day's answers spread over its bins; every counter weighs the same, so that none sets its own standard."""
    shares = []
    for own in known.values():
        together = np.sum([batch.bins for batch in own if len(batch.bins) == length], axis=0)
        if np.sum(together) > 0:
            shares.append(together / np.sum(together))
    profile: FloatArray = np.median(shares, axis=0) + 0.05 / length
    profile /= profile.sum()
    return profile


def _burst(batch: Batch, profile: FloatArray, phi: float) -> tuple[float, float, float]:
    """The chance of a bin as full as the fullest, in any bin of the half-day; its answers, and the number expected."""
    x = np.asarray(batch.bins, dtype=float)
    n = x.sum()
    if n < 2:
        return 1.0, 0.0, 0.0
    tails = bdtrc(np.maximum(np.floor((x - n * profile) / phi + n * profile) - 1, 0), int(n), profile)
    tails = np.where(x <= np.maximum(1, n * profile), 1.0, tails)
    fullest = int(np.argmin(tails))
    return min(float(tails[fullest]) * len(x), 1.0), float(x[fullest]), float(n * profile[fullest])


def runs(signs: Signs, known: Mapping[str, Sequence[Batch]]) -> None:
    """Look at the longest run of best forms: `long_run`, p = 1 − exp(−n(1−p)p^r).

    p is the counter's share in its other half-days, raised by twice their spread. Source: Schilling (1990), College Mathematics Journal 21.

    >>> signs = Signs(["a"])
    >>> half_days = [Batch(counter="a", bins=[], levels=[5, 5], best=5, longest_run=run) for run in (3, 2, 2, 3)]
    >>> runs(signs, {"a": half_days + [Batch(counter="a", bins=[], levels=[0, 30], best=30, longest_run=30)]})
    >>> bool(signs.p["long_run"][0] < 1e-6), signs.evidence["long_run"][0]
    (True, {'longest': 30.0})
    """
    p_values, longest = [], []
    for own in known.values():
        n = sum(b.n for b in own)
        longest_in = max(own, key=lambda b: b.longest_run)
        run = longest_in.longest_run
        # The half-day that is looked at does not set its own standard.
        others = [b for b in own if b is not longest_in and b.n] or [longest_in]
        size, best = sum(b.n for b in others), sum(b.best for b in others)
        p = best / size
        between = max(float(np.var([b.best / b.n for b in others])) - p * (1 - p) * len(others) / size, 0.0)
        raised = min(p + 2 * np.sqrt(between) + 0.02, 0.99)
        p_values.append(-np.expm1(-n * (1 - raised) * raised**run) if run else 1.0)
        longest.append(run)
    signs.add("long_run", np.array(p_values), longest=np.array(longest, dtype=float))


def dispersion(signs: Signs, known: Mapping[str, Sequence[Batch]]) -> None:
    """Look for half-day shares of best forms closer together than drawing one by one would leave them: `even_shares`.

    The lower tail of Σ(x − np)²/(np(1−p)), as a gamma with mean df and variance 2 df + Σ(1 − 6p(1−p))/(np(1−p)). Source: Fisher (1925),
    Statistical Methods for Research Workers, on dispersion.

    >>> signs = Signs(["a"])
    >>> dispersion(signs, {"a": [Batch(counter="a", bins=[], levels=[5, 5], best=5) for _ in range(30)]})
    >>> float(signs.p["even_shares"][0]) < 1e-6, signs.evidence["even_shares"][0]
    (True, {'dispersion': 0.0})
    """
    p_values, ratios = [], []
    for own in known.values():
        n = np.array([b.n for b in own if b.n], dtype=float)
        x = np.array([b.best for b in own if b.n], dtype=float)
        p = x.sum() / n.sum()
        df = len(n) - 1
        if df < 5 or p in {0.0, 1.0}:
            p_values.append(1.0)
            ratios.append(np.nan)
            continue
        observed = float(((x - n * p) ** 2 / (n * p * (1 - p))).sum())
        # Variance of the sum for small groups: 2 df and what the kurtosis of a binomial adds.
        variance = 2 * df + float(((1 - 6 * p * (1 - p)) / (n * p * (1 - p))).sum())
        p_values.append(_lower(observed, df, max(variance, 0.5 * df)))
        ratios.append(observed / df)
    signs.add("even_shares", np.array(p_values), dispersion=np.array(ratios))


def _lower(observed: float, mean: float, variance: float) -> float:
    """The lower tail of a sum of squares, as a gamma of this mean and variance (a chi-square where variance is twice the mean)."""
    return float(gammainc(mean**2 / variance, observed * mean / variance)) if variance > 0 else 1.0


def against_transactions(
    signs: Signs, known: Mapping[str, Sequence[Batch]], served: Mapping[str, float]
) -> None:
    """Look at answers for the people served: `answers_above_transactions` (Poisson tail) and, with peers, `high_rate`.

    >>> signs = Signs(["a"])
    >>> against_transactions(signs, {"a": [Batch(counter="a", bins=[], levels=[10, 50])]}, {"a": 30})
    >>> bool(signs.p["answers_above_transactions"][0] < 1e-5), signs.evidence["answers_above_transactions"][0]
    (True, {'answers': 60.0, 'transactions': 30.0})
    """
    n = np.array([sum(b.n for b in own) for own in known.values()], dtype=float)
    total = np.array([served.get(counter, np.nan) for counter in known])
    # P(Poisson(μ) ≥ n) = P(chi-square of 2n degrees ≤ 2μ).
    over = np.where(n > total, 1 - chdtrc(2 * n, 2 * np.maximum(np.nan_to_num(total), 0.5)), 1.0)
    signs.add("answers_above_transactions", over, answers=n, transactions=total)
    rate = np.log(quotient(n, total))
    if (~np.isnan(rate)).sum() >= FEWEST_COUNTERS:
        signs.add("high_rate", _upper(rate, quotient(1, n)), rate=np.exp(rate))


def against_peers(signs: Signs, known: Mapping[str, Sequence[Batch]]) -> None:
    """Look at shares against those of the other counters: `all_best`, `fast`, `after_hours`, `few_not_applicable`.

    asin √((x + 3/8)/(n + 3/4)) less its median over counters, by the spread between them and 1/(4n + 2), in a t with k/2 degrees of
    freedom. Source: Anscombe (1948), Biometrika 35.

    >>> names = list("abcdefgh")
    >>> signs = Signs(names)
    >>> against_peers(signs, {c: [Batch(counter=c, bins=[], levels=[60, 40], best=95 if c == "h" else 30)] for c in names})
    >>> signs.evidence["all_best"][7]["share"], bool(signs.p["all_best"][7] < 0.001)
    (0.95, True)
    """
    n = np.array([sum(b.n for b in own) for own in known.values()], dtype=float)
    for rule, name, side in (
        ("all_best", "best", 1),
        ("fast", "fast", 1),
        ("after_hours", "after_hours", 1),
        ("few_not_applicable", "not_applicable", -1),
    ):
        x = np.array([sum(getattr(b, name) for b in own) for own in known.values()], dtype=float)
        if not x.sum():
            continue
        # Anscombe's transformation: its variance does not hang on the share, also where few are expected.
        angle = np.arcsin(np.sqrt((x + 0.375) / (n + 0.75)))
        peers = np.full(len(n), np.sin(np.median(angle)) ** 2)
        signs.add(rule, _upper(side * angle, 1 / (4 * n + 2)), share=x / n, peers=peers)


def _upper(value: FloatArray, own_variance: FloatArray) -> FloatArray:
    """The upper tail of each value against its peers: their median, their spread between counters, and its own error.

    The spread is that of the lower half, doubled where the upper one is wider: stuffers must not widen their own standard.
    """
    known = ~np.isnan(value)
    middle = float(np.median(value[known]))
    below = middle - value[known][value[known] <= middle]
    spread = 1.4826 * float(np.median(below)) if len(below) else 0.0
    between = max(spread**2 - float(np.median(own_variance[known])), 0.0)
    # The spread of k counters is itself uncertain: a t with half as many degrees of freedom.
    z = (value - middle) / np.sqrt(between + own_variance)
    found: FloatArray = stdtr(max(known.sum() / 2, 4), -z)
    return found
