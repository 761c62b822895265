"""A form filled with twice as much takes the server no more than about twice as long: every form of every page."""

from urllib.parse import urlencode

import pytest
from flask import request
from support.page_tree import Tree
from support.work import grows

from survey_app.access import ROLES, public
from survey_app.views.citizen import create_citizen_app

from .conftest import TOKEN
from .test_access_matrix import addresses

LETTERS = ("a", " ", "<a ", "0", "ạ\u0301", "a@")
BODY, ADDRESS = 24_000, 3_000  # bytes of the smaller of two, at most
CHOSEN = {"checkbox", "radio", "submit", "button", "file", "csrf_token"}
LOG_OUT = "/dang-xuat"


def forms_of(html):
    """Where each form of a page is sent, how, and the names of what somebody types into it."""
    tree = Tree.of(html)
    for form in tree.named("form"):
        inside = [
            e
            for e in tree.named("input", "textarea", "select")
            if e.get("form") == form.get("id") or form in tree.above(e)
        ]
        names = {
            e.get("name")
            for e in inside
            if e.get("type") not in CHOSEN and e.get("name") not in {None, "csrf_token", "k"}
        }
        if names and form.get("action") != LOG_OUT:
            yield form.get("action"), form.get("method"), tuple(sorted(names))


def slow_forms(visitor, forms, *, hidden):
    """Forms that take longer than they should, and the letters with which they do."""
    for action, method, names in sorted(forms):
        for letters in LETTERS:
            small, large = (
                _sending(visitor, (action, method, names), letters * times, hidden) for times in (1, 2)
            )
            if grows(small, large):
                yield action, letters


def _sending(visitor, form, letters, hidden):
    action, method, names = form
    fields = dict.fromkeys(names, letters * ((BODY if method == "post" else ADDRESS) // len(names) // 4))
    asked = {} if method == "post" else {"query_string": urlencode(fields)}

    def send():
        with visitor.open(
            action, method=method, data=fields | hidden if method == "post" else None, **asked
        ) as sent:
            assert sent.status_code < 500, action

    return send


def all_forms(visitor, app, role):
    found = set()
    for _, address, policy in addresses(app):
        if policy.is_public or role in policy.roles:
            with visitor.client.get(address) as page:
                if page.mimetype == "text/html":
                    found |= set(forms_of(page.text))
    return found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.usefixtures("draft")
def test_every_form_of_every_role_reads_at_the_pace_of_its_size(door, role):
    visitor = door.visitor_as(role, units=("37",))
    forms = all_forms(visitor, door.app, role)
    assert len(forms) > 3
    token = TOKEN.search(visitor.get("/tai-khoan").text)[1]
    assert list(slow_forms(visitor.client, forms, hidden={"csrf_token": token})) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_the_citizens_form_reads_at_the_pace_of_its_size(house):
    visitor = create_citizen_app(house.platform).test_client()
    address = "/K/7K4M2QX0"
    html = visitor.get(address, headers={"Accept-Encoding": "identity"}).text
    named = {e.get("name") for e in Tree.of(html).named("input", "textarea") if e.get("name")} - {"k"}
    assert {"Q1", "Q5"} <= named
    for names in ({name} for name in named):
        assert list(slow_forms(visitor, [(address, "post", tuple(names))], hidden={"k": "x" * 40})) == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_planted_form_that_compares_every_letter_with_every_other_is_found(door):
    @public
    def compares():
        text = request.form["name"]
        return str(sum(text.count(letter) for letter in text))

    door.app.add_url_rule("/lo-hong", "lo_hong", compares, methods=["POST"])
    visitor = door.visitor_as("administrator")
    token = TOKEN.search(visitor.get("/tai-khoan").text)[1]
    found = slow_forms(visitor.client, [("/lo-hong", "post", ("name",))], hidden={"csrf_token": token})
    assert next(found) == ("/lo-hong", "a")
