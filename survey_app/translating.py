"""The languages of the interface: Vietnamese is what the code says, every other language is a catalogue of it.

Outside of a request (commands, the sealer) sentences stay as they are written.
"""

from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from babel.support import Translations
from flask import Flask
from flask_babel import Babel, get_locale, lazy_gettext, ngettext
from flask_babel import gettext as _gettext

__all__ = [
    "AUTONYMS",
    "LANGUAGES",
    "SOURCE",
    "gettext",
    "known",
    "language",
    "lazy_gettext",
    "ngettext",
    "offered",
    "translator",
    "wire_languages",
]

SOURCE = "vi"
LANGUAGES = {SOURCE: "Tiếng Việt", "en": "English"}
# What languages of templates call themselves, for those a province is likely to need; others go by their tag.
AUTONYMS = LANGUAGES | {
    "km": "ភាសាខ្មែរ",
    "tyz": "Tày",
    "nut": "Nùng",
    "hmv": "Hmoob",
    "lo": "ລາວ",
    "zh": "中文",
    "cjm": "Chăm",
}
FOLDER = Path(__file__).with_name("translations")


def wire_languages(app: Flask, choose: Callable[[], str | None]) -> None:
    """Let an application speak the language that `choose` names in a request; Vietnamese where it names none."""
    Babel(
        app,
        default_locale=SOURCE,
        default_translation_directories=str(FOLDER),
        locale_selector=lambda: known(choose()),
    )
    app.jinja_env.globals.update(language=language, languages=LANGUAGES)


def gettext(sentence: str, **values: object) -> str:
    """A sentence in the language of this request, with its placeholders filled in."""
    return str(_gettext(sentence, **values))


def known(wanted: str | None) -> str:
    return wanted if wanted in LANGUAGES else SOURCE


def offered(languages: Iterable[str]) -> dict[str, str]:
    """The languages a questionnaire can be read in: its own and the interface's, by tag with their names.

    >>> offered(["vi", "km"])
    {'vi': 'Tiếng Việt', 'en': 'English', 'km': 'ភាសាខ្មែរ'}
    """
    return {tag: AUTONYMS.get(tag, tag) for tag in dict.fromkeys([*LANGUAGES, *languages])}


@cache
def translator(tag: str) -> Callable[[str], str]:
    """Translate sentences into a language outside of any request, for what is kept between requests."""
    return Translations.load(FOLDER, [tag]).gettext


def language() -> str:
    """The language of this request, as a BCP-47 tag."""
    locale = get_locale()
    return locale.language if locale else SOURCE  # asked for every number: quicker than str(locale)
