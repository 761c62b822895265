"""The comparison as its readers get it: frozen, every number with its interval and n, nothing hidden inside."""

from dataclasses import dataclass, field

from survey_app.clock import Period

MINIMUM = 5
FEW = 30  # below this: "Ít phiếu, chỉ tham khảo"
SMALL_DIFFERENCE = 0.03


class ResultsError(ValueError):
    """This comparison cannot be made; the text is a sentence for the person who asked."""


class NotFoundError(ResultsError):
    """What was asked for does not exist, or not for this reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """An estimate and its 95 % interval; shares and differences from 0 to 1."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A unit's share minus that of all others; the interval holds for the whole family of units together."""

    value: float
    low: float
    high: float
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """One unit. A suppressed one carries its name and nothing else."""

    code: str
    name: str
    sort_key: str
    suppressed: bool = False
    n: int | None = None  # answers that apply
    answers: int | None = None  # people who answered, "không áp dụng" included
    share: Figure | None = None
    mean: Figure | None = None
    difference: Difference | None = None
    band: str | None = None

    @property
    def few(self) -> bool:
        return self.n is not None and self.n < FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """All units together; none where it would betray a small group."""

    n: int
    answers: int
    share: Figure
    mean: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class KruskalWallis:
    statistic: float
    df: int
    p_value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    template: str
    template_name: str
    version: int
    older_versions: tuple[int, ...]  # answered in the same period, not part of the figures
    period: Period
    level: str
    parent_code: str
    parent_name: str
    item: str
    item_text: str
    level_labels: tuple[str, ...] = ()
    minimum: int = MINIMUM
    units: tuple[UnitResult, ...] = ()
    total: Total | None = None
    change: Figure | None = None
    kruskal_wallis: KruskalWallis | None = None
    running_month: int | None = None
    running_answers: int | None = None
    left_out_blocks: tuple[str, ...] = field(default=())

    def in_band(self, band: str | None) -> list[UnitResult]:
        """Units of one band in Vietnamese order; None: shown, but with nothing to compare."""
        return [unit for unit in self.units if not unit.suppressed and unit.band == band]

    @property
    def hidden(self) -> list[UnitResult]:
        return [unit for unit in self.units if unit.suppressed]
