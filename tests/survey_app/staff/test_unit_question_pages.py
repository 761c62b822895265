"""/quan-ly/cau-hoi-rieng: a unit asks, stops, and sees what was said; a template says whether it may."""

import pytest

from forms.editing import put_item
from survey_app.services.drafting import changing

from .conftest import TOKEN

WAITING = "/thiet-ke/cau-hoi-rieng"
PAGE = "/quan-ly/cau-hoi-rieng/13285"


def test_a_question_of_who_or_when_is_refused_and_one_of_service_waits_for_a_second_person(door):
    unit = door.visitor_as("manager", units=("13285",))
    refused = unit.post(PAGE, {"words": "Họ tên, số điện thoại, mấy giờ?", "lines": ""}, from_page=PAGE)
    assert refused.status_code == 422
    assert "hỏi họ tên" in refused.text
    assert "Họ tên, số điện thoại, mấy giờ?" in refused.text
    refused = unit.post(PAGE, {"words": "Gì?", "lines": "Một"}, from_page=PAGE)
    assert "Ghi từ 2 đến 6 lựa chọn" in refused.text
    asked = {"words": "Ghế chờ có đủ không?", "lines": "Đủ\nThiếu"}
    assert unit.post(PAGE, asked, from_page=PAGE).status_code == 303
    assert "Chờ duyệt" in unit.get(PAGE).text
    assert unit.get(WAITING).status_code == 403
    assert unit.post(WAITING, {"do": "approve", "question": "1"}, from_page=PAGE).status_code == 403
    designer = door.visitor_as("designer")
    assert WAITING in designer.get("/").text
    assert "Ghế chờ có đủ không?" in designer.get(WAITING).text
    assert designer.post(WAITING, {"do": "approve", "question": "1"}, from_page=WAITING).status_code == 303
    assert "Chờ Ông/Bà duyệt" not in designer.get("/").text
    assert "Đang hỏi" in unit.get(PAGE).text
    assert "Chưa có tháng nào đã qua" in unit.get(PAGE).text
    assert unit.post(PAGE, {"do": "stop", "question": "1"}, from_page=PAGE).status_code == 303
    assert "Gửi duyệt" in unit.get(PAGE).text
    assert unit.post(PAGE, {"do": "stop", "question": "1"}, from_page=PAGE).status_code == 422
    assert unit.get("/quan-ly/cau-hoi-rieng/13501").status_code == 404


def test_a_refusal_needs_a_reason_which_the_unit_reads_and_may_ask_again(door):
    unit, designer = door.visitor_as("manager", units=("13285",)), door.visitor_as("designer")
    unit.post(PAGE, {"words": "Ghế chờ có đủ không?", "lines": ""}, from_page=PAGE)
    refused = designer.post(WAITING, {"do": "refuse", "question": "1"}, from_page=WAITING)
    assert refused.status_code == 422
    assert "Hãy ghi lý do" in refused.text
    told = {"do": "refuse", "question": "1", "remark": "Nên có lựa chọn để bấm."}
    assert designer.post(WAITING, told, from_page=WAITING).status_code == 303
    page = unit.get(PAGE).text
    assert "Không được duyệt" in page
    assert "Nên có lựa chọn để bấm." in page
    again = {"words": "Ghế chờ có đủ không?", "lines": "Đủ\nThiếu"}
    assert unit.post(PAGE, again, from_page=PAGE).status_code == 303


def test_who_wrote_it_does_not_approve_it_and_what_changed_meanwhile_is_not_approved(door):
    both = door.visitor_as("designer", "manager", units=("13285",))
    both.post(PAGE, {"words": "Ghế chờ có đủ không?", "lines": ""}, from_page=PAGE)
    assert "Đang chờ một người khác duyệt." in both.get(WAITING).text
    refused = both.post(WAITING, {"do": "approve", "question": "1"}, from_page=PAGE)
    assert refused.status_code == 422
    assert "không tự duyệt được" in refused.text
    designer = door.visitor_as("designer")
    looked = TOKEN.search(designer.get(WAITING).text)[1]
    both.post(PAGE, {"do": "stop", "question": "1"}, from_page=PAGE)
    both.post(PAGE, {"words": "Có nước uống không?", "lines": ""}, from_page=PAGE)
    late = designer.post_bare(WAITING, {"csrf_token": looked, "do": "approve", "question": "1"})
    assert late.status_code == 422
    assert "không còn chờ duyệt" in late.text
    assert "Có nước uống không?" in late.text
    for wrong in ("", "x", "²", "9" * 30, "-1"):
        assert (
            designer.post(WAITING, {"do": "approve", "question": wrong}, from_page=WAITING).status_code == 422
        )


@pytest.mark.parametrize(
    "text", [{"vi": "Họ tên của Ông/Bà?"}, {"vi": "Gì nữa?", "en": "Your phone number?"}]
)
def test_a_template_that_asks_who_one_is_cannot_be_submitted_in_any_language(door, draft, text):
    changing.change(
        door.platform, code=draft, by="lan", step="edit", part="item/Q5",
        do=lambda q: put_item(q, {"code": "Q5", "kind": "long_text", "text": text}, instead_of="Q5"),
    )  # fmt: skip
    lan = door.visitor_as("designer")
    page = f"/thiet-ke/{draft}/soan/duyet"
    assert "là ai, ở đâu hoặc đến lúc nào" in lan.get(page).text
    refused = lan.post(page, {"do": "submit"}, from_page=page)
    assert refused.status_code == 422
    assert "Câu Q5 hỏi" in refused.text


def test_a_designer_lets_units_ask_and_takes_it_back(door, draft):
    lan = door.visitor_as("designer")
    page = f"/thiet-ke/{draft}/soan/chung"

    def save(**more):
        header = changing.find_draft(door.platform, code=draft).questionnaire
        texts = {key: str(getattr(header, key)) for key in ("name", "about", "consent", "closing")}
        seen = lan.get(page).text.partition('name="seen" value="')[2].partition('"')[0]
        return lan.post(page, {**texts, "headline": "Q1", "seen": seen, **more}, from_page=page)

    assert save(unit_question="yes").status_code == 303
    assert changing.find_draft(door.platform, code=draft).questionnaire.unit_question
    assert 'name="unit_question" value="yes" checked' in lan.get(page).text
    # Who approves must see it, too.
    assert "hỏi thêm một câu riêng" in lan.get(f"/thiet-ke/{draft}/soan/duyet").text
    assert save().status_code == 303
    assert not changing.find_draft(door.platform, code=draft).questionnaire.unit_question
