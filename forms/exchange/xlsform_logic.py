"""The few XPath expressions of XLSForm that a questionnaire here can say: one item, some of its choices; a range."""

import re
from dataclasses import dataclass

from forms.exchange.pieces import When

_SELECTED = re.compile(r"selected\(\s*\$\{\s*([^}\s]+)\s*\}\s*,\s*(?:'([^']*)'|\"([^\"]*)\")\s*\)")
_COMPARED = re.compile(r"\$\{\s*([^}\s]+)\s*\}\s*(!=|=)\s*(?:'([^']*)'|\"([^\"]*)\"|(-?\d+(?:\.\d+)?))")
_NUMBER = re.compile(r"\$\{\s*([^}\s]+)\s*\}\s*(<=|>=|<|>)\s*['\"]?(-?\d{1,6}(?:\.\d{1,6})?)['\"]?")
_BOUND = re.compile(r"\.\s*(<=|>=|<|>)\s*(-?\d+)")
_NEGATED = re.compile(r"not\s*\((.*)\)", re.DOTALL)
# A run of blanks is tried from its beginning alone, else its cost is the square of its length.
_OR = re.compile(r"(?<!\s)\s+or\s+")
_AND = re.compile(r"(?<!\s)\s+and\s+")
_LONGEST = 4000
_QUOTES = str.maketrans("‘’“”", "''\"\"")


@dataclass(frozen=True, slots=True)
class Bounds:
    low: int | None
    high: int | None


def read_relevant(expression: str) -> When | None:
    """Read a condition; None for what cannot be said with one item and some of its choices.

    >>> read_relevant("selected(${Q1}, '1') or ${Q1} = '2'")
    When(item='Q1', levels=('1', '2'), negated=False, compare=None)
    >>> read_relevant("${Q1} <= 2")
    When(item='Q1', levels=(), negated=False, compare=('<=', 2.0))
    """
    text = bare(_straight(expression.strip()[:_LONGEST]))
    compared = _NUMBER.fullmatch(text)
    if compared:
        return When(item=compared[1], compare=(compared[2], float(compared[3])))
    negated = False
    inner = _NEGATED.fullmatch(text)
    if inner:
        text, negated = inner[1].strip(), True
    found = [_term(term.strip()) for term in _OR.split(text)]
    if any(term is None for term in found):
        return None
    terms = [term for term in found if term is not None]
    items = {term[0] for term in terms}
    unequal = {term[1] for term in terms}
    if len(items) != 1 or len(unequal) != 1 or (len(terms) > 1 and unequal == {True}):
        return None
    levels = tuple(dict.fromkeys(term[2] for term in terms))
    return When(item=items.pop(), levels=levels, negated=negated is not unequal.pop())


def _straight(text: str) -> str:
    """Quotation marks as typed in a word processor, made plain."""
    return text.translate(_QUOTES)


def bare(text: str) -> str:
    """Take off the brackets around the whole, each with the blanks inside it."""
    first, last = 0, len(text)
    while last - first > 1 and text[first] == "(" and text[last - 1] == ")":
        first, last = first + 1, last - 1
        while first < last and text[first].isspace():
            first += 1
        while first < last and text[last - 1].isspace():
            last -= 1
    return text[first:last]


def _term(text: str) -> tuple[str, bool, str] | None:
    """Item, whether it is negated, level."""
    text = bare(text)
    selected = _SELECTED.fullmatch(text)
    if selected:
        return selected[1], False, selected[2] if selected[2] is not None else selected[3]
    compared = _COMPARED.fullmatch(text)
    if compared:
        level = next(part for part in compared.groups()[2:] if part is not None)
        return (compared[1], compared[2] == "!=", level) if level else None
    return None


def write_relevant(item: str, levels: tuple[str, ...], *, several: bool) -> str:
    """Write the condition that one of these choices was taken."""
    if several:
        return " or ".join(f"selected(${{{item}}}, '{level}')" for level in levels)
    return " or ".join(f"${{{item}}} = '{level}'" for level in levels)


def read_bounds(expression: str) -> Bounds | None:
    """Read a range of whole numbers, as in ``. >= 0 and . <= 120``; None for anything else.

    >>> read_bounds(". > 0 and . <= 120")
    Bounds(low=1, high=120)
    """
    low: int | None = None
    high: int | None = None
    for term in _AND.split(expression.strip()[:_LONGEST]):
        match = _BOUND.fullmatch(term.strip().removeprefix("(").removesuffix(")").strip())
        if match is None:
            return None
        number = int(match[2][:12])
        if match[1] in {">=", ">"}:
            low = number + (match[1] == ">")
        else:
            high = number - (match[1] == "<")
    return Bounds(low, high)


def read_flag(text: str) -> bool | None:
    """Read yes or no; None for an expression."""
    small = text.strip().lower().removesuffix("()")
    if small in {"yes", "true", "1", "có", "x"}:
        return True
    return False if small in {"no", "false", "0", "không", ""} else None
