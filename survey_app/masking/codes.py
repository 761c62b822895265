"""Addresses of e-mail, codes of dossiers, plates and passports: what has a shape of its own."""

import re
from collections.abc import Iterable, Iterator

from survey_app.masking.spans import Span, bare

MAIL, DOSSIER, PLATE, PAPER = "thư điện tử", "mã hồ sơ", "biển số xe", "số giấy tờ"

# All of these run over text in small letters without accents.
_MAIL = re.compile(
    r"[a-z0-9][a-z0-9_.+-]{0,63} ?(?:@|\(at\)|\[at\]|\ba cong\b|\ba moc\b|\bat\b(?= ?(?:gmail|yahoo|hotmail|outlook|icloud))) ?"
    r"[a-z0-9-]{1,63}(?: ?(?:\.|\bcham\b|\(dot\)) ?(?:[a-z0-9-]{2,24})(?= ?(?:\.|\bcham\b|\(dot\)))){0,3}"
    r" ?(?:\.|\bcham\b|\(dot\)) ?(?:com|net|org|info|biz|vn|gov|edu|io|me)\b(?: ?(?:\.|\bcham\b) ?vn\b)?"
)
_DOSSIER = re.compile(
    r"\b(?:[0-9o]{2,4}[.,] ?){2,4}[a-z]?[0-9o]{2,3} ?[-–] ?[0-9ol]{6} ?[-–] ?[0-9ol]{3,6}\b"
    r"|\b[a-z][0-9o]{2}(?:[.,][0-9o]{2,3}){0,4} ?[-–] ?[0-9ol]{6} ?[-–] ?[0-9ol]{3,6}\b"
)
_SAYS_DOSSIER = re.compile(
    r"\b(?:ma(?: so)? (?:ho so|hs)|(?:so )?ho so(?: so)?|bien nhan(?: so)?|phieu hen(?: so)?|so bien nhan|mhs)"
    r"(?: cua (?:toi|em|chau|con|minh))?(?: la)?[ :.#]{1,3}(?P<code>[a-z0-9][a-z0-9./–-]{3,40}[a-z0-9])"
)
_PLATE = re.compile(
    r"(?<![\d.,/-])[1-9]\d ?[-. ]?(?:[a-z]{1,2}|[a-z]\d) ?[-. ] ?(?:\d{3}[. ]\d{2}|\d{5})(?![\d/]|[.,]\d)"
    r"|(?<![\d.,/-])[1-9]\d-?(?:[a-z]{1,2}|[a-z]\d)(?:[-.]\d{4}|\d{5}|\d{3}\.\d{2})(?![\d/]|[.,]\d)"
)
_SAYS_PLATE = re.compile(
    r"\b(?:bien(?: kiem soat| so(?: xe)?| xe)|bks|bsx|xe so)(?: la)?[ :.]{1,3}"
    r"(?P<code>[1-9]\d ?[-. ]?[a-z]{1,2}\d? ?[-. ]?\d{3}[. ]?\d{1,2})"
)
_PASSPORT = re.compile(r"\b[a-z]\d{7,8}\b")
_SAYS_PAPER = re.compile(
    r"\b(?:cmnd|cmt|cccd|cc cd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|ho chieu|passport|dinh danh(?: ca nhan)?|"
    r"ma so thue|mst|bhxh|bhyt|the bao hiem|so tai khoan|stk|tai khoan|giay to)"
    r"(?: so)?(?: (?:cua )?(?:toi|em|chau|con|minh|ong|ba|bo|me))?(?: la)?[ :.]{1,3}"
    r"(?P<code>[a-z]{0,3} ?[0-9ol](?:[ .-]?[0-9ol]){5,18})(?![0-9a-z])"
)
# Letters that no plate bears, or that stand behind a number in ordinary writing: 12h 10500, 20k 15000.
_MEASURES = frozenset("hkmgl")


def find(text: str) -> Iterator[Span]:
    plain = bare(text)
    yield from _named(_SAYS_PAPER.finditer(plain), PAPER, digits=6)
    yield from _named(_SAYS_DOSSIER.finditer(plain), DOSSIER, digits=4)
    yield from _named(_SAYS_PLATE.finditer(plain), PLATE, digits=5)
    yield from (Span(*found.span(), MAIL) for found in _MAIL.finditer(plain))
    yield from (Span(*found.span(), DOSSIER) for found in _DOSSIER.finditer(plain))
    yield from (
        Span(*found.span(), PAPER) for found in _PASSPORT.finditer(plain) if text[found.start()].isupper()
    )
    for found in _PLATE.finditer(plain):
        letter = next(sign for sign in text[found.start() :] if sign.isalpha())
        if letter.isupper() or letter not in _MEASURES:
            yield Span(*found.span(), PLATE)


def _named(found: Iterable["re.Match[str]"], kind: str, *, digits: int) -> Iterator[Span]:
    """What stands behind a word that says what it is."""
    for each in found:
        if sum(sign.isdigit() or sign in "ol" for sign in each["code"]) >= digits:
            yield Span(*each.span("code"), kind)
