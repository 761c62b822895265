"""From a text with HTML to plain words. What could act in a browser is refused, not cleaned: nobody sends it by chance."""

import re
from dataclasses import dataclass
from html import unescape

from forms.cleaning import tidy

_LONGEST = 20_001  # one more than anything may have, so that what is cut is refused
# Only what HTML knows is markup: “<chưa hài lòng>”, “x<y” and an address in brackets are words.
_NAMES = (
    "a|abbr|acronym|address|article|aside|audio|b|bdi|bdo|big|blockquote|body|br|caption|center|cite|code|col|colgroup|dd|"
    "del|details|dfn|div|dl|dt|em|figcaption|figure|font|footer|h1|h2|h3|h4|h5|h6|head|header|hr|html|i|img|ins|kbd|label|"
    "li|main|mark|nav|ol|output|p|picture|pre|q|s|samp|section|small|source|span|strike|strong|sub|summary|sup|table|tbody|"
    "td|tfoot|th|thead|time|title|tr|tt|u|ul|var|video|wbr|[a-z]{1,5}[0-9]?:[a-z]{1,20}"
)
_ACTIVE = re.compile(
    r"<\s*(?:/\s*)?(script|iframe|object|embed|svg|math|link|meta|base|form|input|button|style|template|applet|frame)\b"
    r"|<[^<>]*\son[a-z]{3,20}\s*=|javascript\s*:|vbscript\s*:|data\s*:\s*text/html",
    re.IGNORECASE,
)
# A tag with its attributes, one whose quotes do not close, a declaration: each ends before the next "<", so that every
# sign is looked at a few times at most. (The library's parser begins anew at each "<": 20 kB took it six seconds.)
_ELEMENT = re.compile(
    rf"<(?P<tag>/?(?:{_NAMES}))(?=[\s/]*+>|\s++[a-z:_-]++\s*+(?:=|>|/))(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*+>"
    rf"|<(?P<torn>/?(?:{_NAMES}))(?=\s++[a-z:_-]++\s*+=)[^<>]*>|<[!?][^<>]*>",
    re.IGNORECASE,
)
_CHARACTER = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,31});")
_ENDLESS = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{8,})")  # no character has such a number
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})


class ActiveContentError(ValueError):
    """The text holds markup that would act; the message names it."""


@dataclass(frozen=True, slots=True)
class Plain:
    words: str
    had_markup: bool


def plain(text: str) -> Plain:
    """Give the words of a text, blanks joined.

    >>> plain("<p>Ông/Bà <b>hài lòng</b> không?</p>").words, plain("Dưới < 18 tuổi").had_markup
    ('Ông/Bà hài lòng không?', False)
    """
    shown = tidy(text, _LONGEST)[:_LONGEST]
    refuse_active(shown)
    bare = _ENDLESS.sub("\ufffd", _ELEMENT.sub(_in_its_place, _without_comments(shown)))
    bare = _CHARACTER.sub(lambda reference: unescape(reference[0]), bare)
    if bare == shown:
        return Plain(shown, had_markup=False)
    lines = (" ".join(line.split()) for line in bare.split("\n"))
    words = "\n".join(line for line in lines if line)
    refuse_active(words)  # what was hidden behind character references
    return Plain(words, had_markup=True)


def _without_comments(text: str) -> str:
    kept: list[str] = []
    at = 0
    while (begin := text.find("<!--", at)) >= 0 and (end := text.find("-->", begin + 4)) >= 0:
        kept.append(text[at:begin])
        at = end + 3
    return "".join(kept) + text[at:]


def _in_its_place(element: "re.Match[str]") -> str:
    name = element["tag"] or element["torn"] or ""
    return "\n" if name.lower() in _BREAKS else ""


def refuse_active(text: str) -> None:
    """Raise ActiveContentError where a text holds markup that could act in a browser."""
    found = _ACTIVE.search(text)
    if found:
        raise ActiveContentError(found.group(0).strip()[:30].replace("<", "‹").replace(">", "›"))
