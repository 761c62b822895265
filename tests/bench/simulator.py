"""Made-up provinces whose truth is known: what every unit's share of satisfied answers really is, and how answers cluster."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
# Of those who are satisfied and of those who are not, how many choose each level of five.
LEVELS = (0.2, 0.3, 0.5, 0.45, 0.55)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """The real shares of satisfied answers, one a unit, and how many answer in each."""

    shares: NDArray[np.float64]
    answers: NDArray[np.int64]

    @classmethod
    def alike(cls, units: int, answers: int, share: float) -> "Truth":
        return cls(shares=np.full(units, share), answers=np.full(units, answers))

    def shifted(self, unit: int, by: float) -> "Truth":
        shares = self.shares.copy()
        shares[unit] += by
        return Truth(shares=shares, answers=self.answers)

    def draw(self, chance: np.random.Generator) -> Counts:
        """Counts of five levels (units, 5), the two highest satisfied; every answer on its own."""
        satisfied = chance.binomial(self.answers, self.shares)
        below = chance.multinomial(self.answers - satisfied, LEVELS[:3])
        above = chance.multinomial(satisfied, LEVELS[3:])
        return np.hstack([below, above])


@dataclass(frozen=True, slots=True, kw_only=True)
class Clustered:
    """Rows in clusters whose members resemble each other: shares of clusters are beta with this intra-class correlation."""

    share: float
    correlation: float
    clusters: int
    smallest: int
    largest: int

    def draw(self, chance: np.random.Generator) -> tuple[Counts, Counts]:
        """Answers (0 or 1) and the cluster of each."""
        sizes = chance.integers(self.smallest, self.largest + 1, size=self.clusters)
        spread = 1 / self.correlation - 1
        own = chance.beta(self.share * spread, (1 - self.share) * spread, size=self.clusters)
        cluster = np.repeat(np.arange(self.clusters), sizes)
        return (chance.random(len(cluster)) < own[cluster]).astype(np.int64), cluster
