"""A closed window is computed once, for however many ask; whatever somebody writes makes it be computed anew."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import update

from survey_app.kept import Kept
from survey_app.models import Unit


def test_many_who_ask_together_are_answered_by_one_computation():
    kept, calls, all_here = Kept(), [], threading.Barrier(8)

    def compute():
        calls.append(1)
        return object()

    def ask(_number):
        all_here.wait()
        return kept.get("page", compute)

    with ThreadPoolExecutor(8) as crowd:
        found = set(crowd.map(ask, range(8)))
    assert (len(found), len(calls)) == (1, 1)


def test_a_failure_is_told_to_all_and_kept_for_nobody():
    kept = Kept()

    def fail():
        raise ValueError("wrong question")

    for _ in range(2):
        with pytest.raises(ValueError, match="wrong question"):
            kept.get("page", fail)
    assert kept.get("page", lambda: 1) == 1


def test_the_least_asked_for_makes_room():
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c"):
        kept.get(key, lambda key=key: key)
    assert kept.get("a", lambda: "anew") == "a"
    assert kept.get("b", lambda: "anew") == "anew"


ADDRESSES = ("/giam-sat", "/giam-sat?dang=csv", "/giam-sat/don-vi/A1", "/giam-sat/don-vi/A1?dang=csv")


@pytest.fixture
def planted(province):
    province.plant("A1", [2, 3, 10, 60, 65, 7])
    province.plant("A2", [10, 12, 18, 30, 20])
    return province


@pytest.fixture
def again(visit):
    """Ask for an address with the fingerprint of the page that was seen before."""
    return lambda address, seen, **who: visit(address, headers={"If-None-Match": seen.headers["ETag"]}, **who)


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_that_is_there_already_is_not_computed_again(visit, again, address):
    seen = visit(address)
    assert seen.status_code == 200
    assert seen.headers["Cache-Control"] == "private, no-cache"
    assert again(address, seen).status_code == 304


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("change", ["seal", "name", "half-day"])
def test_a_seal_a_new_name_and_a_new_half_day_are_seen_at_once(planted, visit, again, address, change):
    seen = visit(address)
    if change == "seal":
        planted.plant("A1", [50, 0, 0, 0, 0], month=202609)
        planted.plant("A1", [50, 0, 0, 0, 0])
    elif change == "name":
        with planted.platform.database.writing() as connection:
            connection.execute(update(Unit).where(Unit.code == "A1").values(name="Phường Mới"))
    else:
        planted.clock.at = planted.clock.at.replace(hour=13)
    then = again(address, seen)
    assert then.status_code == 200
    if change != "half-day":
        assert then.data != seen.data
    if change == "name":
        assert "Phường Mới" in then.text


@pytest.mark.usefixtures("planted")
def test_a_page_of_one_account_is_never_that_of_another_nor_in_another_language(visit, again):
    seen = visit("/giam-sat")
    assert again("/giam-sat", seen, units=("37", "38")).status_code == 200
    assert again("/giam-sat", seen, units=("B1",)).status_code != 304
    assert again("/giam-sat", seen, language="en").status_code == 200


def test_answers_that_arrive_leave_what_was_computed_standing(house):
    from survey_app.services.windows import state_of_house

    before = state_of_house(house.platform)
    house.answer()
    assert state_of_house(house.platform) == before
    with house.platform.database.writing():
        pass
    assert state_of_house(house.platform) != before
