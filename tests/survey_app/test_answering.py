from datetime import timedelta

import pytest
from werkzeug.datastructures import MultiDict

from survey_app.form_keys import FIELD, BadFormKeyError
from survey_app.services import publishing
from survey_app.services.answering import (
    Accepted,
    CounterGoneError,
    Refused,
    UnknownCounterError,
    open_form,
    submit,
)
from survey_app.store import ballots, counters

CODE, OTHER = "7K4M2QX0", "7K4M2QX1"


def waiting(house):
    with house.platform.database.reading() as connection:
        return ballots.count_waiting(connection)


def send(house, code=CODE, key=None, **answers):
    key = key or open_form(house.platform, code=code).key
    return submit(house.platform, code=code, body=MultiDict({**answers, FIELD: key}))


def test_an_answer_is_in_the_box_before_it_is_acknowledged(house):
    assert isinstance(send(house, Q1="5"), Accepted)
    assert waiting(house) == 1


def test_the_same_form_sent_again_counts_once_and_keeps_its_receipt(house):
    key = open_form(house.platform, code=CODE).key
    first = send(house, key=key, Q1="5")
    again = send(house, key=key, Q1="1")
    assert first == again
    assert waiting(house) == 1


def test_an_answer_without_the_headline_is_not_stored_and_comes_back_filled(house):
    done = send(house, Q5="Cảm ơn")
    assert isinstance(done, Refused)
    assert [problem.item for problem in done.reading.problems] == ["Q1"]
    assert done.reading.given["Q5"] == ("Cảm ơn",)
    assert waiting(house) == 0


def test_a_form_older_than_six_days_comes_back_filled_with_a_new_key(house):
    old = open_form(house.platform, code=CODE).key
    house.clock.at += timedelta(days=7)
    done = send(house, key=old, Q1="4")
    assert isinstance(done, Refused)
    assert done.expired
    assert done.reading.given["Q1"] == ("4",)
    assert isinstance(send(house, key=done.form.key, Q1="4"), Accepted)
    assert waiting(house) == 1


def test_a_key_of_another_counter_is_refused(house):
    key = open_form(house.platform, code=OTHER).key
    with pytest.raises(BadFormKeyError):
        send(house, key=key, Q1="5")
    with pytest.raises(BadFormKeyError):
        submit(house.platform, code=CODE, body=MultiDict({"Q1": "5"}))
    assert waiting(house) == 0


def test_two_keys_in_one_body_are_no_key(house):
    key = open_form(house.platform, code=CODE).key
    with pytest.raises(BadFormKeyError):
        submit(house.platform, code=CODE, body=MultiDict([("Q1", "5"), (FIELD, key), (FIELD, key)]))


def test_a_form_opened_before_its_publication_closed_is_still_taken(house):
    key = open_form(house.platform, code=CODE).key
    publishing.close(house.platform.database, counter_code=CODE, closes_on=house.clock.at.date())
    house.clock.at += timedelta(days=1)
    assert isinstance(send(house, key=key, Q1="5"), Accepted)
    with pytest.raises(CounterGoneError):
        open_form(house.platform, code=CODE)


def test_a_revoked_code_takes_nothing_any_more(house):
    key = open_form(house.platform, code=CODE).key
    with house.platform.database.writing() as connection:
        counters.revoke_counter(connection, CODE, on=house.clock.at.date())
    with pytest.raises(CounterGoneError):
        send(house, key=key, Q1="5")
    assert waiting(house) == 0


def test_an_unknown_code_has_no_form(house):
    with pytest.raises(UnknownCounterError):
        open_form(house.platform, code="00000000")


def test_an_answer_between_two_half_days_is_encrypted_anew_and_not_lost(house):
    """The half-day is closed by another process while this server's clock still stands in it."""
    house.answer()
    house.half_day_later()
    house.seal()
    house.half_day_later(-1)
    house.answer()
    assert waiting(house) == 2
    house.half_day_later(2)
    for _ in range(3):
        house.answer()
    house.half_day_later()
    run = house.seal()
    assert run.sealed == 5
    assert not run.unreadable
