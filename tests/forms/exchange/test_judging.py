"""A scale of another program keeps its direction, whichever end stands first, and agrees with itself."""

from itertools import pairwise

import pytest
from support.usual_scales import USUAL_SCALES

from forms.exchange.judging import judge, numbered
from forms.exchange.pieces import Option
from forms.label_words import degree_of
from forms.standard_scales import STANDARD_SCALES

CODES = {
    "from one": lambda place, _count: str(place + 1),
    "letters": lambda place, _count: f"A{place}",
    "down": lambda place, count: str(count - place),
    "from nought": lambda place, _count: str(place),
}


def options(labels, code=CODES["from one"]):
    return [Option(name=code(n, len(labels)), label={"vi": label}) for n, label in enumerate(labels)]


@pytest.mark.parametrize("code", CODES.values(), ids=CODES)
@pytest.mark.parametrize("turned", [False, True], ids=["worst first", "best first"])
@pytest.mark.parametrize("name", USUAL_SCALES)
def test_the_best_words_have_the_most_points_whichever_end_stands_first(name, turned, code):
    labels = USUAL_SCALES[name][::-1] if turned else USUAL_SCALES[name]
    judged = judge(options(labels, code))
    assert judged is not None
    by_goodness = sorted(judged, key=lambda option: USUAL_SCALES[name].index(option.label["vi"]))
    assert all(worse.score < better.score for worse, better in pairwise(by_goodness))
    assert by_goodness[-1].satisfied
    assert not by_goodness[0].satisfied
    lowest = min(option.score for option in judged if option.satisfied)
    assert all(option.score < lowest for option in judged if not option.satisfied)
    assert [option.name for option in judged] == [option.name for option in options(labels, code)]


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize("levels", range(3, 12))
def test_between_two_ends_with_words_there_may_be_numbers(levels, turned):
    ends = ("Rất hài lòng", "Rất không hài lòng") if turned else ("Rất không hài lòng", "Rất hài lòng")
    labels = [f"1 – {ends[0]}", *(str(n) for n in range(2, levels)), f"{levels} – {ends[1]}"]
    judged = judge(options(labels))
    best = max(judged, key=lambda option: option.score)
    assert "Rất hài lòng" in best.label["vi"]
    assert best.satisfied
    assert all(a.satisfied or not b.satisfied or a.score < b.score for a in judged for b in judged)


def test_nought_to_ten_stays_nought_to_ten():
    labels = ["0 – Rất không hài lòng", *map(str, range(1, 10)), "10 – Rất hài lòng"]
    for found in (judge(options(labels, CODES["from nought"])), numbered(options([str(n) for n in range(11)], CODES["from nought"]))):  # fmt: skip
        assert [option.score for option in found] == list(range(11))


def test_no_opinion_stands_outside_wherever_it_stands():
    for place in (0, 2, 5):
        labels = list(USUAL_SCALES["hài lòng"])
        labels.insert(place, "Không có ý kiến")
        judged = judge(options(labels))
        assert [option.label["vi"] for option in judged if option.not_applicable] == ["Không có ý kiến"]
        assert max((o for o in judged if o.score), key=lambda o: o.score).label["vi"] == "Rất hài lòng"


@pytest.mark.parametrize(
    "labels",
    [
        ("Hài lòng", "Rất không hài lòng", "Rất hài lòng"),  # in no order
        ("Rất hài lòng", "Hài lòng", "Khá hài lòng"),  # nothing that is not satisfied
        ("Hộ tịch", "Đất đai", "Khác"),
        ("Nhiều", "Vừa", "Ít"),  # which end is good the words do not say
        ("1", "2", "3", "4", "5"),
        ("Hài lòng", "Không hài lòng"),
    ],
)
def test_without_words_for_the_good_end_there_is_no_guess(labels):
    assert judge(options(labels)) is None


def test_points_that_the_file_gives_stay_where_they_agree_with_its_words():
    def scored(scores):
        return [Option(name=f"a{n}", label={"vi": label}, score=score) for n, (label, score) in enumerate(zip(USUAL_SCALES["hài lòng"], scores, strict=True))]  # fmt: skip

    assert [option.score for option in judge(scored([0, 25, 50, 75, 100]))] == [0, 25, 50, 75, 100]
    assert [option.score for option in judge(scored([100, 75, 50, 25, 0]))] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("code", STANDARD_SCALES)
@pytest.mark.parametrize("tag", ["vi", "en"])
def test_our_own_scales_are_judged_as_they_are(code, tag):
    levels = STANDARD_SCALES[code]["levels"]
    judged = judge([Option(name=level["code"], label={tag: level["label"][tag]}) for level in levels])
    assert [option.score for option in judged] == [level.get("score") for level in levels]
    assert [bool(option.satisfied) for option in judged] == [
        level.get("satisfied", False) for level in levels
    ]
    assert degree_of(levels[0]["label"][tag]) > 0
