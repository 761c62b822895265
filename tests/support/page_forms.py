"""Page rules: labels and controls, forms and their keys."""

from collections.abc import Iterator
from typing import Literal
from xml.etree.ElementTree import Element

from support.page_tree import Tree, local_name, shown, text

Door = Literal["citizen", "kiosk", "staff"]

FORM_KEYS: dict[Door, str] = {"citizen": "k", "kiosk": "k", "staff": "csrf_token"}
"""The hidden field without which a door refuses a POST."""

NAMED_BY_THEMSELVES = {"hidden", "submit", "reset", "button", "image"}


def form_faults(tree: Tree, door: Door) -> Iterator[str]:
    controls = [element for element in tree.named("input", "select", "textarea") if _wants_a_label(element)]
    for label in tree.named("label"):
        if not any(_labels(label, control) for control in controls):
            yield f"{shown(label)} ({text(label)}) points at no control"
    for control in controls:
        if not _has_name(tree, control):
            yield f"{shown(control)} has no label"
    for button in tree.named("button", "input"):
        if not _is_named_button(tree, button):
            yield f"{shown(button)} is a button without words"
    for form in tree.named("form"):
        yield from _rules_of_form(tree, form, FORM_KEYS[door])


def _wants_a_label(element: Element) -> bool:
    return not (local_name(element) == "input" and element.get("type", "text").lower() in NAMED_BY_THEMSELVES)


def _labels(label: Element, control: Element) -> bool:
    if "for" in label.attrib:
        return control.get("id") == label.attrib["for"]
    # A label around several controls belongs to the first alone.
    return next((part for part in label.iter() if part is control or _is_control(part)), None) is control


def _is_control(element: Element) -> bool:
    return element.tag in {"input", "select", "textarea"} and _wants_a_label(element)


def _has_name(tree: Tree, control: Element) -> bool:
    if control.get("aria-label", "").strip() or tree.text_of_ids(control.get("aria-labelledby", "")):
        return True
    return any(text(label) and _labels(label, control) for label in tree.named("label"))


def _is_named_button(tree: Tree, button: Element) -> bool:
    spoken = button.get("aria-label", "").strip() or tree.text_of_ids(button.get("aria-labelledby", ""))
    kind = button.get("type", "").lower()
    if local_name(button) == "button":
        pictures = [part.get("alt", "") for part in button.iter() if part.tag == "img"]
        return bool(spoken or text(button) or any(pictures))
    if kind == "image":
        return bool(spoken or button.get("alt", "").strip())
    # A submit button without a value would show the browser's own word, in the browser's language.
    return kind not in {"submit", "reset", "button"} or bool(spoken or button.get("value", "").strip())


def _rules_of_form(tree: Tree, form: Element, key: str) -> Iterator[str]:
    method = form.get("method", "").lower()
    if method not in {"get", "post"}:
        yield f'{shown(form)} has method "{method}", not get or post'
    if not form.get("action", "").strip():
        yield f"{shown(form)} has no action"
    fields = [field for field in tree.named("input") if _belongs(tree, field, form)]
    keys = [field for field in fields if field.get("name") == key]
    if method == "post" and not any(_is_filled_key(field) for field in keys):
        yield f"{shown(form)} is a POST without the hidden field {key}"
    if method == "get" and keys:
        yield f"{shown(form)} is a GET and would write {key} into the address"


def _belongs(tree: Tree, field: Element, form: Element) -> bool:
    if "form" in field.attrib:
        return field.get("form") == form.get("id")
    return form in tree.above(field)


def _is_filled_key(field: Element) -> bool:
    return field.get("type", "").lower() == "hidden" and bool(field.get("value"))
