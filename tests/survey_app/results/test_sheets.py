"""Tables as files: the same numbers as on the page, readable by spreadsheets and programs, harmless."""

import csv
import io
import unicodedata

import pytest

from survey_app.services.comparing.sheet import comparison_sheet
from survey_app.services.comparing.sheets import Column, Sheet, csv_file, written
from survey_app.services.comparing.words import METHOD


def read(data):
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))


SHARES = (Column(title="Đơn vị"), Column(title="Hài lòng", kind="percent"))


def sheet(*rows, columns=SHARES):
    return Sheet(name="thu", title="Thử", columns=columns, rows=rows, notes=("Phương pháp.",))


@pytest.mark.parametrize("name", ["=1+1", "+84", "-2+3", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_gets_an_apostrophe(name):
    assert read(csv_file(sheet((name, 0.5))))[1][0].startswith("'")


def test_a_negative_number_stays_a_number():
    columns = (Column(title="Đơn vị"), Column(title="Chênh lệch", kind="points"))
    assert read(csv_file(sheet(("Xã", -0.0213), columns=columns)))[1] == ["Xã", "-2.1"]
    assert read(csv_file(sheet(("Xã", -0.0001), columns=columns)))[1] == ["Xã", "0.0"]


def test_names_with_commas_quotes_and_decomposed_letters_come_through():
    name = unicodedata.normalize("NFD", 'Phường "Phủ Lý", quầy 1')
    assert read(csv_file(sheet((name, 0.5))))[1][0] == unicodedata.normalize("NFC", name)


def test_what_is_not_shown_is_an_empty_cell_and_a_dash_on_the_page():
    assert read(csv_file(sheet(("Xã", None))))[1] == ["Xã", ""]
    assert written("percent", None) == "–"


def test_the_method_and_the_title_stand_below_the_rows():
    rows = read(csv_file(sheet(("Xã", 0.5))))
    assert rows[0] == ["Đơn vị", "Hài lòng (%)"]
    assert rows[2:] == [["Thử", ""], ["Phương pháp.", ""]]


def test_the_file_of_a_comparison_has_the_numbers_of_its_page(province, visit):
    province.plant("A1", [2, 3, 10, 60, 65, 7])
    province.plant("A2", [10, 12, 18, 30, 20])
    answer = visit("/giam-sat?template=QUICK&period=2026-10&parent=37&level=commune&dang=csv")
    assert answer.mimetype == "text/csv"
    assert "so-sanh-QUICK-2026-10.csv" in answer.headers["Content-Disposition"]
    rows = read(answer.data)
    told = {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:]}
    assert told["A1"]["n"] == "140"
    assert told["A1"]["Hài lòng (%)"] == "89.3"
    assert told["A1"]["Nhóm"] == "Cao hơn mức chung"
    assert told["A3"]["n"] == ""  # it may wait: never zero
    assert [METHOD] in [row[:1] for row in rows]


def test_nothing_of_hidden_units_is_in_the_file(province):
    province.plant("A1", [2, 3, 10, 60, 65])
    province.plant("A2", [1, 1, 1, 2, 2])
    province.plant("A3", [3, 4, 12, 40, 25])
    province.plant("A4", [1, 1, 2, 5, 8])
    rows = {row[0]: row for row in comparison_sheet(province.compare(minimum=10)).rows}
    for code in ("A2", "A4"):
        assert set(rows[code][3:-1]) == {None}


def test_a_file_of_what_cannot_be_compared_is_refused_with_the_reason(visit):
    answer = visit("/giam-sat?template=QUICK&period=2026-11&dang=csv")
    assert answer.status_code == 404
    assert "30/11/2026" in answer.text
