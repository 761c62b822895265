"""Advice on wording: each rule finds what it is for, says why, and leaves plain questions alone."""

import pytest

from forms.linting import RULES, advise, reading_seconds
from forms.reading import instruments, load_instrument, parse_questionnaire


def advice_on(document, part):
    return {advice.rule.code for advice in advise(parse_questionnaire(document)) if advice.part == part}


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        ("Công chức có chào hỏi và giải thích rõ không?", "double"),
        ("Ông/Bà nộp hồ sơ qua mạng và/hoặc tại quầy?", "double"),
        ("Công chức phục vụ rất nhanh, đúng không?", "leading"),
        ("Chắc hẳn Ông/Bà đã hài lòng?", "leading"),
        ("Có phải Ông/Bà được giúp ngay?", "leading"),
        (" ".join(["chữ"] * 26), "long"),
        ("Có phải chờ vì không ai báo là không làm việc?", "twice_not"),
        ("Ông/Bà nộp mấy TTHC trong năm nay?", "shortened"),
    ],
)
def test_a_rule_finds_the_wording_it_is_for(tiny, item, words, rule):
    assert rule in advice_on(tiny(item("yes_no", "A", text={"vi": words})), "item/A")


@pytest.mark.parametrize(
    "words",
    [
        "Công chức có chào Ông/Bà không?",
        "Ông/Bà chờ khoảng bao lâu?",
        "Nơi chờ có đủ ghế không?",
        "Vấn đề nào?",
    ],
)
def test_plain_questions_are_left_alone(tiny, item, words):
    assert advice_on(tiny(item("yes_no", "A", text={"vi": words})), "item/A") == set()


def test_a_scale_with_more_levels_on_one_side_is_noticed_and_a_missing_way_out(tiny):
    document = tiny()
    levels = [
        {"code": code, "label": {"vi": code}, "score": score, "satisfied": score > 2}
        for code, score in (("a", 4), ("b", 3), ("c", 2.9), ("d", 1))
    ]
    document["scales"].append({"code": "L", "levels": levels})
    assert advice_on(document, "scale/L") == {"unbalanced", "no_way_out"}
    assert advice_on(document, "scale/HL3") == set()


def test_a_text_without_one_of_the_languages_is_named_with_the_language(tiny, item):
    document = tiny(item("yes_no", "A", text={"vi": "Có?", "en": "Yes?", "km-KH": "?"}), item("yes_no", "B"))
    found = {advice.part: advice for advice in advise(parse_questionnaire(document))}
    assert found["item/B"].problem(str) == "Chưa dịch sang: en, km-KH."
    assert "item/A" not in found


def test_long_and_demanding_questionnaires_are_told_once(tiny, item):
    items = [
        item("yes_no", f"A{n}", required=True, text={"vi": "một hai ba bốn năm " * 4}) for n in range(30)
    ]
    codes = advice_on(tiny(*items), "")
    assert codes == {"slow", "demanding"}


def test_a_question_that_few_are_asked_takes_less_time(tiny, item):
    always = parse_questionnaire(tiny(item("yes_no", "A")))
    seldom = parse_questionnaire(tiny(item("yes_no", "A", when={"item": "G", "in": ["1"]})))
    assert reading_seconds(seldom) < reading_seconds(always)


@pytest.mark.parametrize("code", instruments())
def test_every_sentence_can_be_filled_in(code):
    for advice in advise(load_instrument(code)):
        assert "{" not in advice.problem(str)
        assert advice.rule in RULES


def test_a_level_with_better_words_and_fewer_points_is_noticed(tiny):
    document = tiny()
    levels = [
        {"code": str(score), "label": {"vi": words}, "score": score, "satisfied": score > 2}
        for words, score in (("Rất không hài lòng", 4), ("Không hài lòng", 3), ("Hài lòng", 2), ("Rất hài lòng", 1))
    ]  # fmt: skip
    document["scales"].append({"code": "L", "levels": levels})
    assert advice_on(document, "scale/L") == {"turned", "no_way_out"}
