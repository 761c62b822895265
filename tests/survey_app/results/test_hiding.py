"""Small groups: hidden with a sibling, never in the object, never in the JSON, never worked out."""

import json
from dataclasses import asdict
from itertools import product

import pytest

from survey_app.clock import Period
from survey_app.services.comparing.counts import Window
from survey_app.services.comparing.document import document
from survey_app.services.comparing.hiding import draw_veil
from survey_app.services.comparing.words import notes, remarks

PUBLIC = 10


@pytest.fixture
def planted(province):
    """A2 has seven answers: enough for staff, too few for the public."""
    province.plant("A1", [2, 3, 10, 60, 65])
    province.plant("A2", [1, 1, 1, 2, 2])
    province.plant("A3", [3, 4, 12, 40, 25])
    province.plant("A4", [1, 1, 2, 5, 8])
    return province


def by_code(comparison):
    return {unit.code: unit for unit in comparison.units}


def test_seven_of_a_unit_that_is_one_counter_are_hidden_from_staff_and_not_found_by_subtraction(planted):
    found = by_code(planted.compare())
    assert (found["A2"].hidden, found["A4"].hidden) == ("few", "complement")
    assert found["A2"].n is None


def test_a_unit_with_two_counters_needs_five_as_before(planted):
    planted.plant("A1b", [0, 0, 0, 2, 5], month=202609)
    planted.plant("A1", [1, 1, 1, 1, 1], month=202609)
    planted.close(202612)
    own = by_code(planted.compare(period=Period.parse("2026-09")))["A1"]
    assert (own.n, own.hidden) == (12, None)


def test_the_public_sees_neither_a_group_of_seven_nor_the_sibling_that_would_betray_it(planted):
    found = by_code(planted.compare(minimum=PUBLIC))
    assert {code for code, unit in found.items() if unit.hidden} == {"A2", "A4"}
    for code in ("A2", "A4"):
        told = asdict(found[code])
        assert {name for name, value in told.items() if value not in (None, (), False)} == {
            "code",
            "name",
            "sort_key",
            "hidden",
        }


def test_who_is_hidden_for_anothers_sake_is_told_apart_from_who_has_too_few(planted):
    found = by_code(planted.compare(minimum=PUBLIC))
    assert remarks(found["A2"]) == ("không đủ số phiếu",)
    assert remarks(found["A4"]) == ("ẩn để bảo vệ đơn vị ít phiếu",)


def test_hidden_units_take_no_part_in_the_tests_nor_in_the_family(planted):
    found = planted.compare(minimum=PUBLIC)
    assert found.kruskal_wallis.df == 1
    assert found.compared == 2


def test_the_document_carries_nothing_of_hidden_units(planted):
    told = {unit["code"]: unit for unit in document(planted.compare(minimum=PUBLIC))["units"]}
    for code in ("A2", "A4"):
        assert told[code]["suppressed"] is True
        assert told[code]["n"] is None
        assert told[code]["band"] is None
        assert set(told[code]["share"].values()) == {None}
        assert set(told[code]["mean"].values()) == {None}
        assert set(told[code]["difference"].values()) == {None}


def test_where_nobody_is_left_to_hide_behind_the_total_is_hidden_too(province):
    province.plant("A1", [1, 1, 1, 2, 2])
    found = province.compare(minimum=PUBLIC)
    assert found.total is None
    assert found.change is None
    assert json.loads(json.dumps(document(found)))["total"]["n"] is None
    assert notes(found) == ()


def test_a_unit_whose_few_answers_do_not_apply_is_set_aside_without_hiding_another(province):
    province.plant("A1", [0, 0, 1, 1, 1, 20])
    province.plant("A2", [1, 1, 5, 20, 20])
    found = by_code(province.compare())
    assert (found["A1"].hidden, found["A2"].hidden) == ("few", None)


def veil_of(sizes, minimum):
    return draw_veil(
        Window(table=[[n, 0] for n in sizes], not_applicable=[0] * len(sizes), respondents=list(sizes)),
        minimum=minimum,
    )


@pytest.mark.parametrize("minimum", [3, 4, 5])
def test_saying_why_a_unit_is_hidden_never_gives_a_small_size_away(minimum):
    """Whoever knows the rule, the shown sizes, the total and the reasons finds two sizes for each small unit."""
    seen = {}
    for sizes in product(range(17), repeat=4):
        if sum(sizes) <= 16:  # so that every other way to reach the same total is looked at as well
            veil = veil_of(sizes, minimum)
            shown = tuple(n if veil.hidden[i] is None else None for i, n in enumerate(sizes))
            total = sum(sizes) if veil.total_shown else None
            seen.setdefault((shown, veil.hidden, total), []).append(sizes)
    for (_, hidden, _), possible in seen.items():
        for place in range(4):
            found = {sizes[place] for sizes in possible}
            if hidden[place] is not None and min(found) < minimum:
                assert len(found) > 1, (possible, hidden)
