"""A template from a blank page to an answer that stands by its words, by mouse and by keyboard only, counted in actions."""

import json
import sys
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect
from support.browser import axe_violations
from support.hands import Keyboard, Mouse
from support.page_checker import check_page
from support.page_tree import Tree, text
from support.receipts import key_of
from support.running_house import RunningHouse

PASSWORD = "quầy số ba mở cửa lúc bảy giờ"
MOST_FROM_BLANK = 60
MOST_FROM_INSTRUMENT = 12
REASONS = ("Chờ lâu", "Thái độ phục vụ", "Hướng dẫn không rõ", "Khác")
WAITS = ("Dưới 10 phút", "10 đến 30 phút", "Trên 30 phút", "Không nhớ")
QUESTIONS = (
    ("Điều gì khiến Ông/Bà chưa hài lòng?", "chọn nhiều", REASONS),
    ("Công chức có chào hỏi và giải thích dễ hiểu không?", "có/không", ()),
    ("Ông/Bà chờ khoảng bao lâu?", "chọn một", WAITS),
    ("Ông/Bà góp ý thêm điều gì?", "ghi ý kiến", ()),
)
CODE = "7K4M2QX0"
UNITS = """code,name,level,type,block,parent_code,valid_from
37,Tỉnh Ninh Bình,province,tinh,,,2025-07-01
13285,Phường Phủ Lý,commune,phuong,xa,37,2025-07-01
"""


@pytest.fixture
def house(tmp_path):
    """A house with one counter, a designer, somebody who approves, and a supervisor."""
    folder = tmp_path
    house = RunningHouse(home=folder / "home", settings={"HAILONG_CLOCK": "2026-10-14T08:00"})
    house.settings["HAILONG_PUBLIC_URL"] = house.url
    (folder / "password").write_text(PASSWORD)
    (folder / "units.csv").write_text(UNITS)
    (folder / "counters.csv").write_text(f"code,name,unit_code\n{CODE},Quầy 1,13285\n")
    house.hailong("init", "--test")
    house.hailong("units", "import", str(folder / "units.csv"))
    house.hailong("counters", "import", str(folder / "counters.csv"))
    for name, role in (("lan", "designer"), ("minh", "designer"), ("giam.sat", "supervisor")):
        more = ("--unit", "37") if role == "supervisor" else ()
        house.hailong("user", "add", name, "--role", role, "--password-file", str(folder / "password"), *more)
    return house


