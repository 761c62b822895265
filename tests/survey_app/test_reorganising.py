"""A reorganisation as a dated act: every fault is named, the past stays, and what belonged to a unit follows it."""

import random
from datetime import timedelta

import pytest

from survey_app.services.moving import follow_successions
from survey_app.services.registering import import_counters, import_units
from survey_app.services.reorganising import reorganise
from survey_app.store import health, successions, units

UNITS = """code,name,level,type,block,parent_code,valid_from
T1,Tỉnh Một,province,tinh,,,2025-07-01
A,Xã An,commune,xa,xa,T1,2025-07-01
B,Xã Bình,commune,xa,xa,T1,2025-07-01
C,Xã Châu,commune,xa,xa,T1,2025-07-01
A-TT,Trung tâm An,office,ttpvhcc,xa,A,2025-07-01
C-TT,Trung tâm Châu,office,ttpvhcc,xa,C,2025-07-01
"""
HEAD = "predecessor_code,successor_code,extent,name,type,parent_code\n"


@pytest.fixture
def province(empty_house):
    assert not import_units(empty_house.platform.database, source=UNITS.encode()).faults
    return empty_house


def act(house, rows, *, days=0, dry_run=False):
    today = house.platform.today
    return reorganise(
        house.platform.database,
        source=(HEAD + rows).encode(),
        takes_effect=today + timedelta(days=days),
        today=today,
        dry_run=dry_run,
    )


def standing(house, *, days=0):
    with house.platform.database.reading() as connection:
        found = units.list_units(connection, on=house.platform.today + timedelta(days=days))
    by_id = {unit.id: unit for unit in found}
    return {u.code: (u.name, by_id[u.parent_id].code if u.parent_id in by_id else None) for u in found}


def test_a_merger_ends_the_old_on_the_eve_and_takes_their_offices_along(province):
    done = act(province, "A,AB,toan_bo,Xã An Bình,xa,\nB,AB,toan_bo,,,\n", days=3)
    assert (done.faults, done.ended, done.begun) == ((), ("A", "B"), ("AB",))
    assert {"A", "B", "A-TT"} <= set(standing(province, days=2))
    after = standing(province, days=3)
    assert after == {
        "T1": ("Tỉnh Một", None),
        "AB": ("Xã An Bình", "T1"),
        "C": ("Xã Châu", "T1"),
        "A-TT": ("Trung tâm An", "AB"),
        "C-TT": ("Trung tâm Châu", "C"),
    }


def test_a_unit_that_stands_can_take_in_another_and_goes_on_itself(province):
    assert act(province, "A,B,toan_bo,,,\n").faults == ()
    assert standing(province)["A-TT"] == ("Trung tâm An", "B")
    with province.platform.database.reading() as connection:
        known = {u.code: u for u in units.list_units(connection) if u.code == "B"}
    assert known["B"].valid_to is None


def test_a_rename_keeps_the_code_and_a_move_changes_what_stands_above(province):
    assert act(province, "A,A,toan_bo,Phường An,phuong,\n").faults == ()
    assert standing(province)["A"] == ("Phường An", "T1")
    assert act(province, "C-TT,C-TT,toan_bo,Trung tâm liên xã,,B\n").faults == ()
    assert standing(province)["C-TT"] == ("Trung tâm liên xã", "B")


def test_two_provinces_that_merge_take_their_whole_trees_along(province):
    more = "code,name,level,type,block,parent_code,valid_from\nT2,Tỉnh Hai,province,tinh,,,2025-07-01\nD,Xã Dương,commune,xa,xa,T2,2025-07-01\n"
    assert not import_units(province.platform.database, source=more.encode()).faults
    assert act(province, "T1,T,toan_bo,Tỉnh Chung,,\nT2,T,toan_bo,,,\n").faults == ()
    found = standing(province)
    assert {code for code, (_, above) in found.items() if above == "T"} == {"A", "B", "C", "D"}
    assert found["A-TT"][1] == "A"
    with province.platform.database.reading() as connection:
        assert len(successions.list_successions(connection)) == 2 + 4 + 2


