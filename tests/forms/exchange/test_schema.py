"""The published schema of our own format says what the reader says."""

import copy
import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from forms.faults import QuestionnaireError
from forms.reading import instruments, load_instrument, parse_questionnaire
from forms.writing import to_document

SCHEMA = json.loads(Path("docs/questionnaire.schema.json").read_text())
VALIDATOR = Draft202012Validator(SCHEMA)


def test_the_schema_is_a_schema_and_every_instrument_is_valid_under_it():
    Draft202012Validator.check_schema(SCHEMA)
    for code in instruments():
        VALIDATOR.validate(to_document(load_instrument(code)))


def _spoiled():
    """Documents with one thing wrong each, by what is wrong."""
    for key in ("format", "code", "name", "about", "consent", "closing", "headline", "sections"):
        yield f"no {key}", lambda d, key=key: d.pop(key)
    yield "an unknown key", lambda d: d.update(note="x")
    yield "a code with a blank", lambda d: d.update(code="a b")
    yield "a text without Vietnamese", lambda d: d.update(name={"en": "Name"})
    yield "an empty text", lambda d: d.update(name={"vi": "  "})
    yield "a wrong tag", lambda d: d.update(name={"vi": "Tên", "english!": "Name"})
    yield "a text too long", lambda d: d.update(name={"vi": "x" * 2001})
    yield "no sections", lambda d: d.update(sections=[])
    yield "an item called k", lambda d: d["sections"][0]["items"][1].update(code="k")
    yield "an unknown kind", lambda d: d["sections"][0]["items"][1].update(kind="matrix")
    yield "a scale item with choices", lambda d: d["sections"][0]["items"][0].update(choices=[])
    yield "a scale item without scale", lambda d: d["sections"][0]["items"][0].pop("scale")
    yield "a length for a scale", lambda d: d["sections"][0]["items"][0].update(max_length=3)
    yield "a scale of one level", lambda d: d["scales"][0].update(levels=d["scales"][0]["levels"][:1])
    yield "a score that is text", lambda d: d["scales"][0]["levels"][0].update(score="5")
    yield "a factor of nothing", lambda d: d.update(factors=[{"code": "F", "name": {"vi": "F"}}])
    yield (
        "a weight of zero",
        lambda d: d.update(factors=[{"code": "F", "name": {"vi": "F"}, "items": ["Q1"], "weight": 0}]),
    )


@pytest.mark.parametrize(
    ("what", "spoil"), list(_spoiled()), ids=lambda value: value if isinstance(value, str) else ""
)
def test_schema_and_reader_refuse_the_same_documents(what, spoil):
    document = copy.deepcopy(to_document(load_instrument("QUICK")))
    spoil(document)
    assert not VALIDATOR.is_valid(document), what
    with pytest.raises(QuestionnaireError):
        parse_questionnaire(document)
