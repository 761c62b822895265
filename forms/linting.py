"""Advice on a questionnaire's Vietnamese: what a person who asks for a living would say. It never blocks anything."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from forms.identity import identifying
from forms.label_words import upside_down
from forms.messages import marked
from forms.questionnaire import Item, Kind, Questionnaire, Role
from forms.scale import Choice
from forms.texts import FALLBACK, Text
from forms.wordings import wordings

MOST_WORDS = 25
WORDS_A_MINUTE = 160  # slowly, on a phone, standing
SECONDS_AN_ITEM = 4
LONGEST_SECONDS = 300
MOST_REQUIRED = 3
_SHOWN = 40

_WORD = re.compile(r"\w+")
_TWO_THINGS = re.compile(r"(?<!\w)(và/hoặc|và|hoặc|cũng như)(?!\w)", re.IGNORECASE)
_LEADING = re.compile(
    r"(?<!\w)(phải không|đúng không|có phải|chẳng phải|chắc hẳn|chắc chắn|đương nhiên|hiển nhiên|rõ ràng là|"
    r"ai cũng biết|không thể phủ nhận|tuyệt vời|chu đáo, tận tình|luôn luôn tận tình)(?!\w)",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?<!\w)(không|chưa|chẳng)(?!\w)", re.IGNORECASE)
_NOT_SO = re.compile(r"(?<!\w)(không|chưa|chẳng) \w", re.IGNORECASE)
_SHORTENED = re.compile(r"(?<!\w)[A-ZĐ]{3,}(?!\w)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One kind of advice: what is noticed, why it matters, what to do. The sentences are keys of the catalogue."""

    code: str
    problem: str
    reason: str


