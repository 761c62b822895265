"""What the answers to several scale items say together: the one noun that composites, reliability and drivers are made of."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.moments import Moments
from forms.answers import Answer

# Of each item: the code of a level → its place from worst to best (from 1), and whether it counts as satisfied.
Ladders = Mapping[str, Mapping[str, tuple[int, bool]]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ItemMoments:
    """Moments of the scale items of one version: of the levels' places, and of being satisfied (0 or 1)."""

    items: tuple[str, ...]
    levels: Moments
    satisfied: Moments

    @classmethod
    def of(cls, ladders: Ladders, answers: Sequence[Mapping[str, Answer]]) -> "ItemMoments":
        """Add up what was answered; whatever is no level (skipped, not asked, not applicable) is left out."""
        given = [
            [ladder.get(str(answer.get(item)), (np.nan, np.nan)) for item, ladder in ladders.items()]
            for answer in answers
        ]
        table = np.array(given, dtype=float).reshape(len(answers), len(ladders), 2)
        return cls(
            items=tuple(ladders),
            levels=Moments.from_rows(table[:, :, 0]),
            satisfied=Moments.from_rows(table[:, :, 1]),
        )

    def answered(self) -> dict[str, int]:
        """How many answered each item."""
        return dict(zip(self.items, np.diag(self.levels.n).tolist(), strict=True))

    def aligned(self, items: Sequence[str], known: Collection[str]) -> "ItemMoments":
        """The same for a list of items, in its order; of what is not known here nothing was answered."""
        here = {item: place for place, item in enumerate(self.items) if item in known}
        held = [(place, here[item]) for place, item in enumerate(items) if item in here]
        return ItemMoments(
            items=tuple(items),
            levels=_aligned(self.levels, len(items), held),
            satisfied=_aligned(self.satisfied, len(items), held),
        )

    def merge(self, other: "ItemMoments") -> "ItemMoments":
        return ItemMoments(
            items=self.items,
            levels=self.levels.merge(other.levels),
            satisfied=self.satisfied.merge(other.satisfied),
        )

    def to_json(self) -> str:
        """Whole numbers alone, so that equal moments have equal texts."""
        document = {
            "items": self.items,
            "n": self.levels.n.tolist(),
            "levels": [self.levels.sums.tolist(), self.levels.products.tolist()],
            "satisfied": [self.satisfied.sums.tolist(), self.satisfied.products.tolist()],
        }
        return json.dumps(document, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> "ItemMoments":
        document = json.loads(text)
        n = np.array(document["n"], dtype=np.int64)
        levels, satisfied = (
            Moments(n=n, sums=np.array(sums, dtype=np.int64), products=np.array(products, dtype=np.int64))
            for sums, products in (document["levels"], document["satisfied"])
        )
        return cls(items=tuple(document["items"]), levels=levels, satisfied=satisfied)


def _aligned(moments: Moments, size: int, held: Sequence[tuple[int, int]]) -> Moments:
    to, at = [place for place, _ in held], [place for _, place in held]

    def spread(matrix: NDArray[np.int64]) -> NDArray[np.int64]:
        found = np.zeros((size, size), dtype=np.int64)
        found[np.ix_(to, to)] = matrix[np.ix_(at, at)]
        return found

    return Moments(n=spread(moments.n), sums=spread(moments.sums), products=spread(moments.products))
