"""Who invents four answers, or types three sheets, does not read the fifth."""

import pytest

from survey_app.services.rare_choices import common_and_rest

OWN = "/giam-sat/don-vi/{}?template=QUICK&period=2026-10"


def counters(province, parent="A1"):
    found = province.compare(level="counter", parent=parent)
    return {unit.code: unit for unit in found.units}


@pytest.fixture
def busy(province):
    province.ordinary("A1", (1, 1, 2, 3, 3), half_days=6)
    province.ordinary("A3", (1, 1, 2, 3, 3), half_days=6)
    return province


def test_four_of_ones_own_and_one_more_are_not_told_of_a_counter_nor_of_a_unit_that_is_one(busy, visit):
    busy.seal("A2", [{"Q1": "5"}] * 4 + [{"Q1": "1"}], 202610)
    assert counters(busy, "A2")["7K4M2QX2"].hidden == "few"
    assert next(unit for unit in busy.compare().units if unit.code == "A2").hidden
    page = visit(OWN.format("A2")).text
    assert "từ 10 phiếu, gửi trong ít nhất ba buổi" in page
    assert "20,0" not in page
    assert "80,0" not in page


def test_the_weak_version_that_asks_for_five_alone_gives_the_fifth_away(busy, monkeypatch):
    """What the test above would catch."""
    from survey_app.services.comparing import windows

    busy.seal("A2", [{"Q1": "5"}] * 4 + [{"Q1": "1"}], 202610)
    monkeypatch.setattr(windows, "find_thin", lambda *_place, **_wanted: {})
    own = counters(busy, "A2")["7K4M2QX2"]
    assert own.n * own.share.value == 4


def test_many_answers_of_one_or_two_half_days_are_too_few_half_days(busy):
    busy.burst("A2", 29)
    assert counters(busy, "A2")["7K4M2QX2"].hidden == "few"
    busy.ordinary("A2", (1, 1, 1, 1, 1), half_days=1)
    assert counters(busy, "A2")["7K4M2QX2"].n == 34


def test_a_unit_less_its_shown_counters_does_not_tell_of_a_thin_one(busy):
    """The unit's page has the total; so the counter beside the thin one is hidden as well."""
    busy.seal("A1b", [{"Q1": "5"}] * 4 + [{"Q1": "1"}], 202610)
    assert all(unit.hidden for unit in counters(busy).values())
    whole = next(unit for unit in busy.compare().units if unit.code == "A1")
    assert whole.n == 65


def test_a_counters_own_page_and_the_list_of_counters_agree(busy, visit):
    busy.seal("A1b", [{"Q1": "5"}] * 6, 202610)
    for code in ("7K4M2QX0", "7K4M2QX1"):
        assert "từ 10 phiếu, gửi trong ít nhất ba buổi" in visit(OWN.format(code)).text
    busy.ordinary("A1b", (1, 1, 2, 3, 3), half_days=4)
    for code in ("7K4M2QX0", "7K4M2QX1"):
        assert "từ 10 phiếu, gửi trong ít nhất ba buổi" not in visit(OWN.format(code)).text


def test_reasons_of_few_people_and_the_number_of_comments_are_told_above_the_lowest_units_only(
    province, visit
):
    rare = [{"Q1": "1", "Q2": ("cho_lau",), "Q5": "answered"}] * 12 + [{"Q1": "1", "Q2": ("khac",)}] * 3
    province.seal("A2", rare, 202610)
    province.seal("A3", rare, 202610)
    low, high = visit(OWN.format("A2")).text, visit(OWN.format("37")).text
    assert "số góp ý chỉ nêu ở cấp trên" in low
    assert "số góp ý chỉ nêu ở cấp trên" not in high
    assert "Mã mở thì ai cũng gửi được nhiều phiếu" in low
    english = visit(OWN.format("A2"), language="en").text
    assert "Anybody can send many forms through an open code" in english


@pytest.mark.parametrize(
    ("chosen", "counted", "told"),
    [
        ([("a", 20), ("b", 9), ("c", 2)], True, [("a", 20), ("rest", 11)]),
        ([("a", 20), ("b", 9), ("c", 2), ("d", 4)], True, [("a", 20), ("b", 9), ("rest", 6)]),
        ([("a", 20), ("b", 9), ("c", 0)], True, [("a", 20), ("b", 9), ("c", 0)]),
        ([("a", 20), ("b", 3)], False, [("a", 20)]),
        ([("a", 3), ("b", 3)], True, [("rest", 6)]),
    ],
)
def test_the_rest_of_choices_is_of_five_or_more(chosen, counted, told):
    found = common_and_rest(chosen, minimum=5, counted=counted)
    assert [("rest" if "các ý còn lại" in label else label, n) for label, n in found] == told
