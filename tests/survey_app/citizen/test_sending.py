"""What happens to a sent form, well meant or not."""

import contextlib
import logging
import re
import unicodedata
from base64 import urlsafe_b64decode
from datetime import timedelta
from itertools import product

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from support.receipts import receipt_on, response_id

from survey_app.models import Response, WrittenText
from survey_app.services import publishing
from survey_app.services.counting import SALT_BYTES
from survey_app.store import ballots, counters
from survey_app.store.written_texts import place_of_text
from survey_app.thanks_addresses import LENGTH

CODE, OTHER = "7K4M2QX0", "7K4M2QX1"
FORM = "application/x-www-form-urlencoded"


def waiting(house):
    with house.platform.database.reading() as connection:
        return ballots.count_waiting(connection)


def test_an_accepted_answer_leads_to_a_page_with_the_receipt(visit, house):
    response = visit.send(Q1="5")
    assert response.status_code == 303
    page = visit.get(response.headers["Location"]).text
    assert "Đã ghi nhận" in page
    assert re.fullmatch("[0-9A-HJKMNP-TV-Z]{16}", receipt_on(page))
    assert "muộn nhất hết tháng sau" in page
    assert waiting(house) == 1


def test_a_clock_that_is_set_back_between_sending_and_reading_does_not_take_the_receipt_away(visit, house):
    address = visit.send(Q1="5").headers["Location"]
    house.clock.at -= timedelta(minutes=5)
    assert "Đã ghi nhận" in visit.get(address).text
    house.clock.at += timedelta(minutes=5 + 15)
    assert visit.get(address).status_code == 410


def test_pressing_twice_counts_once_and_shows_the_same_receipt(visit, house):
    key = visit.key()
    first, second = visit.send(key=key, Q1="5"), visit.send(key=key, Q1="1")
    shown = [receipt_on(visit.get(each.headers["Location"]).text) for each in (first, second)]
    assert shown[0] == shown[1]
    assert waiting(house) == 1


def test_a_page_of_thanks_cannot_be_made_up(visit):
    real = visit.send(Q1="5").headers["Location"]
    made_up = {
        f"{real[:-20]}{'A' * 20}": 410,
        real.replace(CODE, OTHER): 410,
        f"/K/{CODE}/{'A' * LENGTH}": 410,
        f"/K/{CODE}/AAAA": 404,
        f"/K/{CODE}/7K4M2QX07K4M2QX0-7K4M2QX07K": 404,
        f"/K/{CODE}/é": 404,
        f"{real}A": 404,
    }
    for address, status in made_up.items():
        page = visit.get(address)
        assert page.status_code == status
        assert "class=r>" not in page.text


def test_a_receipt_is_shown_for_a_quarter_of_an_hour_also_across_noon_and_then_to_nobody(visit, house):
    house.clock.at = house.clock.at.replace(hour=11, minute=55)
    thanks = visit.send(Q1="5").headers["Location"]
    receipt = receipt_on(visit.get(thanks).text)
    house.clock.at += timedelta(minutes=14)
    assert receipt_on(visit.get(thanks).text) == receipt
    house.clock.at += timedelta(minutes=2)
    page = visit.get(thanks)
    assert page.status_code == 410
    assert "vẫn được tính" in page.text
    house.clock.at -= timedelta(hours=1)
    assert visit.get(thanks).status_code == 410, "a clock set back shows nothing either"


def test_what_proxies_keep_of_the_thanks_leads_to_no_answer_once_the_half_day_is_over(visit, house):
    """Address, database and lasting secrets in one hand: the key that would open the address is destroyed."""
    addresses = []
    for _ in range(5):
        sent = visit.send(Q1="5")
        addresses.append(sent.headers["Location"].rpartition("/")[2])
        assert not set(sent.headers) & {"Set-Cookie", "Refresh"}
    kept = copies_of_keys(house)
    house.half_day_later()
    house.seal()
    with house.platform.database.reading() as connection:
        ids = set(connection.scalars(select(Response.id)))
    assert opened(house, addresses, kept) & ids == ids, "with a copy of the keys taken before, all"
    assert opened(house, addresses, copies_of_keys(house)) == set()


def copies_of_keys(house):
    return [path.read_bytes() for path in house.config.key_folder.rglob("*.key")]


def opened(house, addresses, keys):
    """The responses that addresses lead to for who holds these keys."""
    found = set()
    for address, key in product(addresses, keys):
        raw = urlsafe_b64decode(address + "=")
        with contextlib.suppress(InvalidTag):
            receipt = AESGCM(key).decrypt(raw[:12], raw[12:], None).rstrip().decode("latin-1")[-16:]
            found.add(response_id(house.platform, receipt))
    return found


def test_faults_are_listed_on_top_focused_linked_and_what_was_given_is_kept(visit, house):
    response = visit.send(Q3="co", Q5="Xin <b>cảm ơn</b>", Q4="nonsense")
    page = response.text
    assert response.status_code == 422
    summary = page[page.index("role=alert") : page.index("<form")]
    assert "autofocus" in page[: page.index("<form")]
    assert "#Q1" in summary
    assert re.search(r"<input[^>]* id=Q1[ >]", page)
    assert re.search(r"name=Q3 value=co[^>]* checked", page)
    assert "Xin &lt;b&gt;cảm ơn&lt;/b&gt;" in page
    assert "Lỗi:" in page[: page.index("</title>")]
    assert waiting(house) == 0


def test_a_form_with_faults_is_accepted_when_it_is_mended(visit, house):
    page = visit.send(Q3="co").text
    key = re.search(r"name=k value=([\w-]+)", page)[1]
    assert visit.send(key=key, Q1="4", Q3="co").status_code == 303
    assert waiting(house) == 1


