"""Every page in a real browser: axe, the page checker, width, targets, keyboard, and the pictures of README and guides."""

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import axe_violations
from support.page_checker import check_page

WIDTHS = (360, 1280)
COMPARISON = "/giam-sat?template=QUICK&parent=37&level=commune&period=2026-Q3"
STAFF_PAGES = {
    "giamsat": [
        "/",
        "/giam-sat",
        COMPARISON,
        "/giam-sat?template=CQTT&parent=37&level=commune&period=2026-11",
    ],
    "danvan": ["/thiet-ke", "/giam-sat"],
    "donvi": ["/quan-ly", "/quan-ly/quay/{quick}", "/quan-ly/quay/00000000"],
    "quantri": ["/quan-tri", "/quan-ly", "/thiet-ke", "/giam-sat"],
}
CITIZEN_PAGES = ["/K/{quick}", "/K/{os9}", "/K/{cqtt}", "/K/{sip5}", "/K/00000000"]
# The guides' pictures: who looks at what.
GUIDES = {
    "quan-tri": ("quantri", "/quan-tri"),
    "don-vi-va-quay": ("quantri", "/quan-tri/don-vi/13285"),
    "ap-phich": ("donvi", "/quan-ly/ap-phich"),
    "mau-phieu": ("danvan", "/thiet-ke/QUICK/ban/1"),
    "quay": ("donvi", "/quan-ly"),
    "ket-qua-don-vi": ("giamsat", "/giam-sat/don-vi/37?template=QUICK&period=2026-10"),
}
NAMES = {
    "quick": "Quầy tiếp nhận và trả kết quả",
    "os9": "Quầy Đất đai",
    "cqtt": "Điểm khảo sát Chính quyền thân thiện",
    "sip5": "Điểm khảo sát Mức độ hài lòng",
}


def address(demo, path):
    return demo.url + path.format(**{short: demo.codes[name] for short, name in NAMES.items()})


def log_in(page: Page, demo, name: str) -> None:
    page.goto(f"{demo.url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(demo.passwords[name])
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def examine(page: Page, door: str) -> None:
    page.wait_for_load_state()  # after a press the page has only begun to arrive
    check_page(page.content(), door=door)
    assert axe_violations(page) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width}"


@pytest.mark.parametrize("path", CITIZEN_PAGES)
def test_a_citizens_page_is_sound_for_everybody(page, demo, path):
    page.goto(address(demo, path))
    examine(page, "citizen")
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(
        "[...document.querySelectorAll('label:has(input[type=radio]),label:has(input[type=checkbox]),button,textarea,a')]"
        ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map(e => e.outerHTML)"
    )
    assert small == []


def test_after_a_fault_the_list_has_the_focus_and_leads_to_the_question(page, demo):
    page.goto(address(demo, "/K/{quick}"))
    page.get_by_role("button").click()
    examine(page, "citizen")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("alert").get_by_role("link").click()
    assert page.evaluate("document.activeElement.name || location.hash") in {"Q1", "#Q1"}


def test_the_form_can_be_filled_and_sent_by_keyboard_alone(page, demo):
    page.goto(address(demo, "/K/{quick}"))
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận")
    examine(page, "citizen")


def test_a_question_on_condition_appears_with_its_condition(page, demo):
    page.goto(address(demo, "/K/{quick}"))
    question = page.get_by_text("Điều gì khiến Ông/Bà chưa hài lòng?")
    expect(question).to_be_hidden()
    page.get_by_label("Không hài lòng", exact=True).check()
    expect(question).to_be_visible()


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, demo):
    context = browser.new_context(viewport={"width": 640, "height": 900}, device_scale_factor=2)
    page = context.new_page()
    page.goto(address(demo, "/K/{sip5}"))
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 640
    context.close()


def test_a_page_takes_one_request_and_asks_nobody_else(page, demo):
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address(demo, "/K/{sip5}"))
    page.wait_for_timeout(300)
    assert [url for url in asked if not url.startswith("data:")] == [address(demo, "/K/{sip5}")]


@pytest.mark.parametrize(
    ("name", "path"), [(name, path) for name, paths in STAFF_PAGES.items() for path in paths]
)
def test_a_staff_page_is_sound_for_everybody(page, demo, name, path):
    log_in(page, demo, name)
    page.goto(address(demo, path))
    examine(page, "staff")
    assert page.get_by_text("Dữ liệu mô phỏng").first.is_visible()


def test_the_log_in_page_is_sound_also_after_a_wrong_password(page, demo):
    page.goto(f"{demo.url}/dang-nhap")
    examine(page, "staff")
    page.get_by_label("Tên đăng nhập").fill("giamsat")
    page.get_by_label("Mật khẩu").fill("sai rồi sai rồi")
    page.get_by_role("button", name="Đăng nhập").click()
    examine(page, "staff")


def test_the_pictures_of_the_readme_are_taken(page, demo, picture):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address(demo, "/K/{quick}"))
    page.get_by_label("Hài lòng", exact=True).check()
    page.screenshot(path=picture.named("citizen"))
    log_in(page, demo, "giamsat")
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(address(demo, COMPARISON))
    page.screenshot(path=picture.named("comparison"))
    assert all(picture.named(name).stat().st_size > 10_000 for name in ("citizen", "comparison"))


@pytest.mark.parametrize("name", GUIDES)
def test_the_pictures_of_the_guides_are_taken(page, demo, picture, name):
    who, path = GUIDES[name]
    log_in(page, demo, who)
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(address(demo, path))
    examine(page, "staff")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.screenshot(path=picture.named(name))
    assert picture.named(name).stat().st_size > 10_000
