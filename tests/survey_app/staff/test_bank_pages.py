"""/thiet-ke/kho-cau-hoi: find a question, see how it did, copy it into a draft."""

from survey_app.services.drafting import beginning, changing


def test_a_question_is_found_and_copied_into_a_draft_from_its_page_and_by_its_code(door):
    lan = door.visitor_as("designer")
    beginning.begin_blank(door.platform, code="MOI", name="Mới", by="lan")
    assert "/thiet-ke/kho-cau-hoi/SIP5/TC1" in lan.get("/thiet-ke/kho-cau-hoi?tim=bien+hieu").text
    page = "/thiet-ke/kho-cau-hoi/SIP5/TC1"
    assert "chưa mẫu phiếu nào dùng" in lan.get(page).text
    done = lan.post("/thiet-ke/MOI/soan/tu-kho", {"code": "SIP5/TC1"}, from_page=page)
    assert done.location == "/thiet-ke/MOI/soan#cau-TC1"
    assert "mang mã TC1" in lan.get("/thiet-ke/MOI/soan").text
    wrong = lan.post("/thiet-ke/MOI/soan/tu-kho", {"code": "<b>"}, from_page="/thiet-ke/MOI/soan")
    assert wrong.status_code == 422
    assert "Kho không có câu hỏi mang mã này" in wrong.text
    assert len(changing.find_draft(door.platform, code="MOI").questionnaire.items) == 2
    assert lan.post("/thiet-ke/XX/soan/tu-kho", {"code": "SIP5/TC1"}, from_page=page).status_code == 404
    assert lan.get("/thiet-ke/kho-cau-hoi/SIP5/XX").status_code == 404
    assert "Không có câu hỏi nào khớp" in lan.get("/thiet-ke/kho-cau-hoi?tim=zzz").text


def test_the_history_of_a_question_tells_its_versions_and_that_fewer_than_five_answered(door):
    found = door.visitor_as("designer").get("/thiet-ke/kho-cau-hoi/QUICK/Q1").text
    assert "/thiet-ke/QUICK/ban/1" in found
    assert "dưới năm" in found
