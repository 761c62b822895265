"""/quan-tri/don-vi: the administrator's units and counters."""

import io
import re

import pytest

from survey_app.services.answering import CounterGoneError, open_form
from survey_app.store import counters, units

HEAD = "code,name,level,parent_code,valid_from\n"


@pytest.fixture
def admin(door):
    return door.visitor_as("administrator")


@pytest.fixture
def new_admin(empty_door):
    return empty_door.visitor_as("administrator")


def counters_of(house):
    with house.platform.database.reading() as connection:
        return counters.list_counters(connection)


def unit_codes(house):
    with house.platform.database.reading() as connection:
        return {unit.code for unit in units.list_units(connection, on=house.platform.today)}


def upload(text, **fields):
    return {"file": (io.BytesIO(text.encode()), "tep.csv"), **fields}


def follow(visitor, response):
    assert response.status_code == 303
    return visitor.get(response.headers["Location"]).text


def test_an_empty_house_is_led_to_the_list_of_the_country_and_loads_a_province(empty_house, new_admin):
    assert "Chưa có đơn vị nào" in new_admin.get("/quan-tri/don-vi").text
    page = "/quan-tri/don-vi/nap"
    done = new_admin.post(f"{page}/ca-nuoc", {"province": "37"}, from_page=page)
    assert "Tỉnh Ninh Bình" in follow(new_admin, done)
    assert len(unit_codes(empty_house)) == 130
    assert new_admin.post(f"{page}/ca-nuoc", {"province": "99"}, from_page=page).status_code == 422


@pytest.mark.parametrize("words", ["phu ly", "PHỦ LÝ", "13285", "lý phu"])
def test_a_unit_is_found_without_marks_in_any_case_and_by_its_code(new_admin, words):
    page = "/quan-tri/don-vi/nap"
    new_admin.post(f"{page}/ca-nuoc", {"province": "37"}, from_page=page)
    found = new_admin.get(f"/quan-tri/don-vi?tim={words}").text
    assert ">Phường Phủ Lý</a>" in found
    assert "Xã Bình Lục" not in found


def test_a_new_counter_has_a_code_and_a_nameless_one_is_refused(house, admin):
    page = "/quan-tri/don-vi/13285"
    before = {row.code for row in counters_of(house)}
    told = follow(admin, admin.post(f"{page}/quay", {"name": " Quầy đất đai "}, from_page=page))
    (new,) = [row for row in counters_of(house) if row.code not in before]
    assert (new.name, new.unit_code) == ("Quầy đất đai", "13285")
    assert new.code in told
    refused = admin.post(f"{page}/quay", {"name": " ", "procedure_field": "hộ tịch"}, from_page=page)
    assert refused.status_code == 422
    assert 'value="hộ tịch"' in refused.text
    assert len(counters_of(house)) == len(before) + 1


def test_a_copied_poster_leads_nowhere_after_one_press_and_the_new_code_asks_the_same(house, admin):
    old = next(row for row in counters_of(house) if row.code == "7K4M2QX0")
    page = f"/quan-tri/don-vi/{old.unit_code}"
    version = open_form(house.platform, code=old.code).version_id
    told = follow(admin, admin.post(f"{page}/quay/{old.code}/doi-ma", {}, from_page=page))
    fresh = re.search(r"Mã mới là (\w{8})", told)[1]
    assert open_form(house.platform, code=fresh).version_id == version
    with pytest.raises(CounterGoneError):
        open_form(house.platform, code=old.code)
    assert admin.post(f"{page}/quay/{old.code}/doi-ma", {}, from_page=page).status_code == 409


def test_a_closed_counter_takes_answers_until_the_end_of_the_day(house, admin):
    row = next(row for row in counters_of(house) if row.code == "7K4M2QX0")
    page = f"/quan-tri/don-vi/{row.unit_code}"
    assert admin.post(f"{page}/quay/{row.code}/dong", {}, from_page=page).status_code == 303
    assert open_form(house.platform, code=row.code)
    house.half_day_later(2)
    with pytest.raises(CounterGoneError):
        open_form(house.platform, code=row.code)


def test_a_counter_of_another_unit_is_not_reached_by_this_ones_address(admin):
    page = "/quan-tri/don-vi/37"
    assert admin.post(f"{page}/quay/7K4M2QX0/dong", {}, from_page=page).status_code == 404
    assert admin.post("/quan-tri/don-vi/none/quay", {"name": "x"}, from_page=page).status_code == 404


def test_a_table_with_faults_names_each_and_writes_nothing_and_a_trial_writes_nothing(house, admin):
    page = "/quan-tri/don-vi/nap"
    before = unit_codes(house)
    bad = HEAD + "".join(f"X{n},,commune,37,2025-13-01\n" for n in range(500))
    refused = admin.post(f"{page}/tep", upload(bad, what="units"), from_page=page)
    assert refused.status_code == 422
    named = set(re.findall(r"dòng (\d+), cột (\w+)", refused.text))
    assert named == {(str(n), column) for n in range(2, 502) for column in ("name", "valid_from")}
    good = HEAD + "X1,Xã Mới,commune,37,2025-07-01\n"
    trial = admin.post(f"{page}/tep", upload(good, what="units", trial="yes"), from_page=page)
    assert "Chưa ghi gì" in follow(admin, trial)
    assert unit_codes(house) == before
    admin.post(f"{page}/tep", upload(good, what="units"), from_page=page)
    assert unit_codes(house) == before | {"X1"}


@pytest.mark.parametrize("fields", [{}, {"what": "people"}, {"what": "units"}])
def test_a_form_without_its_file_or_its_kind_is_told_what_is_missing(admin, fields):
    page = "/quan-tri/don-vi/nap"
    assert admin.post(f"{page}/tep", fields, from_page=page).status_code == 422
    assert admin.post(f"{page}/sap-xep", fields, from_page=page).status_code == 422


def test_units_merge_and_counters_follow_from_the_pages(house, admin):
    today = house.platform.today
    page = "/quan-tri/don-vi/nap"
    act = "predecessor_code,successor_code,extent,name,type,parent_code\n13285,P1,toan_bo,Phường Mới,phuong,37\n"
    fields = {"day": today.isoformat()}
    done = admin.post(f"{page}/sap-xep", upload(act, **fields), from_page=page)
    assert "1 đơn vị kết thúc, 1 đơn vị thành lập" in follow(admin, done)
    moves = "/quan-tri/don-vi/chuyen-quay"
    assert "Phường Mới" in admin.get(moves).text
    unseen = admin.post(moves, {"seen": "0" * 16}, from_page=moves)
    assert "nơi về của các quầy đã đổi" in follow(admin, unseen)
    assert open_form(house.platform, code="7K4M2QX0").door.unit_name == "Phường Phủ Lý"
    admin.post(moves, {}, from_page=moves)
    assert open_form(house.platform, code="7K4M2QX0").door.unit_name == "Phường Mới"
    assert "Không có quầy nào phải chuyển" in admin.get(moves).text


def test_a_quality_mark_is_set_and_taken_back(admin):
    page = "/quan-tri/don-vi/13285"
    admin.post(f"{page}/iso", {"certified": "yes"}, from_page=page)
    assert "áp dụng ISO 9001." in admin.get(page).text
    admin.post(f"{page}/iso", {"certified": "no"}, from_page=page)
    assert "áp dụng ISO 9001." not in admin.get(page).text
