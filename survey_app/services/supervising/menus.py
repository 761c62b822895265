"""The lists of the form at /giam-sat; what was chosen stays chosen, also where it gave nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Comparison, WrongQuestionError
from survey_app.services.comparing.narrowing import Narrowing, parse_narrowing
from survey_app.services.comparing.words import BLOCK_WORDS, LEVEL_WORDS, period_name
from survey_app.services.supervising.scene import FACTOR, Scene
from survey_app.translating import gettext as _

LONGEST_LABEL = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """One list of the form."""

    name: str
    label: str
    choices: tuple[Choice, ...]


def menus_of(scene: Scene, comparison: Comparison | None) -> tuple[Menu, ...]:
    """The lists in the order they are asked; a list of blocks only where there are several."""
    templates = {version.template: version.name for version in scene.versions}
    parents = {unit.code: unit.name for unit in scene.parents}
    menus = [
        menu_of("template", _("Mẫu phiếu"), templates.items(), scene.template),
        menu_of("item", _("Câu hỏi"), _items(scene), scene.item),
        menu_of("parent", _("Thuộc"), parents.items(), scene.parent.code if scene.parent else ""),
        menu_of("level", _("So sánh các"), ((each, LEVEL_WORDS[each]) for each in scene.levels), scene.level),
        period_menu(scene.periods, scene.period),
        narrowing_menu(scene.narrowings, scene.loc),
    ]
    if comparison and comparison.other_blocks and comparison.block:
        blocks = sorted({comparison.block, *comparison.other_blocks})
        named = ((block, BLOCK_WORDS.get(block, block)) for block in blocks)
        menus.insert(4, menu_of("block", _("Khối"), named, comparison.block))
    return tuple(menu for menu in menus if menu.choices)


def menu_of(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str) -> Menu:
    return Menu(
        name=name,
        label=label,
        choices=tuple(
            Choice(value=value, label=_short(shown), chosen=value == chosen) for value, shown in choices
        ),
    )


def period_menu(periods: Sequence[Period], chosen: str) -> Menu:
    known = [(str(period), _sentence_case(period_name(period))) for period in periods]
    return menu_of("period", _("Kỳ"), [*_asked(known, chosen), *known], chosen)


def _asked(known: Sequence[tuple[str, str]], chosen: str) -> list[tuple[str, str]]:
    """A period that is not offered, but was asked for."""
    if chosen in dict(known):
        return []
    try:
        return [(chosen, _sentence_case(period_name(Period.parse(chosen))))]
    except ValueError:
        return []


def _label(address: str) -> str:
    """A filter that is not offered, but was asked for."""
    try:
        found = parse_narrowing(address)
    except WrongQuestionError:
        return address
    return found.label if found else address


def narrowing_menu(narrowings: Sequence[Narrowing], chosen: str) -> Menu:
    """One list for all filters, so that only one can be chosen; no list where there is nothing to choose."""
    known = [(each.address, each.label) for each in narrowings]
    if chosen and chosen not in dict(known):
        known.insert(0, (chosen, _label(chosen)))
    choices = [("", _("Tất cả phiếu")), *known] if known else []
    return menu_of("loc", _("Chỉ gồm"), choices, chosen)


def _items(scene: Scene) -> list[tuple[str, str]]:
    """The headline has the empty value, so that it stays the headline when another template is chosen."""
    questions = [
        ("" if place == 0 else item.code, f"{item.code}. {item.text}")
        for place, item in enumerate(scene.items)
    ]
    factors = [
        (FACTOR + factor.code, _("Yếu tố: %(name)s", name=str(factor.name))) for factor in scene.factors
    ]
    return questions + factors


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"
