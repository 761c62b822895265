"""Numbers of telephones and of papers, in digits, in words, or both: by how many digits stand together, and how they begin."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from survey_app.masking.spans import Span, bare

PHONE, PAPER = "số điện thoại", "số giấy tờ"
MOST_DIGITS = 13

_WORDS = {
    "khong": "0", "mot": "1", "hai": "2", "ba": "3", "bon": "4", "tu": "4", "nam": "5", "lam": "5", "sau": "6",
    "bay": "7", "tam": "8", "chin": "9", "o": "0",
}  # fmt: skip
_TOKEN = re.compile(
    r"[oil|sb]{0,13}[0-9][0-9oil|sb]*|[a-z]+"
)  # of more signs than a number has digits none is found
_SLIPS = str.maketrans("oil|sb", "011158")
_BETWEEN = re.compile(r"[ .,()+–_*\-]{0,3}")
_DATE = re.compile(r"(?<!\d)\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:19|20)\d\d(?!\d)")
_MONEY = re.compile(r" ?(?:dong|vnd|vnđ|d\b|trieu|nghin|ngan|ty\b|k\b|usd|%|m2|ha\b|km|kg|tan\b)")
_THOUSANDS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:[.,]\d{3}){2,4}(?![\d]|[.,]\d)")
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{9}|01[2689]\d{8}")
_CITIZEN = re.compile(r"0\d{11}")


class Token(NamedTuple):
    start: int
    end: int
    digits: str
    in_words: bool


def find(text: str) -> Iterator[Span]:
    plain = bare(text)
    for run in _runs(plain):
        at = 0
        while at < len(run):
            used, kind = _longest(run[at:], plain)
            if kind:
                start = run[at].start
                # A plus or bracket in front belongs to it.
                while start and plain[start - 1] in "(+":
                    start -= 1
                yield Span(start, run[at + used - 1].end, kind)
            at += used


def _runs(plain: str) -> Iterator[list[Token]]:
    """Tokens that stand for digits and have nothing but signs between them."""
    set_apart = [found.span() for pattern in (_DATE, _THOUSANDS) for found in pattern.finditer(plain)]
    hidden = bytearray(len(plain))
    for start, end in set_apart:
        hidden[start:end] = b"\1" * (end - start)
    run: list[Token] = []
    for token in _tokens(plain):
        apart = hidden[token.start]
        joined = run and _BETWEEN.fullmatch(plain, run[-1].end, token.start)
        if not joined or apart:
            yield run
            run = []
        if not apart:
            run.append(token)
    yield run


def _tokens(plain: str) -> Iterator[Token]:
    for found in _TOKEN.finditer(plain):
        word = found[0]
        if word in _WORDS:
            yield Token(*found.span(), _WORDS[word], True)
        elif any(sign.isdigit() for sign in word) and not _inside_a_word(plain, found):
            yield Token(*found.span(), word.translate(_SLIPS), False)


def _inside_a_word(plain: str, found: "re.Match[str]") -> bool:
    """61a2 of a code, 30h of a clock: no number of its own."""
    after = plain[found.end() : found.end() + 1]
    before = plain[found.start() - 1 : found.start()]
    return after.isalpha() or before.isalpha()


def _longest(run: Sequence[Token], plain: str) -> tuple[int, str | None]:
    """How many tokens from here make a number that reaches somebody, and what it is; else one token and nothing."""
    digits, ends = "", []
    for token in run:
        digits += token.digits
        if len(digits) > MOST_DIGITS:
            break
        ends.append(len(digits))
    for used in range(len(ends), 0, -1):
        kind = _kind(run[:used], digits[: ends[used - 1]], plain)
        if kind:
            return used, kind
    return 1, None


def _kind(tokens: Sequence[Token], digits: str, plain: str) -> str | None:
    national = re.sub(r"^(?:00)?84(?=[235789]\d{8})", "0", digits)
    if _MOBILE.fullmatch(national) or _LANDLINE.fullmatch(national):
        return PHONE
    if _CITIZEN.fullmatch(digits):
        return PAPER
    if any(token.in_words for token in tokens) or _MONEY.match(plain, tokens[-1].end):
        return None
    lengths = [len(token.digits) for token in tokens]
    if len(digits) == 9 and lengths in ([9], [3, 3, 3]):
        return PAPER
    return PAPER if lengths in ([10], [11], [12], [13]) else None
