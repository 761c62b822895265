"""/thiet-ke/…/soan/giong-doc: files come question by question."""

import io

import pytest

PAGE = "/thiet-ke/QUICK/soan/giong-doc/vi"


@pytest.mark.usefixtures("draft")
def test_a_file_is_kept_heard_on_the_page_and_in_the_preview_and_taken_away(door):
    lan = door.visitor_as("designer")
    file = {"item": "Q1", "file": (io.BytesIO(b"OggS" + b"x" * 900), "a.ogg")}
    assert lan.post(PAGE, file, from_page=PAGE).location == f"{PAGE}#cau-Q1"
    assert "/K/tieng/" in lan.get(PAGE).text
    assert "/K/tieng/" in lan.get("/thiet-ke/QUICK/soan/xem-truoc").text
    assert "/K/tieng/" not in lan.get("/thiet-ke/QUICK/soan/giong-doc/en").text
    assert lan.post(PAGE, {"item": "Q1", "do": "remove"}, from_page=PAGE).status_code == 303
    assert "/K/tieng/" not in lan.get(PAGE).text


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
