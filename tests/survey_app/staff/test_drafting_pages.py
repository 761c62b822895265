"""/thiet-ke/…/soan: from a blank page to an approved version by plain forms; refusals keep what was typed."""

import re

import pytest

from survey_app.services.drafting import changing

HOME = "/thiet-ke/QUICK/soan"
SEEN = re.compile(r'name="seen" value="([^"]+)"')


@pytest.fixture
def lan(door):
    return door.visitor_as("designer")


@pytest.fixture
def minh(door):
    return door.visitor_as("designer", "viewer", units=("37",))


def questionnaire(door, code="QUICK"):
    return changing.find_draft(door.platform, code=code).questionnaire


def codes(door):
    return [item.code for item in questionnaire(door).items]


def fields_of(door, item):
    """The fields of an item's page as it is filled in."""
    own = questionnaire(door).item(item)
    fields = {"text": str(own.text), "kind": own.kind.value}
    return fields | ({"scale": own.scale} if own.scale else {})


def save(visitor, page, **typed):
    seen = SEEN.search(visitor.get(page).text)
    return visitor.post(page, {"seen": seen[1] if seen else "-", **typed}, from_page=page)


def test_from_a_blank_page_to_a_version_that_a_second_person_approved(door, lan, minh):
    begun = lan.post("/thiet-ke/moi", {"name": "Hỏi nhanh", "source": ""}, from_page="/thiet-ke/moi")
    assert begun.location == "/thiet-ke/HOI_NHANH/soan"
    page = begun.location
    asked = {"text": "Vì sao chưa hài lòng?", "kind": "several", "lines": "- Chờ lâu\n- Thái độ\n\nKhác"}
    assert lan.post(f"{page}/them", asked, from_page=page).status_code == 303
    made = questionnaire(door, "HOI_NHANH").item("Q2")
    assert [(option.code, str(option.label)) for option in made.options] == [
        ("cho_lau", "Chờ lâu"),
        ("thai_do", "Thái độ"),
        ("khac", "Khác"),
    ]
    approval = f"{page}/duyet"
    assert lan.post(approval, {"do": "submit"}, from_page=approval).status_code == 303
    assert "Duyệt thành bản mới" not in lan.get(approval).text
    refused = lan.post(approval, {"do": "approve"}, from_page=approval)
    assert refused.status_code == 422
    assert "không tự duyệt được" in refused.text
    done = minh.post(approval, {"do": "approve", "words": "Đồng ý."}, from_page=approval)
    assert done.location == "/thiet-ke/HOI_NHANH/ban/1"
    assert "Vì sao chưa hài lòng?" in minh.get(f"{done.location}/xem-truoc").text
    assert lan.get(page).status_code == 404


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("press", "expected"),
    [
        ("down:Q2", ["Q1", "Q3", "Q2", "Q4", "Q5"]),
        ("up:Q5", ["Q1", "Q2", "Q3", "Q5", "Q4"]),
        ("remove:Q3", ["Q1", "Q2", "Q4", "Q5"]),
    ],
)
def test_one_press_moves_or_removes_a_question_and_one_takes_it_back(door, lan, press, expected):
    assert lan.post(HOME, {"do": press}, from_page=HOME).status_code == 303
    assert codes(door) == expected
    undo = re.search(r'value="(undo:\d+)"', lan.get(HOME).text)[1]
    assert lan.post(HOME, {"do": undo}, from_page=HOME).status_code == 303
    assert codes(door) == ["Q1", "Q2", "Q3", "Q4", "Q5"]


@pytest.mark.usefixtures("draft")
def test_sections_scales_and_factors_have_their_buttons(door, lan):
    for press in ("split:Q3", "add-scale:DY5", "remove-scale:DY5", "add-scale:HL3", "remove-factor:F"):
        assert lan.post(HOME, {"do": press}, from_page=HOME).status_code == 303, press
    now = questionnaire(door)
    assert [len(section.items) for section in now.sections] == [2, 3]
    assert [scale.code for scale in now.scales] == ["HL5", "HL3"]
    assert now.factors == ()


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("press", "status"),
    [
        ("remove:Q1", 422),
        ("remove-scale:HL5", 422),
        ("up:Z9", 422),
        ("join:S1", 422),
        ("add-scale:X", 400),
        ("x", 400),
    ],
)
def test_a_press_that_makes_no_sense_is_refused_and_changes_nothing(door, lan, press, status):
    before = questionnaire(door)
    assert lan.post(HOME, {"do": press}, from_page=HOME).status_code == status
    assert questionnaire(door) == before


