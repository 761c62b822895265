"""Words of another language on a page: what an interface says there belongs to the page's own language.

Data keep their language and say so (`lang`), or are names that the test knows.
"""

import re
from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from xml.etree.ElementTree import Element

from babel.messages.pofile import read_po
from support.page_tree import Tree, local_name

from survey_app.access import ROLES
from survey_app.translating import FOLDER, SOURCE

LIBRARIES = (("wtforms", "locale/wtforms.pot"), ("flask_security", "translations/flask_security.pot"))
SPOKEN = ("title", "alt", "aria-label", "placeholder", "data-label")
SILENT = {"script", "style", "code"}
WORD = re.compile(r"[^\W\d_]+")
CODE = re.compile(r"\w+_\w+")  # a choice, a column of a file
AROUND = ".,;:!?…()[]“”\"'–·"
ACCOUNTS = frozenset(ROLES)  # tests name accounts after what they may
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
ACCENTED = re.compile("[À-ỹ]")


def stray_english(tree: Tree) -> Iterator[str]:
    """Faults of a Vietnamese page: words that only the English catalogue and the libraries say."""
    for sentence in _said(tree, "vi"):
        strays = [word for word in _plain_words(sentence) if word.lower() in _words_only("en") - ACCOUNTS]
        if strays:
            yield f"English on a Vietnamese page: {', '.join(strays)} in “{' '.join(sentence.split())}”"


def stray_vietnamese(html: str, *, names: Collection[str]) -> list[str]:
    """What an English page says in Vietnamese, apart from these names."""
    found = []
    for sentence in _said(Tree.of(html), "en"):
        rest = CODE.sub("", sentence)
        for name in sorted(names, key=len, reverse=True):
            rest = rest.replace(name, "")
        words = WORD.findall(rest)
        if any(ACCENTED.search(word) or word.lower() in _words_only("vi") for word in words):
            found.append(" ".join(sentence.split()))
    return sorted(set(found))


def _plain_words(sentence: str) -> Iterator[str]:
    """Words, without codes, addresses and columns of files; a capital letter inside a sentence begins a name."""
    before = ""
    for token in sentence.split():
        word = token.strip(AROUND)
        if WORD.fullmatch(word) and before.lower() != "cột" and not (before and word[0].isupper()):
            yield word
        before = word


def _said(tree: Tree, language: str) -> Iterator[str]:
    """Each piece of text and each spoken attribute that is in this language."""
    for element in tree.elements:
        if not _is_heard(tree, element):
            continue
        if _language(tree, element) == language:
            yield from (element.attrib[name] for name in SPOKEN if name in element.attrib)
            yield element.text or ""
        for child in element:  # what follows a child is the parent's
            if _language(tree, element) == language:
                yield child.tail or ""


def _is_heard(tree: Tree, element: Element) -> bool:
    return local_name(element) not in SILENT and not tree.inside(element, *SILENT)


def _language(tree: Tree, element: Element) -> str | None:
    return next((each.get("lang") for each in (element, *tree.above(element)) if each.get("lang")), None)


@cache
def _words_only(language: str) -> frozenset[str]:
    """Words that this language's sentences hold and the other's do not."""
    with (FOLDER / "en" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        entries = [entry for entry in read_po(file, locale="en") if entry.id]
    vietnamese = _words(text for entry in entries for text in _forms(entry.id))
    english = _words(text for entry in entries for text in _forms(entry.string))
    for package, catalogue in LIBRARIES:
        with files(package).joinpath(catalogue).open("rb") as file:
            english |= _words(text for entry in read_po(file) if entry.id for text in _forms(entry.id))
    return frozenset(vietnamese - english if language == SOURCE else english - vietnamese)


def _forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def _words(texts: Iterator[str]) -> set[str]:
    found = (word.lower() for text in texts for word in WORD.findall(PLACEHOLDER.sub(" ", text)))
    return {word for word in found if len(word) > 1}
