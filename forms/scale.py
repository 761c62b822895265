"""Choices and the scales they form."""

from dataclasses import dataclass

from forms.texts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One thing a citizen can choose: a level of a scale or a choice of a list.

    ``satisfied`` counts it for the share of the satisfied, ``not_applicable`` takes it out of every base,
    ``alert`` asks somebody to look (an officer who hints at money, for example).
    """

    code: str
    label: Text
    score: float | None = None
    satisfied: bool = False
    not_applicable: bool = False
    alert: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """Levels in the order of the page; the scores carry which of two levels is better."""

    code: str
    levels: tuple[Choice, ...]


# The only choices that no document carries, so they bring both languages of the interface themselves.
YES_NO = (
    Choice(code="co", label=Text.of({"vi": "Có", "en": "Yes"})),
    Choice(code="khong", label=Text.of({"vi": "Không", "en": "No"})),
    Choice(
        code="khong_nho",
        label=Text.of({"vi": "Không nhớ", "en": "I do not remember"}),
        not_applicable=True,
    ),
)
