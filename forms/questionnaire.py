"""A questionnaire: sections of items, and the factors that group them."""

from dataclasses import dataclass, field
from enum import StrEnum

from forms.conditions import Condition
from forms.scale import YES_NO, Choice, Scale
from forms.texts import FALLBACK, Text


class Kind(StrEnum):
    """What sort of answer an item takes."""

    SCALE = "scale"
    SINGLE = "single"
    SEVERAL = "several"
    YES_NO = "yes_no"
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"


class Role(StrEnum):
    """Whether an item asks for an opinion or for the background of the person."""

    OPINION = "opinion"
    DEMOGRAPHIC = "demographic"


DEFAULT_LENGTHS = {Kind.SHORT_TEXT: 120, Kind.LONG_TEXT: 1000}
DEFAULT_MINIMUM = 0
DEFAULT_MAXIMUM = 999_999_999


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question.

    What the kind implies is filled in: the choices of a yes-no item, the longest text, the range of a number.

    >>> Item(code="Q5", kind=Kind.LONG_TEXT, text=Text.of({"vi": "Góp ý?"})).max_length
    1000
    """

    code: str
    kind: Kind
    text: Text
    hint: Text | None = None
    lead: Text | None = None
    when: Condition | None = None
    options: tuple[Choice, ...] = ()
    scale: str | None = None
    role: Role = Role.OPINION
    required: bool = False
    max_length: int | None = None
    minimum: int | None = None
    maximum: int | None = None

    def __post_init__(self) -> None:
        if self.kind is Kind.YES_NO:
            object.__setattr__(self, "options", YES_NO)
        if self.kind in DEFAULT_LENGTHS and self.max_length is None:
            object.__setattr__(self, "max_length", DEFAULT_LENGTHS[self.kind])
        if self.kind is Kind.NUMBER and self.minimum is None:
            object.__setattr__(self, "minimum", DEFAULT_MINIMUM)
        if self.kind is Kind.NUMBER and self.maximum is None:
            object.__setattr__(self, "maximum", DEFAULT_MAXIMUM)

    @property
    def is_text(self) -> bool:
        """Whether the answer is free text, which is kept apart from the coded answers."""
        return self.kind in DEFAULT_LENGTHS

    @property
    def is_scored(self) -> bool:
        """Whether at least one choice carries a score, so that means and factors make sense."""
        return any(option.score is not None for option in self.options)

    @property
    def satisfied_levels(self) -> frozenset[str]:
        """Codes of the choices that count as satisfied."""
        return frozenset(option.code for option in self.options if option.satisfied)

    @property
    def not_applicable_levels(self) -> frozenset[str]:
        """Codes of the choices that leave the base of every figure."""
        return frozenset(option.code for option in self.options if option.not_applicable)

    @property
    def alert_levels(self) -> frozenset[str]:
        """Codes of the choices somebody should look at."""
        return frozenset(option.code for option in self.options if option.alert)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Items under one title; the lead is a stem shown once above them."""

    code: str
    items: tuple[Item, ...]
    title: Text | None = None
    lead: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Factor:
    """A group of items, or a group of factors: one of the two tuples is empty.

    The score of a factor of factors is the mean of its factors, not of all their items; each counts by its weight
    among the factors beside it.
    """

    code: str
    name: Text
    items: tuple[str, ...] = ()
    factors: tuple["Factor", ...] = ()
    weight: float = 1.0

    @property
    def all_items(self) -> tuple[str, ...]:
        """Codes of the items of this factor and of every factor below it."""
        return self.items + tuple(code for factor in self.factors for code in factor.all_items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire:
    """Everything that is asked on one page.

    The constructor checks nothing; ``forms.reading.parse_questionnaire`` is the door for documents.
    """

    code: str
    name: Text
    about: Text
    consent: Text
    closing: Text
    headline: str
    scales: tuple[Scale, ...]
    sections: tuple[Section, ...]
    factors: tuple[Factor, ...] = ()
    unit_question: bool = False  # a unit may ask one question of its own after the last
    items: tuple[Item, ...] = field(init=False, repr=False, compare=False)
    languages: tuple[str, ...] = field(init=False, repr=False, compare=False)
    """Every language that any text of the document carries, Vietnamese first, the others by tag.

    A language may be incomplete: what is missing is shown in Vietnamese.
    """
    _by_code: dict[str, Item] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        items = tuple(item for section in self.sections for item in section.items)
        object.__setattr__(self, "items", items)
        object.__setattr__(self, "_by_code", {item.code: item for item in items})
        tags = {tag for text in self._texts() for tag in text.languages}
        object.__setattr__(self, "languages", (FALLBACK, *sorted(tags - {FALLBACK})))

    def item(self, code: str) -> Item:
        """Give the item with this code; KeyError when there is none."""
        return self._by_code[code]

    @property
    def headline_item(self) -> Item:
        """The overall satisfaction, which must always be answered."""
        return self.item(self.headline)

    def _texts(self) -> list[Text]:
        found: list[Text | None] = [self.name, self.about, self.consent, self.closing]
        for section in self.sections:
            found += [section.title, section.lead]
        for item in self.items:
            found += [item.text, item.hint, item.lead]
            if item.kind is not Kind.YES_NO:
                found += [option.label for option in item.options]
        return [text for text in found if text is not None]
