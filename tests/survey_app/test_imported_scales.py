"""A scale that comes in from a file: its direction kept, its guess told first, and an old wrong guess found by the doctor."""

import json

import pytest
from support.spreadsheets import as_xlsx
from support.usual_scales import USUAL_SCALES

from forms.reading import parse_questionnaire
from forms.writing import to_document
from survey_app.services import publishing
from survey_app.services.drafting import changing
from survey_app.services.drafting.importing import import_file, notes_of
from survey_app.services.examining import examine

ASCENDING = USUAL_SCALES["hài lòng"]


def form(labels):
    return as_xlsx(
        {
            "survey": [
                ["type", "name", "label"],
                ["note", "n", "Lời dẫn không ai nghe"],
                ["select_one hl", "q1", "Ông/Bà hài lòng thế nào với kết quả giải quyết hồ sơ?"],
                ["select_one hl", "q2", "Còn với thái độ phục vụ?"],
                ["geopoint", "g", "Ở đâu?"],
            ],
            "choices": [
                ["list_name", "name", "label"],
                *(["hl", str(n), label] for n, label in enumerate(labels, start=1)),
            ],
            "settings": [["form_title", "form_id"], ["Thử thang", "THU1"]],
        }
    )


def scale_findings(house):
    return [
        wrong for finding in examine(house.platform) if finding.check == "thang đo" for wrong in finding.wrong
    ]


@pytest.mark.parametrize("labels", [ASCENDING, ASCENDING[::-1]], ids=["worst first", "best first"])
def test_the_guess_stands_first_in_the_notes_with_each_level_and_the_draft_is_as_it_says(house, labels):
    import_file(house.platform, source=form(labels), name="a.xlsx", by="lan")
    first = notes_of(house.platform, code="THU1")[0].words
    told = first.partition(": ")[2].removesuffix(".").split("; ")
    for score, label in enumerate(ASCENDING, start=1):
        assert f"{label} = {score} điểm" + " (hài lòng)" * (score > 3) in told
    assert "q1, q2" in first
    questionnaire = changing.find_draft(house.platform, code="THU1").questionnaire
    assert {str(level.label): level.score for level in questionnaire.item("q1").options} == {
        label: score for score, label in enumerate(ASCENDING, start=1)
    }
    assert scale_findings(house) == []


def turned(questionnaire):
    """As it came in before: five points for the worst words."""
    document = to_document(questionnaire)
    for scale in document["scales"]:
        for level in scale["levels"]:
            level["score"] = 6 - level["score"]
            level.pop("satisfied", None)
            if level["score"] > 3:
                level["satisfied"] = True
    return parse_questionnaire(document)


def test_the_doctor_names_drafts_and_versions_with_an_old_wrong_guess(house):
    import_file(house.platform, source=form(ASCENDING), name="a.xlsx", by="lan")
    changing.change(house.platform, code="THU1", by="lan", step="scale", part="scale/hl", do=turned)
    frozen = turned(changing.find_draft(house.platform, code="THU1").questionnaire)
    assert [wrong.partition(",")[0] for wrong in scale_findings(house)] == ["bản nháp THU1"]
    publishing.freeze(
        house.platform.database,
        questionnaire=parse_questionnaire(to_document(turned(frozen)) | {"code": "CU"}),
    )
    found = scale_findings(house)
    assert {wrong.partition(",")[0] for wrong in found} == {"bản nháp THU1", "CU bản 1"}
    assert all("“Rất hài lòng” bị xếp dưới mức “Rất không hài lòng”" in wrong for wrong in found)


@pytest.mark.parametrize(
    ("rating", "points", "satisfied"),
    [
        ({"rateMin": 0, "rateMax": 10}, list(range(11)), {7, 8, 9, 10}),
        ({"rateMin": 1, "rateMax": 15}, list(range(1, 16)), set(range(10, 16))),
        ({"rateValues": [1, 2, 3], "minRateDescription": "Rất hài lòng", "maxRateDescription": "Không hài lòng"}, [3, 2, 1], {3}),
        ({"rateValues": [{"value": "a", "text": "Tệ"}, {"value": "b", "text": "Được"}, {"value": "c", "text": "Tốt"}]}, [1, 2, 3], {3}),
        ({"rateCount": 3, "rateMin": 2}, [2, 3, 4], {4}),
        ({"rateMin": 0, "rateMax": 100, "rateStep": 25}, [0, 25, 50, 75, 100], {75, 100}),
    ],
    ids=["0 to 10", "fifteen", "good end first", "words", "count", "step"],
)  # fmt: skip
def test_a_rating_of_surveyjs_keeps_its_numbers_its_length_and_its_good_end(house, rating, points, satisfied):
    page = {"elements": [{"type": "rating", "name": "r", "title": "Mức hài lòng chung?", **rating}]}
    source = json.dumps({"title": "Đánh giá", "pages": [page]}).encode()
    done = import_file(house.platform, source=source, name="a.json", by="lan")
    levels = done.questionnaire.item("r").options
    assert [level.score for level in levels] == points
    assert {level.score for level in levels if level.satisfied} == satisfied


def test_a_question_whether_one_would_recommend_is_not_the_headline(house):
    elements = [
        {"type": "rating", "name": "nps", "title": "Ông/Bà có giới thiệu cho người khác không?", "rateMin": 0, "rateMax": 10},
        {"type": "rating", "name": "all", "title": "Ông/Bà hài lòng thế nào?"},
    ]  # fmt: skip
    source = json.dumps({"title": "Đánh giá", "pages": [{"elements": elements}]}).encode()
    done = import_file(house.platform, source=source, name="a.json", by="lan")
    assert done.questionnaire.headline == "all"
