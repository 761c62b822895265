"""The form as a WTForms form that is used again and again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Field
from wtforms.form import BaseForm

from forms import messages
from forms.answers import read
from forms.build import build_form
from forms.canonical import canonical_json
from forms.fields import BUILDERS
from forms.questionnaire import Kind
from forms.reading import load_instrument, parse_questionnaire

SIP5 = load_instrument("SIP5")
CODES = sorted({option.code for item in SIP5.items for option in item.options})
NAMES = st.sampled_from([item.code for item in SIP5.items]) | st.text(max_size=5)
VALUES = (
    st.sampled_from(CODES)
    | st.text(max_size=30)
    | st.text(alphabet=st.characters(), min_size=990, max_size=1100)
)
BODIES = st.dictionaries(NAMES, st.lists(VALUES, max_size=3), max_size=20).map(MultiDict)


def test_every_kind_of_item_has_a_builder():
    assert set(BUILDERS) == set(Kind)


def test_the_form_and_its_fields_are_wtforms_own_with_names_by_item_code():
    form = build_form(SIP5)
    assert isinstance(form, BaseForm)
    assert [field.name for field in form] == [item.code for item in SIP5.items]
    assert all(isinstance(field, Field) for field in form)


def test_wtforms_itself_sees_the_errors_and_the_data():
    form = build_form(load_instrument("QUICK"))
    form.process(MultiDict({"Q1": "9", "Q5": "Tốt"}))
    assert not form.validate()
    assert form.errors == {"Q1": [messages.CHOOSE_LEVEL]}
    assert form.data["Q5"] == "Tốt"


def test_an_item_may_be_coded_like_an_attribute_of_a_form(tiny, item):
    codes = ("data", "errors", "validate", "process", "meta", "questionnaire")
    questionnaire = parse_questionnaire(tiny(*(item("yes_no", code) for code in codes)))
    body = MultiDict({"G": "3"} | dict.fromkeys(codes, "co"))
    reading = read(questionnaire, build_form(questionnaire), body)
    assert reading.answers == {"G": "3"} | dict.fromkeys(codes, "co")


def test_a_form_of_another_questionnaire_is_refused(tiny):
    with pytest.raises(ValueError, match="built for SIP5"):
        read(parse_questionnaire(tiny()), build_form(SIP5), MultiDict())


def test_a_required_item_is_demanded_where_it_is_asked_and_nowhere_else(tiny, item):
    asked_after = {"item": "G", "in": ["1"]}
    questionnaire = parse_questionnaire(tiny(item("long_text", "W", required=True, when=asked_after)))
    form = build_form(questionnaire)
    assert read(questionnaire, form, MultiDict({"G": "3"})).problems == ()
    (problem,) = read(questionnaire, form, MultiDict({"G": "1"})).problems
    assert (problem.item, problem.message) == ("W", messages.ANSWER_MISSING)


def test_every_sentence_passes_through_translate(tiny, item, choices):
    asked = set()

    def translate(sentence):
        asked.add(sentence)
        return f"[{sentence}]"

    kinds = (
        item("single", "A1", choices=choices("x", "y")),
        item("several", "A2", choices=choices("x", "y")),
        item("yes_no", "A3"),
        item("short_text", "A4"),
        item("long_text", "A5"),
        item("number", "A6"),
    )
    questionnaire = parse_questionnaire(tiny(*kinds))
    form = build_form(questionnaire, translate)
    build_form(parse_questionnaire(tiny(item("yes_no", "A1", required=True))), translate)
    assert asked == set(messages.MESSAGES)
    wrong = {"G": "9", "A1": "9", "A2": "9", "A3": "9", "A4": "a\x00", "A5": "a" * 1001, "A6": "x"}
    problems = read(questionnaire, form, MultiDict(wrong)).problems
    assert [problem.item for problem in problems] == list(wrong)
    assert all(problem.message.startswith("[") for problem in problems)
    assert not any("{" in problem.message for problem in problems)


def test_a_body_is_read_as_if_nobody_had_used_the_form_before():
    form = build_form(SIP5)
    full = MultiDict({item.code: item.options[0].code if item.options else "7" for item in SIP5.items})
    assert read(SIP5, form, full).problems == ()
    assert read(SIP5, form, MultiDict()) == read(SIP5, build_form(SIP5), MultiDict())


@given(first=BODIES, second=BODIES)
def test_no_two_citizens_meet_in_a_form_that_is_used_again(first, second):
    form = build_form(SIP5)
    read(SIP5, form, first)
    assert read(SIP5, form, second) == read(SIP5, build_form(SIP5), second)


@given(body=BODIES)
def test_a_hostile_body_is_read_without_an_exception_into_something_storable(body):
    reading = read(SIP5, build_form(SIP5), body)
    assert list(reading.answers) == [item.code for item in SIP5.items]
    assert {problem.item for problem in reading.problems} <= set(reading.answers)
    canonical_json(dict(reading.answers))
    for words in (*reading.texts.values(), *(value for sent in reading.given.values() for value in sent)):
        words.encode()
        assert len(words) <= 1000


@given(words=st.text(max_size=1200))
def test_a_refused_text_passes_when_what_the_page_shows_again_is_sent(words):
    form = build_form(SIP5)
    first = read(SIP5, form, MultiDict({"G": "5", "X": words}))
    again = read(SIP5, form, MultiDict({"G": "5", "X": first.given.get("X", ("",))[0]}))
    assert again.problems == ()
    assert again.texts == first.texts or first.problems
