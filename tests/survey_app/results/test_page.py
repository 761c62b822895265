"""/giam-sat: what a supervisor sees, what is refused and how, and what lies outside the scope."""

import subprocess
import sys

import pytest

from survey_app.services import registering

from .conftest import SEPTEMBER


@pytest.fixture
def look(visit):
    """The comparison as a supervisor of some units sees it."""
    return lambda query="", **who: visit(f"/giam-sat{query}", **who)


@pytest.fixture
def planted(province):
    province.plant("A1", [2, 3, 10, 60, 65, 7])
    province.plant("A2", [10, 12, 18, 30, 20])
    province.plant("A3", [1, 1, 2, 6, 2])
    province.plant("B1", [0, 0, 0, 10, 10])
    return province


def test_at_first_the_newest_closed_month_with_answers_is_shown(planted, look):
    planted.plant("A1", [9, 9, 9, 9, 9], month=SEPTEMBER)
    planted.plant("A1", [0, 0, 0, 9, 9], month=202611)
    page = look().text
    assert "tháng 10/2026" in page
    assert "Tỉnh Ninh Bình" in page
    assert '<option value="2026-10" selected>' in page
    assert '<option value="commune" selected>' in page
    assert "Phường Phủ Lý" in page


@pytest.mark.usefixtures("planted")
def test_units_stand_in_their_bands_with_n_interval_picture_and_table(look):
    page = look("?template=QUICK&period=2026-10&level=commune&parent=37").text
    above, below = page.index("Cao hơn mức chung <span>"), page.index("Thấp hơn mức chung <span>")
    assert (
        above < page.index('aria-label="Phường Phủ Lý: 89,3') < below < page.index('aria-label="Xã Bình Lục')
    )
    assert "89,3\N{NO-BREAK SPACE}%" in page
    assert "n = 140" in page
    assert "Ít phiếu (n = 12), chỉ tham khảo" in page
    assert "chờ kiểm: chưa đủ năm phiếu để đếm riêng" in page
    assert "không có câu trả lời nào" not in page
    assert "<caption>" in page
    assert "không tính người không trả lời" in page


def test_the_running_month_is_one_total_and_only_from_five_on(planted, look):
    assert "chưa đủ năm phiếu đã kiểm" in look().text
    planted.plant("A1", [0, 0, 0, 3, 3], month=202611)
    assert "đã kiểm 6 phiếu" in look().text


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?template=QUICK&period=2026-11", 200, "30/11/2026"),
        ("?template=QUICK&period=2026-09", 200, "chưa có phiếu nào đã kiểm"),
        ("?template=QUICK&period=thang-10", 400, "không đúng"),
        ("?template=QUICK&period=%00", 400, "“?”"),
        ("?template=QUICK&period=" + "9" * 900, 400, "không đúng"),
        ("?template=QUICK&period=2026-10&block=sao", 400, "khối"),
    ],
)
def test_what_cannot_be_shown_says_why_and_what_to_do(look, query, status, words):
    answer = look(query)
    assert answer.status_code == status
    assert words in answer.text
    assert "Hãy chọn" in answer.text


def test_before_the_first_closed_month_with_answers_the_page_says_when_it_will_be(look):
    assert "30/11/2026" in look().text


@pytest.mark.usefixtures("planted")
def test_an_administrator_without_a_scope_sees_every_province(look):
    page = look(role="administrator", units=()).text
    assert "Tỉnh Ninh Bình" in page
    assert "Tỉnh Thanh Hóa" in page


def test_a_unit_that_ended_before_the_first_answer_is_neither_offered_nor_the_first_shown(planted, look):
    earlier = "code,name,level,valid_from,valid_to,type\n35,Tỉnh Hà Nam,province,2020-01-01,2025-06-30,tinh\n"
    assert not registering.import_units(planted.platform.database, source=earlier.encode()).faults
    page = look(role="administrator", units=()).text
    assert "Tỉnh Hà Nam" not in page
    assert '<option value="37" selected>' in page


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    "query", ["?parent=38", "?parent=B1", "?parent=99", "?parent=%00", "?template=NO", "?level=district"]
)
def test_what_lies_outside_the_scope_does_not_exist(look, query):
    assert look(query).status_code == 404


@pytest.mark.usefixtures("planted")
def test_the_answers_of_another_province_are_nowhere_on_the_page(look):
    page = look().text
    assert "Nga Sơn" not in page
    assert "Thanh Hóa" not in page
    assert "Nga Sơn" in look(units=("38",)).text


def test_a_commune_sees_its_own_counters(planted, look):
    planted.plant("A1b", [1, 1, 2, 6, 2])
    answer = look(units=("A1",))
    assert answer.status_code == 200
    assert '<option value="counter" selected>' in answer.text
    assert "Quầy 2" in answer.text
    assert look("?parent=37", units=("A1",)).status_code == 404


@pytest.mark.usefixtures("planted")
def test_a_question_that_another_template_had_gives_way_to_the_headline(look):
    assert "Câu hỏi chung" in look("?template=QUICK&period=2026-10&item=TC1").text


def test_neither_the_staff_door_nor_the_overview_of_commands_reads_scipy():
    program = (
        "import sys, survey_app.views.staff, survey_app.commands.results;"
        "sys.exit('scipy' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
