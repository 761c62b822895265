"""Signs that answers were stuffed, from counts alone: what the intake keeps of a counter's half-day, never of one answer.

A flag is a sign that somebody should look, never a proof: counters differ for good reasons, and the rules compare each with what its
peers show. Benford's law is not used, it does not fit levels from 1 to 5.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from scipy.special import bdtrc, chdtrc, gammainc, stdtr

from analysis.arithmetic import quotient
from analysis.checking import open_unit
from analysis.multiplicity import adjust_p_values
from analysis.results import FloatArray

FEWEST_COUNTERS = 8  # below this there are no peers to compare with
FEWEST_ANSWERS = 30  # of a counter, below this nothing is said of it
TINY = 1e-300

# What each rule looks at; the order of the flags of one counter.
RULES = {
    "answers_above_transactions": "more answers than people served",
    "burst": "more answers in ten minutes than the day explains",
    "regular": "answers spread more evenly than chance does",
    "long_run": "a longer run of equal answers than chance gives",
    "fast": "more forms filled in under five seconds than at peers",
    "after_hours": "more answers outside of opening hours than at peers",
    "high_rate": "more answers for the people served than at peers",
    "all_best": "more forms with the best level throughout than at peers",
    "few_not_applicable": "fewer 'not applicable' than at peers",
    "even_shares": "shares of half-days closer together than chance allows",
    "together": "several weak signs at once",
}
# Whoever adds answers with care shows in these a little: more answers, better ones, fewer that say "not applicable".
WEAK_SIGNS = ("high_rate", "all_best", "few_not_applicable")


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """A sign at one counter: the rule, its numbers, and its strength.

    `p_value` is adjusted over all counters and rules; `strength` = −log10 of it, so that 2 is one in a hundred.
    """

    counter: str
    rule: str
    evidence: Mapping[str, float]
    p_value: float
    strength: float


@dataclass(slots=True)
class _Signs:
    """Raw p-values and evidence by rule, in the order of the counters; 1 where a rule has nothing to say."""

    counters: list[str]
    p: dict[str, FloatArray] = field(default_factory=dict)
    evidence: dict[str, list[dict[str, float]]] = field(default_factory=dict)

    def add(self, rule: str, p: FloatArray, **numbers: FloatArray) -> None:
        self.p[rule] = np.where(np.isnan(p), 1.0, np.clip(p, TINY, 1.0))
        self.evidence[rule] = [
            {name: float(values[row]) for name, values in numbers.items()}
            for row in range(len(self.counters))
        ]


def screen(
    batches: Iterable[Batch], transactions: Mapping[str, float] | None = None, alpha: float = 0.05
) -> list[Flag]:
    """Look for signs of stuffing at each counter; flags in the order of counters, the strongest first.

    Rules (`RULES`): bursts and too regular arrivals against the profile of all counters' half-days (beta-binomial tail; Pearson's
    chi-square of the bins with the multinomial variance of Haldane 1937, lower tail of a gamma); the longest run against
    1 − exp(−n(1−p)p^r) (Schilling 1990) with p the counter's share, raised by what half-days vary; shares (all best, fast, after
    hours, not applicable, answers per transaction) against the peers' median on the angular scale (Anscombe 1948), with their spread
    between counters (1.4826 MAD) and the binomial error; dispersion of half-day shares below the binomial's (lower tail); answers above
    transactions (Poisson); and Fisher's sum of the logarithms over high rate, all best and few "not applicable", for weak signs
    that come together. Single rules are Holm-adjusted over counters × rules at alpha/2, the sum over counters at alpha/2: under no
    stuffing some counter of a run is flagged with probability alpha or less, as far as the counters resemble each other.

    `transactions` names people served by counter. Counters with fewer than 30 answers are not looked at; with fewer than 8
    counters nothing is compared with peers. Errors: `ValueError` for negative counts, more best, fast or late answers than
    answers, batches whose numbers of levels differ, transactions that are negative, alpha outside (0, 1).

    >>> chance = np.random.default_rng(1)
    >>> def half_day(counter, more):
    ...     levels, bins = chance.multinomial(12, [0.1, 0.3, 0.6]), chance.multinomial(12, [0.3, 0.4, 0.3])
    ...     return Batch(counter=counter, bins=bins + [0, 0, more], levels=levels + [0, 0, more], best=levels[2] + more)
    >>> month = [half_day(str(c), 25 if (c, day) == (0, 7) else 0) for c in range(12) for day in range(20)]
    >>> [(flag.counter, flag.rule) for flag in screen(month)]
    [('0', 'burst')]
    """
    open_unit("alpha", alpha)
    by_counter = _checked(batches)
    served = {counter: float(number) for counter, number in (transactions or {}).items()}
    if any(not number >= 0 for number in served.values()):
        raise ValueError("transactions: expected numbers of 0 or more")
    known = {counter: own for counter, own in by_counter.items() if sum(b.n for b in own) >= FEWEST_ANSWERS}
    if not known:
        return []
    signs = _Signs(list(known))
    _arrivals(signs, known)
    _runs(signs, known)
    _dispersion(signs, known)
    _against_transactions(signs, known, served)
    if len(known) >= FEWEST_COUNTERS:
        _against_peers(signs, known)
    return _flags(signs, alpha)


def _checked(batches: Iterable[Batch]) -> dict[str, list[Batch]]:
    found: dict[str, list[Batch]] = {}
    levels = None
    for batch in batches:
        numbers = (batch.not_applicable, batch.best, batch.fast, batch.after_hours, batch.longest_run)
        if any(n < 0 for n in (*batch.bins, *batch.levels, *numbers)):
            raise ValueError(f"batches: expected counts of 0 or more at {batch.counter!r}")
        if any(n > batch.n for n in numbers):
            raise ValueError(
                f"batches: more best, fast, late or equal answers than answers at {batch.counter!r}"
            )
        if levels is not None and len(batch.levels) != levels:
            raise ValueError(
                f"batches: expected {levels} levels at {batch.counter!r}, got {len(batch.levels)}"
            )
        levels = len(batch.levels)
        found.setdefault(batch.counter, []).append(batch)
    return found


def _arrivals(signs: _Signs, known: Mapping[str, Sequence[Batch]]) -> None:
    """Bins of each half-day against the profile of all counters together."""
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


def _runs(signs: _Signs, known: Mapping[str, Sequence[Batch]]) -> None:
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


def _dispersion(signs: _Signs, known: Mapping[str, Sequence[Batch]]) -> None:
    """Half-day shares of the best level that lie closer together than drawing one by one would leave them."""
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


def _against_transactions(
    signs: _Signs, known: Mapping[str, Sequence[Batch]], served: Mapping[str, float]
) -> None:
    n = np.array([sum(b.n for b in own) for own in known.values()], dtype=float)
    total = np.array([served.get(counter, np.nan) for counter in known])
    # P(Poisson(μ) ≥ n) = P(chi-square of 2n degrees ≤ 2μ).
    over = np.where(n > total, 1 - chdtrc(2 * n, 2 * np.maximum(np.nan_to_num(total), 0.5)), 1.0)
    signs.add("answers_above_transactions", over, answers=n, transactions=total)
    rate = np.log(quotient(n, total))
    if (~np.isnan(rate)).sum() >= FEWEST_COUNTERS:
        signs.add("high_rate", _upper(rate, quotient(1, n)), rate=np.exp(rate))


def _against_peers(signs: _Signs, known: Mapping[str, Sequence[Batch]]) -> None:
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


def _flags(signs: _Signs, alpha: float) -> list[Flag]:
    rules = list(signs.p)
    raw = np.array([signs.p[rule] for rule in rules])
    single = adjust_p_values(raw.ravel(), "holm").reshape(raw.shape)
    weak = np.array([signs.p[rule] for rule in WEAK_SIGNS if rule in signs.p])
    together = np.ones(len(signs.counters))
    if len(weak) > 1:
        together = adjust_p_values(chdtrc(2.0 * len(weak), -2 * np.log(weak).sum(axis=0)), "holm")
    flags = []
    for row, counter in enumerate(signs.counters):
        own = [
            _flag(counter, rule, signs.evidence[rule][row], 2 * single[place, row])
            for place, rule in enumerate(rules)
            if 2 * single[place, row] <= alpha
        ]
        if 2 * together[row] <= alpha:
            evidence = {rule: float(signs.p[rule][row]) for rule in WEAK_SIGNS if rule in signs.p}
            own.append(_flag(counter, "together", evidence, 2 * together[row]))
        flags += sorted(own, key=lambda flag: flag.p_value)
    return flags


def _flag(counter: str, rule: str, evidence: Mapping[str, float], p_value: float) -> Flag:
    p = float(max(p_value, TINY))
    return Flag(counter=counter, rule=rule, evidence=dict(evidence), p_value=p, strength=float(-np.log10(p)))
