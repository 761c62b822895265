"""A unit's own page: its facts, its questions, its parts, and who may open it."""

import csv
import io
from datetime import date

import pytest
from scipy import stats
from sqlalchemy import event

from survey_app.access import Rights
from survey_app.services.unit_results.page import UnitWanted, unit_page
from survey_app.services.unit_results.sheets import sheets_of
from survey_app.store.units import add_units, list_units
from survey_app.vietnamese import sort_key

from .conftest import OCTOBER, SEPTEMBER

ADDRESS = "/giam-sat/don-vi/A1?template=QUICK&period=2026-10"


def answers(level, *, waited="~skipped", reasons="~not_asked", words="~skipped"):
    return {"Q1": level, "Q2": reasons, "Q3": "co", "Q4": waited, "Q5": words}


@pytest.fixture
def planted(province):
    province.seal(
        "A1",
        [answers("5", waited="duoi_10")] * 12
        + [answers("4", words="~answered")] * 8
        + [answers("3", reasons=("cho_lau", "thai_do"))] * 4
        + [answers("2", reasons=("cho_lau",))] * 6
        + [answers("NA")] * 3,
        OCTOBER,
    )
    province.plant("A1", [4, 4, 2, 5, 5], month=SEPTEMBER)
    for code in ("A2", "A3", "A4"):
        province.plant(code, [10, 12, 18, 30, 20])
    return province


def look(province, code="A1", *, role="supervisor", scope="37", **wanted):
    with province.platform.database.reading() as connection:
        ids = {unit.code: unit.id for unit in list_units(connection)}
    rights = Rights(account="a", display_name="a", roles=frozenset({role}), scope=frozenset({ids[scope]}))
    asked = UnitWanted(**({"template": "QUICK", "period": "2026-10"} | wanted))
    return unit_page(province.platform, rights, code, asked)


def item(page, code):
    return next(each for section in page.results.sections for each in section.items if each.code == code)


def test_the_share_the_change_and_the_base_are_those_of_the_answers(planted):
    found = look(planted).results
    assert found.headline.n == 30
    assert found.headline.share.value == pytest.approx(20 / 30)
    assert found.respondents == 33
    assert found.change.measured.value == pytest.approx(20 / 30 - 10 / 20)
    wilson = stats.binomtest(20, 30).proportion_ci(0.95, "wilson")
    assert (found.headline.share.low, found.headline.share.high) == pytest.approx(tuple(wilson))


def test_levels_go_from_worst_to_best_and_sum_to_the_base(planted):
    found = item(look(planted), "Q1")
    assert [level.n for level in found.levels] == [0, 6, 4, 8, 12]
    assert [level.label for level in found.levels][:1] == ["Rất không hài lòng"]
    assert found.beside.not_applicable == 3


def test_not_asked_and_skipped_stand_beside_the_base_and_several_choices_have_people_as_base(planted):
    found = item(look(planted), "Q2")
    assert (found.n, found.beside.not_asked, found.beside.skipped) == (10, 23, 0)
    shares = {level.n: level.share for level in found.levels}
    assert shares[10] == 1.0
    assert shares[4] == 0.4
    assert item(look(planted), "Q4").beside.skipped == 21


def test_of_free_text_only_the_number_is_told(planted):
    found = item(look(planted), "Q5")
    assert (found.form, found.n, found.levels) == ("words", 8, ())


def test_a_question_with_fewer_than_five_answers_shows_no_levels(province):
    province.seal("A1", [answers("3", reasons=("cho_lau",))] * 3 + [answers("5")] * 9, OCTOBER)
    found = item(look(province), "Q2")
    assert found.is_few
    assert (found.n, found.levels) == (None, ())


def test_the_standing_is_that_of_the_comparison_of_siblings(planted):
    own = next(unit for unit in planted.compare().units if unit.code == "A1")
    standing = look(planted).results.standing
    assert standing.band == own.band
    assert standing.difference == own.difference
    assert standing.compared == 4


def test_who_sees_one_unit_learns_the_band_but_not_the_figures_of_the_others(planted):
    standing = look(planted, role="manager", scope="A1").results.standing
    assert standing.band
    assert standing.difference is None


def test_of_two_siblings_the_one_is_not_told_by_the_other(province):
    province.plant("A1", [2, 3, 10, 60, 65])
    province.plant("A2", [10, 12, 18, 30, 20])
    assert look(province, role="manager", scope="A1").results.standing is None
    assert look(province).results.standing is not None


def test_the_whole_of_a_parent_is_everything_below_it(planted):
    page = look(planted, "37")
    assert page.results.headline.n == 30 + 3 * 90
    assert {unit.code for unit in page.results.parts.units} == {"A1", "A2", "A3", "A4"}


def test_a_counter_has_its_page_too_and_stands_among_the_counters_of_its_unit(planted):
    planted.plant("A1b", [1, 1, 2, 6, 2])
    page = look(planted, "7K4M2QX1")
    assert page.results.headline.n == 12
    assert page.results.standing.level == "counter"


def test_without_answers_in_the_period_before_the_page_says_so(planted):
    assert look(planted, "A2").results.change is None
    assert "tháng 9/2026" in look(planted, "A2").results.no_change_because


