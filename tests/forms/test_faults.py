"""Every fault of a document is named at its place, with what to do."""

import copy
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.reading import QuestionnaireError, load_instrument, parse_json, parse_questionnaire, to_document


def faults_of(document):
    with pytest.raises(QuestionnaireError) as caught:
        parse_questionnaire(document)
    return caught.value.faults


def places_of(document):
    return [fault.place for fault in faults_of(document)]


def changed(document, path, value):
    """Copy a document with one value changed; the path is written as a fault's place."""
    document = copy.deepcopy(document)
    *steps, last = path.replace("[", ".[").split(".")
    target = document
    for step in steps:
        target = target[int(step[1:-1]) if step.startswith("[") else step]
    target[int(last[1:-1]) if last.startswith("[") else last] = value
    return document


@pytest.fixture
def sample(tiny, item, choices):
    """A sound document to spoil."""
    return tiny(
        item("single", "A", choices=choices("x", "y")),
        item("yes_no", "B", when={"item": "A", "in": ["x"]}),
        item("long_text", "C", max_length=100),
        item("number", "D", minimum=1, maximum=9),
        factors=[{"code": "F", "name": {"vi": "Yếu tố"}, "items": ["G"]}],
    )


SPOILS = [
    ("format", "hailong-questionnaire/2"),
    ("code", "1 bad code"),
    ("name", "Phiếu"),
    ("name.en", ""),
    ("name.english please", "Survey"),
    ("about", {"en": "Survey"}),
    ("consent.vi", "a\x00b"),
    ("closing.vi", "a" * 20_001),
    ("name.vi", "a" * 2_001),
    ("colour", "red"),
    ("headline", "Z"),
    ("headline", "C"),
    ("headline", "A"),
    ("headline", None),
    ("scales", {}),
    ("scales[0].levels[0].score", True),
    ("scales[0].levels[0].score", 10**400),
    ("scales[0].levels[0].score", float("nan")),
    ("scales[0].levels[0].satisfied", "yes"),
    ("scales[0].levels[0].not_applicable", True),
    ("scales[0].levels[3].score", 9),
    ("scales[0].levels[1].code", "3"),
    ("scales[0].levels[1].code", "ba mức"),
    ("sections", []),
    ("sections[0]", 7),
    ("sections[0].items", [7]),
    ("sections[0].items[0].scale", "HL9"),
    ("sections[0].items[0].role", "demographic"),
    ("sections[0].items[1].code", "G"),
    ("sections[0].items[1].code", "k"),
    ("sections[0].items[1].kind", "slider"),
    ("sections[0].items[1].choices", [{"code": "x", "label": {"vi": "Ý"}}]),
    ("sections[0].items[1].max_length", 5),
    ("sections[0].items[1].role", "boss"),
    ("sections[0].items[2].when", "A"),
    ("sections[0].items[2].when.item", "B"),
    ("sections[0].items[2].when.item", "C"),
    ("sections[0].items[2].when.item", "Z"),
    ("sections[0].items[2].when.in", ["z"]),
    ("sections[0].items[2].when.in", ["x", "x"]),
    ("sections[0].items[2].when.in", []),
    ("sections[0].items[3].max_length", 0),
    ("sections[0].items[3].max_length", 10**9),
    ("sections[0].items[4].minimum", 10),
    ("sections[0].items[4].maximum", 2.5),
    ("factors[0].code", "F-1"),
    ("factors[0].items", ["Z"]),
    ("factors[0].items", ["A"]),
    ("factors[0].items", ["C"]),
    ("factors[0].items", ["G", "G"]),
    ("factors[0].factors", [{"code": "F", "name": {"vi": "Yếu tố"}, "items": ["G"]}]),
]


@pytest.mark.parametrize(("path", "value"), SPOILS)
def test_a_spoiled_document_is_refused_near_the_place_with_a_remedy(sample, path, value):
    faults = faults_of(changed(sample, path, value))
    assert all(fault.problem and fault.remedy for fault in faults)
    parent = path.rpartition(".")[0] if path.endswith("kind") else path.split("[")[0]
    assert any(fault.place.startswith((parent, "headline")) for fault in faults)


