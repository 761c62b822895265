"""Counters that follow their ended units: exactly one right place, and nothing of the past changes."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from werkzeug.datastructures import MultiDict

from survey_app.form_keys import FIELD
from survey_app.models import Ballot, Counter, Response, Seal
from survey_app.services import national
from survey_app.services.answering import open_form, submit
from survey_app.services.moving import follow_successions
from survey_app.store import counters, successions, units
from survey_app.store.successions import SuccessionRow

CODE = "7K4M2QX0"
# Present province, former province inside it, of the four seeds that have one.
SEEDS = {
    "Hà Nam": ("37", "35"),
    "Bình Dương": ("79", "74"),
    "Trà Vinh": ("86", "84"),
    "Tuyên Quang": ("08", "08"),
}


def send(house, code, key, **answers):
    return submit(house.platform, code=code, body=MultiDict({"Q1": "5", **answers, FIELD: key}))


def end_unit_of(house, code, *, into, full=True):
    """The unit of a counter ends today in favour of new ones."""
    today = house.platform.today
    with house.platform.database.writing() as connection:
        row = counters.find_counter(connection, code)
        level = next(u.level for u in units.list_units(connection) if u.id == row.unit_id)
        new = [
            {
                "code": name,
                "name": f"Xã {name}",
                "sort_key": name,
                "level": level,
                "type": "xa",
                "block": "xa",
                "parent_id": None,
                "valid_from": today,
                "valid_to": None,
            }
            for name in into
        ]
        ids = units.add_units(connection, new)
        units.end_unit(connection, row.unit_id, valid_to=today - timedelta(days=1))
        rows = [
            SuccessionRow(predecessor_id=row.unit_id, successor_id=i, takes_effect=today, is_full=full)
            for i in ids
        ]
        successions.add_successions(connection, rows)
    return ids


def unit_of_waiting(house):
    query = select(Counter.unit_id).join(Ballot, Ballot.counter_id == Counter.id)
    with house.platform.database.reading() as connection:
        return list(connection.scalars(query))


def test_the_code_of_a_merged_unit_leads_to_its_successor_and_says_so(house):
    (successor,) = end_unit_of(house, CODE, into=["M1"])
    moves = follow_successions(house.platform.database, on=house.platform.today)
    form = open_form(house.platform, code=CODE)
    assert form.door.unit_name == "Xã M1"
    assert form.door.moved_from == CODE
    assert form.door.code in {move.new_code for move in moves.moved}
    send(house, form.door.code, form.key)
    assert unit_of_waiting(house) == [successor]


def test_answers_of_before_stay_with_the_unit_that_was(house):
    with house.platform.database.reading() as connection:
        before = counters.find_counter(connection, CODE).unit_id
    begun = [open_form(house.platform, code=CODE).key for _ in range(5)]
    for _ in range(5):
        house.answer(CODE)
    house.half_day_later(2)
    (successor,) = end_unit_of(house, CODE, into=["M1"])
    follow_successions(house.platform.database, on=house.platform.today)
    for key in begun:  # on the screens of phones since yesterday
        send(house, CODE, key)
    new = open_form(house.platform, code=CODE)
    for _ in range(5):
        key = open_form(house.platform, code=CODE).key
        send(house, new.door.code, key)
    house.half_day_later()
    house.seal()
    with house.platform.database.reading() as connection:
        query = select(Seal.unit_id, func.count()).join(Response, Response.seal_id == Seal.id)
        sealed = dict(connection.execute(query.group_by(Seal.unit_id)).all())
    assert sealed == {before: 10, successor: 5}


def test_a_counter_of_a_split_unit_waits_until_somebody_chooses(house):
    end_unit_of(house, CODE, into=["P1", "P2"], full=False)
    database, today = house.platform.database, house.platform.today
    moves = follow_successions(database, on=today)
    assert CODE in {one.code for one in moves.undecided}
    assert {one.choices for one in moves.undecided if one.code == CODE} == {("P1", "P2")}
    assert open_form(house.platform, code=CODE).door.moved_from is None
    assert follow_successions(database, on=today, chosen={CODE: "P2"}, dry_run=True).moved
    assert open_form(house.platform, code=CODE).door.moved_from is None
    follow_successions(database, on=today, chosen={CODE: "P2"})
    assert open_form(house.platform, code=CODE).door.unit_name == "Xã P2"


def test_moving_again_moves_nothing_twice_and_a_second_move_follows_the_first(house):
    end_unit_of(house, CODE, into=["M1"])
    database = house.platform.database
    follow_successions(database, on=house.platform.today)
    assert follow_successions(database, on=house.platform.today).moved == ()
    house.half_day_later(2)
    now = open_form(house.platform, code=CODE).door.code
    end_unit_of(house, now, into=["M2"])
    follow_successions(database, on=house.platform.today)
    form = open_form(house.platform, code=CODE)
    assert (form.door.unit_name, form.door.moved_from) == ("Xã M2", CODE)


@pytest.mark.parametrize("name", SEEDS)
def test_every_code_of_a_former_commune_leads_to_exactly_one_right_unit(empty_house, name):
    house = empty_house
    province, former = SEEDS[name]
    database = house.platform.database
    national.load(database, codes=[province])
    known = national.provinces()[province]
    districts = {u.code for u in known.units if u.is_former and u.parent_code == former}
    communes = {u.code for u in known.units if u.is_former and u.parent_code in districts}
    with database.writing() as connection:
        ids = units.find_ids(connection, valid_from=national.EARLIER)
        rows = [
            {
                "code": f"{int(code):08d}",
                "name": "Bộ phận một cửa",
                "unit_id": ids[code],
                "procedure_field": "",
                "opened_on": national.EARLIER,
            }
            for code in communes
        ]
        counters.add_counters(connection, rows)
    most = {s.predecessor_code: s.successor_code for s in known.successions if s.takes_most}
    ways = {s.predecessor_code: [] for s in known.successions}
    for one in known.successions:
        ways[one.predecessor_code].append(one.successor_code)
    moves = follow_successions(database, on=house.platform.today)
    split = {code for code in communes if len(ways[code]) > 1}
    assert {int(one.code) for one in moves.undecided} == {int(code) for code in split}
    more = follow_successions(database, on=house.platform.today, chosen={code: most[code] for code in split})
    assert more.undecided == ()
    led = {int(move.code): move.unit_code for move in (*moves.moved, *more.moved)}
    assert led == {int(code): most[code] for code in communes}
