"""The draft's page with scripts: steps in place, focus that stays, dragging; and what is said where the line is dead."""

import pytest
from playwright.sync_api import Page, expect
from support.running_house import RunningHouse

PASSWORD = "quầy số ba mở cửa lúc bảy giờ"


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("editor")
    house = RunningHouse(home=folder / "home", settings={"HAILONG_CLOCK": "2026-10-14T08:00"})
    (folder / "password").write_text(PASSWORD)
    house.hailong("init", "--test")
    house.hailong("user", "add", "lan", "--role", "designer", "--password-file", str(folder / "password"))
    with house.serving() as url:
        yield url


@pytest.fixture
def draft(address, page: Page, request) -> Page:
    """A draft of its own with questions Q1 to Q4 in one section."""
    page.set_viewport_size({"width": 1280, "height": 1800})
    page.goto(f"{address}/dang-nhap")
    page.get_by_label("Tên đăng nhập").fill("lan")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.goto(f"{address}/thiet-ke/moi")
    page.get_by_label("Tên mẫu phiếu").fill(f"Thử {abs(hash(request.node.name)) % 10**6}")
    page.get_by_role("button", name="Bắt đầu soạn").click()
    page.wait_for_url("**/soan")
    page.evaluate("() => { window.kept = true; }")
    for number in range(2, 5):
        page.get_by_label("Câu hỏi", exact=True).fill(f"Câu số {number} thế nào?")
        page.get_by_role("button", name="Thêm câu này").click()
        expect(page.locator(f"#cau-Q{number}")).to_be_visible()
    return page


def order(page: Page) -> list[str]:
    return page.locator("[data-item]").evaluate_all("items => items.map(item => item.dataset.item)")


def test_who_adds_a_question_stays_on_the_page_with_the_cursor_in_the_next(draft):
    assert draft.evaluate("window.kept")
    expect(draft.get_by_label("Câu hỏi", exact=True)).to_be_focused()
    expect(draft.get_by_label("Câu hỏi", exact=True)).to_have_value("")


def test_an_arrow_pressed_by_keyboard_keeps_the_focus_and_the_page(draft):
    for want in (["Q1", "Q2", "Q4", "Q3"], ["Q1", "Q4", "Q2", "Q3"]):
        draft.locator("#len-Q4").press("Enter") if want[1] == "Q2" else draft.keyboard.press("Enter")
        expect(draft.locator("[data-item]").nth(want.index("Q4"))).to_have_attribute("data-item", "Q4")
        expect(draft.locator("#len-Q4")).to_be_focused()
        assert order(draft) == want
    assert draft.evaluate("window.kept")


@pytest.mark.parametrize(
    ("taken", "onto", "want"), [("Q4", "Q1", "Q4 Q1 Q2 Q3"), ("Q1", "Q4", "Q2 Q3 Q4 Q1")]
)
def test_a_question_dragged_to_either_end_stands_there_after_a_reload(draft, taken, onto, want):
    grip, target = draft.locator(f"#cau-{taken} .grip"), draft.locator(f"#cau-{onto}")
    grip.hover()
    draft.mouse.down()
    box = target.bounding_box()
    ends = (0.9, 0.6, 0.3, 0.05) if taken > onto else (0.1, 0.4, 0.7, 0.95)
    for part in ends:  # as slowly as a hand: questions in between make room one after the other
        draft.mouse.move(box["x"] + 200, box["y"] + box["height"] * part, steps=30)
        draft.wait_for_timeout(250)
    draft.mouse.up()
    expect(draft.get_by_role("button", name="Hoàn tác: chuyển chỗ")).to_be_visible()
    draft.reload()
    assert order(draft) == want.split()


def test_a_refused_step_says_why_in_place_and_keeps_what_was_typed(draft):
    draft.get_by_label("Câu hỏi", exact=True).fill("Chọn gì đây?")
    draft.get_by_label("Loại", exact=True).select_option(label="chọn một")
    draft.get_by_role("button", name="Thêm câu này").click()
    expect(draft.get_by_role("alert").first).to_be_visible()
    expect(draft.get_by_label("Câu hỏi", exact=True)).to_have_value("Chọn gì đây?")
    assert draft.evaluate("window.kept")


def test_a_dead_line_is_told_and_nothing_is_lost(draft):
    draft.get_by_label("Câu hỏi", exact=True).fill("Còn gì nữa?")
    draft.context.set_offline(True)
    draft.get_by_role("button", name="Thêm câu này").click()
    expect(draft.get_by_text("Chưa ghi được vì mất kết nối")).to_be_visible()
    expect(draft.get_by_label("Câu hỏi", exact=True)).to_have_value("Còn gì nữa?")
    draft.context.set_offline(False)
    draft.get_by_role("button", name="Thêm câu này").click()
    expect(draft.locator("#cau-Q5")).to_be_visible()