DOUBLE = Rule(
    code="double",
    problem=marked("Có chữ “{found}”: câu này có thể đang hỏi hai điều."),
    reason=marked(
        "Người trả lời chỉ có một mức để chọn cho cả hai điều. Hãy tách thành hai câu, hoặc bỏ bớt một."
    ),
)
LEADING = Rule(
    code="leading",
    problem=marked("Có chữ “{found}”: câu này gợi sẵn câu trả lời."),
    reason=marked("Người dân dễ trả lời theo ý người hỏi. Hãy hỏi trung lập."),
)
LONG = Rule(
    code="long",
    problem=marked("Câu dài {found} chữ, quá 25 chữ."),
    reason=marked(
        "Trên điện thoại câu dài hay bị đọc lướt. Hãy rút ngắn, chuyển phần giải thích xuống lời nhắc."
    ),
)
TWICE_NOT = Rule(
    code="twice_not",
    problem=marked("Có hai lần phủ định trong một câu."),
    reason=marked("Khó biết chọn “Có” là đồng ý điều gì. Hãy hỏi theo cách khẳng định."),
)
SHORTENED = Rule(
    code="shortened",
    problem=marked("Có chữ viết tắt “{found}”."),
    reason=marked("Không phải ai cũng biết chữ tắt này. Hãy viết đầy đủ."),
)
UNBALANCED = Rule(
    code="unbalanced",
    problem=marked("Thang đo lệch: {above} mức trên giữa, {below} mức dưới giữa."),
    reason=marked("Bên nào nhiều mức hơn thì được chọn nhiều hơn. Hãy để hai bên bằng nhau."),
)
TURNED = Rule(
    code="turned",
    problem=marked("Mức “{better}” bị xếp dưới mức “{worse}”: ít điểm hơn, hoặc không tính là hài lòng."),
    reason=marked(
        "Mọi con số của thang này sẽ đảo ngược. Hãy xem lại điểm của từng mức và mức nào tính là hài lòng."
    ),
)
NO_WAY_OUT = Rule(
    code="no_way_out",
    problem=marked("Không có mức “Không có ý kiến” hay “Không áp dụng”."),
    reason=marked(
        "Ai không gặp việc này sẽ phải chọn bừa, và con số sai đi. Hãy thêm một mức không tính vào số liệu."
    ),
)
UNTRANSLATED = Rule(
    code="untranslated",
    problem=marked("Chưa dịch sang: {found}."),
    reason=marked("Người đọc ngôn ngữ ấy sẽ thấy chỗ này bằng tiếng Việt."),
)
SLOW = Rule(
    code="slow",
    problem=marked("Đọc và trả lời hết phiếu mất khoảng {found} phút."),
    reason=marked(
        "Sau một lần làm việc tại quầy, ít người bỏ ra quá năm phút. Hãy bớt câu hoặc chia thành hai phiếu."
    ),
)
DEMANDING = Rule(
    code="demanding",
    problem=marked("Có {found} câu bắt buộc."),
    reason=marked("Mỗi câu bắt buộc làm một số người bỏ phiếu giữa chừng. Nên chỉ bắt buộc câu hỏi chung."),
)
IDENTIFYING = Rule(
    code="identifying",
    problem=marked("Câu này hỏi người trả lời là ai, ở đâu hoặc đến lúc nào."),
    reason=marked(
        "Phiếu hứa không ghi tên. Câu để người dân tự ghi điều ấy thì không gửi duyệt được; hãy bỏ hoặc hỏi điều khác."
    ),
)
RULES = (
    TURNED, IDENTIFYING, DOUBLE, LEADING, LONG, TWICE_NOT, SHORTENED, UNBALANCED, NO_WAY_OUT, UNTRANSLATED, SLOW, DEMANDING,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """One piece of advice at a part: ``item/Q2``, ``scale/HL5``, or ``""`` for the questionnaire as a whole."""

    rule: Rule
    part: str
    values: dict[str, Any] = field(default_factory=dict)

    def problem(self, translate: Callable[[str], str]) -> str:
        """Say what was noticed."""
        return translate(self.rule.problem).format(**self.values)


def advise(questionnaire: Questionnaire) -> tuple[Advice, ...]:
    """Read a questionnaire as a careful colleague; the order is that of the page.

    >>> from forms.editing import blank, put_item
    >>> asked = {"code": "Q2", "kind": "yes_no", "text": {"vi": "Công chức có chào và giải thích không?"}}
    >>> [advice.rule.code for advice in advise(put_item(blank(code="X", name="X"), asked)) if advice.part == "item/Q2"]
    ['double', 'untranslated']
    """
    found = [advice for item in questionnaire.items for advice in _of_item(item)]
    for scale in questionnaire.scales:
        found += _of_levels(f"scale/{scale.code}", scale.levels)
    found += _untranslated(questionnaire)
    seconds = reading_seconds(questionnaire)
    if seconds > LONGEST_SECONDS:
        found.append(Advice(rule=SLOW, part="", values={"found": round(seconds / 60)}))
    required = {item.code for item in questionnaire.items if item.required} | {questionnaire.headline}
    if len(required) > MOST_REQUIRED:
        found.append(Advice(rule=DEMANDING, part="", values={"found": len(required)}))
    places = {f"item/{item.code}": place for place, item in enumerate(questionnaire.items)}
    return tuple(sorted(found, key=lambda advice: places.get(advice.part, len(places))))


def reading_seconds(questionnaire: Questionnaire) -> float:
    """Estimate how long reading and answering everything takes: 160 words a minute, and 4 seconds to choose.

    Questions with a condition count half: not everybody is asked.
    """
    seconds = _words(questionnaire.consent) * 60 / WORDS_A_MINUTE
    for section in questionnaire.sections:
        seconds += sum(_words(text) for text in (section.title, section.lead)) * 60 / WORDS_A_MINUTE
        for item in section.items:
            words = sum(_words(text) for text in (item.text, item.lead, item.hint))
            # The levels of a scale are read once and then known.
            if item.kind in (Kind.SINGLE, Kind.SEVERAL):
                words += sum(_words(option.label) for option in item.options)
            own = words * 60 / WORDS_A_MINUTE + SECONDS_AN_ITEM
            seconds += own / 2 if item.when else own
    return seconds


def _of_item(item: Item) -> Iterator[Advice]:
    part, words = f"item/{item.code}", str(item.text)
    if identifying(item):
        yield Advice(rule=IDENTIFYING, part=part)
    two = _TWO_THINGS.search(words)
    if two and item.role is Role.OPINION and not item.is_text:
        yield Advice(rule=DOUBLE, part=part, values={"found": two[0]})
    leading = _LEADING.search(words)
    if leading:
        yield Advice(rule=LEADING, part=part, values={"found": leading[0]})
    if _words(item.text) > MOST_WORDS:
        yield Advice(rule=LONG, part=part, values={"found": _words(item.text)})
    if _denies_twice(words):
        yield Advice(rule=TWICE_NOT, part=part)
    shortened = _SHORTENED.search(words)
    if shortened:
        yield Advice(rule=SHORTENED, part=part, values={"found": shortened[0][:_SHOWN]})
    if item.kind is Kind.SINGLE:
        yield from _of_levels(part, item.options, demographic=item.role is Role.DEMOGRAPHIC)


def _denies_twice(words: str) -> bool:
    """Whether a line has a second negation after its first; looked for one after the other, each line once."""
    firsts = ((line, _NOT.search(line)) for line in words.split("\n"))
    return any(first is not None and _NOT_SO.search(line, first.end()) for line, first in firsts)


def _of_levels(part: str, levels: tuple[Choice, ...], *, demographic: bool = False) -> Iterator[Advice]:
    turned = upside_down(levels)
    if turned is not None:
        better, worse = (str(level.label) for level in turned)
        yield Advice(rule=TURNED, part=part, values={"better": better[:_SHOWN], "worse": worse[:_SHOWN]})
    scores = [level.score for level in levels if level.score is not None]
    if scores:
        middle = (min(scores) + max(scores)) / 2
        above, below = (sum(score > middle for score in scores), sum(score < middle for score in scores))
        if above != below:
            yield Advice(rule=UNBALANCED, part=part, values={"above": above, "below": below})
    if levels and not demographic and not any(level.not_applicable for level in levels):
        yield Advice(rule=NO_WAY_OUT, part=part)


def _untranslated(questionnaire: Questionnaire) -> list[Advice]:
    wanted = [tag for tag in questionnaire.languages if tag != FALLBACK]
    missing: dict[str, set[str]] = {}
    for wording in wordings(questionnaire):
        for tag in wanted:
            if tag not in wording.text.languages:
                missing.setdefault(wording.part, set()).add(tag)
    return [
        Advice(rule=UNTRANSLATED, part=part, values={"found": ", ".join(sorted(tags))})
        for part, tags in missing.items()
    ]


def _words(text: Text | None) -> int:
    return 0 if text is None else len(_WORD.findall(str(text)))
