"""A new administrator's way from an empty database to the first results, counted in actions."""

import sys

import pypdfium2
import pytest
import zxingcpp
from playwright.sync_api import Browser, Locator, Page, expect
from support.page_checker import check_page
from support.running_house import RunningHouse

MOST_ACTIONS = 40
PASSWORD = "quầy số ba mở cửa lúc bảy giờ"
COUNTERS = ("Quầy 1 – Đất đai", "Quầy 2 – Hộ tịch", "Quầy 3 – Chính sách xã hội")
LEVELS = ["Rất hài lòng"] * 6 + ["Hài lòng"] * 6 + ["Không hài lòng"] * 3  # five at each counter


class Person:
    """Somebody at a browser: every press, choice, typed field, typed address and command is an action."""

    def __init__(self, page: Page, house: RunningHouse) -> None:
        self.page, self.house = page, house
        self.actions: list[str] = []

    def command(self, *words: str) -> None:
        self.actions.append(f"hailong {words[0]}")
        self.house.hailong(*words)

    def go(self, address: str) -> None:
        self.actions.append("types an address")
        self.page.goto(address)

    def press(self, what: Locator) -> None:
        self.actions.append("presses")
        what.click()
        self.page.wait_for_load_state()  # a page that has only begun to arrive is empty
        check_page(self.page.content(), door="citizen" if "/K/" in self.page.url else "staff")

    def link(self, name: str) -> None:
        self.press(self.page.get_by_role("link", name=name).first)

    def button(self, name: str) -> None:
        self.press(self.page.get_by_role("button", name=name).first)

    def fill(self, label: str, words: str) -> None:
        self.actions.append("types")
        self.page.get_by_label(label, exact=False).first.fill(words)

    def choose(self, label: str, words: str) -> None:
        self.actions.append("chooses")
        self.page.get_by_label(label).first.select_option(label=words)

    def tick(self, label: str) -> None:
        self.actions.append("ticks")
        self.page.get_by_label(label, exact=False).first.check()


@pytest.fixture
def house(tmp_path):
    house = RunningHouse(home=tmp_path / "home", settings={"HAILONG_CLOCK": "2026-10-14T08:00"})
    house.settings["HAILONG_PUBLIC_URL"] = house.url
    (tmp_path / "password").write_text(PASSWORD)
    return house


@pytest.fixture
def page(browser: Browser):
    context = browser.new_context(java_script_enabled=False, locale="vi-VN", accept_downloads=True)
    yield context.new_page()
    context.close()


def _answer(person: Person, address: str, level: str) -> None:
    person.go(address)
    person.tick(level)
    person.button("Gửi ý kiến")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận")


def _decoded(path) -> list[str]:
    return [
        zxingcpp.read_barcode(sheet.render(scale=150 / 72).to_pil()).text
        for sheet in pypdfium2.PdfDocument(path)
    ]


def test_from_an_empty_database_to_results_takes_forty_actions_at_most(
    house, page, browser, tmp_path, capsys
):
    me = Person(page, house)
    me.command("init", "--test")
    me.command(
        "user", "add", "quan.tri", "--role", "administrator", "--password-file", str(tmp_path / "password")
    )
    with house.serving() as url:
        me.go(f"{url}/dang-nhap")
        me.fill("Tên đăng nhập", "quan.tri")
        me.fill("Mật khẩu", PASSWORD)
        me.button("Đăng nhập")
        me.link("Quản trị")
        me.link("Đơn vị và quầy")
        me.link("Nạp danh mục")
        me.choose("Tỉnh, thành phố", "Tỉnh Ninh Bình")
        me.button("Nạp")
        me.fill("Tìm theo tên", "phu ly")
        me.button("Tìm")
        me.link("Phường Phủ Lý")
        for name in COUNTERS:
            me.fill("Tên quầy", name)
            me.button("Thêm quầy")
        me.link("Mẫu phiếu")
        me.button("Phản hồi nhanh")
        me.link("Phát hành")
        me.tick("Tất cả 3 quầy")
        me.button("Phát hành")
        expect(page.get_by_role("status")).to_contain_text("tại 3 quầy")
        me.link("Quầy")
        me.link("Áp phích mã QR")
        with page.expect_download() as download:
            me.actions.append("presses")
            page.get_by_role("button", name="Tạo tệp PDF").click()
        addresses = _decoded(download.value.path())
        assert len(addresses) == len(COUNTERS)
        anonymous = browser.new_context(java_script_enabled=False)
        citizens = [Person(anonymous.new_page(), house) for _ in LEVELS]
        for number, (citizen, level) in enumerate(zip(citizens, LEVELS, strict=True)):
            _answer(citizen, addresses[number % len(addresses)], level)
        anonymous.close()
    with house.serving(clock="2026-11-01T00:01") as url:
        house.hailong("seal")
        me.link("Giám sát")
        me.link("Phường Phủ Lý")
        expect(page.get_by_role("main")).to_contain_text("80,0")
        expect(page.get_by_role("main")).to_contain_text("15")
    assert len(citizens[0].actions) == 3, "a citizen scans, chooses, sends"
    count = len(me.actions) + len(citizens[0].actions)
    with capsys.disabled():
        sys.stdout.write(f" {count} actions ")
    assert count <= MOST_ACTIONS, me.actions
