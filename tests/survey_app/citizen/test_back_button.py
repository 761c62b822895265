"""The back button after "Đã ghi nhận", in a real browser with its page cache on: every answer is gone."""

import contextlib
import re
import threading
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from playwright.sync_api import TimeoutError as NeverAnswered
from support.receipts import receipt_on
from support.tls import make_certificate
from werkzeug.serving import make_server

from survey_app.store import ballots
from survey_app.views.citizen import create_citizen_app

CODE = "7K4M2QX0"
HOST = "quay.test"  # no name of this machine: a browser trusts those more, also without https
COMMENT = "Chị ở quầy số ba nói lớn quá"
BACK = 1000.0  # Playwright hears of no page that comes from the cache
SAVED = 2500.0  # Chromium writes down its tabs a moment later
SCHEMES = ("http", "https")
RULES = f"--host-resolver-rules=MAP {HOST} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
# What the browser does with a page does not depend on the engine behind it.
on_one_engine = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

Weakness = Callable[[str, int], tuple[str, int]]


def sound(page: str, status: int) -> tuple[str, int]:
    return page, status


def plain_success(page: str, status: int) -> tuple[str, int]:
    """The form as a page like any other: the browser's page cache may have it."""
    return page, 200 if status == 201 else status


def filled_by_the_browser(page: str, status: int) -> tuple[str, int]:
    """The form without its word to the browser that fields are not to be filled again."""
    return page.replace(" autocomplete=off", ""), status


class Altered:
    """The citizens' door with a weakness planted into its pages."""

    def __init__(self, app, weakness: Weakness) -> None:
        self._app, self._weakness = app, weakness

    def __call__(self, environ, start_response):
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        seen = []
        body = b"".join(self._app(environ, lambda status, headers, *_: seen.extend([status, headers])))
        page, status = self._weakness(body.decode(), int(seen[0][:3]))
        body = page.encode()
        kept = [pair for pair in seen[1] if pair[0] != "Content-Length"]
        start_response(f"{status} said", [*kept, ("Content-Length", str(len(body)))])
        return [body]


@pytest.fixture
def served(house, tmp_path) -> Iterator[Callable[[str, Weakness], str]]:
    """Serve the citizens' door of this house, sound or with a weakness, plainly or encrypted."""
    with contextlib.ExitStack() as running:

        def serve(scheme: str, weakness: Weakness = sound) -> str:
            encrypted = make_certificate(tmp_path, HOST) if scheme == "https" else None
            app = Altered(create_citizen_app(house.platform), weakness)
            server = make_server("127.0.0.1", 0, app, threaded=True, ssl_context=encrypted)
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            running.callback(server.server_close)
            running.callback(thread.join)
            running.callback(server.shutdown)
            return f"{scheme}://{HOST}:{server.port}/K/{CODE}"

        yield serve


