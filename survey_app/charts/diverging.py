"""Diverging bars, described: levels from worst to best around the middle one, all rows on one scale."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EDGE = 1.0  # per cent of the width left free at both ends
NARROWEST_LABEL = 7.0  # per cent of the width below which a number does not fit into its piece
TONES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One row: the shares of its levels from worst to best, and a sentence for those who do not see the picture."""

    key: str
    shares: tuple[float, ...]
    spoken: str

    @property
    def below(self) -> float:
        """What lies to the left of the centre: the worse half, and half of the middle level."""
        half, odd = divmod(len(self.shares), 2)
        return sum(self.shares[:half]) + (self.shares[half] / 2 if odd else 0.0)

    @property
    def above(self) -> float:
        return sum(self.shares) - self.below


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A level of a row, in per cent of the width."""

    start: float
    width: float
    tone: int  # 1 worst, 5 best
    share: float

    @property
    def has_room(self) -> bool:
        return self.width >= NARROWEST_LABEL


@dataclass(frozen=True, slots=True, kw_only=True)
class DivergingChart:
    """`left` and `right` are the longest reaches from the centre over all rows."""

    left: float
    right: float
    bars: tuple[Bar, ...]

    @property
    def center(self) -> float:
        return self._place(0.0)

    def pieces(self, bar: Bar) -> tuple[Piece, ...]:
        found, at = [], -bar.below
        for level, share in enumerate(bar.shares):
            start = self._place(at)
            at += share
            found.append(
                Piece(
                    start=start,
                    width=self._place(at) - start,
                    tone=tone_of(level, len(bar.shares)),
                    share=share,
                )
            )
        return tuple(piece for piece in found if piece.share > 0)

    def _place(self, reach: float) -> float:
        return EDGE + (reach + self.left) / (self.left + self.right) * (100 - 2 * EDGE)


def tone_of(level: int, levels: int) -> int:
    """The colour of a level, counted from 0: the ends of any scale have the ends of the five colours."""
    if levels == 1:
        return TONES
    place = level / (levels - 1) * (TONES - 1)
    # Of an even number no level is the middle one: away from it, outwards.
    middle = (TONES - 1) / 2
    return 1 + (int(place) if place < middle else -int(-place // 1))


def diverging_chart(bars: Iterable[Bar]) -> DivergingChart:
    """Put rows on one scale."""
    rows: Sequence[Bar] = tuple(bar for bar in bars if sum(bar.shares) > 0)
    left = max((bar.below for bar in rows), default=0.5)
    right = max((bar.above for bar in rows), default=0.5)
    return DivergingChart(left=left, right=right, bars=tuple(rows))
