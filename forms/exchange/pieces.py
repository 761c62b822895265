"""What readers of other formats gather: questions, choices, conditions and sections as the file has them, and notes."""

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from forms.faults import Fault
from forms.label_words import is_number, number_of
from forms.questionnaire import Kind, Role
from forms.texts import FALLBACK


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """A place in the file: a cell of a sheet, or whatever the format has instead."""

    place: str
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    @classmethod
    def cell(cls, sheet: str, row: int, column: str) -> "Where":
        place = f"{sheet}, dòng {row}, cột {column}"
        return cls(place=place, sheet=sheet, row=row, column=column)

    def fault(self, problem: str, remedy: str) -> Fault:
        return Fault(
            place=self.place,
            problem=problem,
            remedy=remedy,
            sheet=self.sheet,
            row=self.row,
            column=self.column,
        )

    def column_of_same_row(self, column: str) -> "Where":
        if self.sheet is None or self.row is None:
            return Where(place=f"{self.place}.{column}")
        return Where.cell(self.sheet, self.row, column)


class Weight(IntEnum):
    """How much depends on a note: the heavier stand first."""

    GUESS = 0  # what figures will rest on
    LOSS = 1
    TRIFLE = 2  # what no citizen would have seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Something the file has and a questionnaire here has not, or had to be guessed."""

    place: str
    what: str
    weight: Weight = Weight.LOSS


@dataclass(slots=True, kw_only=True)
class Option:
    """A choice as the file has it. None means that the file does not say."""

    name: str
    label: Mapping[str, str]
    score: float | None = None
    satisfied: bool | None = None
    not_applicable: bool | None = None
    alert: bool = False


TO_EVERYBODY = "câu này được hỏi với mọi người"
COMPARE: Mapping[str, Callable[[float, float], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """Ask only where `item`, named as in the file, was answered with one of these choices, or with none of them.

    Or, with `compare`, with a choice whose number is so: `("<=", 2.0)`.
    """

    item: str
    levels: tuple[str, ...] = ()
    negated: bool = False
    compare: tuple[str, float] | None = None

    def levels_among(self, options: Sequence["Option"]) -> tuple[str, ...]:
        """The choices it names, once they are known: by the numbers of their names, else by their points."""
        if self.compare is None:
            return self.levels
        numbers: list[float | None] = [
            number_of(option.name) if is_number(option.name) else None for option in options
        ]
        if None in numbers:
            numbers = [option.score for option in options]
        how, limit = self.compare
        return tuple(
            option.name
            for option, number in zip(options, numbers, strict=True)
            if number is not None and not option.not_applicable and COMPARE[how](number, limit)
        )


@dataclass(slots=True, kw_only=True)
class Asked:
    """A question as the file has it. `rated` None means: judge by the labels whether the choices are a scale."""

    name: str
    kind: Kind
    text: Mapping[str, str]
    where: Where
    hint: Mapping[str, str] = field(default_factory=dict)
    lead: Mapping[str, str] = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    list_name: str = ""
    rated: bool | None = False
    may_repeat_labels: bool = False  # a filter of the other program tells equal ones apart
    required: bool = False
    guessed: bool = False  # which end of the scale is good the file does not say
    role: Role | None = None
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    when: When | None = None


@dataclass(slots=True, kw_only=True)
class Part:
    """A section as the file has it."""

    name: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    lead: Mapping[str, str] = field(default_factory=dict)
    items: list[Asked] = field(default_factory=list)


def first_of(texts: Mapping[str, str]) -> str:
    """The Vietnamese text, else any."""
    return texts.get(FALLBACK) or next(iter(texts.values()), "")