@pytest.fixture(scope="module")
def caching_browser(browser_type, browser_type_launch_args) -> Iterator[Browser]:
    """Debian's Chromium as people run it: Playwright alone would switch the page cache off."""
    browser = browser_type.launch(
        **{**browser_type_launch_args, "args": [*browser_type_launch_args["args"], RULES]},
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield browser
    browser.close()


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def scripts(request) -> bool:
    return request.param


@pytest.fixture
def page(scripts, caching_browser) -> Iterator[Page]:
    context = caching_browser.new_context(java_script_enabled=scripts, ignore_https_errors=True)
    yield context.new_page()
    context.close()


def fill(page: Page) -> None:
    page.get_by_label("Rất không hài lòng", exact=True).check()
    page.locator("[name=Q2]").first.check()
    page.locator("[name=Q5]").fill(COMMENT)


def answer(page: Page, address: str) -> None:
    page.goto(address)
    fill(page)
    send(page)


def send(page: Page) -> None:
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận")


def back(page: Page) -> None:
    with contextlib.suppress(NeverAnswered):
        page.go_back(timeout=BACK)
    expect(page.get_by_role("button", name="Gửi ý kiến")).to_be_visible()


def shown(page: Page) -> list[str]:
    """What a look at the form tells of its answers."""
    chosen = page.locator("input:checked").count()
    written = page.locator("textarea").all()
    return ["a choice"] * chosen + [text for text in (field.input_value() for field in written) if text]


@on_one_engine
@pytest.mark.parametrize("scheme", SCHEMES)
def test_after_the_thanks_back_forward_and_reload_show_no_answer(served, page, scheme):
    answer(page, served(scheme))
    back(page)
    assert shown(page) == []
    page.reload()
    assert shown(page) == []
    page.go_forward()
    expect(page.get_by_role("heading", level=1)).to_have_text("Đã ghi nhận")
    page.reload()
    back(page)
    assert shown(page) == []


@on_one_engine
def test_what_was_typed_and_left_without_sending_is_gone_as_well(served, page):
    address = served("http")
    page.goto(address)
    fill(page)
    page.goto(f"{address}?ngon-ngu=en")
    with contextlib.suppress(NeverAnswered):
        page.go_back(timeout=BACK)
    assert shown(page) == []
    fill(page)
    page.reload()
    assert shown(page) == []


@on_one_engine
@pytest.mark.parametrize(("scheme", "scripts"), [("http", False), ("https", True)])
@pytest.mark.parametrize("weakness", [plain_success, filled_by_the_browser])
def test_each_half_of_the_cure_alone_would_show_every_answer(served, page, scheme, weakness):
    answer(page, served(scheme, weakness))
    back(page)
    assert shown(page) == ["a choice", "a choice", COMMENT]


@on_one_engine
@pytest.mark.parametrize("weakness", [sound, filled_by_the_browser])
def test_no_answer_lies_in_the_files_from_which_a_tab_is_opened_again(
    served, browser_type, browser_type_launch_args, tmp_path, weakness
):
    args = [*browser_type_launch_args["args"], RULES]
    options = {**browser_type_launch_args, "args": args, "ignore_default_args": ["--enable-automation"]}
    context = browser_type.launch_persistent_context(tmp_path / "profile", **options)
    page = context.new_page()
    page.goto(served("http", weakness))
    fill(page)
    page.wait_for_timeout(SAVED)
    context.close()
    files = [path for path in (tmp_path / "profile").rglob("*") if path.is_file() and "Session" in str(path)]
    written = b"".join(path.read_bytes() for path in files)
    assert CODE.encode() in written, "the tab itself can be opened again"
    found = COMMENT.encode() in written or COMMENT.encode("utf-16-le") in written
    assert found == (weakness is filled_by_the_browser)


@on_one_engine
@pytest.mark.parametrize("scripts", [False])
def test_who_goes_back_and_sends_the_blank_form_is_asked_for_an_answer_and_counts_once(served, page, house):
    answer(page, served("http"))
    back(page)
    page.get_by_role("button", name="Gửi ý kiến").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert shown(page) == []
    with house.platform.database.reading() as connection:
        assert ballots.count_waiting(connection) == 1


def test_a_form_with_faults_sent_again_after_it_was_mended_shows_nothing(visit, house):
    page = visit.send(Q5=COMMENT).text
    assert COMMENT in page
    key = re.search(r"name=k value=([\w-]+)", page)[1]
    mended = visit.send(key=key, Q1="1", Q5=COMMENT)
    again = visit.send(key=key, Q5=COMMENT)
    assert again.status_code == 303
    assert COMMENT not in again.text
    assert receipt_on(visit.get(again.headers["Location"]).text) == receipt_on(
        visit.get(mended.headers["Location"]).text
    )
    house.half_day_later(13)
    assert visit.send(key=key, Q1="1", Q5=COMMENT).status_code == 303, "too old to count, and counted before"


def test_programs_hear_200_and_people_the_status_that_no_page_cache_takes(visit):
    assert visit.get(f"/K/{CODE}").status_code == 200
    assert visit.get(f"/K/{CODE}", headers={"Upgrade-Insecure-Requests": "1"}).status_code == 201
    assert visit.get(f"/K/{CODE}", headers={"Sec-Fetch-Mode": "navigate"}).status_code == 201
