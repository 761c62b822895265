"""The draft's page may run our scripts, no other page may run any; a dropped question is placed by a plain request."""

import pytest

from survey_app.services.drafting import changing

PAGE = "/thiet-ke/QUICK/soan"
pytestmark = pytest.mark.usefixtures("draft")


def order(door):
    return [item.code for item in changing.find_draft(door.platform, code="QUICK").questionnaire.items]


def test_only_the_drafts_page_may_run_scripts_and_only_from_here(door):
    lan = door.visitor_as("designer")
    for address in ("/thiet-ke", "/thiet-ke/QUICK/ban/1", "/thiet-ke/QUICK/soan/duyet"):
        assert "script-src" not in lan.get(address).headers["Content-Security-Policy"]
    policy = lan.get(PAGE).headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    refused = lan.post(PAGE, {"do": "remove:Q1"}, from_page=PAGE)
    assert (refused.status_code, "script-src 'self';" in refused.headers["Content-Security-Policy"]) == (
        422,
        True,
    )


def test_a_dropped_question_is_placed_before_or_after_another(door):
    lan = door.visitor_as("designer")
    assert order(door) == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    done = lan.post(PAGE, {"do": "place:Q3:after:Q5"}, from_page=PAGE)
    assert done.location == f"{PAGE}#cau-Q3"
    assert order(door) == ["Q1", "Q2", "Q4", "Q5", "Q3"]
    lan.post(PAGE, {"do": "place:Q3:before:Q4"}, from_page=PAGE)
    assert order(door) == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    # A question that others are asked by cannot come after them.
    assert lan.post(PAGE, {"do": "place:Q1:after:Q5"}, from_page=PAGE).status_code == 422


@pytest.mark.parametrize(
    ("told", "status"),
    [("place", 400), ("place:Q1", 400), ("place:Q1:beside:Q2", 400), ("place:XX:after:Q1", 422), ("place:Q1:after:", 422)],
)  # fmt: skip
def test_a_place_that_makes_no_sense_changes_nothing(door, told, status):
    before = order(door)
    assert door.visitor_as("designer").post(PAGE, {"do": told}, from_page=PAGE).status_code == status
    assert order(door) == before
