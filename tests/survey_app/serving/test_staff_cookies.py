"""The gate reads the staff door's cookies as that door writes them."""

import re
from types import SimpleNamespace

import pytest

from survey_app.services.accounts import add_account
from survey_app.serving.staff_cookies import StaffCookies
from survey_app.views.staff import create_staff_app

PASSWORD = "Tiếng Việt đủ dấu 7"
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def cookies(house):
    """Of a browser before and after a log-in, as it sends them."""
    add_account(house.platform, username="giamsat", password=PASSWORD, roles=["administrator"])
    client = create_staff_app(house.platform).test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/dang-nhap").text)[1]

    def sent():
        found = (client.get_cookie("hailong"), client.get_cookie("hailong-may", path="/dang-nhap"))
        return "; ".join(f"{each.key}={each.value}" for each in found if each).encode()

    stranger = sent()
    entered = {"csrf_token": token, "username": "giamsat", "password": PASSWORD}
    assert client.post("/dang-nhap", data=entered).status_code == 303
    return SimpleNamespace(reader=StaffCookies.of(house.config), stranger=stranger, known=sent())


def test_only_who_is_logged_in_may_send_a_large_body(cookies):
    assert cookies.reader.is_logged_in(cookies.known)
    assert not cookies.reader.is_logged_in(cookies.stranger)
    forged = re.sub(rb"hailong=(.)", rb"hailong=X", cookies.known, count=1)
    for rubbish in (b"", b"hailong", b"hailong=", b"hailong=a.b.c", b"\xff\xfe=;;", forged, b"x" * 100_000):
        assert not cookies.reader.is_logged_in(rubbish)


def test_a_browser_is_known_for_the_name_that_was_right_in_it(cookies):
    assert cookies.reader.browser(cookies.known, b"username=GiamSat&password=x")
    assert not cookies.reader.browser(cookies.known, b"username=quantri&password=x")
    assert not cookies.reader.browser(cookies.stranger, b"username=giamsat&password=x")
    for body in (b"", b"\xff\xfe", b"username", b"username=%ff%fe", b"&" * 10_000):
        assert not cookies.reader.browser(cookies.known, body)
