"""/thiet-ke: files come in and go out by the pages, and translations go to a translator and back."""

import io
import json

import openpyxl
import pytest
from support.spreadsheets import as_xlsx

from forms.reading import load_instrument
from forms.writing import to_document
from survey_app.services.drafting import changing

PAGE = "/thiet-ke/nhap-tep"
FORM = {
    "survey": [["type", "name", "label", "default"], ["text", "a", "Góp ý gì?", "x"]],
    "settings": [["form_title", "form_id"], ["Phiếu thử", "THU"]],
}
KM = "/thiet-ke/QUICK/soan/dich/km"


@pytest.fixture
def lan(door):
    return door.visitor_as("designer")


def upload(contents, name="a.xlsx", **fields):
    return {"file": (io.BytesIO(contents), name), **fields}


def test_a_file_becomes_a_draft_and_the_designer_is_led_to_what_it_lacked(door, lan):
    done = lan.post(PAGE, upload(as_xlsx(FORM)), from_page=PAGE)
    assert done.location == "/thiet-ke/THU/ghi-chu"
    notes = lan.get(done.location).text
    assert "survey, cột default" in notes
    assert changing.find_draft(door.platform, code="THU").questionnaire.item("a")
    assert "Ghi chú từ tệp nhập" in lan.get("/thiet-ke/THU/soan").text


def test_a_trial_shows_the_notes_and_keeps_nothing(lan):
    shown = lan.post(PAGE, upload(as_xlsx(FORM), trial="yes"), from_page=PAGE)
    assert shown.status_code == 200
    assert "survey, cột default" in shown.text
    assert lan.get("/thiet-ke/THU/soan").status_code == 404


@pytest.mark.parametrize(
    ("contents", "name", "words"),
    [
        (b"", "a.csv", "Tệp trống"),
        (b"PK\x03\x04 broken", "a.xlsx", "tệp hỏng"),
        (as_xlsx({"survey": [["type", "name", "label"], ["foo", "a", "A?"]]}), "a.xlsx", "survey, dòng 2, cột type"),
        (b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<script>.lss", "DTD"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_with_its_places_and_its_name_is_harmless(lan, contents, name, words):
    refused = lan.post(PAGE, upload(contents, name), from_page=PAGE)
    assert refused.status_code == 422
    assert words in refused.text
    assert "<script>" not in refused.text


def test_a_file_larger_than_other_bodies_is_read_and_one_too_large_is_refused_with_a_sentence(lan):
    more = {f"s{number}": [[f"{number}-{cell}" for cell in range(900)]] * 9 for number in range(9)}
    wide = as_xlsx(FORM | more)
    assert len(wide) > 70_000
    assert lan.post(PAGE, upload(wide), from_page=PAGE).status_code == 303
    body = b"x" * 7_000_000
    too_large = lan.client.post(PAGE, data=body, content_type="multipart/form-data; boundary=b")
    assert too_large.status_code == 413
    assert "tối đa 5 MB" in too_large.text


def test_a_version_and_a_draft_go_out_in_both_formats(lan):
    lan.post("/thiet-ke/them/SIP5", {}, from_page="/thiet-ke")
    given = lan.get("/thiet-ke/SIP5/tep/json?ban=1")
    assert json.loads(given.text) == to_document(load_instrument("SIP5"))
    book = lan.get("/thiet-ke/SIP5/tep/xlsform")
    assert openpyxl.load_workbook(io.BytesIO(book.data)).sheetnames == ["survey", "choices", "settings"]
    assert lan.get("/thiet-ke/SIP5/tep/json?ban=9").status_code == 404
    assert lan.get("/thiet-ke/NONE/tep/json").status_code == 404


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("kind", ["xlsx", "po"])
def test_a_sheet_goes_to_the_translator_and_comes_back(door, lan, kind):
    sheet = lan.get(f"{KM}/tep/{kind}").data
    vietnamese = str(changing.find_draft(door.platform, code="QUICK").questionnaire.item("Q1").text)
    assert vietnamese.encode() in sheet or kind == "xlsx"
    done = lan.post(f"{KM}/tep", upload(translated(sheet, kind), f"a.{kind}"), from_page=KM)
    assert done.status_code == 303
    text = changing.find_draft(door.platform, code="QUICK").questionnaire.item("Q1").text
    assert text.in_language("km") == "តើអ្នកពេញចិត្តទេ?"


@pytest.mark.usefixtures("draft")
def test_a_translation_of_vietnamese_that_has_changed_meanwhile_is_not_taken(door, lan):
    sheet = translated(lan.get(f"{KM}/tep/xlsx").data, "xlsx")
    quick = changing.find_draft(door.platform, code="QUICK").questionnaire
    from forms.wordings import reworded

    changing.change(
        door.platform,
        code="QUICK",
        by="minh",
        step="words",
        part="item/Q1",
        do=lambda q: reworded(q, "vi", {"item/Q1/text": f"{quick.item('Q1').text} (mới)"}),
    )
    done = lan.post(f"{KM}/tep", upload(sheet), from_page=KM)
    assert "tiếng Việt cũ" in lan.get(done.location).text
    assert (
        "km" not in changing.find_draft(door.platform, code="QUICK").questionnaire.item("Q1").text.languages
    )


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    ("contents", "name"),
    [(b"no po at all \xff", "a.po"), (b"PK\x03\x04", "a.xlsx"), (as_xlsx(FORM), "a.xlsx"), (b"", "a.po")],
)
def test_a_sheet_that_is_none_is_refused_in_words(lan, contents, name):
    refused = lan.post(f"{KM}/tep", upload(contents, name), from_page=KM)
    assert refused.status_code == 422
    assert 'role="alert"' in refused.text


def translated(sheet, kind):
    """The sheet as a translator sends it back, one text translated."""
    if kind == "po":
        head, _, rest = sheet.decode().partition('msgctxt "item/Q1/text"')
        return (
            head + 'msgctxt "item/Q1/text"' + rest.replace('msgstr ""', 'msgstr "តើអ្នកពេញចិត្តទេ?"', 1)
        ).encode()
    book = openpyxl.load_workbook(io.BytesIO(sheet))
    for row in book["ban_dich"].iter_rows(min_row=2):
        if row[0].value == "item/Q1/text":
            row[2].value = "តើអ្នកពេញចិត្តទេ?"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
