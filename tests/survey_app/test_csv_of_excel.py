"""Lists as Excel and clerks make them: what means the same is read, what Excel has spoilt is said with the way on."""

from datetime import date

import pytest

from survey_app.services.csv_table import read_table

COLUMNS = ("code", "name", "valid_from")


def read(text):
    return read_table(text.encode("utf-8-sig"), columns=COLUMNS, required=("code", "name"))


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("code;name\nX1;Xã Một, phố Hai\n", 2),
        ("sep=;\ncode;name\nX1;Xã Một, phố Hai\n", 3),
        ('sep=,\ncode,name\nX1,"Xã Một, phố Hai"\n', 3),
        ("DANH SÁCH ĐƠN VỊ;\n;\ncode;name\nX1;Xã Một, phố Hai\n", 4),
        ("Code;NAME;;\nX1;Xã Một, phố Hai;;\n", 2),
        ("code\tname\nX1\tXã Một, phố Hai\n", 2),
    ],
)  # fmt: skip
def test_a_list_with_lines_of_excel_and_of_people_around_it_is_read_at_its_rows(text, row):
    table = read(text)
    assert table.in_order() == ()
    assert [(r.number, r.cells["code"], r.cells["name"]) for r in table.rows] == [
        (row, "X1", "Xã Một, phố Hai")
    ]


@pytest.mark.parametrize(
    ("written", "meant"),
    [("1/9/26", date(2026, 9, 1)), ("01/09/2026", date(2026, 9, 1)), ("2026-09-01", date(2026, 9, 1))],
)
def test_a_short_year_is_of_this_century(written, meant):
    (row,) = read(f"code;name;valid_from\nX1;Một;{written}\n").rows
    assert row.date("valid_from") == meant


@pytest.mark.parametrize("written", ["1/9/026", "0026-09-01", "26-09-01", "1/13/26", "1/9"])
def test_a_day_that_is_none_is_told_at_its_cell(written):
    table = read(f"code;name;valid_from\nX1;Một;{written}\n")
    assert table.rows[0].date("valid_from") is None
    assert [(fault.row, fault.column) for fault in table.in_order()] == [(2, "valid_from")]


@pytest.mark.parametrize("written", ["02.0", "62002.0", "1e5", "1.3E+04", "1,3E+04"])
def test_a_code_that_excel_made_a_number_is_told_with_the_way_on(written):
    table = read(f'code;name\n"{written}";Một\n')
    assert table.rows[0].text("code", longest=32)
    (fault,) = table.in_order()
    assert (fault.row, fault.column) == (2, "code")
    assert "Văn bản" in fault.remedy


def test_codes_that_differ_by_a_nought_stay_apart():
    table = read("code;name\n01;Một\n1;Hai\n")
    table.refuse_repeats("code", taken=())
    assert table.in_order() == ()
    assert [row.text("code", longest=32) for row in table.rows] == ["01", "1"]


@pytest.mark.parametrize("nothing", ["\u200b", "\u3164", "\u200e"])
def test_a_name_of_which_nothing_is_visible_is_empty(nothing):
    (fault,) = read(f"code;name\nX1;{nothing}\n").in_order()
    assert (fault.row, fault.column) == (2, "name")
