"""No pattern of the product works longer on a text than its length explains: twice as long, at most 2.6 times the work."""

import re

import pytest
from support.patterns import attack, made_in_functions, patterns


def test_no_pattern_grows_faster_than_its_text():
    grown = {
        place: text for place, found, all_over in patterns() if (text := attack(found, everywhere=all_over))
    }
    assert grown == {}


def test_the_patterns_are_found_in_every_room_and_none_is_made_of_what_somebody_sends():
    places = [place for place, _, _ in patterns()]
    assert len(places) > 90
    for known in (
        "forms.exchange.xlsform_logic._SELECTED[0]",
        "forms.identity._FOLDED[3]",
        "survey_app.masking.codes._MAIL[0]",
    ):
        assert known in places
    assert made_in_functions() == []


@pytest.mark.parametrize(
    ("pattern", "everywhere"),
    [
        (r"<[^<>]*\s*>", True),  # as the one for which a questionnaire of 20 kB killed the server
        (r"\s+or\s+", True),
        (r"selected\(\s*\s*x", False),
        (r"(a|b|ab)*c", False),
        (r"(a+)+$", False),
        (r"[^}\s]*x[^}]*y", False),
        (rb"[0-9]*z", True),
    ],
)
def test_a_planted_pattern_that_tries_again_and_again_is_found(pattern, everywhere):
    assert attack(re.compile(pattern), everywhere=everywhere)


@pytest.mark.parametrize("pattern", [r"(?<!\s)\s+or\s+", r"\{[^{}\n]{1,80}\}", r"[a-z]+(-[a-z]{2,8}){0,4}"])
def test_a_pattern_that_is_in_order_is_left_alone(pattern):
    assert attack(re.compile(pattern), everywhere=True) is None