def test_counters_follow_a_merger_and_wait_at_a_split(province):
    database, today = province.platform.database, province.platform.today
    table = "code,name,unit_code\n11111111,Quầy,A-TT\n22222222,Quầy,C\n"
    assert not import_counters(database, source=table.encode(), today=today - timedelta(days=9)).faults
    split = (
        "C,C1,mot_phan,Xã Châu Một,xa,\nC,C2,mot_phan,Xã Châu Hai,xa,\nC-TT,C-TT,toan_bo,Trung tâm Châu,,C1\n"
    )
    assert act(province, f"A,AB,toan_bo,Xã An Bình,xa,\nB,AB,toan_bo,,,\n{split}").faults == ()
    moves = follow_successions(database, on=today)
    assert [(move.code, move.unit_code) for move in moves.moved] == [("11111111", "A-TT")]
    assert [(one.code, one.choices) for one in moves.undecided] == [("22222222", ("C1", "C2"))]


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ("Z,AB,toan_bo,Xã Mới,xa,\n", "dòng 2, cột predecessor_code"),
        ("A,ZZ,toan_bo,,,\n", "dòng 2, cột name"),
        ("A,AB,nua,Xã Mới,xa,\n", "dòng 2, cột extent"),
        ("A,AB,mot_phan,Xã Mới,xa,\n", "dòng 2, cột extent"),
        ("A,A1,toan_bo,Xã Một,xa,\nA,A2,mot_phan,Xã Hai,xa,\n", "dòng 2, cột extent"),
        ("A,AB,toan_bo,Xã Mới,xa,ZZ\n", "dòng 2, cột parent_code"),
        ("A,B,toan_bo,,,\nB,AB,toan_bo,Xã Mới,xa,\n", "dòng 2, cột successor_code"),
        ("A,C,toan_bo,Xã Khác,xa,\n", "dòng 2, cột successor_code"),
        ("A,A1,mot_phan,Xã Một,xa,\nA,A1,mot_phan,,,\n", "dòng 2, cột successor_code"),
        ("A,N1,toan_bo,Xã Mới,,N1\n", "dòng 2, cột parent_code"),  # its own parent
        ("A,N1,toan_bo,Xã Mới,,N2\nB,N2,toan_bo,Xã Khác,,N1\n", "dòng 2, cột parent_code"),  # a cycle
        ("T1,A,toan_bo,,,\n", "dòng 2, cột successor_code"),  # a province into a commune
        ("A,A-TT,toan_bo,,,\n", "dòng 2, cột successor_code"),
        ("A,AB,toan_bo,Xã Mới,xa,\nB,AB,toan_bo,Xã Khác,xa,\n", "dòng 3, cột name"),
        ("A,AB,toan_bo,Xã Mới,xa,T1\nB-,AB,toan_bo,,,\n", "dòng 3, cột predecessor_code"),
        ("A-TT,M,toan_bo,Trung tâm,,A\nC-TT,M,toan_bo,Trung tâm,,B\n", "dòng 3, cột parent_code"),
        (
            "C,C1,mot_phan,Xã Một,xa,\nC,C2,mot_phan,Xã Hai,xa,\n",
            "dòng 2, cột predecessor_code",
        ),  # its centre
        (
            "C,C1,mot_phan,Xã Một,xa,\nC,C2,mot_phan,Xã Hai,xa,\nC-TT,C-TT,toan_bo,Trung tâm Châu,,C\n",
            "dòng 4, cột parent_code",
        ),
    ],
)
def test_a_faulty_act_names_row_and_column_and_changes_nothing(province, rows, place):
    before = standing(province)
    assert place in {fault.place for fault in act(province, rows).faults}
    assert standing(province) == before


def test_the_same_file_a_second_time_says_that_it_has_been_read(province):
    assert act(province, "A,AB,toan_bo,Xã An Bình,xa,\nB,AB,toan_bo,,,\n").faults == ()
    province.clock.at += timedelta(days=3)
    again = act(province, "A,AB,toan_bo,Xã An Bình,xa,\nB,AB,toan_bo,,,\n").faults
    assert all("đã kết thúc ngày" in fault.problem and "nạp rồi" in fault.remedy for fault in again[:1])


def test_an_act_of_yesterday_is_refused_and_a_trial_writes_nothing(province):
    before = standing(province)
    assert act(province, "A,B,toan_bo,,,\n", days=-1).faults
    assert act(province, "A,B,toan_bo,,,\n", dry_run=True).ended == ("A",)
    assert standing(province) == before


def random_act(chance, standing, number):
    """Rows that sometimes make sense and often do not."""
    rows = []
    for n in range(chance.choice([1, 1, 2, 4])):
        before = chance.choice(standing)
        after = chance.choice([chance.choice(standing), f"N{number}", f"N{number}X{n}"])
        parent = chance.choice(["", "", chance.choice(standing), f"N{number}"])
        parts = chance.choice([["toan_bo"], ["toan_bo"], ["mot_phan", "mot_phan"]])
        for part, extent in enumerate(parts):
            code = f"{after}P{part}" if part else after
            rows.append(
                f"{before},{code},{extent},{f'Đơn vị {code}' if chance.random() < 0.7 else ''},,{parent}\n"
            )
    return "".join(rows)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_acts_are_tried_the_tree_stays_a_tree_on_every_day(province, seed):
    chance, done = random.Random(seed), 0  # noqa: S311  # examples
    for number in range(250 if province.platform.database.is_sqlite else 60):
        province.clock.at += timedelta(days=1)
        rows = random_act(chance, sorted(standing(province)), f"{seed}{number}")
        done += act(province, rows).faults == ()
    assert done >= 5
    with province.platform.database.reading() as connection:
        assert health.list_torn_branches(connection) == []


def test_a_unit_below_one_that_has_ended_is_found(province):
    with province.platform.database.writing() as connection:
        found = {unit.code: unit.id for unit in units.list_units(connection)}
        units.end_unit(connection, found["A"], valid_to=province.platform.today)
    with province.platform.database.reading() as connection:
        assert health.list_torn_branches(connection) == ["A-TT dưới A"]
