"""What a supervisor sees at /giam-sat: the choices in the account's scope, and the comparison that was chosen."""

from dataclasses import dataclass

from survey_app.access import Rights
from survey_app.clock import Period, month_of
from survey_app.platform import Platform
from survey_app.services.comparing.compare import MINIMUM, compare
from survey_app.services.comparing.comparison import Comparison, NothingYetError
from survey_app.services.comparing.narrowing import parse_narrowing
from survey_app.services.comparing.view_words import VIEWS
from survey_app.services.supervising.menus import Menu, menus_of
from survey_app.services.supervising.refusals import (
    NO_SCOPE,
    NO_TEMPLATE,
    Refusal,
    nothing_closed,
    nothing_yet,
    wrong_question,
)
from survey_app.services.supervising.scene import FACTOR, Scene, Wanted, look_around
from survey_app.services.windows import once
from survey_app.store import responses
from survey_app.translating import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """The page: the form, and either a comparison or the reason why there is none."""

    menus: tuple[Menu, ...]
    place: str
    place_code: str
    comparison: Comparison | None
    refusal: Refusal | None
    running_month: int
    running_total: int | None  # sealed answers of all templates in the account's scope


def survey(platform: Platform, rights: Rights, wanted: Wanted) -> Survey:
    """Put the page together. Raises OutOfScopeError where the address names what the account may not know."""
    month = month_of(platform.half_day)
    with platform.database.reading() as connection:
        scene = look_around(platform, connection, rights, wanted)
        sealed = responses.count_sealed_by_unit(connection, month=month)
    total = sum(sealed.get(unit.id, 0) for unit in scene.mine)
    found = _look(platform, scene, wanted)
    comparison, refusal = (found, None) if isinstance(found, Comparison) else (None, found)
    return Survey(
        menus=menus_of(scene, comparison),
        place=scene.parent.name if scene.parent else "",
        place_code=scene.parent.code if scene.parent else "",
        comparison=comparison,
        refusal=refusal,
        running_month=month,
        running_total=total if total >= MINIMUM else None,
    )


def _look(platform: Platform, scene: Scene, wanted: Wanted) -> Comparison | Refusal:
    if scene.parent is None:
        return NO_SCOPE
    if not scene.template:
        return NO_TEMPLATE
    if not scene.period:
        return nothing_closed(platform)
    is_factor = scene.item.startswith(FACTOR)
    try:
        period, narrowing = Period.parse(scene.period), parse_narrowing(scene.loc)
        item = None if is_factor else scene.item or None
        factor = scene.item.removeprefix(FACTOR) if is_factor else None
        block, view, parent = wanted.block or None, VIEWS.get(wanted.xem, ""), scene.parent.code

        def compute() -> Comparison:
            return compare(
                platform,
                template=scene.template,
                period=period,
                level=scene.level,
                parent=parent,
                item=item,
                factor=factor,
                block=block,
                narrowing=narrowing,
                view=view,
            )

        question = (scene.template, period, scene.level, parent, item, factor, block, narrowing, view)
        return once(platform, ("comparison", *question), compute)
    except NothingYetError as error:
        return nothing_yet(
            platform,
            heading=_("Chưa có số liệu để so sánh"),
            sentence=str(error),
            template=scene.template,
            name=scene.parent.name,
            below=scene.below,
        )
    except ValueError as error:  # a wrong question, or what is no period
        return wrong_question(str(error))
