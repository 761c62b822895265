"""Vietnamese order, stored beside names (databases sort Vietnamese each in their own way), and search without marks."""

import unicodedata

from forms.cleaning import composed

_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_PLACE = {letter: f"{place:02d}" for place, letter in enumerate(_LETTERS, start=40)}
# Dictionary order of the tones: level, falling, dipping, broken, rising, heavy.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_SHAPES = frozenset("\u0302\u0306\u031b")  # the hat, breve and horn belong to the letter


def sort_key(name: str) -> str:
    """Letters decide first, tones where the letters are equal; any case, any Unicode form.

    The key is digits and plain signs only, so that every engine and Python order it alike.
    """
    letters: list[str] = []
    tones: list[str] = []
    for character in composed(name).lower():
        bare, tone = _split(character)
        letters.append(_PLACE.get(bare) or _other(bare))
        tones.append(tone)
    return f"{''.join(letters)} {''.join(tones)}"[:400]


def without_marks(text: str) -> str:
    """For a search: small letters without accents, đ as d, single blanks."""
    bare = composed(text.lower().replace("đ", "d"), "NFD")
    return " ".join("".join(sign for sign in bare if not unicodedata.combining(sign)).split())


def _split(character: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", character)
    tone = next((_TONES[mark] for mark in marks if mark in _TONES), "0")
    kept = "".join(mark for mark in marks if mark not in _TONES)
    return unicodedata.normalize("NFC", kept), tone


def _other(character: str) -> str:
    if character.isdigit():
        return f"2{unicodedata.digit(character, 0)}"
    return "00" if character.isspace() else "10"
