"""/tai-khoan: one's own account and password."""

import unicodedata

import pytest

from survey_app.services.accounts import add_account

from .conftest import PASSWORD

CHANGE = "/tai-khoan/mat-khau"
NEXT = "Chín cánh chim bay về núi"


@pytest.fixture
def person(door):
    return door.visitor_as("designer")


@pytest.fixture
def newcomer(door):
    """Somebody whose password an administrator made."""
    add_account(
        door.platform,
        username="moi.vao",
        password=PASSWORD,
        roles=["designer"],
        must_change_password=True,
    )
    visitor = door.visitor()
    visitor.log_in("moi.vao")
    return visitor


def _change(visitor, old=PASSWORD, new=NEXT, again=None):
    form = {"password": old, "new_password": new, "new_password_confirm": new if again is None else again}
    return visitor.post(CHANGE, form, from_page=CHANGE)


def test_the_account_page_tells_who_one_is(door):
    page = door.visitor_as("manager", units=["13285"]).get("/tai-khoan").text
    assert "Quản lý đơn vị" in page
    assert "Phường Phủ Lý" in page
    assert "Chưa bật" in page


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_new_password_opens_the_door_and_the_old_one_no_longer(door, person, form):
    answer = _change(person, new=unicodedata.normalize(form, NEXT))
    assert (answer.status_code, answer.location) == (303, "/tai-khoan")
    assert "Đã đổi mật khẩu." in person.get("/tai-khoan").text
    assert door.visitor().log_in("designer").status_code == 200
    assert door.visitor().log_in("designer", NEXT).status_code == 303


def test_a_new_password_ends_the_sessions_elsewhere(door, person):
    elsewhere = door.visitor_as("designer")
    _change(person)
    assert elsewhere.get("/thiet-ke").status_code == 303
    assert person.get("/thiet-ke").status_code == 200


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"old": "sai mật khẩu"}, "Mật khẩu hiện tại không đúng."),
        ({"old": ""}, "Hãy nhập mật khẩu vào ô này."),
        ({"new": "ngắn"}, "Mật khẩu cần từ 10 đến 128 ký tự."),
        ({"new": "d" * 129}, "Mật khẩu cần từ 10 đến 128 ký tự."),
        ({"again": "không giống lần trước"}, "Hai lần nhập mật khẩu mới chưa giống nhau."),
        ({"new": "matkhau123"}, "dễ đoán"),
        ({"new": "Designer@2026"}, "dễ đoán"),
        ({"new": PASSWORD}, "Mật khẩu mới phải khác mật khẩu hiện tại."),
    ],
)
def test_a_refused_change_says_why_in_vietnamese_and_changes_nothing(door, person, given, sentence):
    answer = _change(person, **given)
    assert answer.status_code == 200
    assert sentence in answer.text
    assert door.visitor().log_in("designer").status_code == 303


@pytest.mark.parametrize("path", ["/", "/thiet-ke", "/tai-khoan", "/tai-khoan/hai-buoc", "/quan-tri"])
def test_a_password_made_by_somebody_else_is_changed_before_anything_else(newcomer, path):
    answer = newcomer.get(path)
    assert (answer.status_code, answer.location) == (303, CHANGE)


def test_before_the_change_the_way_out_and_the_looks_stay_open(newcomer):
    assert newcomer.get("/static/staff.css").status_code == 200
    assert "do người quản trị đặt" in newcomer.get(CHANGE).text
    assert newcomer.post("/dang-xuat", {}, from_page=CHANGE).location == "/"


def test_after_the_change_the_house_is_open(newcomer):
    _change(newcomer)
    assert newcomer.get("/thiet-ke").status_code == 200


def test_guessing_the_old_password_at_an_open_desk_ends_after_ten_tries(person):
    for _ in range(10):
        _change(person, old="đoán mò thôi")
    answer = _change(person)
    assert answer.status_code == 429
    assert "nhập sai quá nhiều lần" in answer.text
