"""Reading of what people type: texts and numbers."""

import pytest

from forms import messages
from forms.answers import ANSWERED, SKIPPED


def message_of(reading):
    return [problem.message for problem in reading.problems]


def test_a_text_stands_apart_from_the_coded_answers(ask, item):
    reading = ask(item("long_text"), A="  Cần thêm ghế chờ.  ")
    assert reading.answers["A"] == ANSWERED
    assert reading.texts == {"A": "Cần thêm ghế chờ."}


def test_blanks_alone_are_no_text(ask, item):
    reading = ask(item("long_text"), A=" \r\n\t ")
    assert reading.answers["A"] == SKIPPED
    assert reading.texts == {}
    assert "A" not in reading.given


def test_a_text_from_a_decomposing_keyboard_is_kept_composed_and_counted_composed(ask, item):
    reading = ask(item("short_text", max_length=7), A="Ha\u0300i lo\u0300ng")
    assert message_of(reading) == [messages.SHORTEN.format(limit=7)]
    assert ask(item("short_text", max_length=8), A="Ha\u0300i lo\u0300ng").texts == {
        "A": "H\u00e0i l\u00f2ng"
    }


def test_line_ends_are_one_character_in_a_long_text_and_blanks_in_a_short_one(ask, item):
    assert ask(item("long_text", max_length=3), A="a\r\nb").texts == {"A": "a\nb"}
    assert ask(item("long_text"), A="a\rb").texts == {"A": "a\nb"}
    assert ask(item("short_text"), A="a\r\nb").texts == {"A": "a b"}


def test_a_text_of_the_longest_length_passes_and_one_character_more_is_a_problem(ask, item):
    for kind, limit in (("short_text", 120), ("long_text", 1000)):
        assert ask(item(kind), A="đ" * limit).texts == {"A": "đ" * limit}
        reading = ask(item(kind), A="đ" * (limit + 1))
        assert message_of(reading) == [messages.SHORTEN.format(limit=limit)]
        assert reading.given["A"] == ("đ" * limit,)


@pytest.mark.parametrize("strange", ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\uffff"])
def test_a_text_with_nul_or_another_strange_character_is_refused_with_a_sentence(ask, item, strange):
    reading = ask(item("long_text"), A=f"Chờ{strange}lâu")
    assert message_of(reading) == [messages.REMOVE_STRANGE]
    assert reading.answers["A"] == SKIPPED
    assert reading.given["A"] == ("Chờlâu",)


def test_tabs_line_ends_emoji_and_other_scripts_are_welcome(ask, item):
    words = "Tốt\tlắm\n🙂 សូមអរគុណ"
    assert ask(item("long_text"), A=words).texts == {"A": words}


def test_two_texts_for_one_item_are_a_problem_that_keeps_the_first(ask, item):
    reading = ask(item("long_text"), A=["một", "hai"])
    assert message_of(reading) == [messages.WRITE_ONCE]
    assert reading.given["A"] == ("một",)


@pytest.mark.parametrize(("typed", "kept"), [("7", "7"), (" 007 ", "7"), ("20", "20"), ("1", "1")])
def test_a_number_is_kept_in_its_shortest_writing(ask, item, typed, kept):
    assert ask(item("number", minimum=1, maximum=20), A=typed).answers["A"] == kept


@pytest.mark.parametrize(
    "typed",
    ["0", "21", "-1", "⁰⁴⁵", "٣", "1e5", "1.5", "1,5", "+5", "0x5", "1_0", "5 lần", "9" * 5000, "1\x002"],
)
def test_a_number_out_of_range_or_not_in_plain_digits_is_refused_with_a_sentence(ask, item, typed):
    reading = ask(item("number", minimum=1, maximum=20), A=typed)
    assert message_of(reading) == [messages.WRITE_NUMBER.format(minimum=1, maximum=20)]
    assert reading.answers["A"] == SKIPPED
    assert len(reading.given["A"][0]) <= 12


def test_a_number_below_zero_is_taken_where_the_range_allows_it(ask, item):
    degrees = item("number", minimum=-10, maximum=0)
    assert ask(degrees, A="-5").answers["A"] == "-5"
    assert ask(degrees, A="-0").answers["A"] == "0"


def test_an_empty_number_is_skipped_and_two_numbers_are_a_problem(ask, item):
    assert ask(item("number"), A=" ").answers["A"] == SKIPPED
    assert message_of(ask(item("number"), A=["1", "2"])) == [messages.WRITE_ONCE]
