"""From the code on the counter to the comparison, in a real browser, on real input."""

from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from support.page_checker import check_page
from support.running_house import RunningHouse

UNITS = """code,name,level,type,block,parent_code,valid_from
37,Tỉnh Ninh Bình,province,tinh,,,2025-07-01
13285,Phường Phủ Lý,commune,phuong,xa,37,2025-07-01
13504,Xã Bình Lục,commune,xa,xa,37,2025-07-01
"""
COUNTERS = """code,name,unit_code
7K4M2QX0,Quầy 1,13285
7K4M2QX1,Quầy 2,13285
7K4M2QX2,Quầy 1,13504
7K4M2QX3,Quầy 2,13504
"""
# What each counter's visitors say to the headline of QUICK.
GIVEN = {
    "7K4M2QX0": ["Rất hài lòng"] * 4 + ["Hài lòng"],
    "7K4M2QX1": ["Hài lòng"] * 4 + ["Không hài lòng"],
    "7K4M2QX2": ["Không hài lòng"] * 4 + ["Rất hài lòng"] * 2,
    # A unit of one counter would be shown from ten answers over three half-days.
    "7K4M2QX3": ["Không hài lòng"] * 3 + ["Hài lòng"] * 2,
}
SATISFIED = {"13285": (9, 10), "13504": (4, 11)}
PASSWORD = "quầy số ba mở cửa lúc bảy giờ"


@pytest.fixture(params=["sqlite", "postgresql"])
def running(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RunningHouse]:
    settings = {"HAILONG_CLOCK": "2026-10-14T08:00"}
    server = None
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        settings["HAILONG_DATABASE_URL"] = server.create_database()
    house = RunningHouse(home=tmp_path / "home", settings=settings)
    house.settings["HAILONG_PUBLIC_URL"] = house.url
    (tmp_path / "units.csv").write_text(UNITS)
    (tmp_path / "counters.csv").write_text(COUNTERS)
    (tmp_path / "password").write_text(PASSWORD)
    house.hailong("init", "--test")
    house.hailong("units", "import", str(tmp_path / "units.csv"))
    house.hailong("counters", "import", str(tmp_path / "counters.csv"))
    house.hailong("templates", "add", "QUICK")
    house.hailong("publications", "open", "QUICK", *GIVEN)
    for name, role in (("giamsat", "supervisor"), ("donvi", "manager")):
        house.hailong(
            "user", "add", name, "--role", role, "--unit", "37", "--password-file", str(tmp_path / "password")
        )
    yield house
    if server is not None:
        server.drop_database(house.settings["HAILONG_DATABASE_URL"].rpartition("/")[2])


@pytest.fixture
def pages(browser: Browser) -> Iterator[list[Page]]:
    """One in a browser without JavaScript and one in a browser with it."""
    contexts = [browser.new_context(java_script_enabled=scripts, locale="vi-VN") for scripts in (False, True)]
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


def log_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def decoded_address(page: Page, url: str, code: str, folder: Path) -> str:
    """What a phone reads from the picture on the counter's staff page."""
    page.goto(f"{url}/quan-ly/quay/{code}")
    check_page(page.content(), door="staff")
    picture = folder / f"{code}.png"
    page.locator("img[src$='qr.svg']").screenshot(path=picture)
    with Image.open(picture) as image:
        found = zxingcpp.read_barcode(image)
    assert found is not None, "the code on the screen can be read"
    return found.text


def answer(page: Page, address: str, level: str) -> None:
    page.goto(address)
    page.get_by_label(level, exact=True).check()
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Đã ghi nhận")
    check_page(page.content(), door="citizen")


def compare(page: Page, url: str) -> None:
    log_in(page, url, "giamsat")
    page.goto(f"{url}/giam-sat?template=QUICK&period=2026-10&level=commune&parent=37")
    check_page(page.content(), door="staff")
    for name, code in (("Phường Phủ Lý", "13285"), ("Xã Bình Lục", "13504")):
        satisfied, n = SATISFIED[code]
        row = page.get_by_role("row").filter(has_text=name).first
        expect(row).to_contain_text(f"{satisfied / n * 100:.1f}".replace(".", ","))
        expect(row).to_contain_text(str(n))


def test_answers_given_at_the_decoded_addresses_are_exactly_what_the_comparison_shows(
    running, pages, tmp_path
):
    with running.serving() as url:
        for page in pages:
            log_in(page, url, "donvi")
            addresses = {code: decoded_address(page, url, code, tmp_path) for code in GIVEN}
            assert addresses["7K4M2QX0"] == f"{url}/K/7K4M2QX0".upper()
            page.context.clear_cookies()
        for code, levels in GIVEN.items():
            for level, page in zip(levels, cycle(pages), strict=False):
                answer(page, addresses[code], level)
        for page in pages:
            assert page.context.cookies() == [], "the citizens' door sets no cookie"
    with running.serving(clock="2026-11-01T00:01") as url:
        run = running.hailong_json("seal")
        assert run["waiting_at_least"] == 0
        for page in pages:
            compare(page, url)
    results = running.hailong_json(
        "results", "--template", "QUICK", "--period", "2026-10", "--level", "commune", "--parent", "37"
    )
    told = {unit["code"]: (unit["share"]["value"], unit["n"]) for unit in results["units"]}
    assert told == {code: (pytest.approx(satisfied / n), n) for code, (satisfied, n) in SATISFIED.items()}
    assert all(not finding["wrong"] for finding in running.hailong_json("doctor"))
