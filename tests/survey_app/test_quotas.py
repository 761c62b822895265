"""How many answers a publication aims at: counters close when they have them, silence is noticed."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from werkzeug.datastructures import MultiDict

from survey_app.form_keys import FIELD
from survey_app.services import publication_lists, publishing
from survey_app.services.answering import CounterFullError, CounterGoneError, open_form, submit
from survey_app.services.publishing import Overlap, PublishingError
from survey_app.services.template_lists import list_templates
from survey_app.store.quotas import QuotaRow


def publish(house, **quota):
    house.half_day_later(2)
    publishing.publish(
        house.platform.database,
        template="QUICK",
        number=None,
        counter_codes=["7K4M2QX0"],
        opens_on=house.platform.today,
        overlap=Overlap.REPLACE,
        quota=QuotaRow(**{"a_day": None, "in_all": None, "closes": True, **quota}),
    )


def progress(house):
    lines = publication_lists.list_lines(house.platform, wanted="7K4M2QX0")
    return publication_lists.progress_of(house.platform, lines)[lines[0].id]


def test_a_counter_with_enough_for_the_day_opens_again_tomorrow(house):
    publish(house, a_day=6)
    for _ in range(7):
        house.answer()  # nobody sees at which answer the quota was reached
    house.half_day_later()
    house.answer()  # the half-day is over, but not closed yet
    house.seal()
    with pytest.raises(CounterFullError) as full:
        house.answer()
    assert full.value.until_tomorrow
    house.half_day_later()
    house.answer()


def test_a_counter_with_enough_for_the_publication_stays_closed_and_a_form_already_open_is_still_taken(house):
    publish(house, in_all=7)
    late = open_form(house.platform, code="7K4M2QX0")
    for _ in range(5):
        house.answer()
    house.half_day_later(2)
    house.seal()
    house.answer()
    house.answer()
    house.answer()  # open until the half-day is closed: a closing counter would ring at the very answer
    house.half_day_later()
    house.seal()
    with pytest.raises(CounterGoneError) as full:
        house.answer()
    assert not full.value.until_tomorrow
    submit(house.platform, code="7K4M2QX0", body=MultiDict({"Q1": "5", FIELD: late.key}))
    house.answer(code="7K4M2QX1")  # another counter has no quota


def test_answers_of_an_earlier_publication_of_the_same_version_do_not_fill_the_quota(house):
    for _ in range(6):
        house.answer()
    house.half_day_later()
    house.seal()
    publish(house, in_all=5)
    house.answer()


def test_a_quota_that_does_not_close_only_tells_how_far_the_counter_is(house):
    publish(house, a_day=5, in_all=100, closes=False)
    for _ in range(6):
        house.answer()
    assert progress(house).taken == 0  # what waits in the box is nobody's to see
    house.half_day_later(2)
    house.seal()
    done = progress(house)
    assert (done.taken, done.days, done.a_day) == (6, 2, 3.0)
    house.answer()


@pytest.mark.parametrize("quota", [{"a_day": 4}, {"in_all": 1}, {"a_day": 5, "in_all": 0}, {"a_day": -1}])
def test_a_quota_so_small_that_closing_would_tell_of_one_person_is_refused(house, quota):
    with pytest.raises(PublishingError, match="ít nhất là 5"):
        publish(house, **quota)


def test_the_database_itself_refuses_a_quota_under_five(house):
    with pytest.raises(Exception, match="a_day"), house.platform.database.writing() as connection:
        connection.execute(
            text("INSERT INTO quota (publication_id, a_day, in_all, closes) VALUES (1, 4, NULL, false)")
        )


def test_thirty_days_open_without_an_answer_are_told_and_an_answer_ends_it(house):
    def quiet():
        version = list_templates(house.platform)[0].versions[0]
        return version.quiet_days, progress(house).is_quiet

    house.clock.at += timedelta(days=29)
    assert quiet() == (0, False)
    house.clock.at += timedelta(days=1)
    assert quiet() == (30, True)
    for _ in range(5):
        house.answer()
    assert quiet() == (30, True)  # what waits in a box rings no bell
    house.half_day_later()
    house.seal()
    assert quiet() == (0, False)


def test_closing_a_version_for_good_forgets_the_quotas_of_what_never_opened(house):
    day = house.platform.today
    publishing.publish(
        house.platform.database,
        template="QUICK",
        number=None,
        counter_codes=["7K4M2QX0"],
        opens_on=day + timedelta(days=40),
        overlap=Overlap.REPLACE,
        quota=QuotaRow(a_day=9, in_all=None, closes=True),
    )
    publishing.close_version(house.platform.database, template="QUICK", number=1, today=day, by="lan", at=0)
    with house.platform.database.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM quota")).scalar_one() == 0
