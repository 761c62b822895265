"""What other formats do not say and a designer would see at once: which choices are a scale, and which are satisfied.

The best end is the one whose words are the best; where no words say which end that is, there is no scale. Every guess
becomes a note, for a person to look at.
"""

from collections.abc import Sequence
from itertools import pairwise

from forms.exchange.pieces import Option
from forms.label_words import degree, is_number, no_opinion, number_of

_FEWEST_LEVELS = 3
_MOST_POINTS = 1_000


def judge(options: Sequence[Option]) -> tuple[Option, ...] | None:
    """Give the choices with scores and flags where their labels speak of a scale, else None.

    Levels between two ends may be bare numbers. Points are the file's own where they grow with what the words say, so
    that 0 to 10 stays 0 to 10; else the place of the level, the best having the most.
    """
    counted = [option for option in options if not _is_outside(option)]
    degrees = [degree(option.label) for option in counted]
    best_last = _best_last(counted, degrees)
    if best_last is None:
        return None
    limit = _first_satisfied_rank(len(counted))
    points = _points(counted, best_last=best_last)
    only_words = None not in degrees
    levels = iter(
        Option(
            name=option.name,
            label=option.label,
            score=points[place],
            satisfied=(how_good or 0) > 0
            if only_words
            else (place if best_last else len(counted) - 1 - place) >= limit,
            alert=option.alert,
        )
        for place, (option, how_good) in enumerate(zip(counted, degrees, strict=True))
    )
    return tuple(
        Option(name=option.name, label=option.label, not_applicable=True, alert=option.alert)
        if _is_outside(option)
        else next(levels)
        for option in options
    )


def numbered(options: Sequence[Option]) -> tuple[Option, ...]:
    """Give points on a line, such as 1 to 5, their scores: as their words say, else the last is the best.

    Where only numbers say anything the upper two fifths count as satisfied.
    """
    judged = judge(options)
    if judged is not None:
        return judged
    limit, points = _first_satisfied_rank(len(options)), _points(options, best_last=True)
    return tuple(
        Option(name=option.name, label=option.label, score=score, satisfied=rank >= limit)
        for rank, (option, score) in enumerate(zip(options, points, strict=True))
    )


def _is_outside(option: Option) -> bool:
    return bool(option.not_applicable) or any(no_opinion(text) for text in option.label.values())


def _best_last(options: Sequence[Option], degrees: Sequence[float | None]) -> bool | None:
    """Whether the levels go from worst to best; None where they go neither way, or are no scale."""
    known = [each for each in degrees if each is not None]
    if len(options) < _FEWEST_LEVELS or not known or not max(known) > 0 >= min(known):
        return None
    if None in degrees and not _are_numbers_between_ends(options, degrees):
        return None
    ups, downs = (any(sign * (b - a) > 0 for a, b in pairwise(known)) for sign in (1, -1))
    return None if ups == downs else ups


def _are_numbers_between_ends(options: Sequence[Option], degrees: Sequence[float | None]) -> bool:
    silent = [option for option, each in zip(options, degrees, strict=True) if each is None]
    return (
        degrees[0] is not None
        and degrees[-1] is not None
        and all(any(is_number(text) for text in (*option.label.values(), option.name)) for option in silent)
        and all(is_number(text) for option in silent for text in option.label.values())
    )


def _points(options: Sequence[Option], *, best_last: bool) -> list[float]:
    for own in (
        [option.score for option in options],
        [number_of(option.name) if is_number(option.name) else None for option in options],
        [number_of(next(iter(option.label.values()), "")) for option in options],
    ):
        numbers = [float(each) for each in own if each is not None]
        in_order = numbers if best_last else numbers[::-1]
        fit = len(numbers) == len(options) and max(map(abs, numbers)) <= _MOST_POINTS
        if fit and all(a < b for a, b in pairwise(in_order)):
            return numbers
    ranks = [float(rank) for rank in range(1, len(options) + 1)]
    return ranks if best_last else ranks[::-1]


def _first_satisfied_rank(levels: int) -> int:
    """The upper two fifths."""
    return levels - max(1, (2 * levels) // 5)
