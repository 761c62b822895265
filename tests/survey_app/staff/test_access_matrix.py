"""Every route of both doors has a policy, and every role meets exactly what the policy says."""

import hashlib

import pytest

from forms.reading import load_instrument
from survey_app.access import LIBRARY_POLICIES, ROLES, policy_of_endpoint
from survey_app.services import audio_clips

VOICE = b"ID3 a voice that waits"
ARGUMENTS = {
    "tag": "vi",
    "template": "QUICK",
    "number": 1,
    "code": "7K4M2QX0",
    "unit_code": "37",
    "filename": "staff.css",
    "username": "administrator-37",
    # Parts of the draft that the tests of every page begin with.
    "item": "Q1",
    "section": "S1",
    "scale": "HL5",
    "factor": "F",
    "to": "en",
    "kind": "po",
    "form": "json",
    "sha256": hashlib.sha256(VOICE).hexdigest(),
}


def _undeclared(app):
    return [
        str(rule)
        for rule in app.url_map.iter_rules()
        if policy_of_endpoint(rule.endpoint, app.view_functions[rule.endpoint]) is None
    ]


def test_every_route_of_the_staff_door_declares_who_may_enter(door):
    assert _undeclared(door.app) == []


def test_every_route_of_the_citizens_door_declares_who_may_enter(door):
    from survey_app.views.citizen import create_citizen_app

    assert _undeclared(create_citizen_app(door.platform)) == []


def test_a_planted_route_without_a_policy_is_found_and_refused_even_to_the_administrator(door):
    door.app.add_url_rule("/lo-hong", "lo_hong", lambda: "open")
    assert _undeclared(door.app) == ["/lo-hong"]
    assert door.visitor_as("administrator").get("/lo-hong").status_code == 403
    assert door.visitor().get("/lo-hong").status_code == 403


def test_the_table_of_library_routes_names_only_routes_that_exist(door):
    assert LIBRARY_POLICIES.keys() <= door.app.view_functions.keys()


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.usefixtures("draft")
def test_each_role_enters_exactly_where_the_policies_admit_it(door, role):
    audio_clips.record(door.platform, load_instrument("QUICK").item("Q1"), "vi", VOICE, by="lan")
    visitor = door.visitor() if role is None else door.visitor_as(role, units=("37",))
    for _, address, policy in addresses(door.app):
        status = visitor.get(address).status_code
        if policy.strangers_only and role is not None:
            assert status == 303, f"{role} at {address}: {status}"
        elif policy.is_public or role in policy.roles:
            assert status in {200, 302}, f"{role} at {address}: {status}"
        elif role is None:
            assert status == 303, f"a stranger at {address}: {status}"
        else:
            assert status == 403, f"{role} at {address}: {status}"


def addresses(app):
    """Every address of the door that can be opened: endpoint, path, policy."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" in rule.methods:
            values = {name: ARGUMENTS[name] for name in rule.arguments}
            policy = policy_of_endpoint(rule.endpoint, app.view_functions[rule.endpoint])
            yield rule.endpoint, adapter.build(rule.endpoint, values), policy
