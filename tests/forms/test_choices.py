"""Reading of items with choices."""

from forms import messages
from forms.answers import NOT_ASKED, SKIPPED


def messages_of(reading):
    return {problem.item: problem.message for problem in reading.problems}


def test_a_chosen_level_is_the_answer_and_is_given_back(ask, item):
    reading = ask(item("scale", scale="HL3"), A="NA")
    assert reading.answers == {"G": "3", "A": "NA"}
    assert reading.given == {"G": ("3",), "A": ("NA",)}
    assert reading.problems == ()


def test_an_item_without_a_value_or_with_an_empty_one_is_skipped(ask, item):
    assert ask(item("yes_no")).answers["A"] == SKIPPED
    assert ask(item("yes_no"), A="").answers["A"] == SKIPPED


def test_a_yes_no_item_takes_its_three_built_in_choices(ask, item):
    for code in ("co", "khong", "khong_nho"):
        assert ask(item("yes_no"), A=code).answers["A"] == code


def test_a_code_that_is_not_on_the_page_is_a_problem_and_not_given_back(ask, item, choices):
    reading = ask(item("single", choices=choices("x", "y")), A="z")
    assert reading.answers["A"] == SKIPPED
    assert "A" not in reading.given
    assert messages_of(reading) == {"A": messages.CHOOSE_ONE}


def test_a_marker_sent_as_a_value_is_no_answer(ask, item):
    for marker in ("~skipped", "~not_asked", "~answered"):
        assert messages_of(ask(item("scale", scale="HL3"), A=marker)) == {"A": messages.CHOOSE_LEVEL}


def test_two_values_for_one_answer_are_a_problem_even_when_they_are_equal(ask, item):
    for values in (["3", "1"], ["3", "3"]):
        reading = ask(item("scale", scale="HL3"), A=values)
        assert messages_of(reading) == {"A": messages.ONLY_ONE}
        assert "A" not in reading.given


def test_several_choices_come_in_page_order_whatever_the_order_sent(ask, item, choices):
    reading = ask(item("several", choices=choices("a", "b", "c")), A=["c", "a", "c", ""])
    assert reading.answers["A"] == ("a", "c")
    assert reading.given["A"] == ("a", "c")


def test_several_choices_with_one_unknown_are_a_problem_that_keeps_the_known(ask, item, choices):
    reading = ask(item("several", choices=choices("a", "b")), A=["b", "z"])
    assert messages_of(reading) == {"A": messages.CHOOSE_LISTED}
    assert reading.given["A"] == ("b",)


def test_no_box_ticked_is_skipped(ask, item, choices):
    assert ask(item("several", choices=choices("a", "b"))).answers["A"] == SKIPPED


def test_a_missing_headline_is_the_only_missing_answer_that_is_a_problem(ask, item):
    reading = ask(item("yes_no"), G="")
    assert messages_of(reading) == {"G": messages.HEADLINE_MISSING}


def test_a_wrong_headline_is_named_once(ask):
    reading = ask(G="9")
    assert [problem.message for problem in reading.problems] == [messages.CHOOSE_LEVEL]


def test_names_that_are_no_item_are_ignored(ask):
    reading = ask(k="key", HACK="1")
    assert set(reading.answers) == {"G"}
    assert set(reading.given) == {"G"}


def test_a_conditional_item_is_asked_only_when_its_condition_holds(ask, item):
    why = item("yes_no", when={"item": "G", "in": ["1", "2"]})
    assert ask(why, G="2", A="co").answers["A"] == "co"
    assert ask(why, G="2").answers["A"] == SKIPPED
    assert ask(why, G="3").answers["A"] == NOT_ASKED


def test_what_was_sent_for_an_item_that_is_not_asked_is_dropped_but_given_back(ask, item):
    why = item("yes_no", when={"item": "G", "in": ["1"]})
    assert ask(why, G="3", A="nonsense").problems == ()
    reading = ask(why, G="3", A="co")
    assert reading.answers["A"] == NOT_ASKED
    assert reading.given["A"] == ("co",)


def test_the_words_of_a_text_that_is_not_asked_are_not_kept(ask, item):
    reading = ask(item("long_text", when={"item": "G", "in": ["1"]}), G="3", A="chờ lâu")
    assert reading.texts == {}


def test_a_condition_on_several_choices_holds_when_any_of_them_was_chosen(ask, item, choices):
    parent = item("several", "P", choices=choices("a", "b", "c"))
    child = item("yes_no", when={"item": "P", "in": ["b", "c"]})
    assert ask(parent, child, P=["a", "c"], A="co").answers["A"] == "co"
    assert ask(parent, child, P="a", A="co").answers["A"] == NOT_ASKED


def test_a_child_of_an_item_that_was_not_asked_or_was_wrong_is_not_asked(ask, item):
    first = item("yes_no", "P", when={"item": "G", "in": ["1"]})
    second = item("yes_no", when={"item": "P", "in": ["co"]})
    assert ask(first, second, G="3", P="co", A="co").answers["A"] == NOT_ASKED
    assert ask(first, second, G="1", P="wrong", A="co").answers["A"] == NOT_ASKED
