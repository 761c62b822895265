"""The lists of the form at /giam-sat; what was chosen stays chosen, also where it gave nothing."""

from collections.abc import Iterable
from dataclasses import dataclass

from survey_app.clock import Period
from survey_app.services.comparing.comparison import Comparison
from survey_app.services.comparing.words import BLOCK_WORDS, LEVEL_WORDS, period_name
from survey_app.services.supervising.scene import Scene

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
        _menu("template", "Mẫu phiếu", templates.items(), scene.template),
        _menu("item", "Câu hỏi", _items(scene), scene.item),
        _menu("parent", "Thuộc", parents.items(), scene.parent.code if scene.parent else ""),
        _menu("level", "So sánh các", ((each, LEVEL_WORDS[each]) for each in scene.levels), scene.level),
        _menu("period", "Kỳ", _periods(scene), scene.period),
    ]
    if comparison and comparison.other_blocks and comparison.block:
        blocks = sorted({comparison.block, *comparison.other_blocks})
        named = ((block, BLOCK_WORDS.get(block, block)) for block in blocks)
        menus.insert(4, _menu("block", "Khối", named, comparison.block))
    return tuple(menu for menu in menus if menu.choices)


def _menu(name: str, label: str, choices: Iterable[tuple[str, str]], chosen: str) -> Menu:
    return Menu(
        name=name,
        label=label,
        choices=tuple(
            Choice(value=value, label=_short(shown), chosen=value == chosen) for value, shown in choices
        ),
    )


def _periods(scene: Scene) -> list[tuple[str, str]]:
    known = [(str(period), _sentence_case(period_name(period))) for period in scene.periods]
    if scene.period in dict(known) or not scene.period:
        return known
    try:
        asked = _sentence_case(period_name(Period.parse(scene.period)))
    except ValueError:
        return known
    return [(scene.period, asked), *known]


def _items(scene: Scene) -> list[tuple[str, str]]:
    """The headline has the empty value, so that it stays the headline when another template is chosen."""
    return [
        ("" if place == 0 else item.code, f"{item.code}. {item.text}")
        for place, item in enumerate(scene.items)
    ]


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1].rstrip()}…"
