"""/thiet-ke and /quan-tri/dot-phat-hanh: look at a version, publish it, see where it is open, close it."""

import re
from datetime import timedelta

import pytest

from forms.reading import instruments
from survey_app.services import publishing
from survey_app.views.citizen import create_citizen_app

QUICK = "/thiet-ke/QUICK/ban/1"
PUBLISH = "/thiet-ke/SIP5/ban/1/phat-hanh"
CODES = ("7K4M2QX0", "7K4M2QX1", "7K4M2QX2")


@pytest.fixture
def designer(door):
    return door.visitor_as("designer")


@pytest.fixture
def sip5(designer):
    assert designer.post("/thiet-ke/them/SIP5", {}, from_page="/thiet-ke").status_code == 303
    return designer


def _send(visitor, wanted="", **data):
    return visitor.post(PUBLISH, {"wanted": wanted, **data}, from_page=f"{PUBLISH}?tim={wanted}")


def _form_at(door, code):
    return create_citizen_app(door.platform).test_client().get(f"/K/{code}")


def test_shipped_instruments_become_templates_once_however_often_the_button_is_pressed(empty_door):
    designer = empty_door.visitor_as("designer")
    assert "Chưa có mẫu phiếu nào" in designer.get("/thiet-ke").text
    for code in [*instruments(), "QUICK"]:
        added = designer.post(f"/thiet-ke/them/{code}", {}, from_page="/tai-khoan")
        assert added.location == f"/thiet-ke/{code}/ban/1"
        assert designer.get(added.location).status_code == 200
    assert "Bộ câu hỏi có sẵn" not in designer.get("/thiet-ke").text
    assert designer.post("/thiet-ke/them/NONE", {}, from_page="/thiet-ke").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/thiet-ke/QUICK/ban/2",
        "/thiet-ke/NONE/ban/1",
        f"{QUICK[:-1]}0",
        f"{QUICK}/phat",
        "/thiet-ke/QUICK/ban/99999999999999999999",
    ],
)
def test_a_version_that_is_not_there_is_no_page(designer, path):
    assert designer.get(path).status_code == 404


def test_the_preview_is_the_citizens_own_page_and_sends_nothing(door, designer):
    page = designer.client.get(f"{QUICK}/xem-truoc")
    policy = page.headers["Content-Security-Policy"]
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert "Bản xem trước: phiếu này không gửi được" in page.text
    rows = page.text.count("<fieldset"), page.text.count("<label")
    real = _form_at(door, CODES[0]).text
    assert rows == (real.count("<fieldset"), real.count("<label"))
    assert "Preview: this form cannot be sent" in designer.client.get(f"{QUICK}/xem-truoc?xem=en").text
    assert f'src="{QUICK}/xem-truoc?xem=en"' in designer.get(f"{QUICK}?xem=en").text


def test_a_form_published_on_the_page_is_what_citizens_get_and_closing_ends_it(house, door, sip5):
    assert "trùng với" in _send(sip5, counter=CODES[0]).text
    done = _send(sip5, counter=CODES[0], overlap="replace")
    assert done.status_code == 303
    assert "Đã mở SIP5 bản 1 tại 1 quầy. 1 quầy đổi từ phiếu khác sang." in sip5.get(done.location).text
    # QUICK had opened on the same day and cannot end before it: the day after, it can.
    assert "name=TC1" in _form_at(door, CODES[0]).text
    listed = "/quan-tri/dot-phat-hanh"
    shown = re.search(
        rf'value="{CODES[0]}"><input type="hidden" name="publication" value="(\d+)"', sip5.get(listed).text
    )
    close = {"counter": CODES[0], "publication": "1"}
    other = sip5.post(f"{listed}/dong", close, from_page=listed)
    assert other.status_code == 422
    assert "vừa đổi sang đợt phát hành khác" in other.text
    closed = sip5.post(f"{listed}/dong", close | {"publication": shown[1]}, from_page=listed)
    assert closed.status_code == 303
    house.clock.at += timedelta(days=1)
    assert _form_at(door, CODES[0]).status_code == 410