@pytest.mark.usefixtures("planted")
def test_the_page_shows_facts_bars_and_what_stands_outside_the_base(visit):
    page = visit(ADDRESS).text
    assert "66,7\N{NO-BREAK SPACE}%" in page
    assert "+16,7 điểm" in page
    assert 'class="diverging"' in page
    assert "Rất hài lòng 40,0\N{NO-BREAK SPACE}%" in page
    assert "không được hỏi 23" in page
    assert "8 góp ý bằng lời" in page
    assert 'href="/giam-sat/don-vi/37?' in page
    assert "/giam-sat/phuong-phap" in page


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    ("address", "role", "units"),
    [
        ("/giam-sat/don-vi/B1", "supervisor", ("37",)),
        ("/giam-sat/don-vi/38", "supervisor", ("37",)),
        ("/giam-sat/don-vi/37", "supervisor", ("A1",)),
        ("/giam-sat/don-vi/7K4M2QXB", "supervisor", ("37",)),
        ("/giam-sat/don-vi/KHONG", "supervisor", ("37",)),
        ("/giam-sat/don-vi/%00", "supervisor", ("37",)),
        ("/giam-sat/don-vi/A1?template=NO", "supervisor", ("37",)),
        ("/quan-ly/ket-qua/A2", "manager", ("A1",)),
        ("/quan-ly/ket-qua/37", "manager", ("A1",)),
    ],
)
def test_what_lies_outside_the_scope_does_not_exist(visit, address, role, units):
    assert visit(address, role=role, units=units).status_code == 404


@pytest.mark.usefixtures("planted")
def test_a_manager_sees_the_page_of_the_own_unit_without_ways_to_the_others(visit):
    answer = visit("/quan-ly/ket-qua/A1?template=QUICK&period=2026-10", role="manager", units=("A1",))
    assert answer.status_code == 200
    assert "66,7" in answer.text
    assert "Tỉnh Ninh Bình" in answer.text
    assert "/don-vi/" not in answer.text
    assert "Bình Lục" not in answer.text
    assert visit(ADDRESS, role="manager", units=("A1",)).status_code == 403


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("?template=QUICK&period=2026-11", 200, "30/11/2026"),
        ("?template=OS9&period=2026-10", 200, "Chưa có quầy nào của Phường Phủ Lý nhận mẫu phiếu OS9"),
        ("?template=QUICK&period=2026-08", 200, "chưa có phiếu nào đã kiểm"),
        ("?period=thang-10&template=QUICK", 400, "không đúng"),
        ("?period=%00&template=QUICK", 400, "“?”"),
        ("?loc=xyz", 400, "Bộ lọc"),
        ("?loc=kenh:" + "a" * 900, 200, "đủ lớn"),
        ("?dang=csv&period=2026-11&template=QUICK", 404, "30/11/2026"),
        ("?dang=csv&bang=khong-co", 404, "Không có trang này"),
    ],
)
def test_what_cannot_be_shown_says_why_and_what_to_do(visit, query, status, words):
    answer = visit(f"/giam-sat/don-vi/A1{query}")
    assert answer.status_code == status
    assert words in answer.text
    assert "Hãy " in answer.text


def test_before_anything_was_answered_the_page_says_when_there_will_be_numbers(visit):
    assert "30/11/2026" in visit("/giam-sat/don-vi/A1").text


@pytest.mark.usefixtures("planted")
def test_every_table_of_the_page_comes_as_a_file_with_the_same_numbers(planted, visit):
    page = look(planted)
    for name, sheet in sheets_of(page.subject, page.results).items():
        answer = visit(f"{ADDRESS}&dang=csv&bang={name}")
        assert answer.mimetype == "text/csv"
        rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
        assert rows[0][0] == ("Kỳ" if name == "dien-bien" else "Mã")
        assert len(rows) == 1 + len(sheet.rows) + 1 + len(sheet.notes)
        assert {len(row) for row in rows} == {len(sheet.columns)}
    (summary, *_) = csv.DictReader(io.StringIO(visit(f"{ADDRESS}&dang=csv").data.decode("utf-8-sig")))
    assert (summary["n"], summary["Hài lòng (%)"]) == ("30", "66.7")
    assert summary["Nhóm"] == "Chưa phân biệt được với mức chung"


def test_the_method_page_is_open_to_supervisor_and_manager(visit):
    assert "Vì sao không xếp hạng" in visit("/giam-sat/phuong-phap").text
    assert visit("/giam-sat/phuong-phap", role="manager", units=("A1",)).status_code == 200


def test_the_page_reads_a_few_statements_however_many_questions_there_are(planted):
    seen = []
    engine = planted.platform.database.engine
    event.listen(engine, "before_cursor_execute", lambda *args: seen.append(args[2]))
    look(planted)
    assert len([sql for sql in seen if "FROM tally" in sql]) <= 6


def test_a_district_of_the_past_breaks_no_page(planted, visit):
    row = {
        "code": "D1",
        "name": "Huyện Cũ",
        "sort_key": sort_key("Huyện Cũ"),
        "level": "district",
        "type": "huyen",
        "block": None,
        "valid_from": date(2020, 1, 1),
        "valid_to": date(2025, 6, 30),
        "iso_9001": False,
    }
    with planted.platform.database.writing() as connection:
        parent = next(unit.id for unit in list_units(connection) if unit.code == "37")
        add_units(connection, [{**row, "parent_id": parent}])
    assert visit("/giam-sat?template=QUICK&period=2026-10").status_code == 200
    assert visit("/giam-sat?template=QUICK&period=2026-10&parent=D1").status_code == 400
    answer = visit("/giam-sat/don-vi/D1?template=QUICK&period=2026-10")
    assert answer.status_code == 200
    assert "Chưa có quầy nào của Huyện Cũ" in answer.text
