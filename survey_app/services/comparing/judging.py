"""What may be concluded where boxes have to be looked at first: only what holds with them and without them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from survey_app.services.comparing.comparison import (
    Adjusted,
    Adjustment,
    Change,
    Sign,
    Total,
    UnitResult,
    Without,
)
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.estimates import Estimates
from survey_app.services.comparing.setting_aside import LEAST_LEFT
from survey_app.services.comparing.signs import Signs
from survey_app.services.comparing.windows import TwoWays


def judge(
    found: Estimates, two: TwoWays, estimate_again: Callable[[Window], Estimates], *, exact: bool
) -> Estimates:
    """Bands that hold both ways. `exact`: counters alone were set aside, so the scores without them can be told."""
    if two.kept is None:
        return found
    kept = estimate_again(two.kept)
    return Estimates(
        units=_units(found.units, kept.units, two.told, exact=exact),
        total=replace(found.total, without=_without(kept.total)) if found.total and exact else found.total,
        kruskal_wallis=kept.kruskal_wallis,
    )


def _units(
    found: Sequence[UnitResult],
    kept: Sequence[UnitResult],
    told: Mapping[int, tuple[Sign, ...]],
    *,
    exact: bool,
) -> tuple[UnitResult, ...]:
    return tuple(
        _to_look_at(unit, other if exact else None, told[place]) if place in told else _held(unit, other)
        for place, (unit, other) in enumerate(zip(found, kept, strict=True))
    )


def _to_look_at(unit: UnitResult, kept: UnitResult | None, signs: tuple[Sign, ...]) -> UnitResult:
    return replace(
        unit,
        signs=signs,
        without=_without(kept) if kept else None,
        band="check" if unit.band else None,
        difference=None,
    )


def _held(unit: UnitResult, kept: UnitResult) -> UnitResult:
    """The difference is that from the rest without what has to be looked at, so that band and interval are of one making."""
    if unit.band is None:
        return unit
    if kept.band is None:
        return replace(unit, band=None, difference=None, disputed=True)
    if unit.band == kept.band:
        return replace(unit, difference=kept.difference)
    return replace(unit, band="not_distinguishable", difference=kept.difference, disputed=True)


def _without(kept: UnitResult | Total | None) -> Without | None:
    if kept is None or kept.share is None or (kept.n or 0) < LEAST_LEFT:
        return None
    return Without(n=kept.n or 0, share=kept.share)


def judge_adjusted(
    found: Adjustment | None, signs: Signs, adjust_again: Callable[[Sequence[int]], Adjustment | None]
) -> Adjustment | None:
    """The same for like compared with like: once more without the members that have to be looked at."""
    if found is None or not signs:
        return found
    again = adjust_again(list(signs.found))
    kept: Mapping[str, Adjusted] = again.units if again else {}
    return replace(
        found,
        units={
            code: kept[code]
            if own.band == kept[code].band
            else replace(kept[code], band="not_distinguishable")
            for code, own in found.units.items()
            if code in kept
        },
    )


def agreed_change(found: Change | None, kept: Change | None) -> Change | None:
    """A change that points the same way with and without what has to be looked at; None where it does not."""
    if found is None or kept is None or _direction(found) != _direction(kept):
        return None
    return found


def _direction(change: Change) -> int:
    low, high = change.measured.low, change.measured.high
    if low is None or high is None:
        return 0
    return (low > 0) - (high < 0)
