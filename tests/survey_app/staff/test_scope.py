"""A manager's pages: counters of the scope, sealed totals, and nothing beyond."""

import pytest

from survey_app.form_keys import ALPHABET

from .conftest import TOKEN

ADDRESSES = ["/quan-ly/quay/{}", "/quan-ly/quay/{}/qr.svg", "/quan-ly/quay/{}/qr.png"]
OURS, OTHERS = "7K4M2QX0", "7K4M2QX2"


@pytest.fixture
def manager(door):
    return door.visitor_as("manager", units=["13285"])


def test_a_manager_sees_the_counters_of_the_own_commune_alone(manager):
    page = manager.get("/quan-ly").text
    assert "Phường Phủ Lý" in page
    assert "7K4M\N{NO-BREAK SPACE}2QX0" in page
    assert "7K4M\N{NO-BREAK SPACE}2QX1" in page
    assert "Bình Lục" not in page
    assert "2QX2" not in page


def test_a_list_tells_field_address_and_open_form(manager):
    page = manager.get("/quan-ly").text
    assert "Hộ tịch" in page
    assert "/K/7K4M2QX0" in page
    assert "Phản hồi nhanh tại quầy, bản 1" in page
    assert "từ 01/10/2026" in page


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_counter_of_another_commune_does_not_exist_for_a_manager(manager, address):
    ours, others = manager.get(address.format(OURS)), manager.get(address.format(OTHERS))
    nowhere = manager.get(address.format("ZZZZZZZZ"))
    assert ours.status_code == 200
    assert (others.status_code, nowhere.status_code) == (404, 404)
    assert _without_token(others).replace(OTHERS, "ZZZZZZZZ") == _without_token(nowhere)


def _without_token(answer):
    """A token holds the second in which it was made."""
    return TOKEN.sub("", answer.text)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_province_reaches_the_counters_of_all_its_communes(door, address):
    province = door.visitor_as("manager", units=["37"])
    assert province.get(address.format(OTHERS)).status_code == 200


@pytest.mark.parametrize("code", ["%00", "7K4M2QX%00", "a" * 300, "..%2f..%2fetc", "7K4M2QXU", "Quầy"])
def test_what_cannot_be_a_code_is_not_found(manager, code):
    assert manager.get(f"/quan-ly/quay/{code}").status_code == 404
    assert "U" not in ALPHABET


def test_a_code_typed_in_small_letters_with_a_blank_finds_its_counter(manager):
    assert manager.get("/quan-ly/quay/7k4m 2qxo").status_code == 200


def test_a_manager_sees_sealed_totals_and_never_what_waits(manager, house):
    for _ in range(4):
        house.answer(OURS)
    house.half_day_later()
    house.seal()
    assert "chưa đủ năm phiếu đã kiểm" in manager.get("/quan-ly").text
    before = manager.get(f"/quan-ly/quay/{OURS}").text
    house.answer(OURS)
    assert _pages_equal(before, manager.get(f"/quan-ly/quay/{OURS}").text)
    house.half_day_later()
    house.seal()
    page = manager.get("/quan-ly").text
    assert "<b>5</b> phiếu đã kiểm trong tháng 10/2026" in page
    house.answer(OURS)
    assert _pages_equal(page, manager.get("/quan-ly").text)


def _pages_equal(one, other):
    def plain(page):
        return [line for line in page.splitlines() if "csrf_token" not in line]

    return plain(one) == plain(other)


def test_another_units_sealed_answers_stay_out_of_a_managers_total(manager, house):
    for _ in range(6):
        house.answer(OTHERS)
    house.half_day_later()
    house.seal()
    assert "<b>6</b>" not in manager.get("/quan-ly").text


def test_an_empty_scope_says_what_is_missing_and_who_helps(empty_door):
    page = empty_door.visitor_as("administrator").get("/quan-ly").text
    assert "Chưa có quầy nào" in page


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "²", "9" * 400, "1"])
def test_a_page_that_does_not_exist_shows_the_nearest(manager, page):
    assert manager.get(f"/quan-ly?trang={page}").status_code == 200
