"""Logging in and out."""

import re
import unicodedata
from dataclasses import replace
from http.cookies import SimpleCookie
from urllib.parse import urljoin, urlsplit

import pytest
from flask_security.utils import get_hmac
from passlib.hash import argon2
from sqlalchemy import text

from survey_app.services import few_at_once
from survey_app.services.accounts import add_account
from survey_app.views.staff import create_staff_app

from .conftest import PASSWORD, TOKEN, StaffDoor


@pytest.fixture
def manager(door):
    add_account(
        door.platform,
        username="mot.cua",
        password=PASSWORD,
        roles=["manager"],
        unit_codes=["13285"],
        display_name="Bộ phận một cửa",
    )
    return door.visitor()


def test_a_right_password_opens_the_door_and_the_front_page_greets(manager):
    answer = manager.log_in("mot.cua")
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Bộ phận một cửa" in manager.get("/").text


@pytest.mark.parametrize("form", ["NFC", "NFD", "NFKC", "NFKD"])
def test_a_vietnamese_password_opens_the_door_from_any_keyboard(manager, form):
    assert manager.log_in("mot.cua", unicodedata.normalize(form, PASSWORD)).status_code == 303


@pytest.mark.parametrize("typed", ["MOT.CUA", " mot.cua "])
def test_a_name_is_read_in_any_case_and_with_blanks_around_it(manager, typed):
    assert manager.log_in(typed).status_code == 303


def test_who_asked_for_a_page_is_led_to_the_login_and_back_to_the_page(manager):
    asked = manager.get("/quan-ly?trang=2")
    assert (asked.status_code, asked.location) == (303, "/dang-nhap?next=/quan-ly?trang%3D2")
    assert "Hãy đăng nhập để xem trang này." in manager.get(asked.location).text
    answer = manager.log_in("mot.cua", next="/quan-ly?trang=2")
    assert (answer.status_code, answer.location) == (303, "/quan-ly?trang=2")


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:a()"]
)
def test_the_login_leads_to_no_other_host(manager, elsewhere):
    answer = manager.log_in("mot.cua", next=elsewhere)
    location = answer.location or "/"
    assert urlsplit(urljoin("http://localhost/dang-nhap", location)).netloc == "localhost"
    assert "\\" not in location


TRIES = [
    ("mot.cua", "sai mật khẩu rồi"),
    ("khong.co", PASSWORD),
    ("", ""),
    ("a\0b", "x"),
    ("ai đó?", "x" * 500),
]


def test_a_failed_login_does_not_tell_whether_the_name_exists(manager, door):
    pages = {_page_of(manager.log_in(*typed)) for typed in TRIES}
    with door.platform.database.writing() as connection:
        connection.execute(text("UPDATE account SET active = :no"), {"no": False})
    pages.add(_page_of(manager.log_in("mot.cua", PASSWORD)))
    assert len(pages) == 1
    assert "Tên đăng nhập hoặc mật khẩu không đúng." in pages.pop()


def _page_of(answer):
    assert answer.status_code == 200
    page = re.sub(r'name="(csrf_token|username)" value="[^"]*"', "", answer.text)
    assert not re.search(
        "invalid|password|specified|disabled|not provided", re.sub("<[^>]*>", "", page), re.IGNORECASE
    )
    return page


def test_logging_out_ends_the_session(manager):
    manager.log_in("mot.cua")
    assert manager.get("/quan-ly").status_code == 200
    answer = manager.post("/dang-xuat", {}, from_page="/quan-ly")
    assert (answer.status_code, answer.location) == (303, "/")
    assert manager.get("/quan-ly").status_code == 303


def test_a_link_from_elsewhere_logs_nobody_out(manager):
    manager.log_in("mot.cua")
    assert manager.get("/dang-xuat").status_code == 405
    assert manager.get("/quan-ly").status_code == 200


@pytest.mark.parametrize("path", ["/dang-nhap", "/dang-xuat"])
def test_a_form_without_its_token_is_refused_with_a_sentence(manager, path):
    answer = manager.post_bare(path, {"username": "mot.cua", "password": PASSWORD})
    assert answer.status_code == 400
    assert "Biểu mẫu đã hết hạn" in answer.text


