"""What other formats do not say and a designer would see at once: which choices are a scale, and which are satisfied.

Every guess becomes a note, for a person to look at.
"""

import re
from collections.abc import Sequence

from forms.exchange.gathering import Option

_FEWEST_LEVELS = 3
_NOT_APPLICABLE = re.compile(
    r"không (?:có )?ý kiến|không áp dụng|không biết|không nhớ|không rõ|từ chối|no opinion|not applicable|\bn/?a\b|"
    r"don.?t know|do not know|no answer|prefer not|refuse|can.?t say|unsure",
    re.IGNORECASE,
)
_BAD = re.compile(
    r"\b(?:không|chưa|kém|tệ|xấu|ít khi|hiếm|chậm|khó|dis\w+|un\w+|not|bad|poor|worst?|never|rarely|seldom|no|hate)\b",
    re.IGNORECASE,
)
_MIDDLE = re.compile(
    r"\b(?:bình thường|trung bình|trung lập|phân vân|lưỡng lự|tạm|thỉnh thoảng|đôi khi|neutral|neither|average|"
    r"fair|so-so|sometimes|somewhat|ok(?:ay)?|undecided)\b",
    re.IGNORECASE,
)
_GOOD = re.compile(
    r"hài lòng|đồng ý|\btốt\b|xuất sắc|luôn luôn|thường xuyên|rất nhanh|dễ dàng|satisf|\bagree|\bgood\b|excellent|"
    r"great|always|often|\bhappy\b|very likely|\bbest\b|\blike\b",
    re.IGNORECASE,
)


def judge(options: Sequence[Option]) -> tuple[Option, ...] | None:
    """Give the choices with scores and flags where their labels speak of a scale, else None.

    The best level has the highest score; where the labels do not say which end is the best, there is no scale.
    """
    kinds = [_kind(option) for option in options]
    rated = [kind for kind in kinds if kind != "none"]
    if len(rated) < _FEWEST_LEVELS or "good" not in rated or rated.count("good") == len(rated):
        return None
    if not _is_ordered(rated):
        return None
    best_first = rated.index("good") < len(rated) - 1 - rated[::-1].index("good") or rated[0] == "good"
    levels = len(rated)
    position = 0
    found: list[Option] = []
    for option, kind in zip(options, kinds, strict=True):
        if kind == "none":
            found.append(Option(name=option.name, label=option.label, not_applicable=True))
            continue
        score = levels - position if best_first else position + 1
        found.append(
            Option(name=option.name, label=option.label, score=float(score), satisfied=kind == "good")
        )
        position += 1
    return tuple(found)


def numbered(options: Sequence[Option], *, best_last: bool = True) -> tuple[Option, ...]:
    """Give points on a line, such as 1 to 5, their scores; the upper two fifths count as satisfied."""
    levels = len(options)
    limit = levels - max(1, (2 * levels) // 5)
    found = []
    for index, option in enumerate(options):
        rank = index if best_last else levels - 1 - index
        score = option.score if option.score is not None else float(rank + 1)
        found.append(Option(name=option.name, label=option.label, score=score, satisfied=rank >= limit))
    return tuple(found)


def _kind(option: Option) -> str:
    label = " / ".join(option.label.values())
    if option.not_applicable or _NOT_APPLICABLE.search(label):
        return "none"
    if _MIDDLE.search(label):
        return "middle"
    if _BAD.search(label):
        return "bad"
    return "good" if _GOOD.search(label) else "other"


def _is_ordered(kinds: list[str]) -> bool:
    """Whether good, middle and bad stand in one order; a label that says nothing makes no scale."""
    if "other" in kinds:
        return False
    order = {"good": 2, "middle": 1, "bad": 0}
    ranks = [order[kind] for kind in kinds]
    return ranks in (sorted(ranks), sorted(ranks, reverse=True))
