"""How good a level calls itself: the usual scales of satisfaction surveys stand in order, in both languages."""

from itertools import pairwise

import pytest
from support.usual_scales import USUAL_SCALES

from forms.label_words import degree_of, is_number, no_opinion, number_of, upside_down
from forms.scale import Choice
from forms.texts import Text


@pytest.mark.parametrize("name", USUAL_SCALES)
def test_the_usual_scales_stand_in_order(name):
    degrees = [degree_of(label) for label in USUAL_SCALES[name]]
    assert None not in degrees, list(zip(USUAL_SCALES[name], degrees, strict=True))
    assert all(a <= b for a, b in pairwise(degrees)), list(zip(USUAL_SCALES[name], degrees, strict=True))
    assert degrees[0] < 0 < degrees[-1]


@pytest.mark.parametrize(
    "label",
    ["Nhiều", "Ít người", "Cao", "Hồ sơ đất đai", "Nam", "Dưới 18 tuổi", "Có", "Buổi sáng", "Other", "Kios số 3"],
)  # fmt: skip
def test_words_that_do_not_say_which_end_is_good_say_nothing(label):
    assert degree_of(label) is None


@pytest.mark.parametrize(
    "label", ["Không có ý kiến", "Không ý kiến", "Không rõ", "Không biết/Không trả lời", "N/A", "Don’t know"]
)
def test_no_opinion_is_no_level(label):
    assert no_opinion(label)


@pytest.mark.parametrize("label", ["Không rõ ràng", "Không hài lòng", "Unclear", "Không nhanh"])
def test_a_bad_level_is_an_opinion(label):
    assert not no_opinion(label)
    assert degree_of(label) < 0


def test_a_number_before_the_words_changes_nothing():
    assert degree_of("1. Rất không hài lòng") == degree_of("Rất không hài lòng") == -2
    assert (number_of("1. Rất không hài lòng"), is_number("4 điểm"), is_number("4 người")) == (1, True, False)


def _level(label, score, *, satisfied=False):
    return Choice(code=str(score), label=Text.of({"vi": label}), score=score, satisfied=satisfied)


def test_levels_whose_points_go_against_their_words_are_found():
    words = USUAL_SCALES["hài lòng"]
    right = [_level(label, n, satisfied=n > 3) for n, label in enumerate(words, start=1)]
    turned = [_level(label, n, satisfied=n > 3) for n, label in enumerate(reversed(words), start=1)]
    flagged = [_level(label, n, satisfied=n < 3) for n, label in enumerate(words, start=1)]
    assert upside_down(right) is None
    assert upside_down(turned) is not None
    assert upside_down(flagged) is not None
