"""What a unit's page shows: no number without its base, nothing of groups that are hidden."""

from dataclasses import dataclass
from typing import Literal

from survey_app.clock import Period
from survey_app.services.comparing.comparison import (
    Band,
    Change,
    Comparison,
    Difference,
    Level,
    Measured,
    UnitResult,
)
from survey_app.services.unit_results.series import Series

# scale: levels from worst to best; choice: what was chosen; words: free text, of which only the number is told.
Form = Literal["scale", "choice", "words"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShare:
    label: str
    n: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Answers outside the base, told beside it."""

    not_applicable: int
    not_asked: int
    skipped: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemResult:
    """One question; `n` is the valid base. Where that is small, `is_few` is set and there are no levels."""

    code: str
    text: str
    form: Form
    n: int | None
    levels: tuple[LevelShare, ...]
    share: Measured | None
    beside: Beside
    is_few: bool = False
    is_several: bool = False
    is_untold: bool = False  # told above the lowest units only
    scale: str | None = None  # items of one scale share their labels
    design_effect: float | None = None  # of its share; None where boxes do not tell


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionResult:
    code: str
    title: str
    lead: str
    items: tuple[ItemResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorResult:
    """The mean of its parts, each weighing the same; `levels` is empty where the parts have different scales.

    Of a filter the moments are not kept: the share then stands without limits.
    """

    code: str
    name: str
    depth: int
    share: Measured | None
    levels: tuple[LevelShare, ...]
    n_low: int
    n_high: int
    beside: Beside


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the unit stands against the rest of its siblings; the figures only for who may compare them."""

    level: Level
    parent: str | None
    band: Band | None
    difference: Difference | None
    compared: int
    disputed: bool = False  # others have boxes that have to be looked at, and the verdict hangs on them


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResults:
    template: str
    template_name: str
    version: int
    pooled_versions: tuple[int, ...]
    other_versions: tuple[int, ...]
    period: Period
    narrowed_to: str
    headline_code: str
    headline_text: str
    headline: UnitResult
    respondents: int
    change: Change | None
    no_change_because: str
    standing: Standing | None
    no_standing_because: str
    parts: Comparison | None
    factors: tuple[FactorResult, ...]
    sections: tuple[SectionResult, ...]
    is_lowest: bool = False  # a counter, or a unit without units below it
    series: Series | None = None  # of a whole unit without a filter
