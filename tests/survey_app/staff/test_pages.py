"""The other pages of the staff door, its headers and its refusals."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from survey_app.db import Database, open_engine
from survey_app.views.staff import create_staff_app

from .conftest import StaffDoor

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; media-src 'self'; "
    "form-action 'self'; frame-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)


@pytest.fixture
def administrator(door):
    return door.visitor_as("administrator")


def test_the_front_page_tells_a_stranger_what_this_is_and_shows_no_room(door):
    page = door.visitor().get("/").text
    assert "/dang-nhap" in page
    assert "<nav" not in page


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        ("administrator", ["/giam-sat", "/quan-ly", "/thiet-ke", "/quan-tri"]),
        ("designer", ["/thiet-ke"]),
        ("manager", ["/quan-ly"]),
        ("supervisor", ["/giam-sat"]),
        ("viewer", ["/giam-sat"]),
        ("co_surveyor", ["/giam-sat", "/quan-ly"]),
    ],
)
def test_the_front_page_shows_each_role_its_rooms_and_they_open(door, role, rooms):
    visitor = door.visitor_as(role, units=["37"])
    page = visitor.get("/").text
    shown = [room for room in ["/giam-sat", "/quan-ly", "/thiet-ke", "/quan-tri"] if f'href="{room}"' in page]
    assert shown == rooms
    assert [visitor.get(room).status_code for room in rooms] == [200] * len(rooms)


def test_the_designer_sees_versions_and_at_how_many_counters_each_is_open(door):
    page = door.visitor_as("designer").get("/thiet-ke").text
    assert "Phản hồi nhanh tại quầy" in page
    assert "3 quầy" in page


def test_a_designer_without_templates_reads_what_to_do(empty_door):
    assert "Chưa có mẫu phiếu nào" in empty_door.visitor_as("designer").get("/thiet-ke").text


def test_the_administrator_reads_accounts_without_anything_of_their_passwords(administrator, door):
    door.visitor_as("manager", units=["13285"])
    page = administrator.get("/quan-tri/tai-khoan").text
    assert "Quản lý đơn vị" in page
    assert "Phường Phủ Lý" in page
    assert "argon2" not in page


def test_the_administrator_learns_of_waiting_answers_in_fives_and_when_their_half_day_is_over(
    administrator, house
):
    empty = _lines(administrator)
    for code in ("7K4M2QX0", "7K4M2QX1") * 3:
        house.answer(code)
        assert _lines(administrator) == empty, "nobody sees an answer arrive"
    house.half_day_later()
    house.seal()
    page = administrator.get("/quan-tri").text
    assert "Từ 5 phiếu" in page
    assert "hòm phiếu chưa đủ năm phiếu" in page
    assert "sáng 01/10/2026" in page


def test_the_administrator_the_load_balancer_and_programs_hear_of_a_clock_that_is_not_believed(
    administrator, door, house
):
    house.clock.at += timedelta(days=366)
    assert "hailong seal --confirm-through" in administrator.get("/quan-tri").text
    answer = door.visitor().get("/readyz")
    assert (answer.status_code, answer.json["reason"]) == (503, "sealing")
    house.clock.at -= timedelta(days=368)
    assert "hailong seal --repair" in administrator.get("/quan-tri").text
    answer = door.visitor().get("/readyz")
    assert (answer.status_code, answer.json["reason"]) == (503, "clock")
    assert not any(char.isdigit() for char in answer.json["sentence"]), "no number, no day, no answer"


def _lines(visitor):
    return [line for line in visitor.get("/quan-tri").text.splitlines() if "csrf_token" not in line]


def test_the_administrator_reads_that_sealing_is_late_and_which_half_day_is_closed(administrator, house):
    house.half_day_later(2)
    assert "tiến trình kiểm phiếu có thể đã dừng" in administrator.get("/quan-tri").text
    house.seal()
    page = administrator.get("/quan-tri").text
    assert "tiến trình kiểm phiếu có thể đã dừng" not in page
    assert "Chiều 01/10/2026" in page


@pytest.mark.parametrize("path", ["/", "/dang-nhap", "/quan-tri", "/khong-co", "/healthz", "/readyz"])
def test_every_answer_carries_the_headers_that_protect_it(administrator, path):
    headers = administrator.get(path).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["Cache-Control"] == "no-store"


def test_a_style_sheet_is_kept_by_browsers_and_asks_for_no_session(administrator):
    address = administrator.get("/").text.partition('rel="stylesheet" href="')[2].partition('"')[0]
    answer = administrator.get(address)
    assert answer.status_code == 200
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("role", "path", "status", "words"),
    [
        (None, "/khong-co", 404, "Không có trang này"),
        (None, "/%00", 404, "Không có trang này"),
        ("manager", "/quan-tri", 403, "Tài khoản này không vào được trang này"),
        ("manager", "/khong-co", 404, "Không có trang này"),
    ],
)
def test_a_refusal_says_what_happened_and_leads_back(door, role, path, status, words):
    visitor = door.visitor_as(role, units=["37"]) if role else door.visitor()
    answer = visitor.get(path)
    assert answer.status_code == status
    assert words in answer.text
    assert "Về trang đầu" in answer.text


def test_a_method_that_a_page_does_not_know_is_refused_and_the_known_ones_named(door):
    answer = door.visitor().post("/healthz", {})
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_a_body_that_is_too_big_is_refused_with_a_sentence(door):
    answer = door.visitor().post("/dang-nhap", {"username": "x" * 70_000})
    assert answer.status_code == 413
    assert "không nhận nhiều dữ liệu" in answer.text


def test_a_demo_says_on_every_page_that_its_data_are_simulated(house):
    platform = replace(house.platform, kind="demo")
    door = StaffDoor(create_staff_app(platform), platform)
    visitor = door.visitor_as("administrator")
    for path in [
        "/",
        "/dang-nhap",
        "/quan-ly",
        "/quan-ly/quay/7K4M2QX0",
        "/thiet-ke",
        "/quan-tri",
        "/khong-co",
    ]:
        answer = visitor.get(path)
        assert answer.status_code in {302, 303} or "Dữ liệu mô phỏng" in answer.text, path


def test_a_house_that_is_no_demo_does_not_say_so(administrator):
    assert "Dữ liệu mô phỏng" not in administrator.get("/").text


def test_the_process_answers_and_the_database_is_ready(door):
    assert door.visitor().get("/healthz").status_code == 200
    assert door.visitor().get("/readyz").json == {"ready": True}


def test_a_database_behind_the_newest_migration_is_not_ready(door):
    with door.platform.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = door.visitor().get("/readyz")
    assert (answer.status_code, answer.json["reason"]) == (503, "migration")


def test_a_house_without_its_key_folder_is_not_ready(door):
    folder = door.platform.config.key_folder
    folder.rename(folder.with_name("away"))
    answer = door.visitor().get("/readyz")
    assert (answer.status_code, answer.json["reason"]) == (503, "keys")


@pytest.fixture
def cut_off(door, administrator):
    """The same visitor, cookie in hand, at a door whose database is gone."""
    engine = open_engine("postgresql+psycopg://nobody@127.0.0.1:9/none")
    platform = replace(door.platform, database=Database(engine))
    administrator.client.application = create_staff_app(platform)
    return administrator


@pytest.mark.parametrize("path", ["/", "/quan-tri", "/quan-ly", "/khong-co", "/dang-nhap"])
def test_without_a_database_every_page_still_answers_with_a_page(cut_off, path):
    answer = cut_off.get(path)
    assert answer.status_code == 503
    assert "Máy chủ chưa kết nối được với cơ sở dữ liệu." in answer.text
    assert answer.headers["Retry-After"]


def test_without_a_database_the_process_lives_is_not_ready_and_keeps_its_looks(cut_off):
    assert cut_off.get("/healthz").status_code == 200
    answer = cut_off.get("/readyz")
    assert (answer.status_code, answer.json) == (503, {"ready": False, "reason": "database"})
    assert cut_off.get("/static/staff.css").status_code == 200
