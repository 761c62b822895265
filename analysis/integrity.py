"""Signs that answers were stuffed, from counts alone: what the intake keeps of a counter's half-day, never of one answer.

A flag is a sign that somebody should look, never a proof: counters differ for good reasons, and the rules compare each with what its
peers show. Benford's law is not used, it does not fit levels from 1 to 5.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc

from analysis.checking import open_unit
from analysis.integrity_rules import (
    FEWEST_COUNTERS,
    TINY,
    Batch,
    Signs,
    against_peers,
    against_transactions,
    arrivals,
    dispersion,
    runs,
)
from analysis.multiplicity import adjust_p_values

FEWEST_ANSWERS = 30  # of a counter, below this nothing is said of it

__all__ = ["RULES", "Batch", "Flag", "screen"]

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
class Flag:
    """A sign at one counter: the rule, its numbers, and its strength.

    `p_value` is adjusted over all counters and rules; `strength` = −log10 of it, so that 2 is one in a hundred.
    """

    counter: str
    rule: str
    evidence: Mapping[str, float]
    p_value: float
    strength: float


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
    signs = Signs(list(known))
    arrivals(signs, known)
    runs(signs, known)
    dispersion(signs, known)
    against_transactions(signs, known, served)
    if len(known) >= FEWEST_COUNTERS:
        against_peers(signs, known)
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


def _flags(signs: Signs, alpha: float) -> list[Flag]:
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
