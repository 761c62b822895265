"""The question that is compared: its levels from worst to best, and which of them count as satisfied."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from forms.questionnaire import Factor, Item, Kind, Questionnaire
from forms.scale import Choice
from survey_app.services.comparing.comparison import WrongQuestionError
from survey_app.translating import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class Rung:
    """One step of the scale; choices of equal score stand on the same one."""

    codes: frozenset[str]
    score: float
    satisfied: bool
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    code: str
    text: str
    is_headline: bool
    rungs: tuple[Rung, ...]
    not_applicable: frozenset[str]

    @property
    def satisfied(self) -> list[int]:
        """Level numbers, counted from 1, as the statistics want them."""
        return [number for number, rung in enumerate(self.rungs, start=1) if rung.satisfied]

    @property
    def scores(self) -> list[float]:
        return [rung.score for rung in self.rungs]


def can_be_compared(item: Item) -> bool:
    """Whether its levels have an order and some of them count as satisfied."""
    return item.kind in {Kind.SCALE, Kind.SINGLE} and item.is_scored and bool(item.satisfied_levels)


def comparable_items(questionnaire: Questionnaire) -> tuple[Item, ...]:
    """The headline first, then the others in the order of the page."""
    found = [item for item in questionnaire.items if can_be_compared(item)]
    return tuple(sorted(found, key=lambda item: item.code != questionnaire.headline))


def all_factors(questionnaire: Questionnaire) -> tuple[Factor, ...]:
    """Every factor before those inside it."""

    def walk(factors: Sequence[Factor]) -> Iterator[Factor]:
        for factor in factors:
            yield factor
            yield from walk(factor.factors)

    return tuple(walk(questionnaire.factors))


def find_factor(questionnaire: Questionnaire, code: str) -> Factor:
    """The factor with this code. Raises WrongQuestionError."""
    known = {factor.code: factor for factor in all_factors(questionnaire)}
    if code not in known:
        raise WrongQuestionError(
            _(
                "Mẫu phiếu %(code)s không có yếu tố “%(wanted)s”. Các yếu tố: %(known)s.",
                code=questionnaire.code,
                wanted=code[:40],
                known=", ".join(known) or "–",
            )
        )
    return known[code]


def question_of(questionnaire: Questionnaire, code: str | None) -> Question:
    """The question with this code, or the headline. Raises WrongQuestionError."""
    wanted = code or questionnaire.headline
    found = {item.code: item for item in questionnaire.items}.get(wanted)
    if found is None:
        raise WrongQuestionError(
            _(
                "Mẫu phiếu %(code)s không có câu hỏi “%(wanted)s”.",
                code=questionnaire.code,
                wanted=wanted[:40],
            )
        )
    if not can_be_compared(found):
        known = ", ".join(item.code for item in comparable_items(questionnaire))
        raise WrongQuestionError(
            _(
                "Câu hỏi %(code)s không có mức nào được coi là hài lòng nên không so sánh được. Hãy chọn một trong: %(known)s.",
                code=found.code,
                known=known,
            )
        )
    return Question(
        code=found.code,
        text=str(found.text),
        is_headline=found.code == questionnaire.headline,
        rungs=_rungs(found),
        not_applicable=found.not_applicable_levels,
    )


def _rungs(item: Item) -> tuple[Rung, ...]:
    def place(choice: Choice) -> tuple[float, bool]:
        return (choice.score or 0.0, choice.satisfied)

    scored = sorted((choice for choice in item.options if choice.score is not None), key=place)
    return tuple(
        _rung(tuple(same), score, satisfied=satisfied)
        for (score, satisfied), same in groupby(scored, key=place)
    )


def _rung(same: Sequence[Choice], score: float, *, satisfied: bool) -> Rung:
    return Rung(
        codes=frozenset(choice.code for choice in same),
        score=score,
        satisfied=satisfied,
        label=" / ".join(str(choice.label) for choice in same),
    )
