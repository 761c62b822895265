"""Questionnaires on paper: what is printed, and two typings that agree before anything is counted."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import text
from support.sheets import codes_on, pages_of
from werkzeug.datastructures import MultiDict

from forms.reading import load_instrument
from forms.texts import Text
from survey_app.access import Rights
from survey_app.services.paper_entries import (
    Again,
    InTheBox,
    Kept,
    PaperError,
    find_tray,
    list_trays,
    type_in,
)
from survey_app.services.paper_forms import paper_form
from survey_app.store import ballots, counters, paper_entries

EVERYWHERE = Rights(account="lan", display_name="Lan", roles=frozenset({"administrator"}), scope=frozenset())


def rights_on(platform, unit_code):
    with platform.database.reading() as connection:
        ids = {row.unit_code: row.unit_id for row in counters.list_counters(connection)}
    return Rights(
        account="quay", display_name="Quầy", roles=frozenset({"manager"}), scope=frozenset({ids[unit_code]})
    )


@pytest.fixture
def tray(house):
    found = find_tray(house.platform, EVERYWHERE, template="QUICK", number=1, code="7K4M2QX0")
    assert found is not None
    return found


def typed(house, tray, by="lan", sheet="1", confirmed="", **answers):
    return type_in(house.platform, tray, sheet=sheet, body=MultiDict(answers), by=by, confirmed=confirmed)


def waiting(house):
    with house.platform.database.reading() as connection:
        return ballots.count_waiting(connection)


def sealed(house):
    with house.platform.database.reading() as connection:
        rows = connection.execute(text("SELECT channel, answers FROM response")).all()
    return [
        (channel, answers if isinstance(answers, dict) else json.loads(answers)) for channel, answers in rows
    ]


@pytest.mark.parametrize("code", ["QUICK", "SIP5", "CQTT", "CSTT", "OS9"])
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_question_and_level_is_on_the_paper_and_its_code_leads_to_where_it_is_typed_in(house, code):
    questionnaire = load_instrument(code)
    pages = list(pages_of(paper_form(house.platform, questionnaire, number=3)))
    words = " ".join("".join(text for _, text, _ in pages).split())
    base = house.platform.config.public_url.rstrip("/")
    assert codes_on(pages[0][0]) == [f"{base}/quan-ly/phieu-giay/{code}/3"]
    for item in questionnaire.items:
        assert plain(str(item.text)) in plain(words), item.code
        for option in item.options:
            assert plain(str(option.label)) in plain(words), (item.code, option.code)
    assert all(size == pytest.approx((595, 842), abs=1) for _, _, size in pages)


def plain(words):
    """Letters only: a PDF breaks lines where it likes."""
    return "".join(letter for letter in words if letter.isalnum())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_draft_on_paper_says_that_it_is_one_and_a_counters_paper_names_the_counter(house, tray):
    draft = next(pages_of(paper_form(house.platform, tray.questionnaire, number=None)))
    assert "BẢN NHÁP" in draft[1]
    own = next(pages_of(paper_form(house.platform, tray.questionnaire, number=1, counter=tray.counter)))
    assert "Quầy 1, Phường Phủ Lý" in own[1]
    assert codes_on(own[0])[0].endswith("/quan-ly/phieu-giay/QUICK/1/7K4M2QX0")


@pytest.mark.parametrize(
    ("tag", "words"), [("km", "សួស្តីអ្នក"), ("lo", "ສະບາຍດີ"), ("mww", "Nyob zoo"), ("tyz", "Chựa cằn")]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_no_letter_of_a_minority_language_is_an_empty_box_on_paper(house, tag, words):
    quick = load_instrument("QUICK")
    translated = replace(quick, consent=Text.of({"vi": str(quick.consent), tag: words}))
    page = next(pages_of(paper_form(house.platform, translated, number=1, language=tag)))
    assert words[:6] in page[1]
    # A letter no font has is drawn as the same empty box, so two different letters would look alike.
    empty = replace(quick, consent=Text.of({"vi": str(quick.consent), tag: "\U0001f9ff" * len(words)}))
    assert (
        page[0].tobytes()
        != next(pages_of(paper_form(house.platform, empty, number=1, language=tag)))[0].tobytes()
    )


def test_two_typings_that_agree_are_one_answer_on_paper_and_one_alone_is_none(house, tray):
    assert isinstance(typed(house, tray, Q1="2", Q2="cho_lau"), Kept)
    assert waiting(house) == 0
    assert isinstance(typed(house, tray, by="minh", Q1="2", Q2="cho_lau", Q5="Chờ lâu"), InTheBox)
    assert waiting(house) == 1
    for number in range(2, 7):
        for _time in range(2):
            typed(house, tray, sheet=str(number), Q1="5")
    house.half_day_later(2)
    house.seal()
    found = sealed(house)
    assert {channel for channel, _ in found} == {"paper"}
    assert sorted(answers["Q1"] for _, answers in found) == ["2", "5", "5", "5", "5", "5"]


def test_typings_that_differ_are_shown_and_counted_only_as_the_paper_says(house, tray):
    typed(house, tray, Q1="5")
    again = typed(house, tray, Q1="4")
    assert isinstance(again, Again)
    assert [(d.item.code, d.first, d.now) for d in again.differences] == [("Q1", "Rất hài lòng", "Hài lòng")]
    assert waiting(house) == 0
    # Something else than what was shown and confirmed is asked for once more.
    assert isinstance(typed(house, tray, Q1="3", confirmed=again.shown), Again)
    assert isinstance(typed(house, tray, Q1="4", confirmed=again.shown), InTheBox)
    assert waiting(house) == 1


def test_a_sheet_counts_once_even_when_the_house_fell_down_between_counting_and_noting(
    house, tray, monkeypatch
):
    def fall(*_args, **_more):
        raise OSError("the disk is gone")

    typed(house, tray, Q1="5")
    with monkeypatch.context() as broken:
        broken.setattr(paper_entries, "finish_sheet", fall)
        with pytest.raises(OSError, match="gone"):
            typed(house, tray, Q1="5")
    assert isinstance(typed(house, tray, Q1="5"), InTheBox)
    assert waiting(house) == 1
    with pytest.raises(PaperError, match="đã nhập đủ hai lần"):
        typed(house, tray, Q1="5")


def test_what_was_typed_first_lies_encrypted_and_is_erased_by_the_second(house, tray):
    typed(house, tray, Q1="1", Q2="cho_lau")
    with house.platform.database.reading() as connection:
        first = connection.execute(text("SELECT first_content FROM paper_entry")).scalar_one()
    assert b'"Q1"' not in bytes(first)  # quotes are no part of what is encrypted
    typed(house, tray, by="minh", Q1="1", Q2="cho_lau")
    with house.platform.database.reading() as connection:
        row = connection.execute(text("SELECT first_by, first_content, second_by FROM paper_entry")).one()
    assert tuple(row) == ("lan", None, "minh")


@pytest.mark.parametrize("sheet", ["", "0", "-1", "1.5", "một", "٣", "99999999", "1' OR 1=1"])
def test_a_sheet_without_a_number_is_refused_with_a_sentence(house, tray, sheet):
    with pytest.raises(PaperError, match="số tờ"):
        typed(house, tray, sheet=sheet, Q1="5")


def test_faults_are_told_item_by_item_and_nothing_is_kept(house, tray):
    again = typed(house, tray, Q1="99")
    assert isinstance(again, Again)
    assert [problem.item for problem in again.problems] == ["Q1"]
    assert isinstance(typed(house, tray, Q1="5"), Kept)


def test_papers_of_another_unit_do_not_exist_for_an_account(house):
    mine = rights_on(house.platform, "13501")
    assert find_tray(house.platform, mine, template="QUICK", number=1, code="7K4M2QX0") is None
    found = list_trays(house.platform, mine, template="QUICK", number=1)
    assert [tray.counter.code for tray in found] == ["7K4M2QX2"]
    assert list_trays(house.platform, mine, template="QUICK", number=2) == ()


def test_papers_of_a_revoked_code_are_not_counted(house, tray):
    typed(house, tray, Q1="5")
    with house.platform.database.writing() as connection:
        counters.revoke_counter(connection, "7K4M2QX0", on=house.platform.today)
    with pytest.raises(PaperError, match="thu hồi"):
        typed(house, tray, Q1="5")
    assert waiting(house) == 0


def test_a_box_that_takes_nothing_is_told_with_a_sentence_and_the_sheet_can_be_sent_again(
    house, tray, monkeypatch
):
    def full(*_args):
        raise TimeoutError

    typed(house, tray, Q1="5")
    with monkeypatch.context() as broken:
        broken.setattr(type(house.platform.intake), "put", full)
        with pytest.raises(PaperError, match="Chưa ghi nhận"):
            typed(house, tray, Q1="5")
    assert isinstance(typed(house, tray, Q1="5"), InTheBox)
    assert waiting(house) == 1


def test_a_first_typing_under_another_secret_is_typed_first_once_more(house, tray):
    typed(house, tray, Q1="5")
    with house.platform.database.writing() as connection:
        connection.execute(text("UPDATE paper_entry SET first_content = :other"), {"other": b"gAAAAA"})
    assert isinstance(typed(house, tray, Q1="4", by="minh"), Kept)
    assert isinstance(typed(house, tray, Q1="4"), InTheBox)
    assert waiting(house) == 1
