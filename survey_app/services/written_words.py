"""The one door to what people wrote: opened here, and masked before anybody reads it."""

from collections.abc import Iterable, Sequence

from survey_app.masking import mask
from survey_app.store.written_texts import LockedWords
from survey_app.vault import LockedWordsError, Vault


def read_choices(vault: Vault, locked: Iterable[LockedWords], offered: Sequence[str]) -> list[str]:
    """Which of the offered choices were taken: words of the unit itself, so they are shown as they are."""
    return [words for words in _open(vault, locked) if words in offered]


def read_words(vault: Vault, locked: Iterable[LockedWords]) -> list[str]:
    """Free words without what names or reaches a person."""
    return [mask(words) for words in _open(vault, locked)]


def _open(vault: Vault, locked: Iterable[LockedWords]) -> Iterable[str]:
    for content, place in locked:
        try:
            yield vault.unlock(content, place).decode()
        except LockedWordsError:
            continue  # altered or moved: nobody can say whose words these are, and the others are still read
