"""What the answers to several scale items say together: the one noun that composites, reliability and drivers are made of."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

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
