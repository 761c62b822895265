"""On demand: like compared with like, and intervals of ranks instead of ranks."""

import csv
import io

import numpy as np
import pytest

from analysis.adjusting import adjusted_against_rest
from survey_app.services.comparing import view_words

from .conftest import OCTOBER

FIELDS = {"dat_dai": 0.5, "ho_tich": 0.95}
AGES = ("tu_18_24", "tren_60")
PAGE = "/giam-sat?template=OS9&period=2026-10&parent=37&level=commune"


@pytest.fixture
def mixed(province):
    """Satisfaction hangs on the field alone; one commune has nearly all the land cases."""
    chance = np.random.default_rng(7)
    rows = []
    for code, land in {"A1": 0.9, "A2": 0.15, "A3": 0.2, "A4": 0.15}.items():
        for _ in range(15):
            answers = []
            for _ in range(20):
                field = "dat_dai" if chance.random() < land else "ho_tich"
                age, level = AGES[int(chance.integers(2))], 5 if chance.random() < FIELDS[field] else 2
                answers.append({"O1": str(level), "LV": field, "TU": age})
                rows.append((code, field, age, level))
            province.seal(code, answers, OCTOBER, "OS9")
    return province, rows


def by_code(comparison):
    return {unit.code: unit for unit in comparison.units}


def test_a_naive_comparison_names_the_commune_with_the_hard_cases_and_the_adjusted_one_does_not(mixed):
    province, _rows = mixed
    found = province.compare(template="OS9", view="adjusted")
    assert by_code(found)["A1"].band == "below"
    assert found.adjustment.units["A1"].band == "not_distinguishable"
    assert (found.adjustment.by, found.adjustment.strata) == (("field", "age"), 4)


def test_the_adjusted_result_is_that_of_the_rows(mixed):
    province, rows = mixed
    strata = sorted({(field, age) for _, field, age, _ in rows})
    tables = np.zeros((len(strata), 4, 2), dtype=int)
    for code, field, age, level in rows:
        tables[strata.index((field, age)), int(code[1]) - 1, int(level > 3)] += 1
    own = adjusted_against_rest(tables, [2])
    found = province.compare(template="OS9", view="adjusted").adjustment.units
    assert [found[code].difference.value for code in ("A1", "A2", "A3", "A4")] == pytest.approx(
        own.difference.tolist(), rel=1e-12
    )


def test_the_field_of_a_counter_goes_before_what_its_citizens_say(province):
    for code, field in (("A1", "Đất đai"), ("A2", "Đất đai"), ("A3", "Hộ tịch")):
        province.seal(code, [{"O1": "5", "LV": "ho_tich"}] * 9 + [{"O1": "2"}], OCTOBER, "OS9", field=field)
    found = province.compare(template="OS9", view="adjusted").adjustment
    assert found.strata == 2
    assert "A3" not in found.units, "alone with its field, it can be compared with nobody"


def test_without_anything_to_hold_alike_the_adjusted_result_is_the_plain_one(province):
    for code, counts in {
        "A1": [2, 3, 10, 60, 65],
        "A2": [10, 12, 18, 30, 20],
        "A3": [3, 4, 12, 40, 25],
    }.items():
        province.plant(code, counts)
    found = province.compare(view="adjusted")
    for unit in found.units:
        if unit.difference:
            own = found.adjustment.units[unit.code]
            assert own.difference.value == pytest.approx(unit.difference.value, abs=1e-12)
            assert own.difference.p_value == pytest.approx(unit.difference.p_value, rel=1e-6)
            assert own.band == unit.band
    assert view_words.adjusted_by(found.adjustment).startswith("Không có gì để điều chỉnh")


def test_a_small_unit_is_no_part_of_what_is_adjusted(mixed):
    province, _rows = mixed
    found = province.compare(template="OS9", view="adjusted", minimum=400)
    assert found.adjustment is None


@pytest.mark.usefixtures("mixed")
def test_the_page_shows_raw_beside_adjusted_and_its_file_has_both(visit):
    page = visit(f"{PAGE}&xem=dieu-chinh").text
    assert "Khi so cùng loại với cùng loại" in page
    assert "Một đơn vị" not in page
    assert "đổi nhóm" in page
    assert page.count("trước: ") == 4
    rows = list(csv.reader(io.StringIO(visit(f"{PAGE}&xem=dieu-chinh&dang=csv").text.lstrip("\ufeff"))))
    header = rows[0]
    assert {"Chênh lệch (điểm phần trăm)", "Chênh lệch đã điều chỉnh (điểm phần trăm)"} <= set(header)
    assert {len(row) for row in rows} == {len(header)}


def test_ranks_are_intervals_in_alphabetical_order_and_only_on_demand(province, visit):
    for code, counts in {
        "A1": [0, 0, 10, 0, 90],
        "A2": [0, 0, 60, 0, 40],
        "A3": [0, 0, 12, 0, 88],
        "A4": [0, 0, 0, 0, 20],
    }.items():
        province.plant(code, counts)
    assert province.compare().ranks is None
    assert province.compare(view="ranks").ranks == {"A1": (1, 2), "A2": (3, 3), "A3": (1, 2)}
    address = "/giam-sat?template=QUICK&period=2026-10&parent=37&level=commune"
    assert "hứ hạng từ" not in visit(address).text
    page = visit(f"{address}&xem=thu-hang").text
    assert "Thứ hạng từ 1 đến 2 (độ tin cậy 95%)" in page
    unranked = page[page.index("Không xếp được") :]
    assert "Ít phiếu (n = 20), chỉ tham khảo" in unranked
    rows = list(csv.reader(io.StringIO(visit(f"{address}&xem=thu-hang&dang=csv").text.lstrip("\ufeff"))))
    assert rows[0][-2:] == ["Thứ hạng cao nhất", "Thứ hạng thấp nhất"]
    assert {row[0]: row[-2:] for row in rows[1:]}["A2"] == ["3", "3"]


@pytest.mark.parametrize("view", ["dieu-chinh", "thu-hang"])
def test_a_filter_is_never_cut_further(province, visit, view):
    for code in ("A1", "A2"):
        province.mix(code, {"qr": [0, 0, 5, 5, 30], "paper": [0, 0, 5, 5, 30]})
    page = visit(f"/giam-sat?template=QUICK&period=2026-10&parent=37&loc=kenh:qr&xem={view}").text
    assert "Khi so cùng loại" not in page
    assert "Thứ hạng có thể" not in page
    assert "xem=" not in page


def test_all_units_without_answers_have_no_ranks(province):
    province.plant("A1", [0, 0, 0, 2, 8])
    assert province.compare(view="ranks").ranks == {}
    assert province.compare(view="adjusted").adjustment is None


def test_a_view_that_is_none_is_the_plain_page(province, visit):
    province.plant("A1", [0, 0, 0, 2, 8])
    province.plant("A2", [0, 0, 0, 2, 8])
    assert visit("/giam-sat?template=QUICK&period=2026-10&xem=%00").status_code == 200
