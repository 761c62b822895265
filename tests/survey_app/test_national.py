"""The units of the country: complete, and every former one leads to where it went."""

from collections import Counter, defaultdict
from datetime import date

import pytest
from sqlalchemy import select, update

from survey_app.models import Unit
from survey_app.services import national
from survey_app.services.examining import examine
from survey_app.services.registering import import_units
from survey_app.store import successions, units

# Present province, former province inside it, its communes in June 2025.
SEEDS = {
    "Hà Nam": ("37", "35", 98),
    "Bình Dương": ("79", "74", 91),
    "Trà Vinh": ("86", "84", 104),
    "Tuyên Quang": ("08", "08", 137),
}


@pytest.fixture(scope="module")
def country():
    return national.provinces()


def everything(country):
    return [unit for province in country.values() for unit in province.units]


def test_no_province_commune_or_former_unit_is_missing(country):
    count = Counter((unit.level, unit.is_former) for unit in everything(country))
    assert count == {
        ("province", False): 34,
        ("commune", False): 3_321,
        ("province", True): 63,
        ("district", True): 696,
        ("commune", True): 10_035,
    }
    present = Counter(unit.type for unit in everything(country) if not unit.is_former)
    assert present == {"xa": 2_621, "phuong": 687, "dac_khu": 13, "tinh": 28, "thanh_pho": 6}


def test_a_former_commune_has_one_whole_successor_or_several_parts_of_which_one_takes_most(country):
    parts = defaultdict(list)
    for province in country.values():
        for one in province.successions:
            if one.level == "commune":
                parts[one.predecessor_code].append(one)
    assert len(parts) == 10_035
    for followed in parts.values():
        assert [one.is_full for one in followed] in ([True], [False] * len(followed))
        assert len(followed) > 1 or followed[0].is_full
        assert sum(one.takes_most for one in followed) == 1


def test_the_five_island_districts_without_communes_became_special_zones_or_went_into_one_wholly(country):
    by_code = {
        unit.code: unit for unit in everything(country) if unit.level == "commune" and not unit.is_former
    }
    districts = {u.code: u for u in everything(country) if u.level == "district"}
    with_communes = {u.parent_code for u in everything(country) if u.level == "commune" and u.is_former}
    alone = set(districts) - with_communes
    assert len(alone) == 5
    for province in country.values():
        for one in province.successions:
            if one.predecessor_code in alone:
                assert one.is_full
                assert by_code[one.successor_code].type == "dac_khu"


@pytest.mark.parametrize("name", SEEDS)
def test_the_former_provinces_of_the_seeds_are_whole(country, name):
    code, former_code, communes = SEEDS[name]
    province = country[code]
    districts = {
        u.code
        for u in province.units
        if u.is_former and u.level == "district" and u.parent_code == former_code
    }
    found = [u for u in province.units if u.is_former and u.level == "commune" and u.parent_code in districts]
    assert len(found) == communes


def test_loading_again_adds_nothing_and_a_province_can_come_later(empty_house):
    database = empty_house.platform.database
    first = national.load(database, codes=["37"])
    assert first.units > 129
    assert national.load(database, codes=["37"]) == national.Loaded(units=0, successions=0)
    assert national.load(database, codes=["04", "37"]).units > 0
    with pytest.raises(national.UnknownProvinceError):
        national.load(database, codes=["99"])


def test_former_units_ended_the_day_before_their_successors_began(empty_house):
    database = empty_house.platform.database
    national.load(database, codes=["37"])
    with database.reading() as connection:
        rows = {row.id: row for row in connection.execute(select(Unit.__table__))}
        followed = successions.list_successions(connection)
        standing = units.list_units(connection, on=date(2025, 7, 1))
        before = units.list_units(connection, on=date(2025, 6, 30))
    assert len(standing) == 1 + 129
    assert not {unit.id for unit in standing} & {unit.id for unit in before}
    for one in followed:
        assert rows[one.predecessor_id].valid_to == date(2025, 6, 30)
        assert rows[one.successor_id].valid_from == one.takes_effect == date(2025, 7, 1)


def test_the_doctor_finds_the_tree_of_before_and_of_today_whole(empty_house):
    national.load(
        empty_house.platform.database, codes=["37", "79"]
    )  # with districts, and communes below them
    (tree,) = [finding for finding in examine(empty_house.platform) if finding.check == "cây đơn vị"]
    assert tree.wrong == ()
    with empty_house.platform.database.writing() as connection:
        connection.execute(update(Unit).where(Unit.level == "province").values(valid_to=date(2025, 7, 2)))
    (tree,) = [finding for finding in examine(empty_house.platform) if finding.check == "cây đơn vị"]
    assert len(tree.wrong) == 21
    assert tree.wrong[-1].startswith("và ")


def test_a_table_of_offices_finds_the_present_commune_where_a_former_one_had_the_same_code(empty_house):
    database = empty_house.platform.database
    national.load(database, codes=["37"])
    table = (
        "code,name,level,type,parent_code,valid_from\n"
        "13285-TT,Trung tâm Phục vụ hành chính công,office,ttpvhcc,13285,2025-07-01\n"
    )
    done = import_units(database, source=table.encode())
    assert done.faults == ()
    with database.reading() as connection:
        rows = {row.id: row for row in units.list_units(connection)}
    office = next(row for row in rows.values() if row.code == "13285-TT")
    assert rows[office.parent_id].valid_to is None
