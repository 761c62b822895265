"""From the names of languages in other programs' files to BCP-47 tags."""

import re

from forms.naming import code_from
from forms.texts import FALLBACK

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
_IN_BRACKETS = re.compile(r"\(\s*([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,4})\s*\)\s*$")
_NAMES = {
    "vietnamese": FALLBACK,
    "tieng_viet": FALLBACK,
    "viet": FALLBACK,
    "default": FALLBACK,
    "english": "en",
    "tieng_anh": "en",
    "french": "fr",
    "francais": "fr",
    "khmer": "km",
    "lao": "lo",
    "chinese": "zh",
    "tay": "tyz",
    "mong": "hmn",
    "hmong": "hmn",
    "thai": "th",
    "spanish": "es",
    "portuguese": "pt",
    "german": "de",
    "deutsch": "de",
    "arabic": "ar",
    "russian": "ru",
    "korean": "ko",
    "japanese": "ja",
}


def tag_of(name: str) -> str:
    """Give the tag for a language's name; one that nobody knows gets a private tag of its own.

    >>> tag_of("English (en)"), tag_of("Tiếng Việt"), tag_of("pt-BR"), tag_of("Klingon")
    ('en', 'vi', 'pt-BR', 'und-klingon')
    """
    bracketed = _IN_BRACKETS.search(name)
    if bracketed:
        return _small(bracketed[1])
    known = _NAMES.get(code_from(name))
    if known:
        return known
    small = _small(name.strip().replace("_", "-"))
    if _TAG.fullmatch(small):
        return small
    return f"und-{code_from(name).replace('_', '')[:8].ljust(2, 'x')}"


def _small(tag: str) -> str:
    base, dash, rest = tag.partition("-")
    return base.lower() + dash + rest
