from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forms.reading import load_instrument, parse_questionnaire
from forms.wordings import reworded, wordings
from forms.writing import to_document
from survey_app.services import publishing
from survey_app.services.publishing import PublishingError
from survey_app.store import publications, template_events

CODE = "7K4M2QX0"


def publish(house, template="SIP5", counters=(CODE,), **options):
    publishing.freeze(house.platform.database, questionnaire=load_instrument("SIP5"))
    given = {"number": None, "opens_on": date(2026, 10, 5)} | options
    return publishing.publish(
        house.platform.database, template=template, counter_codes=list(counters), **given
    )


def test_the_same_text_frozen_twice_is_one_version(house):
    database = house.platform.database
    first = publishing.freeze(database, questionnaire=load_instrument("QUICK"))
    assert publishing.freeze(database, questionnaire=load_instrument("QUICK")) == first
    assert first.number == 1


def test_a_second_open_publication_is_refused_naming_both(house):
    with pytest.raises(PublishingError) as refusal:
        publish(house)
    assert CODE in str(refusal.value)
    assert "QUICK bản 1" in str(refusal.value)
    assert "SIP5 bản 1" in str(refusal.value)


def test_one_counter_that_cannot_be_opened_leaves_all_unopened(house):
    publishing.close(house.platform.database, counter_code=CODE, closes_on=date(2026, 10, 4))
    with pytest.raises(PublishingError):
        publish(house, counters=(CODE, "7K4M2QX1"))
    with house.platform.database.reading() as connection:
        assert {row.template for row in publications.list_publications(connection)} == {"QUICK"}


def test_after_closing_the_next_version_opens_the_day_after(house):
    publishing.close(house.platform.database, counter_code=CODE, closes_on=date(2026, 10, 4))
    assert publish(house).counters == 1


@pytest.mark.parametrize(
    "options",
    [
        {"template": "NONE"},
        {"number": 7},
        {"counters": ("00000000",)},
        {"counters": ()},
        {"closes_on": date(2026, 10, 1)},
    ],
)
def test_what_does_not_exist_is_told_and_not_published(house, options):
    with pytest.raises(PublishingError):
        publish(house, **options)


@pytest.mark.parametrize(
    "span", [("2026-09-01", None), ("2026-09-01", "2026-10-01"), ("2027-01-01", "2027-01-02")]
)
def test_the_database_itself_refuses_a_second_open_publication(house, span):
    statement = text(
        "INSERT INTO publication (counter_id, version_id, opens_on, closes_on) "
        "SELECT counter_id, version_id, :opens, :closes FROM publication WHERE id = 1"
    )
    opens, closes = (date.fromisoformat(day) if day else None for day in span)
    if house.platform.database.is_sqlite:
        opens, closes = span
    with (
        pytest.raises(DBAPIError, match="at most one open publication"),
        house.platform.database.writing() as c,
    ):
        c.execute(statement, {"opens": opens, "closes": closes})


def test_the_database_itself_refuses_to_reopen_over_a_later_publication(house):
    publishing.close(house.platform.database, counter_code=CODE, closes_on=date(2026, 10, 4))
    publish(house)
    with (
        pytest.raises(DBAPIError, match="at most one open publication"),
        house.platform.database.writing() as c,
    ):
        c.execute(text("UPDATE publication SET closes_on = NULL WHERE closes_on IS NOT NULL"))


def test_an_instrument_that_gets_translations_goes_on_with_its_series(house):
    quick = load_instrument("QUICK")
    before = reworded(quick, "en", {wording.place: "" for wording in wordings(quick)})
    older = renamed_to(before, "BAN_CU")
    publishing.freeze(house.platform.database, questionnaire=older)
    newer = publishing.freeze(house.platform.database, questionnaire=renamed_to(quick, "BAN_CU"))
    assert newer.number == 2
    with house.platform.database.reading() as connection:
        marks = template_events.list_marks(connection, [newer.id])[newer.id]
    assert set(marks.values()) == {"same"}
    assert marks.keys() == {item.code for item in quick.items}


def renamed_to(questionnaire, code):
    return parse_questionnaire(to_document(questionnaire) | {"code": code})
