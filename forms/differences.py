"""What changed from one version of a questionnaire to the next, and what that does to series."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Literal

from forms.questionnaire import Item, Kind, Questionnaire
from forms.scale import Choice
from forms.wordings import wordings

ALIKE = 0.6  # how much of two wordings must agree to be one question in other words
_MOST_PAIRS = 40_000  # a hundred words changed into a hundred others, with their blanks

Step = tuple[Literal["replace", "delete", "insert", "equal"], int, int, int, int]
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")


class Mark(StrEnum):
    """What an item is to the item of the same code in the version before."""

    SAME = "same"  # its series goes on
    REWORDED = "reworded"  # its series is drawn on with a visible break
    NEW = "new"  # its series begins


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A run of words: ``kind`` is ``equal``, ``gone`` or ``added``."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange:
    """An item in the older and the newer version, and the mark the program proposes; None without a newer one."""

    code: str
    before: Item | None
    after: Item | None
    proposal: Mark | None
    moved: bool

    @property
    def can_go_on(self) -> bool:
        """Whether the designer has a choice."""
        return self.before is not None and self.after is not None and can_go_on(self.before, self.after)


@dataclass(frozen=True, slots=True, kw_only=True)
class WordingChange:
    """One text in one language that differs, in runs of words."""

    place: str
    tag: str
    pieces: tuple[Piece, ...]


def item_changes(before: Questionnaire, after: Questionnaire) -> tuple[ItemChange, ...]:
    """Compare item by item: the newer version's order, then what is gone."""
    old = {item.code: item for item in before.items}
    new = {item.code: item for item in after.items}
    staying = [code for code in new if code in old]
    in_old_order = [code for code in old if code in new]
    unmoved = {
        staying[block.a + step]
        for block in SequenceMatcher(None, staying, in_old_order, autojunk=False).get_matching_blocks()
        for step in range(block.size)
    }
    found = [
        ItemChange(
            code=code,
            before=old.get(code),
            after=item,
            proposal=propose(old.get(code), item),
            moved=code in old and code not in unmoved,
        )
        for code, item in new.items()
    ]
    gone = [item for code, item in old.items() if code not in new]
    return (
        *found,
        *(ItemChange(code=item.code, before=item, after=None, proposal=None, moved=False) for item in gone),
    )


def propose(before: Item | None, after: Item) -> Mark:
    """Propose a mark: the same words and levels are the same item; like words for the same levels are reworded.

    >>> from forms.reading import load_instrument
    >>> quick = load_instrument("QUICK")
    >>> propose(quick.item("Q1"), quick.item("Q1")), propose(None, quick.item("Q1"))
    (<Mark.SAME: 'same'>, <Mark.NEW: 'new'>)
    """
    if before is None or not can_go_on(before, after):
        return Mark.NEW
    if _asked(before) == _asked(after) and before.when == after.when:
        return Mark.SAME
    old, new = _tokens(str(before.text)), _tokens(str(after.text))
    equal = sum(b - a for kind, a, b, _, _ in _steps(old, new) if kind == "equal")
    return Mark.NEW if 2 * equal < ALIKE * (len(old) + len(new)) else Mark.REWORDED


def can_go_on(before: Item, after: Item) -> bool:
    """Whether answers to both can be counted together at all: the same kind of item with the same levels."""
    return before.kind is after.kind and _codes(before) == _codes(after)


def wording_changes(before: Questionnaire, after: Questionnaire) -> tuple[WordingChange, ...]:
    """Compare every text in every language; what is only in one version is gone or added as a whole."""
    old, new = _by_place(before), _by_place(after)
    order = dict.fromkeys([*new, *old])
    return tuple(
        WordingChange(
            place=place, tag=tag, pieces=pieces(old.get((place, tag), ""), new.get((place, tag), ""))
        )
        for place, tag in order
        if old.get((place, tag)) != new.get((place, tag))
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Cut two wordings into runs of words that stay, go or come.

    >>> [(piece.kind, piece.words) for piece in pieces("Chờ bao lâu?", "Chờ khoảng bao lâu?")]
    [('equal', 'Chờ'), ('added', ' khoảng'), ('equal', ' bao lâu?')]
    """
    old, new = _tokens(before), _tokens(after)
    found: list[Piece] = []
    for kind, a, b, c, d in _steps(old, new):
        if kind == "equal":
            found.append(Piece(kind="equal", words="".join(old[a:b])))
            continue
        if b > a:
            found.append(Piece(kind="gone", words="".join(old[a:b])))
        if d > c:
            found.append(Piece(kind="added", words="".join(new[c:d])))
    return tuple(found)


def _steps(old: list[str], new: list[str]) -> list[Step]:
    """How to come from one run of words to the other; of long ones only what lies between their equal ends is matched.

    Where very much lies between them that is one step: the matcher looks at every pair of equal words, and again for
    each run it finds.
    """
    if len(old) * len(new) <= _MOST_PAIRS:
        return SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    shorter = min(len(old), len(new))
    head = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    tail = next((n for n in range(shorter - head) if old[-1 - n] != new[-1 - n]), shorter - head)
    a, b, c, d = head, len(old) - tail, head, len(new) - tail
    between: list[Step] = [("replace", a, b, c, d)]
    if (b - a) * (d - c) <= _MOST_PAIRS:
        matched = SequenceMatcher(None, old[a:b], new[c:d], autojunk=False).get_opcodes()
        between = [(kind, a + i, a + j, c + k, c + n) for kind, i, j, k, n in matched]
    steps: list[Step] = [("equal", 0, head, 0, head), *between, ("equal", b, len(old), d, len(new))]
    return [step for step in steps if step[2] > step[1] or step[4] > step[3]]


def _by_place(questionnaire: Questionnaire) -> Mapping[tuple[str, str], str]:
    return dict(_entries(questionnaire))


def _entries(questionnaire: Questionnaire) -> Iterator[tuple[tuple[str, str], str]]:
    for wording in wordings(questionnaire):
        for tag, words in wording.text.entries:
            yield (wording.place, tag), words


def _tokens(words: str) -> list[str]:
    return _TOKEN.findall(words)


def _codes(item: Item) -> tuple[str, ...]:
    # A list may be put in another order; the levels of a scale and yes-no may not.
    codes = [option.code for option in item.options]
    return tuple(sorted(codes) if item.kind in (Kind.SINGLE, Kind.SEVERAL) else codes)


def _asked(item: Item) -> tuple[object, ...]:
    """What the person sees and what it counts; other languages do not decide."""
    return (
        str(item.text),
        str(item.lead or ""),
        tuple(sorted(_counted(option) for option in item.options)),
        item.minimum,
        item.maximum,
    )


def _counted(option: Choice) -> tuple[str, str, str, bool, bool]:
    return (
        option.code,
        str(option.label),
        str(option.score),
        option.satisfied,
        option.not_applicable,
    )
