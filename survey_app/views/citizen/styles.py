"""The style inside each page: sheets of this door in one line, and the rules of a questionnaire's conditions."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from forms.conditions import Condition
from forms.questionnaire import Item, Kind, Questionnaire

LEVELS_WITH_COLOUR = 5


@cache
def sheets(*names: str) -> str:
    """Style sheets of this door in one line."""
    folder = files("survey_app").joinpath("templates/citizen")
    return "".join(
        line.strip()
        for name in names
        for line in folder.joinpath(name).read_text(encoding="utf-8").splitlines()
    )


def conditions_style(questionnaire: Questionnaire) -> str:
    """Hide what is not asked while a condition is false, where the browser can look (`:has`)."""
    hidden = [
        f"form:not(:has({_chosen(condition)})) #f-{item.code}"
        for item in questionnaire.items
        for condition in _conditions(questionnaire, item)
    ]
    return f"@supports selector(:has(*)){{{','.join(hidden)}{{display:none}}}}" if hidden else ""


def _conditions(questionnaire: Questionnaire, item: Item) -> Iterator[Condition]:
    """Its own condition, and those of the questions it hangs on: a hidden answer asks for nothing."""
    when = item.when
    while when is not None:
        yield when
        when = questionnaire.item(when.item).when


def _chosen(condition: Condition) -> str:
    return ",".join(f'[name={condition.item}][value="{level}"]:checked' for level in sorted(condition.levels))


def coloured(item: Item) -> bool:
    """Whether the quiet bars from best to worst stand beside the levels of this item."""
    scored = [option.score for option in item.options if option.score is not None]
    best_first = scored == sorted(scored, reverse=True)
    return (
        item.kind is Kind.SCALE
        and len(scored) == LEVELS_WITH_COLOUR
        and best_first
        and bool(item.satisfied_levels)
    )
