"""Codes for what another program calls by names of its own, and scales for choices that look like one."""

from collections.abc import Mapping, Sequence

from forms.exchange.gathering import Gathered
from forms.exchange.judging import judge
from forms.exchange.pieces import Asked, Option, Weight, Where, first_of
from forms.label_words import degree
from forms.naming import code_from, next_code
from forms.record import CHOICE_CODE, CODE

_RESERVED = {"k"}
_MOST_NAMED = 8  # questions that a note names one by one
_LONGEST_LABEL = 60

Coded = tuple[tuple[str, Option], ...]  # the choices of an item with their codes


def form_code(gathered: Gathered, name: Mapping[str, str], where: Where) -> str:
    """The code of the file where it can be one here, else one made of its name."""
    wanted = gathered.code
    if CODE.fullmatch(wanted):
        return wanted
    code = code_from(wanted or first_of(name)).upper()
    code = code if CODE.fullmatch(code) else f"M_{code}"[:16].rstrip("_")
    if wanted:
        gathered.note(where, f"Mã “{wanted[:60]}” của tệp không dùng được ở đây, đổi thành {code}.")
    return code


def item_codes(gathered: Gathered) -> dict[str, str]:
    """Keep the names that can be codes; make codes for the others."""
    names = [item.name for item in gathered.items]
    taken = {name for name in names if CODE.fullmatch(name)} - _RESERVED
    codes: dict[str, str] = {}
    for item in gathered.items:
        if item.name in taken:
            codes[item.name] = item.name
        else:
            code = code_from(item.name, taken | _RESERVED)
            code = code if CODE.fullmatch(code) else next_code("Q", taken)
            taken.add(code)
            codes[item.name] = code
            gathered.note(item.where, f"Tên “{item.name[:60]}” đổi thành mã {code}.")
    return codes


def coded_options(gathered: Gathered, item: Asked) -> Coded:
    """The choices of an item with their codes, judged where the file leaves it open whether they are a scale."""
    options = item.options
    if item.rated is None:
        judged = judge(options)
        item.rated = item.guessed = judged is not None
        if judged is not None:
            if any(
                given.score not in {None, found.score} for given, found in zip(options, judged, strict=True)
            ):
                gathered.note(
                    item.where,
                    "Điểm ghi trong tệp ngược với lời của các mức: lấy theo lời.",
                    Weight.GUESS,
                )
            options = judged
    if not item.may_repeat_labels:
        _refuse_equal_labels(gathered, item, options)
    taken = {option.name for option in options if CHOICE_CODE.fullmatch(option.name)}
    pairs: list[tuple[str, Option]] = []
    for option in options:
        code = option.name
        if not CHOICE_CODE.fullmatch(code):
            code = code_from(option.name, taken)
            taken.add(code)
            gathered.note(item.where, f"Lựa chọn “{option.name[:60]}” đổi thành mã {code}.")
        pairs.append((code, option))
    return tuple(pairs)


def _refuse_equal_labels(gathered: Gathered, item: Asked, options: Sequence[Option]) -> None:
    """Two choices that read alike cannot be told apart on the page."""
    seen: set[str] = set()
    for option in options:
        label = " ".join(first_of(option.label).casefold().split())
        if label in seen:
            problem = f"Câu này có hai lựa chọn cùng lời “{first_of(option.label)[:60]}”."
            gathered.fault(item.where, problem, "Sửa lời hoặc bỏ một trong hai.")
        seen.add(label)


def note_guessed_scales(gathered: Gathered, codes: Mapping[str, str], options: Mapping[str, Coded]) -> None:
    """Say of each scale once what was guessed of it: the points of each level, and which count as satisfied."""
    guessed: dict[str, list[Asked]] = {}
    for item in gathered.items:
        if item.guessed:
            guessed.setdefault(_levels_told(options[item.name]), []).append(item)
    for levels, items in guessed.items():
        named = ", ".join(codes[item.name] for item in items[:_MOST_NAMED])
        more = f" và {len(items) - _MOST_NAMED} câu khác" if len(items) > _MOST_NAMED else ""
        by_words = any(degree(option.label) is not None for _, option in options[items[0].name])
        how = "đoán theo lời" if by_words else "đoán là số lớn thì tốt"
        gathered.note(items[0].where, f"Thang đo của câu {named}{more}, {how}: {levels}.", Weight.GUESS)


def _levels_told(options: Coded) -> str:
    told = []
    for _, option in options:
        label = first_of(option.label)[:_LONGEST_LABEL]
        if option.not_applicable or option.score is None:
            told.append(f"{label}: không tính")
        else:
            told.append(f"{label} = {option.score:g} điểm" + (" (hài lòng)" if option.satisfied else ""))
    return "; ".join(told)
