"""The bank's correlation of a question with the others of its factor, against the people's own answers."""

import numpy as np
import pytest

from forms.reading import load_instrument
from survey_app.services import publishing
from survey_app.services.question_bank import find_entry

from .conftest import OCTOBER, SEPTEMBER


def test_the_correlation_with_the_rest_of_the_factor_is_that_of_the_answers_themselves(province):
    publishing.freeze(province.platform.database, questionnaire=load_instrument("CQTT"))
    chance = np.random.default_rng(8)
    mood = chance.integers(1, 6, 300)
    table = np.column_stack([mood, np.where(chance.random(300) < 0.7, mood, chance.integers(1, 6, 300))])
    for code, rows, month in (("A1", table[:100], SEPTEMBER), ("A2", table[100:], OCTOBER)):
        answers = [{"G1": "5", "B1a": str(a), "B1b": str(b)} for a, b in rows]
        province.seal(code, answers, month, "CQTT")
    done = find_entry(province.platform, template="CQTT", item="B1a").history[0].performance
    assert (done.asked, done.answered, done.beside) == (300, 300, 1)
    assert done.item_rest == pytest.approx(np.corrcoef(table.T)[0, 1])


def test_a_question_that_everybody_answers_alike_has_no_correlation(province):
    publishing.freeze(province.platform.database, questionnaire=load_instrument("CQTT"))
    province.seal("A1", [{"G1": "5", "B1a": "5", "B1b": level} for level in "12345"], OCTOBER, "CQTT")
    assert find_entry(province.platform, template="CQTT", item="B1a").history[0].performance.item_rest is None
