"""Documents to questionnaires and back."""

import json
from importlib.resources import files

import pytest

from forms.reading import (
    canonical_json,
    instruments,
    load_instrument,
    parse_json,
    parse_questionnaire,
    to_document,
)


def test_every_instrument_of_the_library_reads_and_round_trips():
    assert instruments()
    for code in instruments():
        document = json.loads(files("forms").joinpath("library", f"{code}.json").read_bytes())
        questionnaire = load_instrument(code)
        assert questionnaire.code == code
        assert to_document(questionnaire) == document
        assert parse_json(canonical_json(document).encode()) == questionnaire


def test_an_unknown_instrument_is_a_lookup_error_and_no_path_leads_out_of_the_library():
    for code in ("NONE", "../texts", ""):
        with pytest.raises(LookupError):
            load_instrument(code)


def test_a_document_with_every_feature_round_trips(tiny, item, choices):
    listed = [
        {"code": "a", "label": {"vi": "Ý a", "en": "Idea a"}, "score": 0.5},
        {"code": "b", "label": {"vi": "Ý b"}, "score": -1, "alert": True},
        {"code": "c", "label": {"vi": "Ý c"}, "not_applicable": True},
    ]
    document = tiny(
        item("single", "A", choices=listed, role="demographic", hint={"vi": "Chọn một."}),
        item(
            "several",
            "B",
            choices=choices("x", "y"),
            lead={"vi": "Nếu có:"},
            when={"item": "A", "in": ["a", "b"]},
        ),
        item("yes_no", "C"),
        item("short_text", "D", max_length=50),
        item("long_text", "E", max_length=1000),
        item("number", "F", minimum=1, maximum=20),
        factors=[
            {
                "code": "3T",
                "name": {"vi": "Ba"},
                "factors": [{"code": "T", "name": {"vi": "Một"}, "items": ["A"]}],
            }
        ],
    )
    assert to_document(parse_questionnaire(document)) == document


def test_a_published_document_states_its_limits_so_that_no_later_default_changes_it(tiny, item):
    document = to_document(parse_questionnaire(tiny(item("long_text", "A"), item("number", "B"))))
    _, text, number = document["sections"][0]["items"]
    assert text["max_length"] == 1000
    assert (number["minimum"], number["maximum"]) == (0, 999_999_999)


def test_words_saying_nothing_are_left_out_and_texts_are_composed(tiny, item):
    wordy = item("yes_no", role="opinion") | {"text": {"vi": "  Ha\u0300i? "}}
    written = to_document(parse_questionnaire(tiny(wordy)))["sections"][0]["items"][1]
    assert written == {"code": "A", "kind": "yes_no", "text": {"vi": "H\u00e0i?"}}
