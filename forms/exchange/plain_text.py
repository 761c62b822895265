"""From a text with HTML to plain words. What could act in a browser is refused, not cleaned: nobody sends it by chance."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from forms.cleaning import tidy

_LONGEST = 20_000
_LOOKS_MARKED_UP = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:[a-zA-Z]{2,10}|#\d{1,7}|#x[0-9a-fA-F]{1,6});|<!--")
_ACTIVE = re.compile(
    r"<\s*/?\s*(script|iframe|object|embed|svg|math|link|meta|base|form|input|button|style|template|applet|frame)\b"
    r"|<[^<>]*\son[a-z]{3,20}\s*=|javascript\s*:|vbscript\s*:|data\s*:\s*text/html",
    re.IGNORECASE,
)
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6"})


class ActiveContentError(ValueError):
    """The text holds markup that would act; the message names it."""


@dataclass(frozen=True, slots=True)
class Plain:
    words: str
    had_markup: bool


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _BREAKS:
            self.found.append("\n")


def plain(text: str) -> Plain:
    """Give the words of a text, blanks joined.

    >>> plain("<p>Ông/Bà <b>hài lòng</b> không?</p>").words, plain("Dưới < 18 tuổi").had_markup
    ('Ông/Bà hài lòng không?', False)
    """
    shown = tidy(text, _LONGEST)[:_LONGEST]
    refuse_active(shown)
    if not _LOOKS_MARKED_UP.search(shown):
        return Plain(shown, had_markup=False)
    parser = _Words()
    parser.feed(shown)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.found).split("\n"))
    words = "\n".join(line for line in lines if line)
    refuse_active(words)  # what was hidden behind character references
    return Plain(words, had_markup=True)


def refuse_active(text: str) -> None:
    """Raise ActiveContentError where a text holds markup that could act in a browser."""
    found = _ACTIVE.search(text)
    if found:
        raise ActiveContentError(found.group(0).strip()[:30].replace("<", "‹").replace(">", "›"))
