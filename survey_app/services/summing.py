"""What a sealed box says beyond its counts: sums for intervals, moments for composites and reliability.

Imported when something is sealed or examined: the statistics take a moment to import that no citizen should wait for.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple
from itertools import groupby

import numpy as np
from sqlalchemy import Connection

from forms.answers import Answer
from forms.questionnaire import Questionnaire
from survey_app.item_moments import ItemMoments, Ladders
from survey_app.models.tallies import NO_COUNTER
from survey_app.questionnaires import Questionnaires
from survey_app.services.comparing.question import comparable_items, question_of
from survey_app.services.counting import same_pairs
from survey_app.store import box_shapes, responses, sums
from survey_app.store.box_shapes import Shape
from survey_app.store.sums import BoxSums, Place


def ladders_of(questionnaire: Questionnaire) -> Ladders:
    """The levels of every item that can be compared, from worst to best."""
    return {
        item.code: {
            code: (number, rung.satisfied)
            for number, rung in enumerate(question_of(questionnaire, item.code).rungs, start=1)
            for code in rung.codes
        }
        for item in comparable_items(questionnaire)
    }


def box_sums(box: ItemMoments) -> dict[str, BoxSums]:
    """What one box says of each item that somebody in it answered."""
    columns = (
        np.diag(box.levels.n).tolist(),
        (np.diag(box.satisfied.sums) // 2).tolist(),
        (np.diag(box.levels.sums) // 2).tolist(),
    )
    return {
        item: BoxSums(
            boxes=1,
            n=n,
            satisfied=satisfied,
            levels=levels,
            n_n=n * n,
            n_satisfied=n * satisfied,
            satisfied_satisfied=satisfied * satisfied,
            n_levels=n * levels,
            levels_levels=levels * levels,
        )
        for item, n, satisfied, levels in zip(box.items, *columns, strict=True)
        if n
    }


def add_box(connection: Connection, place: Place, box: ItemMoments, shape: Shape) -> None:
    """Fold one box into the sums, moments and shape of its place."""
    box_shapes.add_shape(connection, place, shape)
    sums.add_box_sums(connection, place, box_sums(box))
    before = sums.find_moments(connection, place)
    after = ItemMoments.from_json(before).merge(box) if before else box
    sums.put_moments(connection, place, after.to_json())


Summed = tuple[Mapping[tuple[Place, str], BoxSums], Mapping[Place, str], Mapping[Place, Shape]]


def recount(connection: Connection, questionnaires: Questionnaires, month: int) -> Summed:
    """Sums, moments and shapes of a month, from its responses alone."""
    shapes: dict[Place, Shape] = {}
    found: dict[tuple[Place, str], BoxSums] = {}
    moments: dict[Place, ItemMoments] = {}
    for place, (first, last), answers in _boxes(connection, month):
        ladders = ladders_of(questionnaires.find(connection, place.version_id))
        box = ItemMoments.of(ladders, answers)
        for item, own in box_sums(box).items():
            before = found.get((place, item))
            found[place, item] = _added(before, own) if before else own
        moments[place] = moments[place].merge(box) if place in moments else box
        shape = Shape.of_box(len(answers), same_pairs(answers), first=first, last=last)
        shapes[place] = shapes[place].merge(shape) if place in shapes else shape
    return found, {place: each.to_json() for place, each in moments.items()}, shapes


def fill_missing(connection: Connection, questionnaires: Questionnaires) -> None:
    """Count months anew that were sealed before the house kept sums."""
    for month in responses.list_months_without_sums(connection):
        found, moments, shapes = recount(connection, questionnaires, month)
        sums.forget_month(connection, month)
        for (place, item), own in found.items():
            sums.add_box_sums(connection, place, {item: own})
        for place, content in moments.items():
            sums.put_moments(connection, place, content)
        for place, shape in shapes.items():
            box_shapes.add_shape(connection, place, shape)


def _boxes(
    connection: Connection, month: int
) -> Iterator[tuple[Place, tuple[int, int], Sequence[Mapping[str, Answer]]]]:
    """Each box with its place, its first and last half-day, and its answers."""
    rows = responses.iterate_answers(connection, month)
    for _, box in groupby(rows, key=lambda row: row.seal_id):
        of_one = list(box)
        first = of_one[0]
        place = Place(
            unit_id=first.unit_id,
            month=month,
            version_id=first.version_id,
            counter_id=first.counter_id or NO_COUNTER,
        )
        yield place, (first.first_half_day, first.last_half_day), [json.loads(row.answers) for row in of_one]


def _added(one: BoxSums, other: BoxSums) -> BoxSums:
    return BoxSums(*(a + b for a, b in zip(astuple(one), astuple(other), strict=True)))
