"""Catalogues of the interface: complete, faithful to their placeholders, and compiled."""

import re
from importlib.resources import files

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from survey_app.translating import FOLDER, LANGUAGES, SOURCE

OTHERS = sorted(set(LANGUAGES) - {SOURCE})
KEYWORDS = {"_": None, "gettext": None, "lazy_gettext": None, "marked": None, "ngettext": (1, 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}|%(?!\()")


def _catalogue(tag):
    with (FOLDER / tag / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=tag)


def _first(text):
    return text[0] if isinstance(text, tuple | list) else text


def _said():
    """Every sentence that the code says in Vietnamese."""
    methods = [("**.py", "python"), ("**.html", "jinja2")]
    for room in ("survey_app", "forms"):
        for _file, _line, text, _comments, _context in extract_from_dir(
            str(files(room)), methods, keywords=KEYWORDS
        ):
            yield _first(text)


@pytest.mark.parametrize("tag", OTHERS)
def test_no_sentence_of_the_interface_is_left_untranslated_and_none_that_is_gone_is_kept(tag):
    assert {_first(entry.id) for entry in _catalogue(tag) if entry.id and all_words(entry)} == set(_said())


def all_words(entry):
    return entry.string if isinstance(entry.string, str) else all(entry.string)


@pytest.mark.parametrize("tag", OTHERS)
def test_a_translation_fills_in_what_the_sentence_fills_in(tag):
    for entry in _catalogue(tag):
        ours = set(PLACEHOLDER.findall(_first(entry.id)))
        for theirs in entry.string if isinstance(entry.string, tuple) else (entry.string,):
            assert set(PLACEHOLDER.findall(theirs)) == ours or not entry.id, entry.id


@pytest.mark.parametrize("tag", OTHERS)
def test_the_compiled_catalogue_says_what_the_written_one_says(tag):
    with (FOLDER / tag / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        compiled = read_mo(file)
    assert _pairs(compiled) == _pairs(_catalogue(tag))


def _pairs(catalogue):
    return {_first(entry.id): list(entry.string) for entry in catalogue if entry.id}
