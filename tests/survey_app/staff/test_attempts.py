"""Guessing at the login: ten wrong tries in a quarter of an hour, then the name has to wait."""

import pytest

from survey_app.services import attempts
from survey_app.services.attempts import Attempts
from survey_app.services.login import PASSWORD_ATTEMPTS

from .test_login import _page_of


@pytest.fixture
def clock(door):
    """Seconds that a test may let pass at the door."""
    passed = [0.0]
    door.app.extensions[PASSWORD_ATTEMPTS].now = lambda: passed[0]
    return passed


def _fail(visitor, name, times=attempts.LIMIT):
    return [visitor.log_in(name, "sai mật khẩu rồi").status_code for _ in range(times)]


@pytest.fixture
def visitor(door, clock):  # noqa: ARG001  # the clock stands from the beginning
    door.visitor_as("designer")
    return door.visitor()


@pytest.mark.parametrize("name", ["designer", "khong.co", "Ông ấy"])
def test_after_ten_wrong_passwords_a_name_waits_whether_it_exists_or_not(visitor, name):
    assert _fail(visitor, name) == [200] * 10
    answer = visitor.log_in(name)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Hãy chờ 15 phút" in answer.text
    assert "không đúng" not in answer.text


def test_the_name_is_counted_in_any_spelling_and_other_names_go_on(visitor):
    _fail(visitor, " DESIGNER ")
    assert visitor.log_in("designer").status_code == 429
    assert _fail(visitor, "khac", times=1) == [200]


def test_after_a_quarter_of_an_hour_the_right_password_opens_again(visitor, clock):
    _fail(visitor, "designer")
    clock[0] += attempts.WINDOW_SECONDS - 1
    assert visitor.log_in("designer").status_code == 429
    clock[0] += 1
    assert visitor.log_in("designer").status_code == 303


def test_nine_wrong_ones_and_a_right_one_begin_the_count_anew(door, visitor):
    _fail(visitor, "designer", times=9)
    assert visitor.log_in("designer").status_code == 303
    assert _page_of(door.visitor().log_in("designer", "sai mật khẩu rồi"))
    assert door.visitor().log_in("designer").status_code == 303


def test_a_flood_of_invented_names_takes_no_memory_without_end(monkeypatch):
    monkeypatch.setattr(attempts, "MOST_NAMES", 5)
    counter = Attempts()
    for name in range(50):
        counter.failed(str(name))
    assert len(counter._tries) == 5