@pytest.fixture(autouse=True)
def _a_day_later(request):
    """QUICK opened on the first; what replaces it opens later."""
    if "house" in request.fixturenames and "sip5" in request.fixturenames:
        request.getfixturevalue("house").clock.at += timedelta(days=1)


def test_busy_counters_can_be_left_as_they_are(door, sip5):
    publishing.close(
        door.platform.database, counter_code=CODES[2], closes_on=door.platform.today - timedelta(days=1)
    )
    done = _send(sip5, all="yes", overlap="skip")
    assert "tại 1 quầy. 2 quầy đang mở phiếu khác được để nguyên." in sip5.get(done.location).text
    assert "name=TC1" in _form_at(door, CODES[2]).text
    assert "name=TC1" not in _form_at(door, CODES[0]).text


def test_all_that_was_found_is_published_and_nothing_else(door, sip5):
    _send(sip5, wanted="phu ly", all="yes", overlap="replace")
    open_forms = ["name=TC1" in _form_at(door, code).text for code in CODES]
    assert open_forms == [True, True, False]


def test_counters_that_were_found_after_the_look_are_not_published_unseen(door, sip5):
    refused = _send(sip5, wanted="phu ly", all="yes", overlap="replace", shown="1")
    assert refused.status_code == 422
    assert "số quầy tìm thấy đã đổi, nay là 2" in refused.text
    assert "name=TC1" not in _form_at(door, CODES[0]).text


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({}, "chưa chọn quầy nào"),
        ({"counter": "00000000"}, "Không có quầy: 00000000"),
        ({"counter": CODES[0], "opens_on": "2026-13-40"}, "Ngày chưa đúng"),
        (
            {"counter": CODES[0], "opens_on": "2026-12-02", "closes_on": "2026-12-01"},
            "Ngày đóng trước ngày mở",
        ),
        ({"counter": CODES[0], "overlap": "x"}, "trùng với"),
        ({"counter": CODES[0], "overlap": "replace", "opens_on": "2026-09-01"}, "trùng với"),
    ],
)
def test_a_wrong_wish_is_told_what_was_typed_stays_and_nothing_is_opened(door, sip5, data, told):
    answer = _send(sip5, **data)
    assert answer.status_code == 422
    assert told in answer.text
    if data.get("counter") == CODES[0]:
        assert f'value="{CODES[0]}" checked' in answer.text
    assert "name=TC1" not in _form_at(door, CODES[0]).text


def test_publications_are_found_by_words_and_by_state(designer):
    page = "/quan-tri/dot-phat-hanh"
    assert "3 đợt" in designer.get(page).text
    assert "2 đợt" in designer.get(f"{page}?tim=phu+ly").text
    assert "1 đợt" in designer.get(f"{page}?tim=7k4m+2qx2").text
    assert "Không có đợt phát hành nào khớp" in designer.get(f"{page}?tinh-trang=over").text
    assert designer.get(f"{page}?tinh-trang=x&trang=99").status_code == 200


def test_closing_what_is_not_open_is_told(designer):
    page = "/quan-tri/dot-phat-hanh"
    assert designer.post(f"{page}/dong", {"counter": "zz"}, from_page=page).status_code == 422


def test_managers_and_supervisors_publish_nothing(door):
    for role in ("manager", "supervisor", "viewer", "co_surveyor"):
        visitor = door.visitor_as(role, units=["37"])
        for path in (
            "/thiet-ke",
            QUICK,
            f"{QUICK}/xem-truoc",
            f"{QUICK}/phat-hanh",
            "/quan-tri/dot-phat-hanh",
        ):
            assert visitor.get(path).status_code == 403, (role, path)


def test_the_designers_pages_speak_english(sip5):
    sip5.speak("en")
    for path, words in (
        ("/thiet-ke", "Instruments that ship"),
        (QUICK, "Preview on a phone"),
        (PUBLISH, "At which counters"),
        ("/quan-tri/dot-phat-hanh", "Publications"),
    ):
        assert words in sip5.get(path).text
