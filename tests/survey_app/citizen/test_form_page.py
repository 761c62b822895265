"""What a citizen gets at the address of a counter."""

import base64
import gzip
import hashlib
import json
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date, timedelta

import pytest

from forms.canonical import canonical_json
from forms.reading import load_instrument, parse_questionnaire
from forms.writing import to_document
from survey_app.access import policy_of
from survey_app.services import publishing
from survey_app.store import counters
from survey_app.views.citizen import create_citizen_app
from survey_app.views.citizen.styles import conditions_style

CODE, OTHER = "7K4M2QX0", "7K4M2QX1"
GZIP = {"Accept-Encoding": "gzip, deflate"}


@pytest.fixture
def sip5(house):
    """SIP5 open at one counter."""
    database = house.platform.database
    publishing.close(database, counter_code=CODE, closes_on=date(2026, 10, 1))
    publishing.freeze(database, questionnaire=load_instrument("SIP5"))
    house.clock.at += timedelta(days=1)
    publishing.publish(
        database, template="SIP5", number=None, counter_codes=[CODE], opens_on=house.clock.at.date()
    )


@pytest.mark.usefixtures("sip5")
def test_the_complete_sip5_with_its_style_travels_in_under_5_kb(visit):
    packed = visit.get(f"/K/{CODE}", headers=GZIP).data
    assert len(packed) < 5000
    page = gzip.decompress(packed).decode()
    assert all(
        f"name={item.code}" in page or f'"{item.code}"' in page for item in load_instrument("SIP5").items
    )


@pytest.mark.usefixtures("sip5")
def test_a_demo_says_so_on_every_page_and_stays_as_light(house):
    client = create_citizen_app(replace(house.platform, kind="demo")).test_client()
    assert len(client.get(f"/K/{CODE}", headers=GZIP).data) < 5000
    page = client.get(f"/K/{CODE}").text
    key = re.search(r"name=k value=\"?([\w-]+)", page)[1]
    faulty = client.post(f"/K/{CODE}", data={"k": key})
    sent = client.post(f"/K/{CODE}", data={"k": key, "G": "5"})
    thanks, missing = client.get(sent.headers["Location"]), client.get("/K/00000000")
    assert [faulty.status_code, thanks.status_code, missing.status_code] == [422, 200, 404]
    for text in (page, faulty.text, thanks.text, missing.text):
        assert "Dữ liệu mô phỏng" in text


def test_packed_and_plain_page_are_the_same_but_for_the_key(visit):
    plain = visit.get(f"/K/{CODE}", headers={"Accept-Encoding": "identity"}).text
    packed = visit.get(f"/K/{CODE}", headers=GZIP).data
    reader = zlib.decompressobj(31)
    unpacked = (reader.decompress(packed) + reader.flush()).decode()
    assert reader.eof
    key = re.compile(r'name=k value="[\w-]+"')
    assert key.sub("", plain) == key.sub("", unpacked)
    assert key.search(plain)[0] != key.search(unpacked)[0]


@pytest.mark.parametrize("asked", ["gzip;q=0", "identity", "", "br;q=1.0, gzip;q=0, *;q=0.1"])
def test_who_wants_no_gzip_gets_none(visit, asked):
    response = visit.get(f"/K/{CODE}", headers={"Accept-Encoding": asked})
    assert "Content-Encoding" not in response.headers
    assert response.headers["Vary"] == "Accept-Encoding"
    assert "Gửi ý kiến" in response.text


def test_a_head_request_tells_of_the_page_without_it(visit):
    response = visit.head(f"/K/{CODE}")
    assert (response.status_code, response.data) == (200, b"")


def test_a_warm_page_takes_at_most_one_statement_and_an_answer_at_most_four(visit, statements):
    assert visit.send(key=visit.key(), Q1="5").status_code == 303  # the first one asks for the house's name
    key = visit.key()
    with statements() as seen:
        visit.get(f"/K/{CODE}")
    assert len(seen) <= 1
    with statements() as seen:
        assert visit.send(key=key, Q1="5").status_code == 303
    assert len(seen) <= 4


