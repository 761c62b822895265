"""What a questionnaire knows about itself."""

import dataclasses

import pytest

from forms.questionnaire import Kind, Role
from forms.reading import load_instrument, parse_questionnaire
from forms.texts import Text


def test_a_text_falls_back_from_region_to_language_to_vietnamese():
    text = Text.of({"vi": "Xin chào", "en": "Hello"})
    assert [text.in_language(tag) for tag in ("en", "en-GB", "km", "vi")] == [
        "Hello",
        "Hello",
        "Xin chào",
        "Xin chào",
    ]


def test_nothing_in_a_questionnaire_can_be_changed_afterwards():
    quick = load_instrument("QUICK")
    for part in (quick, quick.items[0], quick.items[0].text, quick.items[0].options[0], quick.sections[0]):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(part, dataclasses.fields(part)[0].name, "OTHER")


def test_an_item_knows_its_satisfied_not_applicable_and_alerting_choices(tiny, item, choices):
    listed = [*choices("a"), choices("b")[0] | {"alert": True}]
    questionnaire = parse_questionnaire(tiny(item("single", choices=listed)))
    assert questionnaire.headline_item.satisfied_levels == {"3"}
    assert questionnaire.headline_item.not_applicable_levels == {"NA"}
    assert questionnaire.item("A").alert_levels == {"b"}


def test_defaults_follow_the_kind(tiny, item):
    kinds = ("short_text", "long_text", "number", "yes_no")
    questionnaire = parse_questionnaire(tiny(*(item(kind, f"A{kind}") for kind in kinds)))
    short, long, number, yes_no = (questionnaire.item(f"A{kind}") for kind in kinds)
    assert (short.max_length, long.max_length, number.max_length) == (120, 1000, None)
    assert (number.minimum, number.maximum) == (0, 999_999_999)
    assert [option.code for option in yes_no.options] == ["co", "khong", "khong_nho"]
    assert yes_no.not_applicable_levels == {"khong_nho"}
    assert {short.role, yes_no.role} == {Role.OPINION}


def test_items_stand_in_page_order_across_sections(tiny, item):
    sections = [*tiny()["sections"], {"code": "S2", "items": [item("yes_no", "B"), item("yes_no", "A")]}]
    questionnaire = parse_questionnaire(tiny(sections=sections))
    assert [entry.code for entry in questionnaire.items] == ["G", "B", "A"]
    with pytest.raises(KeyError):
        questionnaire.item("Z")


def test_languages_are_those_of_the_document_vietnamese_first(tiny, item):
    assert parse_questionnaire(tiny(item("yes_no"))).languages == ("vi",)
    name = {"km": "ការស្ទង់មតិ", "en": "Survey", "vi": "Khảo sát"}
    assert parse_questionnaire(tiny(name=name)).languages == ("vi", "en", "km")


def test_a_factor_of_factors_gathers_the_items_below_it():
    factors = {factor.code: factor for factor in load_instrument("CQTT").factors}
    assert len(factors["5B"].all_items) == 8
    assert factors["5B"].items == ()


def test_kinds_are_the_words_of_the_document():
    assert {str(kind) for kind in Kind} == {
        "scale", "single", "several", "yes_no", "short_text", "long_text", "number",
    }  # fmt: skip
