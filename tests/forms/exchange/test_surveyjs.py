"""SurveyJS forms come in."""

import json

import pytest

from forms.exchange.importing import read_file
from forms.faults import QuestionnaireError
from forms.questionnaire import Kind


def read(*elements, **more):
    document = {"title": "Khảo sát", "pages": [{"name": "p1", "elements": list(elements)}], **more}
    return read_file(json.dumps(document).encode(), name="a.json")


RATING = {
    "type": "rating",
    "name": "chung",
    "title": {"default": "Nhìn chung?", "en": "Overall?"},
    "rateMax": 5,
    "maxRateDescription": "Rất hài lòng",
    "isRequired": True,
}


def test_questions_conditions_and_languages_come_in():
    form = read(
        RATING,
        {"type": "checkbox", "name": "vi_sao", "title": "Vì sao?", "visibleIf": "{chung} = 1 or {chung} = 2",
         "choices": [{"value": "lau", "text": {"default": "Lâu", "en": "Slow"}}, "xa"]},
        {"type": "panel", "name": "p", "title": "Thêm", "elements": [
            {"type": "matrix", "name": "m", "title": "Ông/Bà đồng ý?", "rows": ["a", {"value": "b", "text": "B"}],
             "columns": ["Không đồng ý", "Phân vân", "Đồng ý"]},
            {"type": "text", "name": "tuoi", "inputType": "number", "min": 15, "max": 120},
            {"type": "comment", "name": "y", "visibleIf": "{vi_sao} contains 'lau'", "maxLength": 99},
        ]},
        {"type": "boolean", "name": "hen", "title": "Có hẹn?"},
    ).questionnaire  # fmt: skip
    assert form.headline == "chung"
    assert form.item("chung").satisfied_levels == {"4", "5"}
    assert str(form.item("chung").options[-1].label) == "5 – Rất hài lòng"
    assert form.item("chung").text.entries == (("vi", "Nhìn chung?"), ("en", "Overall?"))
    assert form.item("vi_sao").when.levels == {"1", "2"}
    assert [option.score for option in form.item("m_a").options] == [1, 2, 3]
    assert form.item("m_a").scale == form.item("m_b").scale
    assert (form.item("tuoi").minimum, form.item("tuoi").maximum) == (15, 120)
    assert (form.item("y").kind, form.item("y").max_length) == (Kind.LONG_TEXT, 99)
    assert form.item("y").when.levels == {"lau"}
    assert [option.code for option in form.item("hen").options] == ["true", "false"]


def test_what_is_lacking_is_noted_at_its_path():
    imported = read(
        RATING,
        {"type": "signaturepad", "name": "ky", "title": "Ký tên"},
        {"type": "text", "name": "ngay", "inputType": "date", "defaultValue": "2026-01-01"},
        {"type": "comment", "name": "y", "visibleIf": "{chung} > 3 and {ngay} notempty"},
        showProgressBar="top",
        triggers=[{"type": "complete"}],
    )
    noted = {(note.place, note.what.split(":")[0]) for note in imported.notes}
    assert ("pages[0].elements[1] (ky)", "Loại “signaturepad” không có ở đây nên không nhập") in noted
    assert ("pages[0].elements[2] (ngay)", "Khóa “defaultValue” không dùng ở đây") in noted
    assert ("survey", "Khóa “triggers” không dùng ở đây") in noted
    assert any(place == "pages[0].elements[3] (y)" and "Điều kiện" in what for place, what in noted)


@pytest.mark.parametrize(
    "elements",
    [
        [{"name": "no_type"}],
        ["text"],
        [{"type": "text"}],
        [{"type": "text", "name": "a", "title": "<img src=x onerror=alert(1)>"}],
        [{"type": "radiogroup", "name": "a", "choices": ["x", "x", "y"]}],
        [{"type": "radiogroup", "name": "a", "choices": [{"text": "no value"}, "y"]}],
        [],
    ],
)
def test_a_wrong_form_is_refused_with_the_path(elements):
    with pytest.raises(QuestionnaireError) as caught:
        read(*elements)
    assert all(fault.place and fault.problem for fault in caught.value.faults)


def test_panels_within_panels_without_end_are_refused():
    element = {"type": "text", "name": "a"}
    for number in range(200):
        element = {"type": "panel", "name": f"p{number}", "elements": [element]}
    with pytest.raises(QuestionnaireError, match="lồng nhau"):
        read(element)
