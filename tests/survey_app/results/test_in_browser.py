"""/giam-sat in a real browser: nothing for axe, nothing sideways, nothing the content policy drops, paper with pages."""

import threading

import pytest
from playwright.sync_api import expect
from support.browser import axe_violations
from werkzeug.serving import make_server

from survey_app.services.accounts import add_account
from survey_app.views.staff import create_staff_app

PASSWORD = "Tiếng Việt đủ dấu"
ADDRESSES = [
    "/giam-sat",
    "/giam-sat?template=QUICK&period=2026-11",
    "/giam-sat?period=thang-10",
    "/giam-sat?template=QUICK&period=2026-10&loc=kenh:qr",
    "/giam-sat/don-vi/37",
    "/giam-sat/don-vi/A1",
    "/giam-sat/don-vi/A4",
    "/giam-sat/don-vi/7K4M2QX0",
    "/giam-sat/phuong-phap",
    "/giam-sat?xem=dieu-chinh",
    "/giam-sat?xem=thu-hang",
]


@pytest.fixture
def served(province):
    province.plant("A1", [2, 3, 10, 60, 65, 7])
    province.plant("A2", [10, 12, 18, 30, 20])
    province.plant("A3", [1, 1, 2, 6, 2])
    add_account(
        province.platform, username="giam.sat", password=PASSWORD, roles=["supervisor"], unit_codes=["37"]
    )
    server = make_server("127.0.0.1", 0, create_staff_app(province.platform), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def enter(served, browser):
    contexts = []

    def open_page(width):
        contexts.append(browser.new_context(viewport={"width": width, "height": 800}))
        page = contexts[-1].new_page()
        page.goto(f"{served}/dang-nhap")
        page.get_by_label("Tên đăng nhập").fill("giam.sat")
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [320, 360, 1280])
def test_every_state_of_the_page_is_accessible_and_fits_the_screen(served, enter, width):
    page = enter(width)
    dropped = []
    page.on("console", lambda said: dropped.append(said.text) if "Content Security" in said.text else None)
    for address in ADDRESSES:
        page.goto(served + address)
        assert axe_violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
    assert dropped == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_marks_stand_where_their_numbers_say_and_names_above_bars_on_a_phone(served, enter):
    page = enter(360)
    page.goto(f"{served}/giam-sat")
    row = page.locator("li.dot-row").filter(has_text="Phường Phủ Lý")
    name, plot = row.locator(".name").bounding_box(), row.locator(".plot").bounding_box()
    assert name["y"] + name["height"] <= plot["y"] + 1
    mark, line = row.locator("svg.mark path").bounding_box(), row.locator("line.reference").bounding_box()
    assert mark["x"] + mark["width"] / 2 > line["x"] + line["width"] / 2
    whisker = row.locator("line.whisker").bounding_box()
    assert whisker["x"] > line["x"] + line["width"], "above: the whisker leaves the line of the rest"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_choosing_in_the_form_needs_no_script_and_keeps_the_state_in_the_address(served, enter):
    page = enter(1280)
    page.goto(f"{served}/giam-sat")
    page.get_by_label("Thuộc").select_option(label="Phường Phủ Lý")
    page.get_by_label("So sánh các").select_option("office")
    page.get_by_role("button", name="Xem").click()
    expect(page.get_by_role("cell", name="140").first).to_be_visible()
    assert "parent=A1" in page.url
    assert "level=office" in page.url


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_levels_stand_from_worst_to_best_and_names_above_bars_on_a_phone(served, enter):
    page = enter(360)
    page.goto(f"{served}/giam-sat/don-vi/A1")
    row = page.locator("li.bar-row").first
    name, plot = row.locator(".name").bounding_box(), row.locator(".plot").bounding_box()
    assert name["y"] + name["height"] <= plot["y"] + 1
    places = [row.locator(f"rect.level-{tone}").bounding_box()["x"] for tone in range(1, 6)]
    assert places == sorted(places)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_on_paper_the_tables_are_open_and_the_ways_elsewhere_are_gone(served, enter):
    page = enter(1280)
    page.goto(f"{served}/giam-sat/don-vi/A1")
    assert not page.locator("table.sheet").first.is_visible()
    page.emulate_media(media="print")
    assert page.locator("table.sheet").first.is_visible()
    assert page.locator(".source").is_visible()
    for hidden in ("nav[aria-label='Các phòng làm việc']", "form.choose", "p.files"):
        assert not page.locator(hidden).first.is_visible(), hidden


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_from_the_comparison_one_walks_to_a_unit_and_back(served, enter):
    page = enter(1280)
    page.goto(f"{served}/giam-sat?template=QUICK&period=2026-10")
    page.get_by_role("link", name="Phường Phủ Lý", exact=True).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Phường Phủ Lý")
    assert "period=2026-10" in page.url
    page.get_by_role("navigation", name="Vị trí").get_by_role("link", name="Tỉnh Ninh Bình").click()
    page.get_by_role("link", name="Xem hình so sánh").click()
    expect(page.get_by_role("heading", name="Đơn vị nào thật sự khác")).to_be_visible()
