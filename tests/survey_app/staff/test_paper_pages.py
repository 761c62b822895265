"""/quan-ly/phieu-giay: sheets are typed twice, by the page."""

import re

import pytest

from forms.reading import load_instrument

PAGE = "/quan-ly/phieu-giay/QUICK/1/7K4M2QX0"


@pytest.fixture
def lan(door):
    return door.visitor_as("manager", units=("13285",))


def test_a_sheet_goes_through_the_page_twice_and_the_difference_is_shown_and_confirmed(lan):
    assert lan.post(PAGE, {"so-to": "7", "Q1": "5"}, from_page=PAGE).status_code == 303
    assert "Tờ 7" in lan.get(PAGE).text
    again = lan.post(PAGE, {"so-to": "7", "Q1": "1"}, from_page=PAGE)
    assert again.status_code == 422
    assert "lệch nhau" in again.text
    shown = re.search(r'name="lan-nay" value="(\w+)"', again.text)[1]
    given = {"so-to": "7", "Q1": "1", "lan-nay": shown}
    assert lan.post(PAGE, given, from_page=PAGE).status_code == 422  # not ticked
    assert lan.post(PAGE, {**given, "nhu-giay": "yes"}, from_page=PAGE).status_code == 303
    assert "khớp cả hai lần" in lan.get(PAGE).text
    done = lan.post(PAGE, given, from_page=PAGE)
    assert done.status_code == 422
    assert "đã nhập đủ hai lần" in done.text


def test_the_code_on_the_paper_leads_to_the_counters_of_this_account(lan):
    found = lan.get("/quan-ly/phieu-giay/QUICK/1").text
    assert PAGE in found
    assert "7K4M2QX2" not in found
    assert "Không có quầy nào mở phiếu này" in lan.get("/quan-ly/phieu-giay/QUICK/9").text
    assert lan.get("/quan-ly/phieu-giay/QUICK/1/7K4M2QX2").status_code == 404
    assert lan.get("/quan-ly/phieu-giay/QUICK/9/7K4M2QX0").status_code == 404
    assert lan.get("/quan-ly/phieu-giay/QUICK/1/%00").status_code == 404


def test_the_papers_of_a_version_a_draft_and_a_counter_are_pdf_files(door, lan):
    assert lan.get(f"{PAGE}/giay").data[:5] == b"%PDF-"
    designer = door.visitor_as("designer")
    for address in ("/thiet-ke/QUICK/ban/1/giay?xem=en", "/thiet-ke/QUICK/ban/1/giay?xem=%00"):
        assert designer.get(address).data[:5] == b"%PDF-"
    assert designer.get("/thiet-ke/QUICK/ban/9/giay").status_code == 404
    assert designer.get("/thiet-ke/QUICK/soan/giay").status_code == 404


def test_no_field_of_the_page_itself_can_be_taken_for_a_question(lan):
    fields = set(re.findall(r'<(?:input|textarea|select)[^>]* name="([^"]+)"', lan.get(PAGE).text))
    own = fields - {item.code for item in load_instrument("QUICK").items}
    assert own == {"csrf_token", "so-to"}  # an item's code has no dash