def test_a_fault_in_a_condition_is_placed_at_the_condition(sample):
    wrong = changed(sample, "sections[0].items[2].when.item", "Z")
    assert places_of(wrong) == ["sections[0].items[2].when.item"]


def test_all_faults_come_at_once_in_one_error(sample):
    wrong = changed(changed(sample, "name", 1), "sections[0].items[4].minimum", "một")
    wrong = changed(wrong, "sections[0].items[1].chocies", [])
    assert set(places_of(wrong)) == {"name", "sections[0].items[4].minimum", "sections[0].items[1].chocies"}


def test_one_wrong_scale_is_no_reason_to_blame_what_refers_to_it(sample):
    assert places_of(changed(sample, "scales[0].levels[0].score", "ba")) == ["scales[0].levels[0].score"]


def test_a_missing_key_is_named(sample):
    for key in ("format", "code", "name", "about", "consent", "closing", "headline", "sections"):
        document = {name: value for name, value in sample.items() if name != key}
        assert key in places_of(document)


def test_an_item_that_asks_about_a_later_one_is_refused(tiny, item):
    document = tiny(item("yes_no", "A", when={"item": "B", "in": ["co"]}), item("yes_no", "B"))
    assert places_of(document) == ["sections[0].items[1].when.item"]


def test_a_headline_with_a_condition_is_refused(tiny, item):
    document = tiny(
        item("yes_no"), item("scale", "H", scale="HL3", when={"item": "A", "in": ["co"]}), headline="H"
    )
    assert places_of(document) == ["headline"]


def test_factors_end_at_the_third_storey(sample):
    factor = {"code": "F0", "name": {"vi": "Yếu tố"}, "items": ["G"]}
    for number in range(1, 6):
        factor = {"code": f"F{number}", "name": {"vi": "Yếu tố"}, "factors": [factor]}
    assert places_of(sample | {"factors": [factor]}) == ["factors[0].factors[0].factors[0].factors"]


def test_too_many_items_or_choices_are_refused(tiny, item, choices):
    assert "sections" in places_of(tiny(sections=[
        {"code": f"S{part}", "items": [item("yes_no", f"A{part}x{number}") for number in range(101)]}
        for part in range(3)
    ]))  # fmt: skip
    many = item("single", choices=choices(*(f"c{number}" for number in range(61))))
    assert places_of(tiny(many)) == ["sections[0].items[1].choices"]


@pytest.mark.parametrize(
    ("source", "place"),
    [
        (b'{"a": 1,\n "b" 2}', "dòng 2, cột 6"),
        (b"\xff\xfe", "byte 0"),
        (b'{"a": 1, "a": 2}', "a"),
        (b'{"a": NaN}', "NaN"),
        (b"[" * 100_000, ""),
        (b"9" * 5000, ""),
        (b"[]", ""),
    ],
)
def test_a_file_that_is_no_proper_json_is_a_fault_too(source, place):
    with pytest.raises(QuestionnaireError) as caught:
        parse_json(source)
    assert caught.value.faults[0].place == place


def test_a_file_with_a_byte_order_mark_is_read(sample):
    assert parse_json(b"\xef\xbb\xbf" + json.dumps(sample).encode()) == parse_questionnaire(sample)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


def mutate(data, value):
    """Walk down a document along drawn steps and put something else where the walk ends."""
    if isinstance(value, dict | list) and value and data.draw(st.integers(0, 4)):
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = data.draw(st.sampled_from(keys))
        value[key] = mutate(data, value[key])
        return value
    return data.draw(JSON | st.sampled_from(["G", "k", "", "vi", "scale", 0, -1, 10**400]))


@given(document=JSON)
def test_no_json_value_ends_in_another_exception(document):
    with pytest.raises(QuestionnaireError):
        parse_questionnaire(document)


@given(data=st.data())
def test_a_mutilated_instrument_is_read_or_refused_and_what_is_read_round_trips(data):
    document = mutate(data, copy.deepcopy(to_document(load_instrument("OS9"))))
    try:
        questionnaire = parse_questionnaire(document)
    except QuestionnaireError:
        return
    assert parse_questionnaire(to_document(questionnaire)) == questionnaire
