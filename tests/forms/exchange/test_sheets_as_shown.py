"""Cells come in as the sheet shows them; formulas and lists that nobody reads refuse nothing."""

import io
import zipfile
from datetime import datetime, time

import openpyxl
import pytest
import xlwt
from support.small_forms import form, read, told
from support.spreadsheets import as_csv, as_xlsx

from forms.exchange.cell_text import Odd, cell_text
from forms.exchange.importing import read_file
from forms.faults import QuestionnaireError


def with_stored_value(contents, value):
    """The same workbook as Excel saves it: each formula with what it came to."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(contents)) as old, zipfile.ZipFile(written, "w") as new:
        for name in old.namelist():
            part = old.read(name).decode() if name.endswith(".xml") else old.read(name)
            if name.startswith("xl/worksheets/"):
                part = part.replace("<v></v>", f"<v>{value}</v>").replace("<v />", f"<v>{value}</v>")
                part = part.replace("</f><v/>", f"</f><v>{value}</v>")
            new.writestr(name, part)
    return written.getvalue()


def test_of_a_formula_in_a_cell_that_is_read_its_stored_value_comes_in_and_is_told():
    book = as_xlsx(form(["text", "a", '="Góp ý "&1', ""]))
    with pytest.raises(QuestionnaireError, match="survey, dòng 2, cột label: Ô này là công thức"):
        read_file(book, name="a.xlsx")
    imported = read_file(with_stored_value(book, 42), name="a.xlsx")
    assert str(imported.questionnaire.item("a").text) == "42"
    assert "survey, dòng 2, cột label: Ô này là công thức: lấy giá trị đã lưu trong tệp là “42”" in told(
        imported
    )


@pytest.mark.parametrize(
    ("sheets", "what"),
    [
        (
            form(["text", "a", "A?", ""], settings=(("form_title", "Phiếu"), ("version", "=NOW()"))),
            "a setting",
        ),
        (form(["text", "a", "A?", ""], choices=[["khac", "=1+1", "=A1"]]), "a list that nobody uses"),
        ({**form(["text", "a", "A?", ""]), "ghi chú": [["x"], ["=A1"]]}, "a sheet that nobody reads"),
    ],
)
@pytest.mark.parametrize("write", [as_xlsx, as_csv])
def test_a_formula_that_nobody_reads_refuses_nothing(sheets, what, write):
    name = "a.xlsx" if write is as_xlsx else "a.csv"
    assert read_file(write(sheets), name=name).questionnaire.item("a"), what


DAY = datetime.fromisoformat("2026-05-10")  # without a zone, as in a sheet
FORMATTED = [
    (0.5, "0%", "50%"), (0.125, "0.0%", "12,5%"), (2, "0.00", "2,00"), (1_500_000, '#,##0 "đ"', "1.500.000 đ"),
    (7, "00", "07"), (-5, "0;(0)", "(5)"), (DAY, "d-m", "10-5"), (3.5, "General", "3.5"),
    (DAY.replace(hour=7, minute=5), "dd/mm/yyyy hh:mm", "10/05/2026 07:05"), (5, '"Mức "0', "Mức 5"),
]  # fmt: skip


@pytest.mark.parametrize(("value", "number_format", "shown"), FORMATTED)
@pytest.mark.parametrize("engine", ["xlsx", "xls"])
def test_what_the_sheet_shows_is_what_comes_in(value, number_format, shown, engine):
    rows = form(["select_one so", "a", "Bao nhiêu?", ""], choices=[["so", "x", value], ["so", "y", "Khác"]])
    book, written = (
        (openpyxl.Workbook(), io.BytesIO()) if engine == "xlsx" else (xlwt.Workbook(), io.BytesIO())
    )
    for name, lines in rows.items():
        sheet = book.create_sheet(name) if engine == "xlsx" else book.add_sheet(name)
        for r, line in enumerate(lines):
            for c, cell in enumerate(line):
                form_of = number_format if cell is value else "General"
                if engine == "xlsx":
                    sheet.cell(r + 1, c + 1, cell).number_format = form_of
                else:
                    sheet.write(r, c, cell, xlwt.easyxf(num_format_str=form_of))
    if engine == "xlsx":
        del book["Sheet"]
    book.save(written)
    imported = read_file(written.getvalue(), name=f"a.{engine}")
    assert str(imported.questionnaire.item("a").options[0].label) == shown


def test_a_format_that_is_not_understood_is_told():
    assert cell_text(time(7, 30), "hh:mm") == "07:30"
    odd = cell_text(1234.5, "# ?/?")
    assert isinstance(odd, Odd)
    assert (odd, "# ?/?" in odd.note) == ("1234.5", True)


# -- lists ---------------------------------------------------------------------------------------------------------


def test_names_may_stand_twice_where_the_form_allows_it():
    doubled = [
        ["xa", "tp", "Tân Phú"],
        ["xa", "tp", "Tân Phú"],
        ["xa", "tp", "Tân Phong"],
        ["xa", "k", "Khác"],
    ]
    sheets = form(["select_one xa", "a", "Xã?", ""], choices=doubled)
    with pytest.raises(QuestionnaireError, match="choices, dòng 6, cột name"):
        read(sheets)
    sheets["settings"] = [["form_title", "allow_choice_duplicates"], ["Phiếu", "yes"]]
    imported = read(sheets)
    assert [str(o.label) for o in imported.questionnaire.item("a").options] == [
        "Tân Phú",
        "Tân Phong",
        "Khác",
    ]
    assert "choices, dòng 6" in told(imported)
    assert "choices, dòng 7" in told(imported)


def test_what_is_wrong_in_a_list_that_nobody_uses_refuses_nothing_and_is_told():
    imported = read(
        form(["text", "a", "A?", ""], choices=[["cu", "x", "X"], ["cu", "x", "Y"], ["cu", "", "Z"]])
    )
    assert "“cu” (3 dòng) không câu nào dùng" in told(imported)


@pytest.mark.parametrize(("number_format", "shown"), [("0.00", "2,00"), ("00", "02"), ('0 "điểm"', "2 điểm")])
def test_names_and_points_under_a_format_stay_the_values_that_conditions_compare(number_format, shown):
    sheets = form(
        ["select_one so", "a", "Mấy?", ""],
        ["text", "b", "Vì sao?", "${a} = '2'"],
        choices=[["so", 1, 1], ["so", 2, 2]],
    )
    sheets["choices"] = [[*line, "score" if n == 0 else line[1]] for n, line in enumerate(sheets["choices"])]
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(sheets)))
    for row in book["choices"].iter_rows():
        for cell in row:
            cell.number_format = number_format
    written = io.BytesIO()
    book.save(written)
    questionnaire = read_file(written.getvalue(), name="a.xlsx").questionnaire
    assert [(o.code, str(o.label), o.score) for o in questionnaire.item("a").options][1] == ("2", shown, 2)
    assert questionnaire.item("b").when.levels == {"2"}
