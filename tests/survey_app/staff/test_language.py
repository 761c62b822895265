"""The staff door in another language: chosen in one press, kept for the session, Vietnamese for everybody else."""

from urllib.parse import urlencode

import pytest


def test_a_press_on_english_changes_the_page_one_came_from_and_the_next_ones(door):
    visitor = door.visitor_as("administrator")
    visitor.language = "en"
    way = visitor.get("/ngon-ngu/en?ve=/tai-khoan")
    assert (way.status_code, way.location) == (302, "/tai-khoan")
    assert "Log out" in visitor.get("/tai-khoan").text
    visitor.speak("vi")
    assert "Đăng xuất" in visitor.get("/tai-khoan").text


def test_one_persons_english_is_nobody_elses(door):
    door.visitor().speak("en")
    assert "Đăng nhập" in door.visitor().get("/").text


@pytest.mark.parametrize(
    "elsewhere", ["https://example.org/", "//example.org", "/\\example.org", "javascript:0"]
)
def test_the_way_back_leads_to_nobody_elses_page(door, elsewhere):
    assert door.visitor().get(f"/ngon-ngu/en?{urlencode({'ve': elsewhere})}").location == "/"


def test_a_language_we_do_not_speak_is_no_page(door):
    assert door.visitor().get("/ngon-ngu/xx").status_code == 404
