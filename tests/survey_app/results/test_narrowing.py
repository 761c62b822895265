"""One filter at a time: what is counted, what is hidden, and that no subtraction finds a small group."""

import random
from itertools import product

import pytest

from survey_app.clock import Period
from survey_app.services.comparing.comparison import NothingYetError, WrongQuestionError
from survey_app.services.comparing.narrowing import parse_narrowing
from survey_app.services.comparing.words import notes, remarks

from .conftest import OCTOBER, SEPTEMBER

CHANNELS = ("qr", "kiosk", "post")
KIOSK, QR = parse_narrowing("kenh:kiosk"), parse_narrowing("kenh:qr")


def by_code(comparison):
    return {unit.code: unit for unit in comparison.units}


@pytest.fixture
def planted(province):
    province.plant("A1", [2, 3, 5, 20, 20])
    province.plant("A1", [0, 0, 0, 5, 15], channel="kiosk")
    province.mix("A2", {"qr": [10, 12, 18, 30, 20], "kiosk": [0, 0, 1, 1, 1]})
    province.mix("A3", {"qr": [1, 1, 1], "kiosk": [4, 4, 4, 9, 9]})
    province.plant("A4", [1, 1, 8, 9, 9])
    return province


def test_only_the_answers_of_the_chosen_channel_are_counted(planted):
    found = by_code(planted.compare(narrowing=KIOSK))
    assert (found["A1"].n, found["A1"].share.value) == (20, 1.0)
    assert found["A4"].n == 0
    assert by_code(planted.compare(narrowing=QR))["A1"].n == 50


def test_a_group_is_hidden_where_it_or_what_it_leaves_is_small(planted):
    found = by_code(planted.compare(narrowing=KIOSK))
    for code in ("A2", "A3"):  # three at the kiosk; three not at the kiosk
        assert found[code].hidden == "split"
        assert found[code].n is None
        assert remarks(found[code]) == ("không đủ số phiếu để tách riêng",)
    assert by_code(planted.compare(narrowing=QR))["A2"].hidden == "split"


def test_hidden_groups_are_in_no_total_and_the_page_says_why(planted):
    found = planted.compare(narrowing=KIOSK)
    assert found.total.respondents == 20
    assert found.narrowed_to == "Kênh: máy tính bảng tại quầy"
    assert "Kênh: máy tính bảng tại quầy" in notes(found)[0]


def test_months_are_cut_before_they_are_summed(planted):
    """Otherwise a quarter minus its shown months would be a small group."""
    planted.plant("A2", [0, 0, 1, 2, 2], channel="kiosk", month=SEPTEMBER)
    planted.plant("A2", [0, 0, 10, 20, 20], month=SEPTEMBER)
    planted.close(202612)
    found = by_code(planted.compare(narrowing=KIOSK, period=Period.parse("2026")))
    assert found["A2"].n == 5


@pytest.mark.parametrize("other", ["A1", "A2"])
def test_a_field_and_a_class_of_evidence_filter_in_the_same_way(province, other):
    province.plant(other, [1, 1, 1, 3, 4], field="Hộ tịch", evidence="A")
    province.plant(other, [1, 1, 1, 30, 40], field="Đất đai", evidence="C")
    member = other[:2]
    assert by_code(province.compare(narrowing=parse_narrowing("linh-vuc:Hộ tịch")))[member].n == 10
    assert by_code(province.compare(narrowing=parse_narrowing("chung-cu:C")))[member].n == 73


def test_counters_are_not_cut_by_channel_but_have_a_field(province):
    province.plant("A1", [1, 1, 1, 3, 4], field="Hộ tịch")
    with pytest.raises(WrongQuestionError, match="không dùng cho từng quầy"):
        province.compare(level="counter", parent="A1", narrowing=QR)
    field = parse_narrowing("linh-vuc:Hộ tịch")
    assert by_code(province.compare(level="counter", parent="A1", narrowing=field))["7K4M2QX0"].n == 10