@pytest.mark.usefixtures("draft")
def test_a_question_is_rewritten_with_choices_a_condition_and_a_hint(door, lan):
    page = f"{HOME}/cau/Q4"
    again = save(lan, page, text="Chờ bao lâu?", kind="single", when_item="Q1", step="again")
    assert again.status_code == 200
    assert 'name="when_level" value="2"' in again.text  # the levels of Q1 have come
    done = save(
        lan,
        page,
        text="Chờ bao lâu?",
        kind="single",
        choice_code=["duoi_10", "", "NA"],
        choice_label=["Dưới 10 phút", "Lâu hơn", "Không nhớ"],
        choice_score=["2", "1,5", ""],
        choice_not_applicable="2",
        choice_satisfied="0",
        when_item="Q1",
        when_how="at_most",
        when_level="2",
        lead="Nếu phải chờ:",
        hint="Từ lúc lấy số.",
        required="yes",
    )
    assert done.location == f"{HOME}#cau-Q4"
    item = questionnaire(door).item("Q4")
    assert [(o.code, o.score, o.satisfied, o.not_applicable) for o in item.options] == [
        ("duoi_10", 2, True, False),
        ("lau_hon", 1.5, False, False),
        ("NA", None, False, True),
    ]
    assert (item.when.item, item.when.levels, item.required) == ("Q1", {"1", "2"}, True)
    assert (str(item.lead), str(item.hint)) == ("Nếu phải chờ:", "Từ lúc lấy số.")


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"text": ""}, "Hãy viết câu hỏi"),
        ({"kind": "mystery"}, "chọn loại"),
        ({"when_item": "Q1"}, "Hãy chọn mức trả lời"),
        ({"when_item": "Q9", "when_level": "1"}, "Không còn câu Q9"),
        ({"when_item": "Q3", "when_how": "at_most", "when_level": "co"}, "không so cao thấp được"),
        ({"kind": "single", "choice_label": "Một"}, "Chỉ có một lựa chọn"),
        ({"kind": "single", "choice_label": ["a", "b"], "choice_score": ["x", ""]}, "không phải là số"),
        ({"kind": "number", "minimum": "9", "maximum": "1"}, "lớn hơn số lớn nhất"),
        ({"kind": "number", "minimum": "chín"}, "không phải là số nguyên"),
        ({"code": "Q1"}, "đã dùng ở trên"),
        ({"code": "không được"}, "Mã bị thiếu"),
        ({"text": "a\x00b"}, "ký tự điều khiển"),
    ],
)
def test_a_refusal_says_why_keeps_what_was_typed_and_changes_nothing(door, lan, typed, sentence):
    before = questionnaire(door)
    page = f"{HOME}/cau/Q5"
    refused = save(
        lan, page, **{"text": "Ông/Bà góp ý gì?", "kind": "long_text", "hint": "Đừng mất!", **typed}
    )
    assert refused.status_code == 422
    assert sentence in refused.text
    assert "Đừng mất!" in refused.text
    assert questionnaire(door) == before


@pytest.mark.usefixtures("draft")
def test_the_second_of_two_people_on_one_question_sees_both_wordings_and_decides(door, lan, minh):
    page = f"{HOME}/cau/Q3"
    seen = SEEN.search(minh.get(page).text)[1]
    assert save(lan, page, text="Câu của Lan?", kind="yes_no").status_code == 303
    met = minh.post(page, {"seen": seen, "text": "Câu của Minh?", "kind": "yes_no"}, from_page=page)
    assert met.status_code == 409
    assert "cũng đã sửa chỗ này" in met.text
    assert "Câu của Lan?" in met.text
    assert "Câu của Minh?" in met.text
    assert "cũng đang sửa bản nháp này" in minh.get(HOME).text
    now = SEEN.search(met.text)[1]
    assert (
        minh.post(page, {"seen": now, "text": "Câu chung?", "kind": "yes_no"}, from_page=page).status_code
        == 303
    )
    assert str(questionnaire(door).item("Q3").text) == "Câu chung?"


