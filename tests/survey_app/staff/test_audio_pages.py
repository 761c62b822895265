"""/thiet-ke/…/soan/giong-doc: files come question by question."""

import io
import re

import pytest

WAITING = "/thiet-ke/giong-doc"
PAGE = "/thiet-ke/QUICK/soan/giong-doc/vi"


@pytest.mark.usefixtures("draft")
def test_a_file_is_heard_by_citizens_when_a_second_person_approved_it_and_so_is_its_silence(door):
    lan, minh = door.visitor_as("designer"), door.visitor_as("designer", "viewer", units=("37",))
    file = {"item": "Q1", "file": (io.BytesIO(b"OggS" + b"x" * 900), "a.ogg")}
    assert lan.post(PAGE, file, from_page=PAGE).location == f"{PAGE}#cau-Q1"
    assert "Chờ duyệt:" in lan.get(PAGE).text
    address = re.search(r'src="(/thiet-ke/giong-doc/tep/[0-9a-f]{64})"', lan.get(PAGE).text)[1]
    assert lan.client.get(address).data.startswith(b"OggS")
    assert door.visitor().get(address).status_code == 303
    assert "/K/tieng/" not in lan.get("/thiet-ke/QUICK/soan/xem-truoc").text
    refused = lan.post(WAITING, {"do": "approved", "clip": "1", "now": "0"}, from_page=WAITING)
    assert refused.status_code == 422
    assert "không tự duyệt được" in refused.text
    assert WAITING in minh.get("/").text
    assert "hài lòng thế nào" in minh.get(WAITING).text
    assert (
        minh.post(WAITING, {"do": "approved", "clip": "1", "now": "0"}, from_page=WAITING).status_code == 303
    )
    assert "/K/tieng/" in lan.get("/thiet-ke/QUICK/soan/xem-truoc").text
    assert "Đang phát tại quầy" in lan.get(PAGE).text
    assert "Đang phát tại quầy" not in lan.get("/thiet-ke/QUICK/soan/giong-doc/en").text
    assert lan.post(PAGE, {"item": "Q1", "do": "remove"}, from_page=PAGE).status_code == 303
    assert "Đang phát tại quầy" in lan.get(PAGE).text
    late = minh.post(WAITING, {"do": "approved", "clip": "2", "now": "0"}, from_page=WAITING)
    assert "đã đổi từ lúc" in late.text
    assert (
        minh.post(WAITING, {"do": "approved", "clip": "2", "now": "1"}, from_page=WAITING).status_code == 303
    )
    assert "Đang phát tại quầy" not in lan.get(PAGE).text
    assert "thay số 1" in lan.get(WAITING).text
    assert minh.post(WAITING, {"do": "x", "clip": "2"}, from_page=PAGE).status_code == 400
    for wrong in ("", "x", "²", "9" * 30):
        assert minh.post(WAITING, {"do": "refused", "clip": wrong}, from_page=PAGE).status_code == 422
    assert minh.get("/thiet-ke/giong-doc/tep/x").status_code == 404


@pytest.mark.usefixtures("draft")
def test_a_wrong_file_is_refused_at_its_question_and_unknown_places_are_not_found(door):
    lan = door.visitor_as("designer")
    wrong = {"item": "Q1", "file": (io.BytesIO(b"<svg onload=alert(1)>"), "a.mp3")}
    refused = lan.post(PAGE, wrong, from_page=PAGE)
    assert refused.status_code == 422
    assert "không phải ghi âm" in refused.text
    assert lan.post(PAGE, {"item": "Q1"}, from_page=PAGE).status_code == 422
    assert lan.post(PAGE, {"item": "XX"}, from_page=PAGE).status_code == 404
    assert lan.get("/thiet-ke/QUICK/soan/giong-doc/km").status_code == 404
    assert lan.get("/thiet-ke/XX/soan/giong-doc/vi").status_code == 404
