"""Quotas on the pages: given when publishing, seen with the progress, by units only to read."""

import pytest

from survey_app.services import publishing

PAGE = "/thiet-ke/QUICK/ban/1/phat-hanh"
FORM = {"counter": "7K4M2QX0", "opens_on": "2026-10-01", "overlap": "refuse"}


@pytest.fixture
def lan(door):
    for code in ("7K4M2QX0", "7K4M2QX1"):
        publishing.close(door.platform.database, counter_code=code, closes_on=door.platform.today)
    return door.visitor_as("designer")


def test_a_quota_given_when_publishing_is_shown_with_what_the_counter_has(door, lan):
    given = {**FORM, "opens_on": "2026-10-02", "a_day": "20", "in_all": "500", "closes": "yes"}
    assert lan.post(PAGE, given, from_page=PAGE).status_code == 303
    unit = door.visitor_as("manager", units=("13285",))
    door.platform.clock.at = door.platform.clock.at.replace(day=3)
    listed = lan.get("/quan-tri/dot-phat-hanh?tim=7K4M2QX0").text
    assert "trên 500 của cả đợt" in listed
    assert "0 mỗi ngày, chỉ tiêu 20" in listed
    seen = unit.get("/quan-ly/quay/7K4M2QX0").text
    assert "20 phiếu mỗi ngày, 500 phiếu cả đợt" in seen
    assert "phiếu này không gửi được" in unit.get("/quan-ly/quay/7K4M2QX0/phieu").text
    assert unit.get("/quan-ly/quay/7K4M2QX1/phieu").status_code == 404


@pytest.mark.parametrize(
    ("quota", "words"),
    [
        ({"a_day": "nhiều"}, "Chỉ tiêu là một số phiếu"),
        ({"a_day": "4"}, "ít nhất là 5"),
        ({"in_all": "9999999"}, "Chỉ tiêu là một số phiếu"),
        ({"closes": "yes"}, "phải ghi chỉ tiêu"),
    ],
)
def test_a_wrong_quota_is_refused_with_a_sentence_and_nothing_opens(lan, quota, words):
    refused = lan.post(PAGE, {**FORM, "opens_on": "2026-10-02", **quota}, from_page=PAGE)
    assert refused.status_code == 422
    assert words in refused.text
    assert "02/10/2026" not in lan.get("/quan-tri/dot-phat-hanh").text