def test_where_no_group_is_large_enough_the_sentence_says_so(province):
    province.mix("A1", {"kiosk": [0, 0, 0, 1, 2], "qr": [0, 0, 0, 9, 9]})
    with pytest.raises(NothingYetError, match="đủ lớn để tách riêng"):
        province.compare(narrowing=KIOSK)


@pytest.mark.parametrize("text", ["kenh", "kenh:", "sao:qr", ":", "level:5"])
def test_what_is_no_filter_is_refused_with_a_sentence(text):
    with pytest.raises(WrongQuestionError, match="Bộ lọc"):
        parse_narrowing(text)


def test_an_address_leads_back_to_its_filter():
    for address in ("kenh:qr", "linh-vuc:Đất đai", "chung-cu:A"):
        assert parse_narrowing(address).address == address
    assert parse_narrowing("") is None


@pytest.mark.parametrize("seed", range(3))
def test_no_page_taken_from_another_leaves_a_small_group(province, seed):
    """Units, their total, months, the year and the channels, each subtracted from what holds it."""
    chance = random.Random(seed)  # noqa: S311  # reproducible on purpose
    for month, where in product((SEPTEMBER, OCTOBER), ("A1", "A1b", "A2", "A3", "A4")):
        sizes = {channel: chance.choice((0, 1, 2, 4, 5, 9)) for channel in CHANNELS}
        province.mix(where, {"phone": [0, 0, 0, 5], **{c: [0, 0, n] for c, n in sizes.items()}}, month=month)
    province.close(202612)
    pages = {}
    for window, channel in product(("2026-09", "2026-10", "2026"), (None, "phone", *CHANNELS)):
        narrowing = channel and parse_narrowing(f"kenh:{channel}")
        try:
            found = province.compare(period=Period.parse(window), narrowing=narrowing)
        except NothingYetError:
            continue
        pages[window, channel] = {unit.code: unit.n or 0 for unit in found.units}
        if found.total:
            pages[window, channel]["37"] = found.total.respondents
    for (window, channel), sizes in pages.items():
        whole = pages[window, None]
        rest = {code: whole[code] - n for code, n in sizes.items() if whole.get(code)}
        months = [pages.get((month, channel), {}) for month in ("2026-09", "2026-10")]
        for code, n in sizes.items():
            assert {0, 1, 2, 3, 4} & {n, rest.get(code, 0)} <= {0}, (window, channel, code)
            if window == "2026":
                # A month of one counter with five to nine answers is hidden where the year is shown.
                assert n - sum(each.get(code, 0) for each in months) not in {1, 2, 3, 4}
        told = sum(n for code, n in sizes.items() if code != "37")
        hidden = sizes.get("37", told) - told
        assert hidden == 0 or hidden >= 5
    for window, code in product(("2026-09", "2026-10", "2026"), pages["2026", None]):
        told = sum(pages.get((window, channel), {}).get(code, 0) for channel in ("phone", *CHANNELS))
        left = pages[window, None].get(code, 0) - told
        assert left == 0 or left >= 5, (window, code)


@pytest.mark.usefixtures("planted")
def test_the_page_offers_what_there_is_and_keeps_the_filter_in_every_address(visit):
    page = visit("/giam-sat?template=QUICK&period=2026-10&loc=kenh:kiosk").text
    assert '<option value="kenh:kiosk" selected>Kênh: máy tính bảng tại quầy</option>' in page
    assert "không đủ số phiếu để tách riêng" in page
    assert "/giam-sat/don-vi/A1?template=QUICK&amp;period=2026-10&amp;loc=kenh:kiosk" in page
    unit = visit("/giam-sat/don-vi/A1?template=QUICK&period=2026-10&loc=kenh:kiosk").text
    assert "100,0\N{NO-BREAK SPACE}%" in unit
    assert "Chỉ gồm Kênh: máy tính bảng tại quầy" in unit


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("code", ["A2", "A3"])
def test_a_unit_whose_group_is_hidden_shows_no_number(visit, code):
    page = visit(f"/giam-sat/don-vi/{code}?template=QUICK&period=2026-10&loc=kenh:kiosk")
    assert page.status_code == 200
    assert "đủ lớn để tách riêng" in page.text
    assert "<svg" not in page.text
