"""The few relevance equations of LimeSurvey that a questionnaire here can say: one item, some of its choices."""

import re
from collections.abc import Collection, Mapping

from forms.exchange.pieces import When

_TERM = re.compile(
    r"([A-Za-z0-9_]+)(?:\.(?:NAOK|value|valueNAOK|shown))?\s*(==|eq|!=|ne)\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))"
)
_NUMBER = re.compile(
    r"([A-Za-z0-9_]+)(?:\.(?:NAOK|value|valueNAOK))?\s*(<=|>=|<|>|le|ge|lt|gt)\s*['\"]?(-?\d{1,6}(?:\.\d{1,6})?)['\"]?"
)
_SIGNS = {"le": "<=", "ge": ">=", "lt": "<", "gt": ">"}
_BY_NUMBERS = re.compile(r"(\d+)X(\d+)X(\d++)(\w*)")
_OR = re.compile(r"(?<!\s)\s+(?:or|\|\|)\s+")  # from the beginning of a run of blanks alone
_LONGEST = 4000
_LONGEST_CODE = 64  # LimeSurvey's own limit is 20


def read_relevance(expression: str, *, names: Mapping[str, str], several: Collection[str]) -> When | None:
    """Read an equation; None for what cannot be said here.

    ``names`` gives a question's code by its number, ``several`` the codes of those with several answers, whose
    choices are asked one by one (``Q1_SQ001.NAOK == "Y"``).

    >>> read_relevance('((Q1.NAOK == "A1" or Q1.NAOK == "A2"))', names={}, several=())
    When(item='Q1', levels=('A1', 'A2'), negated=False, compare=None)
    """
    text = expression.strip()[:_LONGEST]
    compared = _NUMBER.fullmatch(text.strip("()").strip())
    if compared:
        item = _named(compared[1], "", False, names, several)[0]
        return When(item=item, compare=(_SIGNS.get(compared[2], compared[2]), float(compared[3])))
    found: list[tuple[str, bool, str]] = []
    for term in _OR.split(text):
        match = _TERM.fullmatch(term.replace("(", " ").replace(")", " ").replace("!is_empty", " ").strip())
        if match is None:
            return None
        level = next(part for part in match.groups()[2:] if part is not None)
        found.append(_named(match[1], level, match[2] in {"!=", "ne"}, names, several))
    items = {item for item, _, _ in found}
    negated = {flag for _, flag, _ in found}
    if len(items) != 1 or len(negated) != 1 or (len(found) > 1 and True in negated):
        return None
    levels = tuple(dict.fromkeys(level for _, _, level in found))
    return When(item=items.pop(), levels=levels, negated=negated.pop()) if all(levels) else None


def _named(
    name: str, level: str, negated: bool, names: Mapping[str, str], several: Collection[str]
) -> tuple[str, bool, str]:
    by_numbers = _BY_NUMBERS.fullmatch(name)
    if by_numbers:
        code, child = names.get(by_numbers[3], name), by_numbers[4]
        name = f"{code}_{child}" if child else code
    for end, sign in enumerate(name[:_LONGEST_CODE]):
        if sign == "_" and level == "Y" and name[:end] in several:
            return name[:end], negated, name[end + 1 :]
    return name, negated, level