def test_a_token_of_another_session_is_refused(manager, door):
    token = TOKEN.search(door.visitor().get("/dang-nhap").text)[1]
    manager.get("/dang-nhap")
    answer = manager.post_bare(
        "/dang-nhap", {"csrf_token": token, "username": "mot.cua", "password": PASSWORD}
    )
    assert answer.status_code == 400


def test_no_cookie_says_stay_logged_in_and_the_session_cookie_is_closed_to_scripts(manager):
    answer = manager.log_in("mot.cua", remember="y")
    cookies = [SimpleCookie(header) for header in answer.headers.getlist("Set-Cookie")]
    assert {name for cookie in cookies for name in cookie} == {"hailong", "hailong-may"}
    morsel = next(cookie["hailong"] for cookie in cookies if "hailong" in cookie)
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert not morsel["secure"]


def test_behind_https_the_cookie_is_secure_and_forms_need_no_referrer(house):
    config = replace(house.config, public_url="https://hailong.vn")
    platform = replace(house.platform, config=config)
    door = StaffDoor(create_staff_app(platform), platform)
    add_account(platform, username="quan.tri", password=PASSWORD, roles=["administrator"])
    visitor = door.visitor()
    visitor.base_url = "https://localhost"
    answer = visitor.log_in("quan.tri")
    assert answer.status_code == 303
    assert "Secure" in answer.headers["Set-Cookie"]


def test_the_library_offers_no_registration_no_recovery_and_no_change_of_address(door):
    wanted = {
        rule.endpoint for rule in door.app.url_map.iter_rules() if rule.endpoint.startswith("security.")
    }
    assert wanted == {
        "security.login",
        "security.logout",
        "security.change_password",
        "security.two_factor_setup",
        "security.two_factor_setup_validate",
        "security.two_factor_token_validation",
        "security.mf_recovery",
        "security.mf_recovery_codes",
        # Refused to everybody (see the policies): they cannot be left out.
        "security.two_factor_rescue",
        "security.tf_select",
    }


def test_no_token_is_given_out_to_programs(manager):
    answer = manager.client.post(
        "/dang-nhap?include_auth_token", json={"username": "mot.cua", "password": PASSWORD}
    )
    assert answer.status_code == 400
    assert b"token" not in answer.data


def test_a_login_waits_for_no_writer_and_keeps_none_waiting(manager, door):
    with door.platform.database.writing() as connection:
        connection.execute(text("UPDATE setting SET value = value"))
        assert manager.log_in("mot.cua").status_code == 303
        assert manager.get("/quan-ly").status_code == 200


@pytest.mark.usefixtures("real_hashing")
def test_a_password_kept_with_older_settings_is_hashed_anew_at_the_login(manager, door):
    with door.app.app_context():
        older = argon2.using(time_cost=1, memory_cost=1024).hash(
            get_hmac(unicodedata.normalize("NFKD", PASSWORD))
        )
    _set_password(door, older)
    assert manager.log_in("mot.cua").status_code == 303
    assert _password(door) != older
    assert "m=19456" in _password(door)
    assert door.visitor().log_in("mot.cua").status_code == 303


def _set_password(door, hashed):
    with door.platform.database.writing() as connection:
        connection.execute(text("UPDATE account SET password = :p"), {"p": hashed})


def _password(door):
    with door.platform.database.reading() as connection:
        return connection.scalar(text("SELECT password FROM account"))


def test_a_flood_of_logins_is_turned_away_with_a_sentence_after_a_patience_longer_than_its_queue(
    manager, monkeypatch
):
    assert few_at_once.PATIENCE_SECONDS >= 20
    monkeypatch.setattr(few_at_once, "PATIENCE_SECONDS", 0.05)
    for _ in range(2):
        few_at_once.AT_ONCE.acquire()
    try:
        answer = manager.log_in("mot.cua")
    finally:
        few_at_once.AT_ONCE.release(2)
    assert answer.status_code == 503
    assert "Đang có nhiều người đăng nhập." in answer.text
    assert manager.log_in("mot.cua").status_code == 303


def test_a_locked_account_is_out_at_its_next_page(manager, door):
    manager.log_in("mot.cua")
    with door.platform.database.writing() as connection:
        connection.execute(text("UPDATE account SET active = :no"), {"no": False})
    assert manager.get("/quan-ly").status_code == 303