def test_a_form_left_open_for_a_week_comes_again_with_its_answers(visit, house):
    key = visit.key()
    house.clock.at += timedelta(days=7)
    response = visit.send(key=key, Q1="4")
    assert response.status_code == 422
    assert "quá sáu ngày" in response.text
    assert re.search(r"name=Q1 value=4[^>]* checked", response.text)


def test_decomposed_vietnamese_is_stored_composed(visit, house):
    sentence = "Cán bộ nhiệt tình, cảm ơn phường Phủ Lý"
    for _ in range(5):
        assert visit.send(Q1="5", Q5=unicodedata.normalize("NFD", sentence)).status_code == 303
    house.half_day_later()
    house.seal()
    with house.platform.database.reading() as connection:
        rows = [dict(row) for row in connection.execute(select(WrittenText.__table__)).mappings()]
    vault = house.platform.vault
    texts = [vault.unlock(row["content"], place_of_text(row))[SALT_BYTES:].decode() for row in rows]
    assert texts == [sentence] * 5


KEY = b"&k=KEY"  # stands for a true key, so that the body alone is at fault
BODIES = {
    "no key": (b"Q1=5", FORM, 400),
    "a made-up key": (b"Q1=5&k=" + b"A" * 59, FORM, 400),
    "two keys": (b"Q1=5" + KEY + KEY, FORM, 400),
    "json": (b'{"Q1": "5"}', "application/json", 415),
    "multipart": (b"--x\r\n", "multipart/form-data; boundary=x", 415),
    "no type": (b"Q1=5" + KEY, "", 415),
    "ten megabytes": (b"Q1=" + b"5" * 10_000_000 + KEY, FORM, 413),
    "a thousand fields": (b"&".join(b"a%d=1" % n for n in range(1000)) + KEY, FORM, 413),
    "a thousand empty fields": (b"Q1=5" + b"&" * 1000 + KEY, FORM, 413),
    "no utf-8": (b"Q1=5&Q5=%ff%fe" + KEY, FORM, 400),
    "a cut character": (b"Q1=5&Q5=%e1%ba" + KEY, FORM, 400),
    "a lone surrogate": (b"Q1=5&Q5=%ed%a0%80" + KEY, FORM, 400),
    "a broken escape": (b"Q1=5&Q5=100%zz" + KEY, FORM, 400),
    "a cut escape": (KEY[1:] + b"&Q1=5&Q5=%a", FORM, 400),
    "raw bytes": (bytes(range(256)) + KEY, FORM, 400),
    "nothing": (b"", FORM, 400),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_hostile_body_is_refused_with_a_sentence_and_nothing_is_stored(visit, house, name):
    body, kind, status = BODIES[name]
    response = visit.post(f"/K/{CODE}", data=body.replace(b"KEY", visit.key().encode()), content_type=kind)
    assert response.status_code == status
    assert "Xin" in response.text
    assert waiting(house) == 0


@pytest.mark.parametrize(
    "answers",
    [
        {"Q5": "a\x00b"},
        {"Q1": "6"},
        {"Q1": ["5", "1"]},
        {"Q1": "٥"},
        {"Q1": "5" * 5000},
        {"Q5": "a" * 20_000},
    ],
)
def test_a_wrong_answer_is_a_fault_to_mend(visit, house, answers):
    response = visit.send(**({"Q1": "5"} | answers))
    assert response.status_code == 422
    assert waiting(house) == 0


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(
        st.sampled_from(["Q1", "Q2", "Q3", "Q4", "Q5", "k", "x", ""]), st.text(max_size=40), max_size=6
    )
)
def test_no_form_whatever_ends_in_a_server_error(visit, fields):
    safe = {name: value.encode("utf-8", "replace").decode() for name, value in fields.items()}
    assert visit.post(f"/K/{CODE}", data=safe).status_code < 500


def test_other_methods_and_places_have_designed_pages(visit):
    assert visit.post(f"/K/{CODE}/x").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert visit.put(f"/K/{CODE}").status_code == 405
    for path in ("/T/abc", "/tra-cuu", "/kiosk/1", "/K", "/K/", f"//K/{CODE}", f"/K//{CODE}", f"/K/{CODE}/"):
        assert visit.get(path).status_code == 404


@pytest.mark.parametrize(("code", "status"), [("00000000", 404), ("7K4M2QX", 404), (OTHER, 400)])
def test_an_answer_to_the_wrong_address_is_refused(visit, house, code, status):
    assert visit.send(code=code, key=visit.key(), Q1="5").status_code == status
    assert waiting(house) == 0


def test_an_answer_begun_before_the_counter_closed_counts_but_not_at_a_revoked_code(visit, house):
    key, late = visit.key(), visit.key()
    publishing.close(house.platform.database, counter_code=CODE, closes_on=house.clock.at.date())
    house.clock.at += timedelta(days=1)
    assert visit.send(key=key, Q1="5").status_code == 303
    with house.platform.database.writing() as connection:
        counters.revoke_counter(connection, CODE, on=house.clock.at.date())
    assert visit.send(key=late, Q1="5").status_code == 410
    assert waiting(house) == 1


def test_the_log_of_this_door_knows_the_rule_and_the_status_and_nothing_else(visit, caplog):
    with caplog.at_level(logging.INFO):
        visit.get(
            f"/K/{CODE}?who=an",
            headers={"User-Agent": "MarkedDevice/1", "Referer": "http://127.0.0.1/marked"},
        )
        visit.send(Q1="5", Q5="bí mật")
    written = caplog.text
    assert "GET /K/<text> 200" in written
    for trace in (CODE, "who=an", "MarkedDevice", "127.0.0.1", "bí mật"):
        assert trace not in written