@pytest.mark.usefixtures("draft")
def test_header_section_scale_and_factor_are_kept_from_their_pages(door, lan):
    texts = {"name": "Nhanh", "about": "Để thử", "consent": "Không ghi tên.", "closing": "Cảm ơn."}
    assert save(lan, f"{HOME}/chung", **texts, headline="Q1").status_code == 303
    assert save(lan, f"{HOME}/phan/S1", title="Lần này", lead="").status_code == 303
    levels = {
        "choice_code": ["5", "1"],
        "choice_label": ["Tốt", "Kém"],
        "choice_score": ["5", "1"],
        "choice_satisfied": "0",
    }
    assert save(lan, f"{HOME}/thang-moi", code="TK", **levels).status_code == 303
    assert save(lan, f"{HOME}/yeu-to/F", name="Tất cả", item="Q1", weight="1,5").status_code == 303
    assert save(lan, f"{HOME}/yeu-to-moi", name="Gộp", group="F").status_code == 303
    now = questionnaire(door)
    assert (str(now.name), str(now.closing), str(now.sections[0].title)) == ("Nhanh", "Cảm ơn.", "Lần này")
    assert [scale.code for scale in now.scales] == ["HL5", "TK"]
    assert (now.factors[0].code, now.factors[0].factors[0].weight) == ("gop", 1.5)
    assert save(lan, f"{HOME}/thang/TK", code="TK", **levels | {"choice_score": ["", "1"]}).status_code == 422


@pytest.mark.usefixtures("draft")
def test_translations_are_written_side_by_side_and_told_to_be_outdated(door, lan):
    sheet = f"{HOME}/dich/km"
    assert "ភាសាខ្មែរ" in lan.get(f"{HOME}/dich").text
    assert lan.get(f"{HOME}/dich?tieng=km").location == sheet
    assert lan.get(f"{HOME}/dich?tieng=???").status_code == 422
    assert lan.get(f"{HOME}/dich/vi").status_code == 404
    assert save(lan, sheet, **{"words:item/Q1/text": "តើ?"}).status_code == 303
    assert questionnaire(door).item("Q1").text.in_language("km") == "តើ?"
    assert (
        save(lan, f"{HOME}/cau/Q1", **fields_of(door, "Q1") | {"text": "Ông/Bà thấy sao?"}).status_code == 303
    )
    assert "Tiếng Việt đã đổi sau khi dịch" in lan.get(sheet).text
    assert save(lan, sheet, **{"words:item/Q1/text": "តើ?", "confirmed": "item/Q1/text"}).status_code == 303
    assert "Tiếng Việt đã đổi sau khi dịch" not in lan.get(sheet).text
    assert save(lan, sheet, **{"words:item/Z/text": "x"}).status_code == 422


@pytest.mark.usefixtures("draft")
def test_the_second_version_shows_what_changed_and_keeps_the_designers_marks(lan, minh):
    assert (
        save(lan, f"{HOME}/cau/Q5", text="Ông/Bà muốn góp ý thêm điều gì?", kind="long_text").status_code
        == 303
    )
    approval = f"{HOME}/duyet"
    page = lan.get(approval).text
    assert "<ins>" in page
    assert "Đổi lời" in page
    assert lan.post(approval, {"do": "marks", "mark-Q5": "same"}, from_page=approval).status_code == 303
    assert (
        lan.post(approval, {"do": "comment", "words": "Xin xem câu 5."}, from_page=approval).status_code
        == 303
    )
    assert lan.post(approval, {"do": "submit"}, from_page=approval).status_code == 303
    assert minh.post(approval, {"do": "reopen"}, from_page=approval).status_code == 422
    assert lan.post(HOME, {"do": "up:Q5"}, from_page=approval).status_code == 422
    assert minh.post(approval, {"do": "approve"}, from_page=approval).location == "/thiet-ke/QUICK/ban/2"


def test_a_template_has_one_draft_which_can_be_thrown_away(lan, draft):
    assert lan.post("/thiet-ke/QUICK/tiep", {}, from_page="/thiet-ke/moi").location == "/thiet-ke"
    assert "đang có bản nháp" in lan.get("/thiet-ke").text
    assert lan.post(f"{HOME}/bo", {}, from_page=HOME).location == "/thiet-ke"
    for path in ("", "/cau/Q1", "/duyet", "/dich", "/dich/en", "/xem-truoc", "/chung"):
        assert lan.get(f"/thiet-ke/{draft}/soan{path}").status_code == 404
    assert lan.post("/thiet-ke/QUICK/tiep", {}, from_page="/thiet-ke").location == HOME
    assert lan.post("/thiet-ke/moi", {"name": "", "source": ""}, from_page="/thiet-ke/moi").status_code == 422
