import itertools
import random
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from survey_app.addresses import read_code
from survey_app.services import registering
from survey_app.services.csv_table import read_table
from survey_app.store import counters, units

HEADER = "code,name,level,type,block,parent_code,valid_from,valid_to\n"
GOOD = HEADER + (
    "37,Tỉnh Ninh Bình,province,tinh,,,2025-07-01,\n"
    "13285-TT,Trung tâm,office,ttpvhcc,,13285,01/07/2025,\n"
    "13285,Phường Phủ Lý,commune,phuong,xa,37,2025-07-01,31/12/2030\n"
)


def list_units(house):
    with house.platform.database.reading() as connection:
        return units.list_units(connection)


def import_units(house, text, **options):
    return registering.import_units(house.platform.database, source=text.encode(), **options)


def test_a_tree_is_imported_whatever_the_order_of_its_rows(empty_house):
    assert import_units(empty_house, GOOD).added == 3
    found = {unit.code: unit for unit in list_units(empty_house)}
    assert found["13285-TT"].parent_id == found["13285"].id
    assert found["13285"].parent_id == found["37"].id
    assert str(found["13285"].valid_to) == "2030-12-31"


@pytest.mark.parametrize(
    "change",
    [
        lambda text: "\ufeff" + text,
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace(",", ";"),
        lambda text: text.replace(",", "\t"),
        lambda text: unicodedata.normalize("NFD", text),
    ],
)
def test_files_as_spreadsheets_save_them_are_read_alike(empty_house, change):
    assert import_units(empty_house, change(GOOD)).faults == ()
    assert {unit.name for unit in list_units(empty_house)} == {"Tỉnh Ninh Bình", "Phường Phủ Lý", "Trung tâm"}


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,,commune,xa,xa,37,2025-07-01,", "name"),
        ("x,Tên,huyen,xa,xa,37,2025-07-01,", "level"),
        ("x,Tên,commune,xa,lang,37,2025-07-01,", "block"),
        ("x,Tên,commune,xa,xa,99,2025-07-01,", "parent_code"),
        ("x,Tên,commune,xa,xa,,2025-07-01,", "parent_code"),
        ("x,Tên,commune,xa,xa,37,30/02/2025,", "valid_from"),
        ("x,Tên,commune,xa,xa,37,2025-07-01,2024-01-01", "valid_to"),
        ("37,Tên,commune,xa,xa,37,2025-07-01,", "code"),
        ("x,Tên\x00,commune,xa,xa,37,2025-07-01,", "name"),
        (f"x,{'a' * 201},commune,xa,xa,37,2025-07-01,", "name"),
        ("x,Tên,office,so,so,y,2025-07-01,", "parent_code"),
    ],
)
def test_each_fault_names_its_row_and_column_and_nothing_is_written(empty_house, row, column):
    done = import_units(empty_house, f"{GOOD}{row}\n")
    assert done.added == 0
    assert f"dòng 5, cột {column}" in {fault.place for fault in done.faults}
    assert all(fault.problem and fault.remedy for fault in done.faults)
    assert list_units(empty_house) == []


# What can be wrong with a row: the column that is to be named, and how the row is spoiled.
SPOILED = {
    "a missing name": ("name", {"name": ""}),
    "a control character": ("name", {"name": "Xã\x00"}),
    "an endless name": ("name", {"name": "a" * 201}),
    "no such level": ("level", {"level": "huyen"}),
    "no such block": ("block", {"block": "lang"}),
    "a parent that is nowhere": ("parent_code", {"parent_code": "nowhere"}),
    "no parent": ("parent_code", {"parent_code": ""}),
    "a parent of its own level": ("parent_code", {"parent_code": "13285"}),
    "a day that is none": ("valid_from", {"valid_from": "30/02/2025"}),
    "no day": ("valid_from", {"valid_from": ""}),
    "an end before the beginning": ("valid_to", {"valid_to": "2024-01-01"}),
    "a code that stands above": ("code", {"code": "13285"}),
}


def spoiled_file(rows=3_400, faults=1_000):
    """A file as long as the national list, and (row, column) of each planted fault."""
    chance = random.Random(rows)  # noqa: S311  # places of faults, not secrets
    wrong = dict(zip(sorted(chance.sample(range(rows), faults)), itertools.cycle(SPOILED), strict=False))
    lines, planted = [], []
    for n in range(rows):
        row = {"code": f"x{n}", "name": f"Xã {n}", "level": "commune", "type": "xa", "block": "xa"}
        row |= {"parent_code": "37", "valid_from": "2025-07-01", "valid_to": ""}
        if n in wrong:
            column, change = SPOILED[wrong[n]]
            row |= change
            planted.append((n + 5, column))  # after the header and the three good rows
        lines.append(",".join(row.values()))
    return GOOD + "\n".join(lines) + "\n", planted


def test_a_thousand_planted_faults_are_each_named_by_row_and_column_and_nothing_is_written(empty_house):
    text, planted = spoiled_file()
    done = import_units(empty_house, text)
    assert [fault.place for fault in done.faults] == [f"dòng {row}, cột {column}" for row, column in planted]
    assert all(fault.problem and fault.remedy for fault in done.faults)
    assert (done.added, list_units(empty_house)) == (0, [])


@pytest.mark.parametrize(
    "text", ["", "code\n", "code,name,level,valid_from,ghi_chu\n", "code,code,name,level,valid_from\n"]
)
def test_a_wrong_header_is_told_with_the_columns_that_can_be_used(empty_house, text):
    faults = import_units(empty_house, text).faults
    assert faults
    assert "valid_from" in faults[0].remedy


def test_a_trial_run_writes_nothing_and_says_what_it_would(empty_house):
    assert import_units(empty_house, GOOD, dry_run=True).added == 3
    assert list_units(empty_house) == []


def test_a_file_that_is_not_utf_8_is_told_so():
    table = read_table("Phường".encode("utf-16"), columns=("name",), required=("name",))
    assert ["UTF-8" in fault.problem for fault in table.faults] == [True]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(st.binary(max_size=300))
def test_no_file_whatever_breaks_the_reader(source):
    read_table(b"code,name\n" + source, columns=("code", "name"), required=("code",))


def import_counters(house, text, **options):
    return registering.import_counters(
        house.platform.database, source=text.encode(), today=house.clock.at.date(), **options
    )


def test_a_counter_without_a_code_is_given_one_that_can_be_read_aloud(house):
    assert import_counters(house, "name,unit_code\nQuầy mới,13285\nQuầy mới 2,13285\n").added == 2
    with house.platform.database.reading() as connection:
        codes = [row.code for row in counters.list_counters(connection)]
    assert len(set(codes)) == 5
    assert all(len(code) == 8 and not set(code) & set("ILOU") for code in codes)


@pytest.mark.parametrize("code", ["7K4M", "7K4M2QXU", "7K4M2QX0", "7k4m 2qxo"])
def test_a_code_that_cannot_be_used_or_stands_already_is_refused(house, code):
    done = import_counters(house, f"code,name,unit_code\n{code},Quầy,13285\n")
    assert [fault.place for fault in done.faults] == ["dòng 2, cột code"]


def test_a_code_is_read_as_people_type_it():
    assert read_code(" 7k4m-2qi l") == "7K4M2Q11"
    for wrong in ("", "7K4M", "7K4M2QXU", "7K4M2QX00", "7K4M2QX\x00", "７K4M2QX0"):
        assert read_code(wrong) is None
