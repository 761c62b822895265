"""Results of closed windows, computed once in each state of the house."""

import hashlib
from collections.abc import Callable, Hashable
from typing import TypeVar

from survey_app.db import REVISION
from survey_app.platform import Platform
from survey_app.store.settings import find_setting
from survey_app.translating import language

T = TypeVar("T")


def state_of_house(platform: Platform) -> tuple[str, int]:
    """What results depend on besides the question: the last change that was written, and the half-day."""
    with platform.database.glancing() as connection:
        return find_setting(connection, REVISION) or "", platform.half_day


def once(platform: Platform, question: Hashable, compute: Callable[[], T]) -> T:
    """Compute the answer to a question, or give the one that was computed in this state of the house."""
    return platform.kept.get((question, language(), *state_of_house(platform)), compute)


def fingerprint(platform: Platform, *parts: str) -> str:
    """What changes when a page of results may look otherwise: for who shows it, how, and the state of the house."""
    told = "\n".join([*parts, language(), *map(str, state_of_house(platform))])
    return hashlib.sha256(told.encode()).hexdigest()[:32]
