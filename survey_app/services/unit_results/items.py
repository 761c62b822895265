"""The answers to each question of a version, as shares of those to whom the question applied."""

from collections.abc import Mapping, Sequence

from forms.answers import ANSWERED, NOT_ASKED, SKIPPED
from forms.questionnaire import Item, Kind, Questionnaire
from survey_app.services.comparing.boxes import Boxes, complete
from survey_app.services.comparing.question import can_be_compared, question_of
from survey_app.services.rare_choices import common_and_rest
from survey_app.services.unit_results.results import Beside, ItemResult, LevelShare, SectionResult
from survey_app.translating import gettext as _

MOST_NUMBERS = 12  # different numbers told one by one

Given = Mapping[str, Mapping[str, int]]  # item, then level or marker


def sections_of(
    questionnaire: Questionnaire,
    given: Given,
    boxes: Mapping[str, Boxes] | None = None,
    *,
    minimum: int,
    coarse: bool = False,
) -> tuple[SectionResult, ...]:
    respondents = sum(given.get(questionnaire.headline, {}).values())
    return tuple(
        SectionResult(
            code=section.code,
            title=str(section.title or ""),
            lead=str(section.lead or ""),
            items=tuple(
                item_result(
                    questionnaire,
                    item,
                    given.get(item.code, {}),
                    respondents,
                    (boxes or {}).get(item.code, {}),
                    minimum=minimum,
                    coarse=coarse,
                )
                for item in section.items
            ),
        )
        for section in questionnaire.sections
    )


def item_result(
    questionnaire: Questionnaire,
    item: Item,
    given: Mapping[str, int],
    respondents: int,
    boxes: Boxes,
    *,
    minimum: int,
    coarse: bool,
) -> ItemResult:
    """`coarse`: at the lowest units neither what few people chose nor how many wrote something is told."""
    beside = Beside(
        not_applicable=sum(given.get(code, 0) for code in item.not_applicable_levels),
        not_asked=given.get(NOT_ASKED, 0),
        skipped=given.get(SKIPPED, 0),
    )
    if item.is_text:
        return _words(item, None if coarse else given.get(ANSWERED, 0), beside)
    if can_be_compared(item):
        return _scale(questionnaire, item, given, beside, boxes, minimum=minimum)
    chosen = _chosen(item, given)
    several = item.kind is Kind.SEVERAL
    n = sum(n for _, n in chosen)
    if several:  # one may choose more than one thing: the base is people
        n = max(0, respondents - beside.not_applicable - beside.not_asked - beside.skipped)
    few = 0 < n < minimum
    if coarse:
        chosen = common_and_rest(chosen, minimum=minimum, counted=not several)
    return ItemResult(
        code=item.code,
        text=str(item.text),
        form="choice",
        n=None if few else n,
        levels=() if few or not n else _shares(chosen, n),
        share=None,
        beside=beside,
        is_few=few,
        is_several=several,
    )


def _words(item: Item, answered: int | None, beside: Beside) -> ItemResult:
    return ItemResult(
        code=item.code,
        text=str(item.text),
        form="words",
        n=answered,
        levels=(),
        share=None,
        # Who wrote nothing is the other side of who wrote.
        beside=beside if answered is not None else Beside(not_applicable=0, not_asked=0, skipped=0),
        is_untold=answered is None,
    )


def _scale(
    questionnaire: Questionnaire,
    item: Item,
    given: Mapping[str, int],
    beside: Beside,
    boxes: Boxes,
    *,
    minimum: int,
) -> ItemResult:
    from survey_app.services.comparing.measuring import shares_of

    question = question_of(questionnaire, item.code)
    row = [sum(given.get(code, 0) for code in rung.codes) for rung in question.rungs]
    n = sum(row)
    few = 0 < n < minimum
    measured = effect = None
    if n and not few:
        found = shares_of([row], question, [boxes[0]] if complete(boxes, [0], [row]) else None)
        measured, effect = found.measured[0], found.design_effect[0]
    labelled = [(rung.label, count) for rung, count in zip(question.rungs, row, strict=True)]
    return ItemResult(
        code=item.code,
        text=str(item.text),
        form="scale",
        n=None if few else n,
        levels=_shares(labelled, n) if measured else (),
        share=measured,
        beside=beside,
        is_few=few,
        scale=item.scale,
        design_effect=effect,
    )


def _chosen(item: Item, given: Mapping[str, int]) -> Sequence[tuple[str, int]]:
    """Label and count, in the order of the page; numbers by size, the rarest of many together."""
    if item.kind is not Kind.NUMBER:
        return [
            (str(choice.label), given.get(choice.code, 0))
            for choice in item.options
            if not choice.not_applicable
        ]
    told = {int(level): n for level, n in given.items() if level.lstrip("-").isdecimal()}
    common = sorted(sorted(told, key=lambda number: (-told[number], number))[:MOST_NUMBERS])
    others = sum(told.values()) - sum(told[number] for number in common)
    rest = [(_("số khác"), others)] if others else []
    return [*((str(number), told[number]) for number in common), *rest]


def _shares(counted: Sequence[tuple[str, int]], n: int) -> tuple[LevelShare, ...]:
    return tuple(LevelShare(label=label, n=count, share=count / n) for label, count in counted)
