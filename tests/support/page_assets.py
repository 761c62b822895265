"""Page rules: nothing inline that the content policy drops, nothing from another host, no script for citizens."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from support.page_forms import Door
from support.page_tree import Tree, local_name, shown

LOADED = {"src", "srcset", "poster", "data", "action", "formaction"}
"""Attributes that load something, or send something, whatever their element."""

LINKS_THAT_LOAD_NOTHING = {"canonical", "alternate", "license", "author", "help", "next", "prev"}

FOREIGN = re.compile(r"(?:^|[\s,])(?!data:)(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
FOREIGN_IN_STYLE = re.compile(r"""@import|url\(\s*["']?(?!data:)(?:[a-z][a-z0-9+.-]*:|//)""", re.IGNORECASE)


def asset_faults(tree: Tree, door: Door) -> Iterator[str]:
    for element in tree.elements:
        yield from _inline_faults(element)
        yield from _foreign_faults(element)
    if door == "citizen":
        yield from (f"{shown(script)} on a citizen's page" for script in tree.named("script"))
    yield from (f"{shown(base)} moves every address" for base in tree.named("base"))


def _inline_faults(element: Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if name == "style" or re.fullmatch("on[a-z]+", name):
            yield f"{shown(element)} has an inline {name}="
        if value.strip().lower().startswith("javascript:"):
            yield f"{shown(element)} has a script in {name}="


def _foreign_faults(element: Element) -> Iterator[str]:
    for name, value in element.attrib.items():
        if _loads(element, name.rpartition("}")[2]) and FOREIGN.search(value.strip()):
            yield f"{shown(element)} reaches another host: {value.strip()[:80]}"
    if local_name(element) == "style" and FOREIGN_IN_STYLE.search(element.text or ""):
        yield "a <style> loads from elsewhere"


def _loads(element: Element, attribute: str) -> bool:
    if attribute != "href":
        return attribute in LOADED and not (attribute == "data" and local_name(element) != "object")
    if local_name(element) == "link":
        return not LINKS_THAT_LOAD_NOTHING.issuperset(element.get("rel", "").lower().split())
    return local_name(element) in {"use", "image"}
