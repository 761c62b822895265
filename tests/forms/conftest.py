"""Tiny questionnaires in code: a headline, and whatever items a test is about."""

import pytest
from werkzeug.datastructures import MultiDict

from forms.answers import read
from forms.build import build_form
from forms.reading import parse_questionnaire

HEADLINE = {"code": "G", "kind": "scale", "text": {"vi": "Ông/Bà hài lòng thế nào?"}, "scale": "HL3"}
SCALE = {
    "code": "HL3",
    "levels": [
        {"code": "3", "label": {"vi": "Hài lòng"}, "score": 3, "satisfied": True},
        {"code": "2", "label": {"vi": "Bình thường"}, "score": 2},
        {"code": "1", "label": {"vi": "Không hài lòng"}, "score": 1},
        {"code": "NA", "label": {"vi": "Không có ý kiến"}, "not_applicable": True},
    ],
}


def make_document(*items, **changes):
    document = {
        "format": "hailong-questionnaire/1",
        "code": "TINY",
        "name": {"vi": "Phiếu thử"},
        "about": {"vi": "Phiếu để thử."},
        "consent": {"vi": "Phiếu không ghi tên."},
        "closing": {"vi": "Cảm ơn Ông/Bà."},
        "headline": "G",
        "scales": [SCALE],
        "sections": [{"code": "S1", "items": [HEADLINE, *items]}],
        "factors": [],
    }
    return document | changes


def make_item(kind, code="A", **more):
    return {"code": code, "kind": kind, "text": {"vi": "Câu thử?"}, **more}


def make_choices(*codes):
    return [{"code": code, "label": {"vi": f"Ý {code}"}} for code in codes]


@pytest.fixture
def tiny():
    """Make the document of a tiny questionnaire: the headline G, then the given items."""
    return make_document


@pytest.fixture
def item():
    """Make the document of one item."""
    return make_item


@pytest.fixture
def choices():
    """Make choices without points."""
    return make_choices


@pytest.fixture
def ask():
    """Send a body (lists are several values) to a tiny questionnaire; the headline is answered unless told."""

    def send(*items, **body):
        questionnaire = parse_questionnaire(make_document(*items))
        return read(questionnaire, build_form(questionnaire), MultiDict({"G": "3"} | body))

    return send
