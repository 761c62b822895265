"""Staff pages in a real browser: nothing for axe to find, nothing to scroll sideways, nothing a key cannot reach."""

import threading

import pytest
from playwright.sync_api import expect
from support.browser import axe_violations, keyboard_faults
from werkzeug.serving import make_server

from survey_app.access import ROLES, SCOPED_ROLES
from survey_app.services.accounts import add_account

from .conftest import PASSWORD
from .test_access_matrix import addresses

# Beside every address of the door itself: states that a word in the address makes.
MORE = ("/quan-tri/don-vi?tim=phu", "/quan-tri/lich?nam=2026", "/khong-co")


@pytest.fixture
def served(door):
    server = make_server("127.0.0.1", 0, door.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def account(door):
    """Make an account with a role; gives its name."""

    def made(role):
        units = ("37",) if role in SCOPED_ROLES else ()
        add_account(
            door.platform, username=f"nguoi.{role}", password=PASSWORD, roles=[role], unit_codes=units
        )
        return f"nguoi.{role}"

    return made


def _log_in(page, name, password=PASSWORD):
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ROLES)
def test_every_page_of_every_role_is_accessible_fits_the_screen_and_is_walked_by_keyboard(
    served, door, browser, account, role
):
    context = browser.new_context(viewport={"width": 320, "height": 800})
    page = context.new_page()
    dropped = []
    page.on("console", lambda said: dropped.append(said.text) if "Content Security" in said.text else None)
    page.goto(f"{served}/dang-nhap")
    _check(page)
    name = account(role)
    _log_in(page, name, "sai mật khẩu")
    expect(page.get_by_role("alert")).to_be_visible()
    _check(page)
    _log_in(page, name)
    pages = [
        address for _, address, policy in addresses(door.app) if policy.is_public or role in policy.roles
    ]
    for path in (*pages, *MORE):
        if page.request.get(served + path).headers["content-type"].startswith("text/html"):
            page.goto(served + path)
            _check(page)
    context.close()
    assert dropped == []


def _check(page):
    page.wait_for_load_state()  # after a press the page has only begun to arrive
    for width in (320, 360, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"
        if width > 320:
            assert axe_violations(page) == [], f"{page.url} at {width}"
    assert keyboard_faults(page) == [], page.url
    assert page.evaluate("document.fonts.check('16px \"Be Vietnam Pro\"')"), page.url


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ('<a href="/" tabindex="-1">x</a>', "out of reach"),
        ('<button style="outline: none">x</button>', "no mark"),
        ('<a href="/" style="position: fixed; top: -99px">x</a>', "out of view"),
    ],
)
def test_what_a_key_cannot_reach_or_does_not_show_is_found_by_the_same_walk(page, planted, fault):
    page.set_content(f"<!doctype html><title>x</title><p>{planted}<input></p>")
    assert [found for found in keyboard_faults(page) if found.startswith(fault)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_keyboard_reaches_the_content_first_and_the_code_is_seen(served, browser, account):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{served}/dang-nhap")
    _log_in(page, account("manager"))
    page.goto(f"{served}/quan-ly/quay/7K4M2QX0")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#noi-dung"
    drawn = page.locator("img[src$='qr.svg']").evaluate("image => image.naturalWidth > 0")
    context.close()
    assert drawn