def test_the_page_names_counter_unit_and_province_and_chooses_nothing_for_the_citizen(visit):
    page = visit.get(f"/K/{CODE}").text
    for words in ("Quầy 1", "Phường Phủ Lý, tỉnh Ninh Bình", "không ghi tên", "7K4M\u00a02QX0"):
        assert words in page
    assert " checked" not in page


def test_the_policy_allows_the_pages_own_style_and_nothing_else(visit):
    response = visit.get(f"/K/{CODE}")
    style = re.search(r"<style>(.*?)</style>", response.text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = response.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert len(style.partition("@supports")[0].encode()) <= 2000
    assert response.headers["Cache-Control"] == "no-store"


def test_a_conditional_question_hides_behind_its_condition_only_where_the_browser_can_look(visit):
    page = visit.get(f"/K/{CODE}").text
    rule = re.search(r"@supports selector\(:has\(\*\)\)\{(.*?)\}\}", page)[1]
    assert "#f-Q2" in rule
    assert all(f'[name=Q1][value="{level}"]:checked' in rule for level in "123")
    assert "Nếu chưa hài lòng:" in page


def test_a_question_on_a_hidden_question_is_hidden_with_it():
    document = json.loads(canonical_json(to_document(load_instrument("QUICK"))))
    reasons = next(item for item in _items(document) if item["code"] == "Q2")
    after = next(item for item in _items(document) if item["code"] == "Q3")
    after["when"] = {"item": "Q2", "in": [reasons["choices"][0]["code"]]}
    style = conditions_style(parse_questionnaire(document))
    assert style.count("#f-Q3") == 2
    assert "form:not(:has([name=Q1]" in style.partition("#f-Q3")[2]


def _items(document):
    return [item for section in document["sections"] for item in section["items"]]


@pytest.mark.parametrize("typed", ["7k4m2qx0", "7K4M-2QX0", "7k4m%202qxo", "7K4M2QXo"])
def test_a_code_typed_by_hand_leads_to_the_one_address(visit, typed):
    for door in ("K", "k"):
        response = visit.get(f"/{door}/{typed}")
        assert (response.status_code, response.headers["Location"]) == (308, f"/K/{CODE}")


@pytest.mark.parametrize(
    "wrong",
    [
        "00000000",
        "7K4M2QX",
        "7K4M2QXU",
        "7K4M2QX00",
        "%00",
        "a" * 3000,
        "..",
        "7K4M2QX0%00",
        "%FF",
        "7K4M2QX0.html",
    ],
)
def test_a_code_of_no_counter_is_not_found_with_a_kind_page(visit, wrong):
    response = visit.get(f"/K/{wrong}")
    assert response.status_code == 404
    assert "Xin quét lại" in response.text


def test_a_closed_publication_a_closed_counter_and_a_revoked_code_are_gone_with_a_kind_page(visit, house):
    publishing.close(house.platform.database, counter_code=OTHER, closes_on=house.clock.at.date())
    with house.platform.database.writing() as connection:
        counters.revoke_counter(connection, CODE, on=house.clock.at.date())
    assert "thu hồi" in visit.get(f"/K/{CODE}").text
    house.clock.at += timedelta(days=1)
    for code in (CODE, OTHER):
        response = visit.get(f"/K/{code}")
        assert response.status_code == 410
        assert "Phường Phủ Lý" in response.text


def test_a_renamed_counter_is_not_shown_under_its_old_name(visit, house):
    from sqlalchemy import update

    from survey_app.models import Counter

    assert "Quầy 1" in visit.get(f"/K/{CODE}").text
    with house.platform.database.writing() as connection:
        connection.execute(update(Counter).where(Counter.code == CODE).values(name="Quầy Đất đai"))
    assert "Quầy Đất đai" in visit.get(f"/K/{CODE}").text


def test_there_is_no_session_and_no_cookie_even_when_one_is_sent(visit):
    response = visit.get(f"/K/{CODE}", headers={"Cookie": "session=x; a=b"})
    assert response.status_code == 200


def test_every_view_of_this_door_declares_that_it_is_public(house):
    views = create_citizen_app(house.platform).view_functions
    assert views
    for view in views.values():
        assert policy_of(view).is_public


def test_the_doors_open_without_statistics():
    script = "import sys, survey_app.serving.applications as a, survey_app.views.citizen; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
