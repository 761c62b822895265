"""Units compared on a factor, with and without the members that have to be looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from forms.questionnaire import Factor
from survey_app.clock import Period
from survey_app.item_moments import ItemMoments
from survey_app.services.comparing.boxes import Boxes
from survey_app.services.comparing.changes import held_both_ways, moved_boundaries
from survey_app.services.comparing.comparison import Change
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.estimates import Estimates
from survey_app.services.comparing.factor_estimates import FactorWindow, estimate_factor, factor_change
from survey_app.services.comparing.family import Family
from survey_app.services.comparing.hiding import draw_veil
from survey_app.services.comparing.judging import judge
from survey_app.services.comparing.windows import TwoWays
from survey_app.services.comparing.words import period_name
from survey_app.translating import gettext as _


def on_factor(
    family: Family,
    windows: tuple[TwoWays, TwoWays],
    moments: Sequence[Mapping[int, ItemMoments]],
    boxes: Sequence[Mapping[str, Boxes]],
    factor: Factor,
    *,
    since: Period,
    minimum: int,
) -> tuple[Estimates, Change | None, str]:
    """The units, and the change of all together or why there is none. Members are set aside wholly."""
    now, before = (replace(each, kept=each.others) for each in windows)
    veil = draw_veil(now.window, minimum=minimum)

    def of(two: TwoWays, window: Window, at: int) -> FactorWindow:
        away = two.signs.found if window is two.kept else ()
        return FactorWindow(
            headline=window,
            moments={place: own for place, own in moments[at].items() if place not in away},
            boxes={
                item: {place: strata for place, strata in own.items() if place not in away}
                for item, own in boxes[at].items()
            },
        )

    def estimates(window: Window) -> Estimates:
        return estimate_factor(family.members, of(now, window, 0), factor, minimum=minimum, veil=veil)

    found = judge(estimates(now.window), now, estimates, exact=False)
    if not family.stood_before:
        return found, None, moved_boundaries(since)

    def change(one: Window, other: Window) -> Change | None:
        return factor_change(of(now, one, 0), of(before, other, 1), factor, since=since, minimum=minimum)

    plain = change(now.window, before.window)
    if plain is None:
        return found, None, _("%(period)s không có đủ phiếu để so", period=period_name(since))
    return found, *held_both_ways(plain, now, before, change)
