"""The manner of a form, told by its address alone: another language, and help in filling it in. No cookie remembers it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from support.page_checker import check_page
from support.stray_words import stray_vietnamese

from forms.messages import HEADLINE_MISSING
from forms.reading import load_instrument
from forms.wordings import reworded
from survey_app.models import Response
from survey_app.services import publishing
from survey_app.translating import translator
from survey_app.views.citizen import create_citizen_app

CODE = "7K4M2QX0"
ENGLISH = f"/K/{CODE}?ngon-ngu=en"
NAMES = ("Quầy 1", "Phường Phủ Lý", "Tỉnh Ninh Bình", "tỉnh Ninh Bình", "Phản hồi nhanh tại quầy", "Hài Lòng")


@pytest.fixture
def english(house):
    client = create_citizen_app(house.platform).test_client()

    def asked(path, **sent):
        answer = client.post(path, data=sent) if sent else client.get(path)
        if answer.status_code // 100 != 3:
            check_page(answer.text, door="citizen", lang="en")
        return answer

    return asked


def _key(page):
    return re.search(r"name=k value=\"?([\w-]+)", page)[1]


def test_the_whole_way_of_a_citizen_in_english_has_no_stray_vietnamese(english):
    blank = english(ENGLISH)
    faulty = english(ENGLISH, k=_key(blank.text), Q5="x")
    assert faulty.status_code == 422
    assert translator("en")(HEADLINE_MISSING) in faulty.text
    sent = english(ENGLISH, k=_key(blank.text), Q1="5")
    thanks = english(sent.headers["Location"])
    refused = [
        english(f"/K/{CODE}?ngon-ngu=en", k="x"),
        english("/K/ABCDEFGH?ngon-ngu=en"),
        english("/K/0?ngon-ngu=en"),
    ]
    assert [page.status_code for page in refused] == [400, 404, 404]
    receipt = re.search(r"class=\"?r\"?>([^<]+)", thanks.text)[1]  # any letters, also those of a word
    for page in (blank, faulty, thanks, *refused):
        assert stray_vietnamese(page.text, names={*NAMES, receipt}) == []


def test_the_switch_leads_there_and_back(visit, english):
    assert 'href="?ngon-ngu=en"' in visit.get(f"/K/{CODE}").text
    assert 'href="?"' in english(ENGLISH).text


@pytest.mark.parametrize("words", ["ngon-ngu=xx", "ngon-ngu=", "ho-tro=1", "a=b", "ngon-ngu=%00"])
def test_a_word_we_do_not_know_is_no_fault_and_the_form_is_vietnamese(visit, words):
    assert visit.get(f"/K/{CODE}?{words}").status_code == 200


def test_help_in_filling_in_is_told_on_the_page_and_kept_with_the_response(house, visit):
    page = visit.get(f"/K/{CODE}?ho-tro=co").text
    assert "sự giúp đỡ của một người khác" in page
    assert f'action="/K/{CODE}?ho-tro=co"' in page
    sent = visit.post(f"/K/{CODE}?ho-tro=co", data={"k": _key(page), "Q1": "5"})
    assert sent.headers["Location"].endswith("?ho-tro=co")
    for _ in range(5):
        visit.send(Q1="4")
    house.half_day_later()
    house.seal()
    with house.platform.database.reading() as connection:
        rows = connection.execute(select(Response.assisted, Response.channel, Response.language)).all()
    assert sorted(row.assisted for row in rows) == [False] * 5 + [True]
    assert {(row.channel, row.language) for row in rows} == {("qr", "vi")}


KHMER = "តើអ្នកពេញចិត្តទេ?"


@pytest.fixture
def khmer(house):
    """The counter's form has one question in Khmer."""
    platform, today = house.platform, house.platform.today
    questionnaire = reworded(load_instrument("QUICK"), "km", {"item/Q1/text": KHMER})
    publishing.freeze(platform.database, questionnaire=questionnaire)
    publishing.close(platform.database, counter_code=CODE, closes_on=today)
    house.clock.at += timedelta(days=1)
    publishing.publish(
        platform.database, template="QUICK", number=None, counter_codes=[CODE], opens_on=house.platform.today
    )


@pytest.mark.usefixtures("khmer")
def test_a_template_in_another_language_is_offered_and_shown_with_vietnamese_where_it_has_no_words(visit):
    assert 'href="?ngon-ngu=km" lang=km' in visit.get(f"/K/{CODE}").text
    page = visit.get(f"/K/{CODE}?ngon-ngu=km").text
    assert KHMER in page
    assert "Ông/Bà chờ khoảng bao lâu?" in page
    assert "<html lang=vi" in page
    assert f'action="/K/{CODE}?ngon-ngu=km" autocomplete=off novalidate lang=km' in page


@pytest.mark.usefixtures("khmer")
def test_an_answer_keeps_the_language_of_the_words_and_never_one_that_was_not_offered(house, visit):
    for language in ["km"] * 5 + ["xx-" + "abcdefgh-" * 3 + "abcdefgh"] * 5:
        address = f"/K/{CODE}?ngon-ngu={language}"
        key = _key(visit.get(address).text)
        assert visit.post(address, data={"k": key, "Q1": "5"}).status_code == 303
    house.half_day_later(2)
    house.seal()
    with house.platform.database.reading() as connection:
        kept = sorted(connection.scalars(select(Response.language)))
    assert kept == ["km"] * 5 + ["vi"] * 5
