"""Who presses a button that decides has seen what it decides over: words that came after the look are refused."""

import re

import pytest

from forms.editing import put_item, put_scale
from forms.writing import to_document
from survey_app.services.drafting import approving, changing, seen
from survey_app.store import templates

from .conftest import SEEN, TOKEN

HOME = "/thiet-ke/QUICK/soan"
PAGE = f"{HOME}/duyet"


@pytest.fixture
def lan(door):
    return door.visitor_as("designer")


@pytest.fixture
def minh(door):
    return door.visitor_as("designer", "viewer", units=("37",))


def reword(door, words, item="Q3"):
    def do(questionnaire):
        found = next(
            i for s in to_document(questionnaire)["sections"] for i in s["items"] if i["code"] == item
        )
        return put_item(questionnaire, found | {"text": {"vi": words}}, instead_of=item)

    changing.change(door.platform, code="QUICK", by="designer", step="edit", part=f"item/{item}", do=do)


class Window:
    """A page that lies open: its buttons send what it held when it was opened."""

    def __init__(self, visitor, address):
        self.visitor, self.address = visitor, address
        self.text = visitor.get(address).text
        self.held = dict(SEEN.findall(self.text)) | {"csrf_token": TOKEN.search(self.text)[1]}

    def press(self, **typed):
        return self.visitor.post_bare(self.address, self.held | typed)


def submitted(lan):
    assert lan.post(PAGE, {"do": "submit"}, from_page=PAGE).status_code == 303


def versions(door):
    with door.platform.database.reading() as connection:
        return len(templates.list_versions(connection, template="QUICK"))


def change_behind_the_window(door, lan, words="Ông/Bà có phải đưa thêm tiền không?"):
    assert lan.post(PAGE, {"do": "reopen"}, from_page=PAGE).status_code == 303
    reword(door, words)
    submitted(lan)


@pytest.mark.usefixtures("draft")
def test_words_changed_while_the_approvers_page_was_open_are_refused_and_shown(door, lan, minh):
    submitted(lan)
    window = Window(minh, PAGE)
    change_behind_the_window(door, lan)
    refused = window.press(do="approve", words="Đồng ý.")
    assert refused.status_code == 409
    assert "đã đổi nên chưa làm gì cả" in refused.text
    meanwhile = refused.text.partition('id="vua-doi"')[2].partition("</section>")[0]
    assert "<ins>" in meanwhile
    assert "đưa thêm tiền" in re.sub("<[^>]*>", "", meanwhile)
    assert "Đồng ý." in refused.text
    assert versions(door) == 1
    assert minh.post(PAGE, {"do": "approve"}, from_page=PAGE).location == "/thiet-ke/QUICK/ban/2"


