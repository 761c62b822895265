"""Who answers what in the demo. The truth is stated here, so that one can see whether the pages find it.

Every person has a mood; every commune is alike but for the planted ones, three above and three below. Everything else
is chance.
"""

import random
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass

from forms.conditions import Condition
from forms.questionnaire import Item, Kind, Questionnaire

# Codes of the communes that really differ, and by how many standard deviations.
PLANTED = {
    "13285": 0.80,  # Phường Phủ Lý
    "13366": 0.75,  # Phường Hà Nam
    "13504": 0.75,  # Xã Bình Lục
    "13384": -0.65,  # Phường Kim Bảng
    "13573": -0.60,  # Xã Lý Nhân
    "13495": -0.70,  # Xã Thanh Liêm
}
# Normal quantiles of 2, 7, 23 and 68 %: 77 % are satisfied where nothing is planted.
THRESHOLDS = (-2.054, -1.476, -0.739, 0.468)
MOOD = 0.7  # a person's share in each answer; the rest is the item's own
SKIPS, NOT_APPLICABLE, COMMENTS = 0.05, 0.04, 0.06
REMARKS = (
    "Cán bộ nhiệt tình, hướng dẫn dễ hiểu.",
    "Nên có thêm ghế ngồi chờ.",
    "Thủ tục nhanh hơn trước nhiều.",
    "Tôi phải đi lại hai lần mới đủ giấy tờ.",
    "Mong có người hướng dẫn người cao tuổi nộp trực tuyến.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    chance: random.Random
    level: float  # of the commune, in standard deviations
    mood: float


def simulate(questionnaire: Questionnaire, *, commune: str, chance: random.Random) -> list[tuple[str, str]]:
    """One person's form as a browser would send it: pairs of item code and value."""
    person = Person(chance=chance, level=PLANTED.get(commune, 0.0), mood=chance.gauss(0, 1))
    sent: dict[str, list[str]] = {}
    for item in questionnaire.items:
        if not _asked(item.when, sent):
            continue
        if item.code == questionnaire.headline or chance.random() >= SKIPS:
            sent[item.code] = list(_answer(item, person))
    return [(code, value) for code, values in sent.items() for value in values]


def _asked(condition: Condition | None, sent: dict[str, list[str]]) -> bool:
    return condition is None or bool(condition.levels & set(sent.get(condition.item, ())))


def _answer(item: Item, person: Person) -> Iterator[str]:
    chance = person.chance
    if item.is_text:
        if chance.random() < COMMENTS:
            yield chance.choice(REMARKS)
    elif item.kind is Kind.NUMBER:
        yield str(min(1 + int(chance.expovariate(1.2)), item.maximum or 9))
    elif item.kind is Kind.SEVERAL:
        yield from chance.sample([choice.code for choice in item.options], k=chance.choice((1, 1, 2)))
    else:
        yield _chosen(item, person)


def _chosen(item: Item, person: Person) -> str:
    chance = person.chance
    away = [choice.code for choice in item.options if choice.not_applicable]
    if away and chance.random() < NOT_APPLICABLE:
        return away[0]
    scored = sorted((c for c in item.options if not c.not_applicable), key=lambda c: c.score or 0)
    if len(scored) == len(THRESHOLDS) + 1 and item.is_scored:
        feeling = person.level + MOOD * person.mood + (1 - MOOD**2) ** 0.5 * chance.gauss(0, 1)
        return scored[bisect(THRESHOLDS, feeling)].code
    return chance.choice(scored).code
