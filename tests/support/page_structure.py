"""Page rules: language, title, heading, ids, pictures, tables, text."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

from support.page_tree import Tree, local_name, shown, text

REFERENCES = ("aria-labelledby", "aria-describedby", "aria-controls", "headers")


def structure_faults(tree: Tree, html: str, lang: str) -> Iterator[str]:
    yield from _head_faults(tree, lang)
    yield from _id_faults(tree)
    yield from _picture_faults(tree)
    yield from _table_faults(tree)
    yield from _text_faults(tree, html)


def _head_faults(tree: Tree, lang: str) -> Iterator[str]:
    if tree.elements[0].get("lang") != lang:
        yield f'<html> says lang="{tree.elements[0].get("lang", "")}", not "{lang}"'
    # A <title> inside an SVG names the picture, not the page.
    titles = [text(title) for title in tree.named("title") if not tree.inside(title, "svg")]
    if len(titles) != 1 or not titles[0]:
        yield f"a page has one title that says something, not {titles}"
    headings = [text(heading) for heading in tree.named("h1")]
    if len(headings) != 1 or not headings[0]:
        yield f"a page has one h1 that says something, not {headings}"


def _id_faults(tree: Tree) -> Iterator[str]:
    ids = tree.ids()
    yield from (f'id "{name}" stands {count} times' for name, count in Counter(ids).items() if count > 1)
    for element in tree.elements:
        for attribute in REFERENCES:
            for missing in set(element.get(attribute, "").split()) - set(ids):
                yield f'{shown(element)} has {attribute}="{missing}", which is nowhere'
        target = element.get("href", "")
        if local_name(element) == "a" and target.startswith("#") and target[1:] not in {"", "top", *ids}:
            yield f'a link leads to "{target}", which is nowhere'


def _picture_faults(tree: Tree) -> Iterator[str]:
    for image in tree.named("img", "area"):
        if "alt" not in image.attrib:
            yield f"{shown(image)} has no alt"
    for picture in tree.named("svg"):
        named = picture.get("aria-label", "").strip() or tree.text_of_ids(picture.get("aria-labelledby", ""))
        titled = any(local_name(child) == "title" and text(child) for child in picture)
        if picture.get("role") == "img" and not (named or titled):
            yield f"{shown(picture)} is a picture without a name"


def _table_faults(tree: Tree) -> Iterator[str]:
    for table in tree.named("table"):
        parts = list(table.iter())
        captioned = any(part.tag == "caption" and text(part) for part in parts)
        scoped = any(part.tag == "th" and part.get("scope") for part in parts)
        if not (captioned or scoped or table.get("role") == "presentation"):
            yield f"{shown(table)} has neither a caption nor a th with scope"


def _text_faults(tree: Tree, html: str) -> Iterator[str]:
    # The tree also holds what entities and attributes say once they are decoded.
    decoded = (
        piece for element in tree.elements for piece in (*element.itertext(), *element.attrib.values())
    )
    words = {
        word
        for piece in (html, *decoded)
        for word in piece.split()
        if not unicodedata.is_normalized("NFC", word)
    }
    yield from (f"text is not NFC: {word}" for word in sorted(words))
