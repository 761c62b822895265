"""A counter far above honest use is marked and told of; nobody is refused, and nothing moves with one answer."""

from click.testing import CliRunner
from sqlalchemy import insert
from support.full_boxes import fill

from survey_app.commands import main
from survey_app.models import Seal
from survey_app.services.crowds import CEILING, STEPS, list_crowds
from survey_app.services.house_state import look_at_house

BOX = (1, 1)  # the first counter and the only version


def crowds(house):
    with house.platform.database.reading() as connection:
        return [(one.code, one.at_least) for one in list_crowds(house.platform, connection)]


def test_a_flooded_counter_is_told_of_after_the_half_day_and_every_answer_is_counted(house):
    half_day = house.platform.half_day
    fill(house.platform, boxes=[BOX], count=CEILING + 3, half_day=half_day, answers={"Q1": "5"}, texts={})
    fill(house.platform, boxes=[(2, 1)], count=400, half_day=half_day, answers={"Q1": "5"}, texts={})
    assert crowds(house) == []
    house.half_day_later()
    assert house.seal().sealed == CEILING + 403
    assert crowds(house) == [("7K4M2QX0", CEILING)]
    assert [one.counter for one in look_at_house(house.platform).crowds] == ["Quầy 1"]
    house.answer("7K4M2QX0")
    house.half_day_later(15)
    assert crowds(house) == []


def test_what_is_told_moves_in_steps_and_never_names_a_counter_in_honest_use(house):
    half_day = house.platform.half_day
    with house.platform.database.writing() as connection:
        for counter, parts in ((1, [500] * 5), (2, [500, 499]), (3, [499, 499])):
            connection.execute(
                insert(Seal),
                [
                    {
                        "half_day": half_day,
                        "month": 202610,
                        "unit_id": 2,
                        "counter_id": counter,
                        "version_id": 1,
                        "first_half_day": half_day,
                        "last_half_day": half_day,
                        "n": n,
                    }
                    for n in parts
                ],
            )
    assert crowds(house) == [("7K4M2QX0", 2_000)]
    assert sorted(STEPS) == list(STEPS)


def test_doctor_tells_of_it_and_is_content(house):
    half_day = house.platform.half_day
    fill(house.platform, boxes=[BOX], count=CEILING, half_day=half_day, answers={"Q1": "5"}, texts={})
    house.half_day_later()
    house.seal()
    house.platform.close()
    environment = {
        "HAILONG_HOME": str(house.config.home),
        "HAILONG_DATABASE_URL": house.config.database_url,
        "HAILONG_CLOCK": house.clock.at.isoformat(),
    }
    told = CliRunner().invoke(main, ["doctor"], env=environment)
    assert told.exit_code == 0, told.output
    assert f"nhận từ {CEILING} phiếu" in told.stdout
