"""Units compared on a factor: the mean of its questions, from moments and boxes."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from scipy.special import ndtri

from analysis.estimates_rest import estimates_against_rest
from forms.questionnaire import Factor
from survey_app.clock import Period
from survey_app.item_moments import ItemMoments
from survey_app.services.comparing.boxes import Boxes
from survey_app.services.comparing.comparison import Change, Measured, Total, UnitResult
from survey_app.services.comparing.composites import Composite, composite_of, effects_of, effects_together
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.estimates import Estimates, differences_of
from survey_app.services.comparing.family import Member
from survey_app.services.comparing.hiding import Veil, draw_veil


@dataclass(frozen=True, slots=True, kw_only=True)
class FactorWindow:
    """A factor in one period: the headline's window, which says who may be shown, and what was kept of the questions."""

    headline: Window
    moments: Mapping[int, ItemMoments]
    boxes: Mapping[str, Boxes]

    def asked(self, factor: Factor, *, minimum: int) -> frozenset[str]:
        """The questions of a factor that were answered at all; one that nobody was asked is no part of it here."""
        total: dict[str, int] = {}
        for own in self.moments.values():
            for item, n in own.answered().items():
                total[item] = total.get(item, 0) + n
        return frozenset(item for item in factor.all_items if total.get(item, 0) >= minimum)


def estimate_factor(
    members: Sequence[Member],
    window: FactorWindow,
    factor: Factor,
    *,
    minimum: int,
    veil: Veil | None = None,
) -> Estimates:
    """Everything that one window says; a member with too few answers to some question of the factor is not compared."""
    veil = veil or draw_veil(window.headline, minimum=minimum)
    asked = window.asked(factor, minimum=minimum)
    found = {
        place: own
        for place in veil.shown
        if (own := _composite(window, factor, [place], asked, minimum=minimum)) is not None
    }
    verdicts = {}
    if len(found) > 1:
        rest = estimates_against_rest(
            [own.value for own in found.values()],
            [own.std_error for own in found.values()],
            [own.n for own in found.values()],
        )
        verdicts = dict(zip(found, zip(differences_of(rest), rest.band.tolist(), strict=True), strict=True))
    units = []
    for place, member in enumerate(members):
        own = found.get(place)
        nobody = veil.hidden[place] is None and not window.headline.respondents[place]
        difference, band = verdicts.get(place, (None, None))
        units.append(
            UnitResult(
                code=member.code,
                name=member.name,
                sort_key=member.sort_key,
                n=own.n if own else 0 if nobody else None,
                share=own.measured if own else None,
                difference=difference if band else None,
                band=band,
                hidden=None if own or nobody else veil.hidden[place] or "few",
                absent="waiting" if nobody else None,
            )
        )
    places = list(range(len(members))) if veil.total_shown else veil.shown
    return Estimates(
        units=tuple(units),
        total=_total(window, factor, places, asked, covers_hidden=veil.total_shown, minimum=minimum),
        kruskal_wallis=None,
    )


def factor_change(
    now: FactorWindow, before: FactorWindow, factor: Factor, *, since: Period, minimum: int
) -> Change | None:
    """The change of all members' composite; None where a total may not be shown or some question has too few answers."""
    found = []
    asked = now.asked(factor, minimum=minimum) & before.asked(factor, minimum=minimum)
    for window in (now, before):
        if not draw_veil(window.headline, minimum=minimum).total_shown:
            return None
        own = _composite(window, factor, range(len(window.headline.table)), asked, minimum=minimum)
        if own is None or math.isnan(own.std_error):
            return None
        found.append(own)
    value = found[0].value - found[1].value
    reach = float(ndtri(0.975)) * math.hypot(found[0].std_error, found[1].std_error)
    return Change(since=since, measured=Measured(value=value, low=value - reach, high=value + reach))


def _composite(
    window: FactorWindow, factor: Factor, places: Sequence[int], asked: Collection[str], *, minimum: int
) -> Composite | None:
    """Of all these members taken as one; None unless every question that was asked was answered by enough."""
    moments: ItemMoments | None = None
    for place in places:
        own = window.moments.get(place)
        if own:
            moments = moments.merge(own) if moments else own
    if moments is None or not asked:
        return None
    answered = moments.answered()
    if any(answered.get(item, 0) < minimum for item in asked):
        return None
    one = len(places) == 1
    effects = effects_of(window.boxes, places[0]) if one else effects_together(window.boxes, places)
    return composite_of(moments, factor, asked, effects)


def _total(
    window: FactorWindow,
    factor: Factor,
    places: Sequence[int],
    asked: Collection[str],
    *,
    covers_hidden: bool,
    minimum: int,
) -> Total | None:
    found = _composite(window, factor, places, asked, minimum=minimum) if places else None
    if found is None:
        return None
    return Total(
        n=found.n,
        respondents=sum(window.headline.respondents[place] for place in places),
        share=found.measured,
        mean=None,
        not_applicable=None,
        covers_hidden=covers_hidden,
    )
