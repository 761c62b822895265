"""Factors: the mean of the shares of their parts, whatever the number of answers to each part.

A factor of factors is the mean of its factors, not of all their items (statistics: composite with nested groups).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from forms.questionnaire import Factor, Questionnaire
from survey_app.services.comparing.comparison import Measured
from survey_app.services.unit_results.results import Beside, FactorResult, ItemResult, LevelShare

# A factor with its interval; None where none of its items was answered by enough.
Composite = Callable[[Factor], Measured | None]


def factors_of(
    questionnaire: Questionnaire, items: Mapping[str, ItemResult], composite: Composite | None = None
) -> tuple[FactorResult, ...]:
    """Every factor before those inside it."""
    return tuple(
        result
        for factor in questionnaire.factors
        for result in _with_those_inside(factor, items, composite, depth=0)
    )


def _with_those_inside(
    factor: Factor, items: Mapping[str, ItemResult], composite: Composite | None, *, depth: int
) -> Iterator[FactorResult]:
    inside = [list(_with_those_inside(each, items, composite, depth=depth + 1)) for each in factor.factors]
    own = [items[code] for code in factor.items if items[code].form == "scale"]
    asked = [items[code] for code in factor.all_items if items[code].share]
    shares = [item.share.value for item in own if item.share]
    shares += [found[0].share.value for found in inside if found[0].share]
    parts = [item.levels for item in own if item.share]
    parts += [found[0].levels for found in inside if found[0].share]
    yield FactorResult(
        code=factor.code,
        name=str(factor.name),
        depth=depth,
        share=_measured(factor, shares, composite),
        levels=_mean_of(parts),
        n_low=min((item.n or 0 for item in asked), default=0),
        n_high=max((item.n or 0 for item in asked), default=0),
        beside=_together([items[code].beside for code in factor.all_items]),
    )
    for found in inside:
        yield from found


def _measured(factor: Factor, shares: Sequence[float], composite: Composite | None) -> Measured | None:
    if not shares:
        return None
    found = composite(factor) if composite else None
    return found or Measured(value=sum(shares) / len(shares), low=None, high=None)


def _mean_of(parts: Sequence[Sequence[LevelShare]]) -> tuple[LevelShare, ...]:
    if not parts or len({len(part) for part in parts}) > 1 or not parts[0]:
        return ()
    return tuple(
        LevelShare(
            label=same[0].label,
            n=sum(level.n for level in same),
            share=sum(level.share for level in same) / len(same),
        )
        for same in zip(*parts, strict=True)
    )


def _together(found: Sequence[Beside]) -> Beside:
    return Beside(
        not_applicable=sum(each.not_applicable for each in found),
        not_asked=sum(each.not_asked for each in found),
        skipped=sum(each.skipped for each in found),
    )
