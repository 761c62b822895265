"""What a citizen sent, read into coded answers."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from forms.build import BallotForm
from forms.questionnaire import Questionnaire

Answer = str | tuple[str, ...]

# A tilde stands in no code, so a marker is never mistaken for an answer.
SKIPPED = "~skipped"
NOT_ASKED = "~not_asked"
ANSWERED = "~answered"


class Body(Protocol):
    """The fields of a request: a dict with several values for a name, as Werkzeug's MultiDict."""

    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...
    def __contains__(self, key: object, /) -> bool: ...
    def getlist(self, key: str, /) -> list[str]:
        """Every value sent under a name, an empty list when there is none."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to correct, said to the citizen in the language of the form."""

    item: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A body as read: to be kept when there are no problems, to be shown again when there are.

    ``answers`` has an entry for every item of the questionnaire; the words of text items stand in ``texts``;
    ``given`` is what the page is filled with again, item by item, only where something was sent.
    """

    answers: Mapping[str, Answer]
    texts: Mapping[str, str]
    problems: tuple[Problem, ...]
    given: Mapping[str, tuple[str, ...]]


def read(questionnaire: Questionnaire, form: BallotForm, body: Body) -> Reading:
    """Read a request's body; hostile bodies end in problems, never in an exception.

    An item whose condition is false is not asked: what was sent for it is dropped, also when it was wrong.
    Names that are no item are ignored. ValueError when the form belongs to another questionnaire.

    >>> from forms.build import build_form
    >>> from forms.reading import load_instrument
    >>> from werkzeug.datastructures import MultiDict
    >>> quick = load_instrument("QUICK")
    >>> reading = read(quick, build_form(quick), MultiDict({"Q1": "5"}))
    >>> reading.answers["Q1"], reading.answers["Q2"], reading.answers["Q5"], reading.problems
    ('5', '~not_asked', '~skipped', ())
    """
    if form.questionnaire is not questionnaire and form.questionnaire != questionnaire:
        raise ValueError(f"the form was built for {form.questionnaire.code}, not for {questionnaire.code}")
    form.process(body)
    form.validate()
    answers: dict[str, Answer] = {}
    texts: dict[str, str] = {}
    problems: list[Problem] = []
    given: dict[str, tuple[str, ...]] = {}
    for field in form.ballot_fields:
        code = field.name
        if field.given:
            given[code] = field.given
        if field.item.when is not None and not field.item.when.holds(answers):
            answers[code] = NOT_ASKED
        elif field.errors:
            answers[code] = SKIPPED
            problems.append(Problem(item=code, message=field.errors[0]))
        elif field.data is None:
            answers[code] = SKIPPED
        elif field.is_text:
            answers[code] = ANSWERED
            texts[code] = field.data
        else:
            answers[code] = field.data
    return Reading(answers=answers, texts=texts, problems=tuple(problems), given=given)
