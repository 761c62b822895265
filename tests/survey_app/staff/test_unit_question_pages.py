"""/quan-ly/cau-hoi-rieng: a unit asks, stops, and sees what was said; a template says whether it may."""

from survey_app.services.drafting import changing

PAGE = "/quan-ly/cau-hoi-rieng/13285"


def test_a_manager_begins_and_ends_the_units_question(door):
    unit = door.visitor_as("manager", units=("13285",))
    refused = unit.post(PAGE, {"words": "Gì?", "lines": "Một"}, from_page=PAGE)
    assert refused.status_code == 422
    assert "Ghi từ 2 đến 6 lựa chọn" in refused.text
    assert (
        unit.post(PAGE, {"words": "Ghế chờ có đủ không?", "lines": "Đủ\nThiếu"}, from_page=PAGE).status_code
        == 303
    )
    assert "Chưa có tháng nào đã qua" in unit.get(PAGE).text
    assert unit.post(PAGE, {"do": "stop"}, from_page=PAGE).status_code == 303
    assert "Bắt đầu hỏi" in unit.get(PAGE).text
    assert unit.post(PAGE, {"do": "stop"}, from_page=PAGE).status_code == 422
    assert unit.get("/quan-ly/cau-hoi-rieng/13501").status_code == 404


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
