"""Staff pages in a real browser: nothing for axe to find, nothing to scroll sideways, nothing the policy drops."""

import threading

import pytest
from support.browser import axe_violations
from werkzeug.serving import make_server

from survey_app.services.accounts import add_account

from .conftest import PASSWORD

PAGES = [
    "/",
    "/quan-ly",
    "/quan-ly/quay/7K4M2QX0",
    "/quan-ly/ap-phich",
    "/thiet-ke",
    "/thiet-ke/QUICK/ban/1",
    "/thiet-ke/QUICK/ban/1/phat-hanh",
    "/quan-tri/dot-phat-hanh",
    "/giam-sat",
    "/quan-tri",
    "/quan-tri/tai-khoan",
    "/quan-tri/tai-khoan/moi",
    "/quan-tri/tai-khoan/quan.tri",
    "/quan-tri/cai-dat",
    "/quan-tri/lich?nam=2026",
    "/tai-khoan",
    "/tai-khoan/mat-khau",
    "/tai-khoan/hai-buoc",
    "/tai-khoan/ma-khoi-phuc",
    "/quan-tri/don-vi",
    "/quan-tri/don-vi?tim=phu",
    "/quan-tri/don-vi/13285",
    "/quan-tri/don-vi/nap",
    "/quan-tri/don-vi/chuyen-quay",
    "/khong-co",
]


@pytest.fixture
def served(door):
    add_account(door.platform, username="quan.tri", password=PASSWORD, roles=["administrator"])
    server = make_server("127.0.0.1", 0, door.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


def _log_in(page, password):
    page.get_by_label("Tên đăng nhập").fill("quan.tri")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [320, 1280])
def test_every_staff_page_is_accessible_fits_the_screen_and_keeps_the_content_policy(served, browser, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    dropped = []
    page.on("console", lambda said: dropped.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{served}/dang-nhap")
    _check(page, width)
    _log_in(page, "sai mật khẩu")
    assert page.get_by_role("alert").is_visible()
    _check(page, width)
    _log_in(page, PASSWORD)
    for path in PAGES:
        page.goto(served + path)
        _check(page, width)
    context.close()
    assert dropped == []


def _check(page, width):
    assert axe_violations(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')"), page.url


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_keyboard_reaches_the_content_first_and_the_code_is_seen(served, browser):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/dang-nhap")
    _log_in(page, PASSWORD)
    page.goto(f"{served}/quan-ly/quay/7K4M2QX0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
    drawn = page.locator("img[src$='qr.svg']").evaluate("image => image.naturalWidth > 0")
    context.close()
    assert drawn
