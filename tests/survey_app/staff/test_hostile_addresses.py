"""Whatever stands in an address or a form, the answer is a page with the right status, never a broken server."""

from urllib.parse import quote

import pytest

from survey_app.access import public

from .conftest import TOKEN
from .test_access_matrix import ARGUMENTS

HOSTILE = ("\x00", "..", "'; DROP TABLE unit; --", "x" * 300, "\u202e", "\U0001d54f", "%s%n", "{{7*7}}", "-1")
FIELDS = (
    "name", "code", "counter", "wanted", "words", "lines", "choices", "so-to", "a_day", "in_all", "opens_on", "closes_on",
    "item", "do", "text", "kind", "to", "source", "seen", "username", "role", "unit", "on", "password",
)  # fmt: skip


def _rules(app, method):
    """Of our own rooms: the library's log-in has tests of its own."""
    rules = app.url_map.iter_rules()
    return [r for r in rules if method in r.methods and not r.endpoint.startswith("security.")]


def broken_addresses(door):
    visitor = door.visitor_as("administrator")
    adapter = door.app.url_map.bind("localhost")
    for rule in _rules(door.app, "GET"):
        values = {each: ARGUMENTS[each] for each in rule.arguments}
        for name in rule.arguments:
            before, after = adapter.build(rule.endpoint, values).rsplit(f"/{values[name]}", 1)
            for hostile in HOSTILE:
                address = f"{before}/{quote(hostile, safe='')}{after}"
                with visitor.client.get(address) as shown:
                    if shown.status_code >= 500:
                        yield address


@pytest.mark.usefixtures("draft")
def test_no_address_with_a_hostile_part_breaks_the_server(door):
    assert list(broken_addresses(door)) == []


def test_a_planted_route_that_cannot_bear_a_quote_is_found(door):
    @public
    def falls(template):
        if "'" in template:
            raise ValueError(template)
        return "stands"

    door.app.add_url_rule("/lo-hong/<template>", "lo_hong", falls)
    assert list(broken_addresses(door)) == [f"/lo-hong/{quote(HOSTILE[2], safe='')}"]


@pytest.mark.usefixtures("draft")
@pytest.mark.parametrize("hostile", ["", *HOSTILE])
def test_no_form_with_hostile_fields_breaks_the_server(door, hostile):
    visitor = door.visitor_as("administrator")
    adapter = door.app.url_map.bind("localhost")
    token = TOKEN.search(visitor.get("/thiet-ke").text)[1]
    broken = []
    for rule in _rules(door.app, "POST"):
        address = adapter.build(
            rule.endpoint, {each: ARGUMENTS[each] for each in rule.arguments}, method="POST"
        )
        fields = {"csrf_token": token, **dict.fromkeys(FIELDS, hostile)}
        for query in ("", f"?tim={quote(hostile)}&trang={quote(hostile)}&xem={quote(hostile)}"):
            with visitor.client.post(address + query, data=fields) as sent:
                if sent.status_code >= 500:
                    broken.append(address)
    assert broken == []
