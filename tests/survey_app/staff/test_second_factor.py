"""The second factor: set up with a code of a telephone, asked for at the door, required by role."""

import json
import re
from time import time

import pytest
from passlib.totp import TOTP
from sqlalchemy import text

from survey_app.access import ROLES
from survey_app.services.house_settings import change_settings
from survey_app.services.second_factor import STEP_SECONDS

from .conftest import PASSWORD

SETUP, CODE = "/tai-khoan/hai-buoc", "/dang-nhap/ma-xac-thuc"
CODES, RECOVERY = "/tai-khoan/ma-khoi-phuc", "/dang-nhap/ma-khoi-phuc"


class Telephone:
    """An authenticator app; every code it shows is of another step, so that none was used before."""

    def __init__(self, page):
        self._totp = TOTP(key=re.search(r'class="code by-hand">([A-Z2-7 -]+)<', page)[1])
        self._step = 0

    def code(self):
        """The code of now, then that of the next step: the door takes one step back and one on."""
        self._step = max(self._step + 1, int(time()) // STEP_SECONDS)
        return self._totp.generate(time=self._step * STEP_SECONDS).token


def _start(visitor):
    page = visitor.post(SETUP, {"setup": "authenticator", "password": PASSWORD}, from_page=SETUP).text
    action = re.search(rf'action="({SETUP}/[^"]+)"', page)[1]
    return Telephone(page), action


def _set_up(visitor):
    telephone, action = _start(visitor)
    answer = visitor.post(action, {"code": telephone.code()}, from_page=SETUP)
    assert (answer.status_code, answer.location) == (303, "/tai-khoan")
    return telephone


@pytest.fixture
def person(door):
    return door.visitor_as("designer")


@pytest.fixture
def telephone(person):
    return _set_up(person)


@pytest.fixture
def at_the_door(door, telephone):  # noqa: ARG001  # the telephone is set up first
    """The password was right; the code is asked for."""
    visitor = door.visitor()
    answer = visitor.log_in("designer", next="/thiet-ke")
    assert answer.location.startswith(CODE)
    return visitor


def _give(visitor, path, code):
    return visitor.post(path, {"code": code}, from_page=path)


def test_the_picture_of_the_secret_is_in_the_page_and_on_no_other_host(person):
    page = person.post(SETUP, {"setup": "authenticator", "password": PASSWORD}, from_page=SETUP)
    assert 'src="data:image/svg' in page.text
    assert "img-src 'self' data:" in page.headers["Content-Security-Policy"]


def test_after_set_up_the_account_page_says_so_and_the_secret_lies_unreadable(door, person, telephone):
    assert "Đang bật" in person.get("/tai-khoan").text
    with door.platform.database.reading() as connection:
        stored = connection.scalar(text("SELECT tf_totp_secret FROM account"))
    assert "enckey" in json.loads(stored)
    assert telephone._totp.base32_key not in stored


def test_a_wrong_code_does_not_switch_it_on_and_says_so(person):
    _, action = _start(person)
    assert person.post(action, {"code": "abc"}, from_page="/").status_code == 303
    assert "Mã không đúng, đã hết hạn hoặc đã dùng." in person.get(SETUP).text
    assert "Chưa bật" in person.get("/tai-khoan").text


def test_password_and_code_open_the_door_to_the_page_that_was_asked_for(at_the_door, telephone):
    assert at_the_door.get("/thiet-ke").status_code == 303
    answer = at_the_door.post(
        f"{CODE}?next=/thiet-ke", {"code": telephone.code()}, from_page=f"{CODE}?next=/thiet-ke"
    )
    assert (answer.status_code, answer.location) == (303, "/thiet-ke")
    assert at_the_door.get("/thiet-ke").status_code == 200


def test_a_code_opens_the_door_once(door, at_the_door, telephone):
    code = telephone.code()
    assert _give(at_the_door, CODE, code).status_code == 303
    second = door.visitor()
    second.log_in("designer")
    answer = _give(second, CODE, code)
    assert answer.status_code == 200
    assert "đã dùng" in answer.text


@pytest.mark.parametrize("code", ["", "000", "abcdef", "１２３４５６", "\0", "9" * 500])
def test_a_wrong_code_is_refused_with_a_sentence(at_the_door, code):
    answer = _give(at_the_door, CODE, code)
    assert answer.status_code == 200
    assert "Mã không đúng, đã hết hạn hoặc đã dùng." in answer.text
    assert at_the_door.get("/thiet-ke").status_code == 303


def test_guessing_codes_ends_after_ten_tries(at_the_door, telephone):
    for _ in range(10):
        assert _give(at_the_door, CODE, "000").status_code == 200
    answer = _give(at_the_door, CODE, telephone.code())
    assert answer.status_code == 429
    assert "Hãy chờ 15 phút" in answer.text


def test_without_a_password_nobody_reaches_the_code(door):
    for path in (CODE, RECOVERY):
        answer = door.visitor().get(path)
        assert (answer.status_code, answer.location) == (302, "/dang-nhap")


def test_who_is_in_already_and_goes_back_to_the_code_stays_in(person):
    assert person.get(CODE).location == "/"
    assert person.get("/thiet-ke").status_code == 200


@pytest.fixture
def codes(person, telephone):  # noqa: ARG001  # the telephone is set up first
    page = person.post(CODES, {"generate_new_codes": "1", "password": PASSWORD}, from_page=CODES).text
    return re.findall(r"<li><code>([^<]+)</code>", page)


def test_recovery_codes_are_shown_once_and_lie_unreadable(door, person, codes):
    assert len(set(codes)) == 8
    assert codes[0] not in person.get(f"{CODES}?show_codes=1").text
    with door.platform.database.reading() as connection:
        stored = connection.scalar(text("SELECT mf_recovery_codes FROM account"))
    assert codes[0] not in str(stored)


def test_a_recovery_code_opens_the_door_once_in_any_case(door, at_the_door, codes):
    assert _give(at_the_door, RECOVERY, f" {codes[0].upper()} ").status_code == 303
    assert at_the_door.get("/thiet-ke").status_code == 200
    second = door.visitor()
    second.log_in("designer")
    assert "không đúng hoặc đã dùng" in _give(second, RECOVERY, codes[0]).text
    assert _give(second, RECOVERY, codes[1]).status_code == 303


def test_it_can_be_switched_off_where_the_role_does_not_need_it(door, person, telephone):  # noqa: ARG001
    person.post(SETUP, {"setup": "disable", "password": PASSWORD}, from_page=SETUP)
    assert "Đã tắt xác thực hai bước." in person.get("/tai-khoan").text
    assert door.visitor().log_in("designer").location == "/"


def test_an_administrator_resets_a_lost_telephone(door, telephone):  # noqa: ARG001
    path = "/quan-tri/tai-khoan/designer"
    administrator = door.visitor_as("administrator")
    assert "Mất điện thoại" in administrator.get(path).text
    administrator.post(f"{path}/hai-buoc", {}, from_page=path)
    assert "Mất điện thoại" not in administrator.get(path).text
    assert door.visitor().log_in("designer").location == "/"


def _require(door, *roles):
    change_settings(door.platform, owner_body="Ban Dân vận", second_factor_roles=roles)


def test_a_role_that_needs_it_is_led_to_set_it_up_and_then_let_in(door, person):
    other = door.visitor_as("manager", units=["37"])
    _require(door, "designer")
    for path in ("/", "/thiet-ke", "/tai-khoan"):
        assert person.get(path).location == SETUP
    assert other.get("/quan-ly").status_code == 200
    _set_up(person)
    assert person.get("/thiet-ke").status_code == 200


def test_a_role_that_needs_it_cannot_switch_it_off(door, person, telephone):  # noqa: ARG001
    _require(door, *ROLES)
    page = person.get(SETUP).text
    assert "Tắt xác thực hai bước" not in page
    person.post(SETUP, {"setup": "disable", "password": PASSWORD}, from_page=SETUP)
    assert "Đang bật" in person.get("/tai-khoan").text


def test_the_password_comes_before_the_second_factor(door):
    _require(door, *ROLES)
    door.visitor_as("designer")
    with door.platform.database.writing() as connection:
        connection.execute(text("UPDATE account SET must_change_password = :yes"), {"yes": True})
    visitor = door.visitor()
    visitor.log_in("designer", PASSWORD)
    assert visitor.get("/").location == "/tai-khoan/mat-khau"
    own = "chỉ mình tôi biết câu này"
    form = {"password": PASSWORD, "new_password": own, "new_password_confirm": own}
    visitor.post("/tai-khoan/mat-khau", form, from_page="/tai-khoan/mat-khau")
    assert visitor.get("/").location == SETUP


@pytest.mark.parametrize("path", ["/dang-nhap/ho-tro", "/dang-nhap/chon-cach"])
def test_what_the_library_offers_beyond_is_refused_to_everybody(door, person, path):
    assert person.get(path).status_code == 403
    assert door.visitor().get(path).location.startswith("/dang-nhap?")
