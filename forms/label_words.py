"""What the words of a level say: how good it is, or that it is no opinion. Vietnamese and English.

Words that speak of more or less without saying which is better (“nhiều”, “cao”, “đắt”) say nothing here: to guess the good
end of a scale wrongly turns every figure round.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from forms.scale import Choice

STRONG, PLAIN, WEAK = 2.0, 1.0, 0.5


def _any(*words: str) -> str:
    return rf"(?<!\w)(?:{'|'.join(words)})(?!\w)"


_NUMBERED = re.compile(r"^[^\w-]*(-?\d{1,3})(?:\s*điểm|\s*sao|\s*points?|\s*stars?)?(?!\w)\W*")
_NO_OPINION = re.compile(_any(
    "không (?:có )?ý kiến", "không áp dụng", "không biết", "không nhớ", "(?:không|chưa) rõ(?! ràng)", "khó trả lời",
    "từ chối", "không (?:muốn )?trả lời", "không liên quan", "(?:không|chưa) sử dụng", "không phát sinh",
    "không đánh giá", "no opinion", "not applicable", "n/?a", "don.?t know", "do not know", "no answer", "prefer not",
    "refused?", "can.?t say", "unsure", "not sure", "did not use",
))  # fmt: skip
_MIDDLE = re.compile(_any(
    "bình thường", "trung bình", "trung lập", "trung tính", "phân vân", "lưỡng lự", "tạm", "tạm được", "vừa phải",
    "thỉnh thoảng", "đôi khi", "đôi lúc", "như cũ", "như trước", "không thay đổi", "một phần", "phần nào", "chấp nhận được",
    "không [^,;]{1,40} cũng không", "chẳng [^,;]{1,40} cũng chẳng", "neutral", "neither", "average", "fair", "so-so",
    "sometimes", "occasionally", "ok(?:ay)?", "acceptable", "undecided", "about the same", "no change", "as expected",
    "partly", "maybe",
))  # fmt: skip
_NEVER = re.compile(_any("không bao giờ", "chưa bao giờ", "never"))
_ABOVE = re.compile(_any("trên trung bình", "above average"))
_BELOW = re.compile(_any("dưới trung bình", "below average"))
_BEST = re.compile(_any("xuất sắc", "tuyệt vời", "excellent", "outstanding", "superb", "best", "perfect"))
_WORST = re.compile(_any("worst", "terrible", "awful", "tồi tệ"))
_GOOD = re.compile(_any(
    "hài lòng", "đồng ý", "tán thành", "ủng hộ", "tốt", "giỏi", "luôn", "luôn luôn", "thường xuyên", "thường", "nhanh",
    "nhanh chóng", "kịp thời", "đúng hẹn", "đúng hạn", "trước hẹn", "trước hạn", "sớm", "dễ", "dễ dàng", "thuận tiện",
    "thuận lợi", "đơn giản", "rõ", "rõ ràng", "đầy đủ", "công khai", "minh bạch", "chu đáo", "nhiệt tình", "tận tình",
    "lịch sự", "thân thiện", "niềm nở", "vui vẻ", "hòa nhã", "tôn trọng", "hợp lý", "hiệu quả", "phù hợp", "tin tưởng",
    "tin cậy", "tin", "quan trọng", "cần thiết", "sẵn sàng", "sẵn lòng", "chắc chắn", "có khả năng", "khả năng", "ưng ý",
    "thích", "đạt", "cải thiện", "sạch", "sạch sẽ", "chuyên nghiệp", "hữu ích", "có ích",
    "satisfied", "satisfactory", "agree", "good", "great", "always", "often", "usually", "frequently", "happy", "likely",
    "like", "easy", "easily", "fast", "quick", "quickly", "prompt", "on time", "early", "clear", "clearly", "polite",
    "friendly", "helpful", "important", "essential", "confident", "trust", "better", "convenient", "comfortable", "safe",
    "effective", "useful", "willing", "definitely", "probably", "exceeded", "more than expected", "pleased", "support",
    "respectful", "professional", "reasonable", "sufficient", "complete", "improved", "clean",
))  # fmt: skip
_BAD = re.compile(_any(
    "kém", "tệ", "xấu", "yếu", "chậm", "chậm trễ", "trễ", "trễ hẹn", "muộn", "quá hạn", "khó", "khó khăn", "phức tạp",
    "phiền hà", "rườm rà", "nhũng nhiễu", "thờ ơ", "hách dịch", "thô lỗ", "cáu gắt", "phản đối", "bức xúc", "thất vọng",
    "bất mãn", "bất tiện", "hiếm", "hiếm khi", "ít khi", "bẩn", "nghi ngờ",
    "bad", "poor", "worse", "rarely", "seldom", "slow", "slowly", "late", "difficult", "hard", "rude", "hate",
    "disappointed", "disappointing", "complicated", "oppose", "less than expected", "weak", "dirty", "confusing", "unclear",
))  # fmt: skip
_OPPOSITE = re.compile(
    r"(?<!\w)(?:dis|un|im|in)(?=satisf|agree|happy|likely|like|important|polite|convenient|comfortable|safe|effective|"
    r"useful|helpful|friendly|willing|trust|professional|reasonable|sufficient|complete|respectful)"
)
_NOT = re.compile(
    _any("không", "chưa", "chẳng", "chả", "thiếu", "ít", "not", "no", "n't", "hardly", "lack", "lacking")
)
_VERY = re.compile(_any(
    "rất", "hoàn toàn", "vô cùng", "cực kỳ", "tuyệt đối", "hết sức", "quá", "luôn", "luôn luôn", "chắc chắn", "trước hẹn",
    "trước hạn", "very", "strongly", "completely", "totally", "extremely", "highly", "absolutely", "fully", "much",
    "at all", "always", "definitely", "entirely",
))  # fmt: skip
_HARDLY = re.compile(_any(
    "khá", "tương đối", "hơi", "một chút", "ít", "lắm", "mấy", "thật sự", "có lẽ", "somewhat", "fairly", "rather",
    "slightly", "a little", "moderately", "mostly", "probably", "not very", "not so", "not really",
))  # fmt: skip
_QUITE = re.compile(_any("khá"))


def no_opinion(label: str) -> bool:
    """Say whether a choice takes its answer out of the base: no opinion, does not apply, does not know."""
    return _NO_OPINION.search(_bare(label)) is not None


def degree_of(label: str) -> float | None:
    """Say how good a level calls itself, from −3 over 0 to 3; None where its words do not say.

    >>> [degree_of(label) for label in ("Rất không hài lòng", "Bình thường", "5 – Hài lòng", "Somewhat unlikely", "Nhiều")]
    [-2.0, 0.0, 1.0, -0.5, None]
    """
    words = _bare(label)
    for pattern, degree in ((_NEVER, -STRONG), (_ABOVE, PLAIN), (_BELOW, -PLAIN), (_MIDDLE, 0.0)):
        if pattern.search(words):
            return degree
    words, opposites = _OPPOSITE.subn("", words)
    good, bad = (
        bool(_GOOD.search(words) or _BEST.search(words)),
        bool(_BAD.search(words) or _WORST.search(words)),
    )
    if good == bad:  # both, or neither
        return WEAK if _QUITE.search(words) and not good else None
    negated = (_NOT.search(words) is not None) != (opposites % 2 == 1)
    return (1 if good is not negated else -1) * _strength(words)


def number_of(label: str) -> int | None:
    """Give the number that a label is or begins with.

    >>> number_of("10 – Rất hài lòng"), number_of("7"), number_of("Hài lòng")
    (10, 7, None)
    """
    found = _NUMBERED.match(label)
    return int(found[1]) if found else None


def is_number(label: str) -> bool:
    """Say whether a label is a number and nothing else."""
    return number_of(label) is not None and not _NUMBERED.sub("", label).strip()


def degree(label: Mapping[str, str] | Iterable[str]) -> float | None:
    """The degree of a label in several languages: that of the first which says it."""
    texts = label.values() if isinstance(label, Mapping) else label
    return next((found for found in map(degree_of, texts) if found is not None), None)


def upside_down(levels: Sequence[Choice]) -> tuple[Choice, Choice] | None:
    """Find the level with better words that has fewer points than another, or does not count as satisfied where that does.

    Of several pairs the one whose words lie farthest apart.
    """
    rated = [level for level in levels if level.score is not None and not level.not_applicable]
    told = [(level, degree(level.label.in_language(tag) for tag in level.label.languages)) for level in rated]
    known = sorted(
        ((how_good, level) for level, how_good in told if how_good is not None), key=lambda each: -each[0]
    )
    turned = (
        (own - others, better, worse)
        for (own, better), (others, worse) in combinations(known, 2)
        if own > others
        and ((better.score or 0) < (worse.score or 0) or (worse.satisfied and not better.satisfied))
    )
    farthest = max(turned, key=lambda each: each[0], default=None)
    return farthest and farthest[1:]


def _strength(words: str) -> float:
    if _BEST.search(words) or _WORST.search(words):
        return 3.0
    if _HARDLY.search(words):
        return WEAK
    return STRONG if _VERY.search(words) else PLAIN


def _bare(label: str) -> str:
    words = " ".join(label.lower().replace("’", "'").split())
    return _NUMBERED.sub("", words) or words
