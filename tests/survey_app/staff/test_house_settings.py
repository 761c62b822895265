"""/quan-tri: settings of the house, the working-day calendar, and when it was last backed up."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest

from survey_app.services.house_settings import find_settings
from survey_app.services.working_days import is_working_day, list_year
from survey_app.store.settings import put_setting

from .conftest import TOKEN

SETTINGS, CALENDAR = "/quan-tri/cai-dat", "/quan-tri/lich"
DAY = {"day": "2027-01-01", "kind": "off", "name": "Tết Dương lịch"}


@pytest.fixture
def administrator(door):
    return door.visitor_as("administrator")


def _send_file(visitor, content):
    token = TOKEN.search(visitor.get(CALENDAR).text)[1]
    return visitor.post_bare(
        f"{CALENDAR}/nap?nam=2027", {"csrf_token": token, "file": (BytesIO(content), "lich.csv")}
    )


def test_the_owner_is_named_as_the_province_names_it(door, administrator):
    assert find_settings(door.platform).owner_body == "Ban Dân vận"
    form = {"owner_body": "  Ban Tuyên giáo  và Dân vận", "roles": ["manager", "king"]}
    assert administrator.post(SETTINGS, form, from_page=SETTINGS).status_code == 303
    page = administrator.get(SETTINGS).text
    assert "Đã lưu cài đặt." in page
    assert 'value="Ban Tuyên giáo và Dân vận"' in page
    assert find_settings(door.platform).second_factor_roles == {"manager"}


@pytest.mark.parametrize(
    ("owner", "sentence"),
    [(" ", "Hãy ghi tên"), ("b" * 101, "dài quá 100 ký tự"), ("a\0b", "không in được")],
)
def test_an_owner_that_cannot_be_is_refused_and_shown_again(door, administrator, owner, sentence):
    answer = administrator.post(SETTINGS, {"owner_body": owner, "roles": ["viewer"]}, from_page=SETTINGS)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="viewer" checked' in answer.text
    assert find_settings(door.platform).owner_body == "Ban Dân vận"


@pytest.mark.parametrize(("kind", "roles"), [("production", {"administrator"}), ("demo", set())])
def test_before_anything_is_settled_administrators_of_real_data_need_a_second_factor(door, kind, roles):
    assert find_settings(replace(door.platform, kind=kind)).second_factor_roles == roles


def test_a_year_is_shown_with_its_days_and_an_unannounced_one_says_what_to_do(administrator):
    page = administrator.get(f"{CALENDAR}?nam=2026").text
    assert "Ngày Văn hóa Việt Nam" in page
    assert "14 ngày khác lệ thường" in page
    assert "Năm 2030 chưa có ngày nào" in administrator.get(f"{CALENDAR}?nam=2030").text


@pytest.mark.parametrize("year", ["", "x", "1", "99999", "²⁰²⁶", "%00"])
def test_a_year_that_cannot_be_shows_this_year(administrator, year):
    answer = administrator.get(f"{CALENDAR}?nam={year}&sua={year}")
    assert answer.status_code == 200
    assert "Lịch làm việc năm 2026" in answer.text


def test_a_day_is_added_changed_and_removed(door, administrator):
    for name in ("Tết", "Tết Dương lịch"):
        answer = administrator.post(CALENDAR, DAY | {"name": name}, from_page=CALENDAR)
        assert (answer.status_code, answer.location) == (303, f"{CALENDAR}?nam=2027")
    assert 'value="Tết Dương lịch"' in administrator.get(f"{CALENDAR}?nam=2027&sua=2027-01-01").text
    assert not is_working_day(door.platform, date(2027, 1, 1))
    administrator.post(f"{CALENDAR}/xoa", {"day": "2027-01-01"}, from_page=CALENDAR)
    assert is_working_day(door.platform, date(2027, 1, 1))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"day": "26/04/2026"}, "26/04/2026 là Chủ nhật, vốn đã nghỉ"),
        ({"day": "hôm qua"}, "Hãy ghi ngày"),
        ({"kind": "king"}, "Hãy chọn nghỉ hoặc làm bù"),
        ({"kind": "working"}, "vốn đã làm việc"),
        ({"name": "\0"}, "không in được"),
    ],
)
def test_a_day_that_cannot_be_is_refused_at_its_field(door, administrator, given, sentence):
    answer = administrator.post(CALENDAR, DAY | given, from_page=CALENDAR)
    assert answer.status_code == 422
    assert sentence in answer.text
    assert list_year(door.platform, 2027) == []


def test_a_file_goes_out_and_comes_in(door, administrator):
    file = administrator.get(f"{CALENDAR}/tep?nam=2026")
    assert file.headers["Content-Disposition"] == 'attachment; filename="lich-2026.csv"'
    assert file.text.count("\n") == 15
    administrator.post(f"{CALENDAR}/xoa", {"day": "2026-01-01"}, from_page=CALENDAR)
    assert _send_file(administrator, file.data).status_code == 303
    assert len(list_year(door.platform, 2026)) == 14


def test_a_wrong_file_names_its_faults_and_writes_nothing(door, administrator):
    answer = _send_file(administrator, b"day,kind,name\n2027-01-01,off,A\n2027-01-02,off,B\nx,off,C\n")
    assert answer.status_code == 422
    assert "Dòng 3, cột day" in answer.text
    assert "Dòng 4, cột day" in answer.text
    assert list_year(door.platform, 2027) == []


def test_the_days_that_ship_come_back_by_a_button_and_only_for_a_year_that_has_some(door, administrator):
    administrator.post(f"{CALENDAR}/xoa", {"day": "2026-01-01"}, from_page=CALENDAR)
    administrator.post(f"{CALENDAR}/co-san", {"nam": "2026"}, from_page=CALENDAR)
    assert len(list_year(door.platform, 2026)) == 14
    assert administrator.post(f"{CALENDAR}/co-san", {"nam": "2030"}, from_page=CALENDAR).status_code == 400
    assert administrator.post(f"{CALENDAR}/xoa", {"day": "?"}, from_page=CALENDAR).status_code == 400


@pytest.mark.parametrize("path", [SETTINGS, CALENDAR])
def test_only_administrators_settle_anything(door, path):
    person = door.visitor_as("designer")
    assert person.get(path).status_code == 403
    assert person.post(path, DAY, from_page="/").status_code == 403


def test_a_house_without_a_backup_says_so_and_what_to_do(administrator):
    page = administrator.get("/quan-tri").text
    assert "Chưa có bản sao lưu nào được ghi nhận." in page
    assert "<code>hailong backup -o TỆP</code>" in page


@pytest.mark.parametrize(
    ("age", "words"),
    [(timedelta(days=1), "Lần gần nhất: "), (timedelta(days=8), "Đã quá bảy ngày chưa sao lưu.")],
)
def test_the_age_of_the_last_backup_is_told(door, house, administrator, age, words):
    with door.platform.database.writing() as connection:
        put_setting(connection, "last_backup", (house.clock.now() - age).isoformat())
    page = administrator.get("/quan-tri").text
    assert words in page
    assert ("Đã quá bảy ngày" in page) is (age.days > 7)


def test_a_moment_that_cannot_be_read_counts_as_no_backup(door, administrator):
    with door.platform.database.writing() as connection:
        put_setting(connection, "last_backup", "hôm qua")
    assert "Chưa có bản sao lưu nào" in administrator.get("/quan-tri").text
