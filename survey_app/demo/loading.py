"""Four months of a province in less than a minute: real answering, real sealing, a clock that walks."""

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from werkzeug.datastructures import MultiDict

from survey_app import clock as calendar
from survey_app.clock import Clock, SetClock
from survey_app.demo.places import Point, add_places
from survey_app.demo.simulating import simulate
from survey_app.form_keys import FIELD
from survey_app.platform import Platform
from survey_app.services.answering import Accepted, OpenForm, open_form, submit
from survey_app.services.seal_runs import seal

ANSWERS = 16_000
MONTHS = 4
THREADS = 8
# A week at once: the sealer closes its half-days in order, as after an outage, but what waits is put under a new key once.
SEAL_EVERY = 14
SEED = 20260701
OPENING = timedelta(hours=3)  # after midnight and after noon: inside the half-day

Tick = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Somebody answers at a point; the seed makes the same person every time."""

    point: Point
    seed: int


def first_half_day(now: datetime) -> int:
    """Where the demo begins: the first half-day of the oldest of the closed months it fills."""
    month = calendar.next_month(calendar.month_of(calendar.half_day_of(now)), -MONTHS)
    return calendar.last_half_day(calendar.next_month(month, -1)) + 1


def load(platform: Platform, *, now: Clock, answers: int = ANSWERS, tick: Tick = lambda _n: None) -> int:
    """Fill an empty demo database; tell how many answers were given."""
    if not isinstance(platform.clock, SetClock):
        raise TypeError("the demo walks a clock of its own")
    begin, end = first_half_day(now.now()), calendar.half_day_of(now.now())
    clock = platform.clock
    clock.at = calendar.half_day_end(begin - 1)
    points = add_places(platform, opens_on=clock.at.date())
    plan = _plan(points, _open_half_days(begin, end), answers)
    with ThreadPoolExecutor(THREADS) as intake:
        for half_day in range(begin, end):
            clock.at = calendar.half_day_end(half_day - 1) + OPENING
            visits = plan.get(half_day, ())
            for _ in intake.map(lambda visit: _answer(platform, visit), visits):
                tick(1)
            clock.at = calendar.half_day_end(half_day)
            if (half_day + 1 - begin) % SEAL_EVERY == 0 or half_day + 1 == end:
                seal(platform, rest=False)
    return sum(len(visits) for visits in plan.values())


def _open_half_days(begin: int, end: int) -> list[int]:
    """Mornings and afternoons of Monday to Friday, and Saturday mornings, in closed months."""
    month = calendar.month_of(end)
    days = (h for h in range(begin, end) if calendar.month_of(h) != month)
    return [h for h in days if calendar.half_day_date(h).weekday() + (h % 2) / 2 < 5.5]


def _plan(points: Sequence[Point], half_days: Sequence[int], answers: int) -> dict[int, list[Visit]]:
    chance = random.Random(SEED)  # noqa: S311  # a simulation, reproducible on purpose
    plan: dict[int, list[Visit]] = {}
    for seed in range(answers):
        plan.setdefault(chance.choice(half_days), []).append(Visit(point=chance.choice(points), seed=seed))
    return plan


def _answer(platform: Platform, visit: Visit) -> None:
    form: OpenForm = open_form(platform, code=visit.point.code)
    chance = random.Random(SEED + visit.seed)  # noqa: S311  # a simulation, reproducible on purpose
    sent = simulate(form.questionnaire, commune=visit.point.commune, chance=chance)
    done = submit(platform, code=visit.point.code, body=MultiDict([*sent, (FIELD, form.key)]))
    if not isinstance(done, Accepted):
        raise RuntimeError(f"the simulation sent an answer that is refused: {done.reading.problems}")  # noqa: TRY004  # no type is wrong