@pytest.mark.usefixtures("draft")
def test_a_button_that_does_not_ask_what_was_seen_freezes_words_nobody_saw(door, lan, minh, monkeypatch):
    """The planted weakness: with the check left out the very attack above goes through."""
    monkeypatch.setattr(approving, "refuse_unseen", lambda *_seen: None)
    submitted(lan)
    window = Window(minh, PAGE)
    change_behind_the_window(door, lan)
    assert window.press(do="approve").status_code == 303
    assert versions(door) == 2


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize(
    "meanwhile", ["a level counts as satisfied", "an objection", "another mark", "another person"]
)
def test_whatever_else_the_decision_rests_on_counts_as_seen_too(door, lan, minh, meanwhile):
    submitted(lan)
    window = Window(minh, PAGE)
    if meanwhile == "an objection":
        lan.post(PAGE, {"do": "comment", "words": "Xin đừng duyệt."}, from_page=PAGE)
    else:
        lan.post(PAGE, {"do": "reopen"}, from_page=PAGE)
        if meanwhile == "a level counts as satisfied":
            scale = to_document(changing.find_draft(door.platform, code="QUICK").questionnaire)["scales"][0]
            scale["levels"][2]["satisfied"] = True
            changing.change(
                door.platform, code="QUICK", by="designer", step="edit", part="scale/HL5",
                do=lambda questionnaire: put_scale(questionnaire, scale, instead_of="HL5"),
            )  # fmt: skip
        elif meanwhile == "another mark":
            lan.post(PAGE, {"do": "marks", "mark-Q3": "reworded"}, from_page=PAGE)
        (door.visitor_as("administrator") if meanwhile == "another person" else lan).post(
            PAGE, {"do": "submit"}, from_page=PAGE
        )
    refused = window.press(do="approve")
    assert refused.status_code == 409
    assert versions(door) == 1
    if meanwhile == "a level counts as satisfied":
        assert "tính là hài lòng</dt><dd> <ins>có</ins>" in refused.text


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("sent", ["", "-", "x" * 64, "0" * 32 + "-" + "0" * 32])
def test_a_button_without_or_with_a_forged_fingerprint_approves_nothing(door, lan, minh, sent):
    submitted(lan)
    refused = minh.post(PAGE, {"do": "approve", "seen": sent}, from_page=PAGE)
    assert (refused.status_code, versions(door)) == (409, 1)
    assert "Không còn giữ lời văn" in refused.text


@pytest.mark.usefixtures("draft")
def test_the_siblings_of_the_button_refuse_what_was_not_seen_as_well(door, lan):
    asking, marking = Window(lan, PAGE), Window(lan, PAGE)
    discarding = Window(lan, HOME)
    reword(door, "Câu của Minh?")
    assert asking.press(do="submit").status_code == 409
    assert marking.press(do="marks", **{"mark-Q3": "same"}).status_code == 409
    discarding.address = f"{HOME}/bo"
    refused = discarding.press()
    assert refused.status_code == 422
    assert "vừa có người sửa" in refused.text
    assert changing.find_draft(door.platform, code="QUICK").is_open


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("sent", [{"words:item/Q3/text": "Were you greeted?"}, {"confirmed": "item/Q3/text"}])
def test_a_translation_of_vietnamese_that_changed_meanwhile_is_not_taken_for_one_of_the_new_words(
    door, lan, sent
):
    sheet = f"{HOME}/dich/en"
    window = Window(lan, sheet)
    reword(door, "Ông/Bà phải chờ bao lâu?")
    before = changing.find_draft(door.platform, code="QUICK").row
    kept = {"words:item/Q3/text": str(_english(before))}
    assert window.press(**(kept | sent)).status_code == 409
    assert changing.find_draft(door.platform, code="QUICK").row == before


def _english(row):
    return changing.read_draft(row).questionnaire.item("Q3").text.in_language("en")


@pytest.mark.usefixtures("draft")
def test_the_questionnaire_the_advice_and_the_differences_stand_on_the_page_of_the_button(door, lan, minh):
    reword(door, "Công chức có chào hỏi và giải thích không?", item="Q3")
    submitted(lan)
    page = minh.get(PAGE).text
    whole = page.partition('id="toan-van"')[2].partition("</section>")[0]
    questionnaire = changing.find_draft(door.platform, code="QUICK").questionnaire
    assert all(str(item.text) in whole for item in questionnaire.items)
    assert "Rất hài lòng" in whole
    assert "Very satisfied" in whole
    advice = page.partition('id="goi-y"')[2].partition("</section>")[0]
    assert "câu này có thể đang hỏi hai điều" in advice
    assert "<ins>" in page.partition('id="loi-van"')[2].partition("</section>")[0]
    assert f"{HOME}/xem-truoc" in page


def test_the_fingerprint_holds_every_word_of_the_draft(door, draft):
    with door.platform.database.reading() as connection:
        before = seen.seen_of(connection, changing.find(connection, draft))
    reword(door, "Khác một chữ?")
    with door.platform.database.reading() as connection:
        assert seen.seen_of(connection, changing.find(connection, draft)) != before
