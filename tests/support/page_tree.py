"""A page as a browser would read it, and the few questions that the page checker asks of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import html5lib
from html5lib.constants import E as PARSE_ERRORS

HIDDEN_FROM_NAMES = {"script", "style", "select", "textarea"}
"""Elements whose text is no part of the name of the label around them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """All elements in document order; `parse_faults` says what is no HTML5."""

    elements: list[Element]
    parents: dict[Element, Element]
    parse_faults: list[str]

    @classmethod
    def of(cls, html: str) -> "Tree":
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        root = parser.parse(html)
        return cls(
            elements=[element for element in root.iter() if isinstance(element.tag, str)],
            parents={child: parent for parent in root.iter() for child in parent},
            parse_faults=[
                f"no HTML5 at line {line}, column {column}: {PARSE_ERRORS[code] % details}"
                for (line, column), code, details in parser.errors
            ],
        )

    def named(self, *names: str) -> list[Element]:
        return [element for element in self.elements if local_name(element) in names]

    def above(self, element: Element) -> Iterator[Element]:
        while element in self.parents:
            element = self.parents[element]
            yield element

    def inside(self, element: Element, *names: str) -> bool:
        return any(local_name(ancestor) in names for ancestor in self.above(element))

    def ids(self) -> list[str]:
        return [element.attrib["id"] for element in self.elements if "id" in element.attrib]

    def text_of_ids(self, ids: str) -> str:
        wanted = ids.split()
        return " ".join(text(element) for element in self.elements if element.get("id") in wanted).strip()


def local_name(element: Element) -> str:
    """Give an element's name without the namespace that SVG and MathML carry."""
    return element.tag.rpartition("}")[2]


def text(element: Element) -> str:
    """Give the text that names an element: what is read aloud, without the choices of a list inside it."""
    parts = [element.text or ""]
    for child in element:
        if isinstance(child.tag, str) and local_name(child) not in HIDDEN_FROM_NAMES:
            parts.append(text(child))
        parts.append(child.tail or "")
    return "".join(parts).strip()


def shown(element: Element) -> str:
    """Write an element so that whoever reads the fault finds it."""
    marks = [
        f' {name}="{element.attrib[name]}"' for name in ("id", "name", "for", "src") if name in element.attrib
    ]
    return f"<{local_name(element)}{''.join(marks)}>"
