"""Conditions of SurveyJS, as far as one question and some of its choices can say them."""

import re

from forms.exchange.pieces import When

_EQUAL = re.compile(
    r"\{\s*([^}\s]+)\s*\}\s*(=|==|<>|!=|notequal|equal)\s*(?:'([^']*)'|\"([^\"]*)\"|([\w.-]+))"
)
_ANY_OF = re.compile(r"\{\s*([^}\s]+)\s*\}\s*(anyof|contains)\s*(?:\[([^\]]*)\]|'([^']*)'|\"([^\"]*)\")")
_NUMBER = re.compile(
    r"\{\s*([^}\s]+)\s*\}\s*(<=|>=|<|>|lessorequal|greaterorequal|less|greater)\s*['\"]?(-?\d{1,6}(?:\.\d{1,6})?)['\"]?"
)
_SIGNS = {"lessorequal": "<=", "greaterorequal": ">=", "less": "<", "greater": ">"}
_QUOTES = str.maketrans("‘’“”", "''\"\"")
_OR = re.compile(r"(?<!\s)\s+or\s+")  # from the beginning of a run of blanks alone
_LONGEST = 4000


def read_visible_if(expression: str) -> When | None:
    """Read a condition; None for what cannot be said with one item and some of its choices.

    >>> read_visible_if("{q1} anyof ['a', 'b']")
    When(item='q1', levels=('a', 'b'), negated=False, compare=None)
    """
    text = expression.strip()[:_LONGEST].translate(_QUOTES)
    compared = _NUMBER.fullmatch(text.strip("()").strip())
    if compared:
        return When(item=compared[1], compare=(_SIGNS.get(compared[2], compared[2]), float(compared[3])))
    terms = [term.strip().strip("()").strip() for term in _OR.split(text)]
    found: list[When] = []
    for term in terms:
        one_of = _ANY_OF.fullmatch(term)
        equal = _EQUAL.fullmatch(term)
        if one_of:
            listed = one_of[3] if one_of[3] is not None else (one_of[4] or one_of[5] or "")
            levels = tuple(part.strip().strip("'\"") for part in listed.split(",") if part.strip())
            found.append(When(item=one_of[1], levels=levels))
        elif equal:
            level = next(part for part in equal.groups()[2:] if part is not None)
            found.append(When(item=equal[1], levels=(level,), negated=equal[2] in {"<>", "!=", "notequal"}))
        else:
            return None
    if len({when.item for when in found}) != 1 or (len(found) > 1 and any(when.negated for when in found)):
        return None
    levels = tuple(dict.fromkeys(level for when in found for level in when.levels))
    return When(item=found[0].item, levels=levels, negated=found[0].negated) if levels else None
