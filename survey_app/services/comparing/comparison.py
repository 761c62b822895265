"""What a comparison says: only what may be shown, and no number without its interval and its n."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from survey_app.clock import Period

Level = Literal["province", "commune", "office", "counter"]
LEVELS: tuple[Level, ...] = ("province", "commune", "office", "counter")
# From the top of the tree down; districts ended in 2025 and are compared no more.
RANKS = {level: rank for rank, level in enumerate(("province", "district", "commune", "office", "counter"))}

# What is looked at beside the plain comparison: nothing, results adjusted for case mix, intervals of ranks.
View = Literal["", "adjusted", "ranks"]

# check: to be looked at before anything is concluded (see signs.py).
Band = Literal["above", "not_distinguishable", "below", "check"]
# few: too few answers of its own; complement: hidden so that another unit cannot be worked out;
# one_of: hidden among others, where saying which of the two would already say too much; split: the group of a filter
# is not cut out of the unit, for it or what it leaves behind would be small.
Hidden = Literal["few", "complement", "one_of", "split"]

# Why nothing of a unit is counted: its answers, if there are any, still wait; or they were too few to be counted apart.
Absent = Literal["waiting", "apart"]

FEW_TO_TRUST = 30  # below this an estimate is for orientation only
TELLING_EFFECT = 1.5  # design effect from which the effective number of answers is told
SMALL_DIFFERENCE = 0.03  # a difference that is there, but hardly matters


class WrongQuestionError(ValueError):
    """The question cannot be asked like this; the text is a sentence for the person who asked."""


class NothingYetError(LookupError):
    """The question is right, there is no answer yet; the text is a sentence that says why or when."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """An estimate with its interval; the limits are None where one answer alone gives none."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Share of the unit minus that of the rest; the limits hold for all units of the page together."""

    value: float
    low: float
    high: float
    p_value: float

    @property
    def is_small(self) -> bool:
        return abs(self.value) < SMALL_DIFFERENCE


# burst: a half-day with far more answers than usual there; typed: sheets that one account typed alone; alike: far more
# answers that agree in every question than at other counters.
SignKind = Literal["burst", "typed", "alike"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """Why a counter's month has to be looked at: how many times the usual, or how many sheets and their share."""

    kind: SignKind
    counter: str
    counter_name: str
    month: int
    amount: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Without:
    """The score less the counters that have to be looked at."""

    n: int
    share: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """One unit. Where `hidden` is set nothing else is: no n and no estimate."""

    code: str
    name: str
    sort_key: str
    n: int | None
    share: Measured | None = None
    mean: Measured | None = None
    difference: Difference | None = None
    band: Band | None = None
    not_applicable: float | None = None
    hidden: Hidden | None = None
    absent: Absent | None = None  # the same whether nobody answered or one to four: see refusing.absence
    n_effective: float | None = None  # as many answers drawn one by one would tell as much
    signs: tuple[Sign, ...] = ()
    without: Without | None = None  # where there are signs, and enough is left
    disputed: bool = (
        False  # the verdict hangs on whether other units' boxes that have to be looked at are counted
    )

    @property
    def is_thin(self) -> bool:
        return self.n is not None and 0 < self.n < FEW_TO_TRUST

    @property
    def resembles_itself(self) -> bool:
        """Whether answers of one box are so alike that their number says too much."""
        return bool(self.n and self.n_effective and self.n > TELLING_EFFECT * self.n_effective)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """All units together, hidden ones too unless `covers_hidden` says that this would betray them."""

    n: int
    respondents: int
    share: Measured
    mean: Measured | None
    not_applicable: float | None
    covers_hidden: bool
    without: Without | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """The total share now minus that of the period before."""

    since: Period
    measured: Measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """One unit against the rest, like compared with like."""

    difference: Difference
    band: Band


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """What answers were held alike by (of "field", "age", "channel" those that differ), in how many groups, and each unit's result."""

    by: tuple[str, ...]
    strata: int
    units: Mapping[str, Adjusted]


@dataclass(frozen=True, slots=True, kw_only=True)
class RankTest:
    """Kruskal and Wallis over the units shown."""

    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Units of one level below one unit, in one closed period, on one question of one version."""

    template: str
    template_name: str
    version: int
    pooled_versions: tuple[int, ...] = ()  # older ones whose answers are added: the question stayed the same
    other_versions: tuple[int, ...]  # answered in the same period, not added up with this one
    period: Period
    level: Level
    parent: Place | None
    block: str | None
    other_blocks: tuple[str, ...]  # units of these blocks are left out
    item: str
    item_text: str
    is_headline: bool
    minimum: int
    units: tuple[UnitResult, ...]  # in Vietnamese order
    total: Total | None
    change: Change | None
    no_change_because: str
    kruskal_wallis: RankTest | None
    narrowed_to: str = ""  # the filter in words, empty without one
    is_factor: bool = False  # `item` is the code of a factor, the mean of several questions
    adjustment: Adjustment | None = None  # on demand
    ranks: Mapping[str, tuple[int, int]] | None = None  # on demand; units with too few answers are left out

    def in_band(self, band: Band | None) -> tuple[UnitResult, ...]:
        """Units of a band; None gives those that could not be compared."""
        return tuple(unit for unit in self.units if unit.band == band)

    @property
    def to_look_at(self) -> tuple[UnitResult, ...]:
        """Units with boxes that have to be looked at."""
        return tuple(unit for unit in self.units if unit.signs)

    @property
    def compared(self) -> int:
        return len(self.units) - len(self.in_band(None))
