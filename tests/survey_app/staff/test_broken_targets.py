"""Where somebody wants to go, and whatever else of a request comes back in a header, may be broken: a page, never a 500."""

from urllib.parse import quote

from .conftest import PASSWORD

BROKEN = (
    "/\nx", "/\r\nSet-Cookie: a=b", "http://[", "//[", "http://[::1", "/\x00", "/\u2028x", "/\ud7ffx", "\\\\x", "/%0ax",
    "http://\u2100.vn/", "https://a:99999999/", "//a:b/", "/" + "x" * 3000, "javascript:0", "", "/a b", "/ếch",
)  # fmt: skip
NAMES = ("ve", "next", "tim", "trang", "nam", "xem", "ban", "tieng", "ky")
ADDRESSES = (
    "/%0ax", "/quan-ly/%0d%0ax", "/ngon-ngu/en%0a", "/static/%0a", "/thiet-ke/%0a/", "/%5b%0a//", "/dang-nhap/%0a",
)  # fmt: skip
HEADERS = (
    "Accept-Language", "If-None-Match", "If-Modified-Since", "Range", "Referer", "Origin", "Accept-Encoding", "Cookie",
)  # fmt: skip
VALUES = (
    "[",
    ",;=",
    "\xff",
    "bytes=9-1,",
    'hailong="',
    "x" * 5000,
    "-1",
    "*;q=nan",
    "en;q=1e999",
    "Thu, 99 Foo",
)


def _is_ours(location):
    inside = location.removeprefix("http://localhost")
    return inside.startswith("/") and not inside.startswith(("//", "/\\"))


def _stands(client, address):
    try:
        with client.get(address) as shown:
            return shown.status_code < 500 and _is_ours(shown.headers.get("Location", "/"))
    except ValueError:  # the client cannot read where it is sent
        return False


def wrong_ways(door):
    """Every address without parts and the choice of a language, asked for by a stranger with each broken target."""
    client = door.app.test_client()
    plain = [
        rule.rule for rule in door.app.url_map.iter_rules() if "GET" in rule.methods and not rule.arguments
    ]
    for target in BROKEN:
        query = "&".join(f"{name}={quote(target, safe='')}" for name in NAMES)
        for address in (*plain, "/ngon-ngu/en", "/ngon-ngu/vi"):
            if not _stands(client, f"{address}?{query}"):
                yield address, target


def test_no_broken_target_breaks_the_server_or_leads_to_another_house(door):
    assert list(wrong_ways(door)) == []


def test_a_planted_page_that_leads_wherever_it_is_told_is_found(door):
    from flask import redirect, request

    from survey_app.access import public
    from survey_app.views.staff import ways_back

    door.app.before_request_funcs[None].remove(ways_back._refuse)
    door.app.add_url_rule("/lo-hong", "lo_hong", public(lambda: redirect(request.args["ve"], code=303)))
    found = {target for address, target in wrong_ways(door) if address == "/lo-hong"}
    assert found >= {"/\nx", "/\r\nSet-Cookie: a=b", "//[", "https://a:99999999/"}


def test_a_target_with_a_line_break_is_a_bad_request(door):
    client = door.app.test_client()
    for target in ("/%0ax", "http://%5b", "//%5b"):  # the three that were found
        assert client.get(f"/ngon-ngu/en?ve={target}").status_code == 400


def test_no_broken_target_breaks_the_log_in_itself(door):
    door.visitor_as("designer")
    for target in BROKEN[:7]:
        answer = door.visitor().post(
            f"/dang-nhap?next={quote(target, safe='')}",
            {"username": "designer", "password": PASSWORD, "next": target},
        )
        assert answer.status_code in {200, 303, 400, 422}
        assert _is_ours(answer.headers.get("Location", "/")), target


def test_no_broken_address_and_no_broken_header_breaks_the_server(door):
    client = door.app.test_client()
    asked = [client.get(address) for address in ADDRESSES] + [client.post(address) for address in ADDRESSES]
    for address in ("/dang-nhap", "/ngon-ngu/en?ve=/", "/healthz"):
        asked += [client.get(address, headers={name: value}) for name in HEADERS for value in VALUES]
    assert [answer.request.path for answer in asked if answer.status_code >= 500] == []
