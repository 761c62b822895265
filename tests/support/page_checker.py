"""The page checker, through which every page in every test goes."""

from support.page_assets import asset_faults
from support.page_forms import Door, form_faults
from support.page_structure import structure_faults
from support.page_tree import Tree
from support.stray_words import stray_english


def check_page(html: str, *, door: Door, lang: str = "vi") -> None:
    """Raise an AssertionError that lists everything wrong with a whole page.

    `door` decides which hidden field a POST form carries and whether scripts may stand: a kiosk's page
    is a citizen's page with scripts.
    """
    tree = Tree.of(html)
    faults = [
        *tree.parse_faults,
        *structure_faults(tree, html, lang),
        *form_faults(tree, door),
        *asset_faults(tree, door),
        *(stray_english(tree) if lang == "vi" else ()),
    ]
    assert not faults, "the page has faults:\n" + "\n".join(f"  - {fault}" for fault in faults)