def log_in(page: Page, url: str, name: str) -> None:
    page.goto(f"{url}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible()


def write_the_quick_form(hands: Mouse, name: str) -> None:
    """From the list of templates to a draft that waits for approval."""
    hands.press("link", "Mẫu phiếu mới")
    hands.fill("Tên mẫu phiếu", name)
    hands.press("button", "Bắt đầu soạn")
    for words, kind, choices in QUESTIONS:
        hands.fill("Câu hỏi", words)
        hands.choose("Loại", kind)
        if choices:
            hands.fill("Các lựa chọn", "\n".join(choices))
        hands.press("button", "Thêm câu này")
    hands.press_at(hands.page.locator("#cau-Q2").get_by_role("link"), "Sửa Q2")
    hands.choose("Câu trả lời ở câu", "Q1: Ông/Bà hài lòng thế nào với lần phục vụ hôm nay?")
    hands.press("button", "Hiện các mức")
    hands.tick("Không hài lòng")
    hands.tick("Rất không hài lòng")
    hands.fill("Lời dẫn", "Nếu chưa hài lòng:")
    hands.press("button", "Ghi lại")


def approve_and_publish(writer: Mouse, approver: Mouse) -> None:
    writer.press("link", "Gửi duyệt")
    writer.press("button", "Gửi duyệt")
    approver.go(writer.page.url)
    approver.press("button", "Duyệt thành bản mới")
    approver.press("link", "Phát hành", last=True)
    approver.tick("Quầy 1")
    approver.press("button", "Phát hành")


@pytest.fixture(params=[Mouse, Keyboard])
def hands(request):
    return request.param


def test_from_a_blank_page_to_an_answer_and_its_words_in_the_export(
    house, browser: Browser, hands, tmp_path, capsys
):
    code = "PHIEU_NHANH"
    writing, approving = browser.new_context(locale="vi-VN"), browser.new_context(locale="vi-VN")
    with house.serving(clock="2026-10-14T08:00") as url:
        lan, minh = hands(writing.new_page()), hands(approving.new_page())
        log_in(lan.page, url, "lan")
        log_in(minh.page, url, "minh")
        lan.page.goto(f"{url}/thiet-ke")
        write_the_quick_form(lan, "Phiếu nhanh")
        look(lan.page)
        approve_and_publish(lan, minh)
        look(minh.page)
        expect(minh.page.get_by_role("main")).to_contain_text(code)
        actions = lan.actions + minh.actions
    # A counter's month is shown when its answers came in three half-days.
    for clock, level in (
        ("2026-10-14T09:00", "Rất hài lòng"),
        ("2026-10-14T14:00", "Không hài lòng"),
        ("2026-10-15T08:00", "Rất hài lòng"),
    ):
        with house.serving(clock=clock) as url:
            answer(hands(browser.new_context(java_script_enabled=hands is Keyboard).new_page()), url, level)
            for _ in range(4):
                answer_without_a_browser(url, level, REASONS[0])
    with house.serving(clock="2026-11-01T00:01") as url:
        house.hailong("seal")
        watching = browser.new_context(locale="vi-VN")
        log_in(watching.new_page(), url, "giam.sat")
        page = f"{url}/giam-sat/don-vi/13285?template={code}&period=2026-10&dang=csv&bang="
        table = "".join(watching.request.get(page + sheet).text() for sheet in ("cau-hoi", "lua-chon"))
    target = tmp_path / "out.json"
    house.hailong("templates", "export", code, "-o", str(target))
    exported = json.loads(target.read_text())
    asked = [item["text"]["vi"] for section in exported["sections"] for item in section["items"]]
    assert asked[1:] == [words for words, _, _ in QUESTIONS]
    for words in (*asked, REASONS[0]):
        assert words in table, table
    with capsys.disabled():
        sys.stdout.write(f" {len(actions)} actions by {hands.__name__.lower()} ")
    assert len(actions) <= MOST_FROM_BLANK, actions
    for context in (writing, approving, watching):
        context.close()


def test_from_an_instrument_it_takes_twelve_actions_at_most(house, browser: Browser, capsys):
    writing, approving = browser.new_context(locale="vi-VN"), browser.new_context(locale="vi-VN")
    with house.serving(clock="2026-10-14T08:00") as url:
        lan, minh = Mouse(writing.new_page()), Mouse(approving.new_page())
        log_in(lan.page, url, "lan")
        log_in(minh.page, url, "minh")
        lan.page.goto(f"{url}/thiet-ke")
        lan.press_at(lan.page.locator("section", has_text="QUICK").get_by_role("link"), "Soạn từ bộ này")
        lan.fill("Tên mẫu phiếu", "Phiếu nhanh của tỉnh")
        lan.press("button", "Bắt đầu soạn")
        approve_and_publish(lan, minh)
        expect(minh.page.get_by_role("main")).to_contain_text("PHIEU_NHANH")
    actions = lan.actions + minh.actions
    with capsys.disabled():
        sys.stdout.write(f" {len(actions)} actions ")
    assert len(actions) <= MOST_FROM_INSTRUMENT, actions
    writing.close()
    approving.close()


def answer(citizen: Mouse, url: str, level: str) -> None:
    page = citizen.page
    page.goto(f"{url}/K/{CODE}")
    citizen.tick(level)
    if level == "Không hài lòng":
        expect(page.get_by_text("Nếu chưa hài lòng:").first).to_be_visible()
        citizen.tick(REASONS[0])
    citizen.press("button", "Gửi ý kiến")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận")
    page.context.close()


def answer_without_a_browser(url: str, *labels: str) -> None:
    """Send the form as a browser would, with what these labels stand for."""
    with urlopen(f"{url}/K/{CODE}") as opened:  # noqa: S310  # our own server
        page = opened.read().decode()
    tree = Tree.of(page)
    inputs = {e.get("id"): e for e in tree.named("input")}
    chosen = []
    for label in tree.named("label"):
        control = next((part for part in label.iter() if part.tag == "input"), inputs.get(label.get("for")))
        if control is not None and text(label) in labels:
            chosen.append((control.get("name"), control.get("value")))
    body = urlencode([*chosen, ("k", key_of(page))]).encode()
    with urlopen(f"{url}/K/{CODE}", body) as sent:  # noqa: S310  # our own server
        assert "Đã ghi nhận" in sent.read().decode()


def look(page: Page) -> None:
    check_page(page.content(), door="staff")
    assert axe_violations(page) == []
