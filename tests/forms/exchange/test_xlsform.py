"""XLSForms come in from every kind of spreadsheet, and what goes out is an XLSForm that pyxform takes."""

import io

import pytest
from pyxform.xls2xform import convert
from support.spreadsheets import WRITERS, as_csv, as_md, as_xlsx

from forms.editing import blank, put_item
from forms.exchange.importing import read_file
from forms.exchange.xlsform_writing import to_xlsform
from forms.faults import QuestionnaireError
from forms.questionnaire import Kind, Role
from forms.reading import instruments, load_instrument, parse_questionnaire

FORM = {
    "survey": [
        [
            "type",
            "name",
            "label::Tiếng Việt (vi)",
            "label::English (en)",
            "hint",
            "required",
            "relevant",
            "constraint",
        ],
        [
            "select_one muc",
            "chung",
            "Nhìn chung Ông/Bà hài lòng thế nào?",
            "Overall?",
            "Một mức",
            "yes",
            "",
            "",
        ],
        ["begin_group", "them", "Thêm", "More", "", "", "", ""],
        ["note", "loi", "Nếu chưa hài lòng:", "If not:", "", "", "", ""],
        [
            "select_multiple ly_do",
            "vi_sao",
            "Vì sao?",
            "Why?",
            "",
            "",
            "${chung} = '1' or ${chung} = '2'",
            "",
        ],
        ["integer", "tuoi", "Tuổi?", "Age?", "", "", "", ". >= 15 and . <= 120"],
        ["text", "gop_y", "Góp ý?", "Ideas?", "", "", "selected(${vi_sao}, 'lau')", ""],
        ["end_group", "", "", "", "", "", "", ""],
    ],
    "choices": [
        ["list_name", "name", "label::Tiếng Việt (vi)", "label::English (en)"],
        ["muc", 3, "Hài lòng", "Satisfied"],
        ["muc", 2, "Bình thường", "Neutral"],
        ["muc", 1, "Không hài lòng", "Dissatisfied"],
        ["ly_do", "lau", "Chờ | lâu", "Slow"],
        ["ly_do", "xa", "Xa", "Far"],
    ],
    "settings": [["form_title", "form_id", "default_language"], ["Phiếu thử", "THU", "Tiếng Việt (vi)"]],
}


def survey(*rows, head=("type", "name", "label")):
    return {"survey": [list(head), *[list(row) for row in rows]]}


def faults_of(sheets, write=as_xlsx, name="a.xlsx"):
    with pytest.raises(QuestionnaireError) as caught:
        read_file(write(sheets), name=name)
    return {(fault.sheet, fault.row, fault.column) for fault in caught.value.faults}


@pytest.mark.parametrize("suffix", WRITERS)
def test_twins_of_one_form_in_every_kind_of_spreadsheet_make_the_same_questionnaire(suffix):
    expected = read_file(as_xlsx(FORM), name="a.xlsx").questionnaire
    found = read_file(WRITERS[suffix](FORM), name=f"b{suffix}").questionnaire
    assert found == expected


def test_a_form_becomes_items_conditions_scale_and_headline():
    form = read_file(as_xlsx(FORM), name="a.xlsx").questionnaire
    assert (form.code, str(form.name), form.languages) == ("THU", "Phiếu thử", ("vi", "en"))
    assert form.headline == "chung"
    assert form.item("chung").kind is Kind.SCALE
    assert [(o.code, o.score, o.satisfied) for o in form.item("chung").options] == [
        ("3", 3, True),
        ("2", 2, False),
        ("1", 1, False),
    ]
    assert form.item("chung").required
    assert form.item("vi_sao").when.levels == {"1", "2"}
    assert str(form.item("vi_sao").lead) == "Nếu chưa hài lòng:"
    assert form.item("gop_y").when.levels == {"lau"}
    assert (form.item("tuoi").minimum, form.item("tuoi").maximum) == (15, 120)
    assert str(form.item("vi_sao").options[0].label) == "Chờ | lâu"


@pytest.mark.parametrize("code", instruments())
def test_every_instrument_goes_out_as_a_form_that_pyxform_takes_and_comes_back_equal(code):
    written = to_xlsform(load_instrument(code))
    assert convert(xlsform=io.BytesIO(written), file_type=".xlsx").xform.startswith("<?xml")
    back = read_file(written, name="a.xlsx")
    assert (back.questionnaire, back.notes) == (load_instrument(code), ())


def test_a_text_that_begins_like_a_formula_goes_out_as_text(tiny, item):
    import openpyxl

    written = to_xlsform(parse_questionnaire(tiny(item("short_text", "A", text={"vi": "=1+1"}))))
    cells = [
        cell for row in openpyxl.load_workbook(io.BytesIO(written))["survey"].iter_rows() for cell in row
    ]
    assert {cell.data_type for cell in cells if cell.value == "=1+1"} == {"s"}


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([("select_one zzz", "a", "A?")], (2, "type")),
        ([("text", "a", "A?"), ("selct_one l", "b", "B?")], (3, "type")),
        ([("end group", "", "")], (2, "type")),
        ([("begin group", "g", "G"), ("text", "a", "A?")], (2, "type")),
        ([("text", "", "A?")], (2, "name")),
        ([("", "a", "A?")], (2, "type")),
        ([("text", "a", "=HYPERLINK(1)")], (2, "label")),
        ([("text", "a", "<script>alert(1)</script>")], (2, "label")),
        ([("text", "a", "&lt;script&gt;alert(1)&lt;/script&gt; &amp;")], (2, "label")),
        ([("text", "a", '<img src=x onerror="alert(1)">')], (2, "label")),
        ([("text", "a", "A" * 2001)], (2, "type")),
    ],
)
def test_what_is_wrong_in_a_survey_is_told_by_sheet_row_and_column(rows, place):
    assert faults_of(survey(*rows)) == {("survey", *place)}
    row, column = place
    assert faults_of(survey(*rows), write=as_csv, name="a.csv") == {("survey", row + 1, column)}


def test_a_condition_on_a_question_that_is_nowhere_is_dropped_with_its_consequence():
    head = ("type", "name", "label", "relevant")
    imported = read_file(as_xlsx(survey(("text", "a", "A?", "${nobody} = 'x'"), head=head)), name="a.xlsx")
    assert imported.questionnaire.item("a").when is None
    assert any("được hỏi với mọi người" in note.what and "nobody" in note.what for note in imported.notes)


def test_a_type_of_a_vendor_becomes_a_note():
    imported = read_file(
        as_xlsx(survey(("text", "a", "A?"), ("xmap_pin", "b", "Chỉ trên bản đồ"))), name="a.xlsx"
    )
    assert [item.code for item in imported.questionnaire.items if item.code == "b"] == []
    assert any("xmap_pin" in note.what and "Chỉ trên bản đồ" in note.what for note in imported.notes)


def test_choices_without_a_name_and_twice_the_same_are_told_at_their_cells():
    choices = [["list_name", "name", "label"], ["l", "a", "A"], ["l", "", "B"], ["l", "a", "C"]]
    found = faults_of(survey(("select_one l", "q", "Q?")) | {"choices": choices})
    assert found == {("choices", 3, "name"), ("choices", 4, "name")}


def test_a_column_that_stands_twice_and_a_sheet_without_types_are_told():
    assert faults_of(survey(("text", "a", "A", "B"), head=("type", "name", "label", "label"))) == {
        ("survey", 1, "label")
    }
    assert faults_of({"survey": [["name", "label"], ["a", "A?"]]}) == {("survey", 1, "type")}


def test_what_is_lacking_here_is_noted_row_by_row_and_nothing_is_dropped_in_silence():
    head = ("type", "name", "label", "appearance", "default", "constraint", "media::image", "choice_filter")
    imported = read_file(
        as_xlsx(
            survey(
                ("geopoint", "noi", "Ở đâu?", "", "", "", "", ""),
                ("text", "a", "A?", "numbers", "x", "regex(., '^a')", "a.png", ""),
                ("calculate", "c", "", "", "", "", "", ""),
                ("begin repeat", "r", "Lặp", "", "", "", "", ""),
                ("decimal", "d", "D ${a}?", "", "", ". > 0.5", "", ""),
                ("end repeat", "", "", "", "", "", "", ""),
                head=head,
            )
            | {"external_choices": [["list_name", "name"], ["x", "y"]]}
        ),
        name="a.xlsx",
    )
    noted = {note.place for note in imported.notes}
    cells = [(2, "type"), (3, "constraint")]
    cells += [(4, "type"), (5, "type"), (6, "type"), (6, "constraint"), (6, "label")]
    assert {f"survey, dòng {row}, cột {column}" for row, column in cells} <= noted
    assert {f"survey, cột {column}" for column in ("appearance", "default", "media::image")} <= noted
    assert "external_choices" in noted
    assert [item.code for item in imported.questionnaire.items] == ["Q1", "a", "d"]


def test_an_answer_filled_into_a_text_is_left_out_with_a_note_and_goes_out_as_a_form_again():
    imported = read_file(as_xlsx(survey(("text", "a", "A?"), ("text", "b", "Vì sao ${a}?"))), name="a.xlsx")
    assert str(imported.questionnaire.item("b").text) == "Vì sao …?"
    assert any("tự điền" in note.what and "dòng 3" in note.place for note in imported.notes)
    assert convert(to_xlsform(imported.questionnaire)).xform
    typed = put_item(
        blank(code="P", name="P"), {"code": "X", "kind": "long_text", "text": {"vi": "Sao ${x}?"}}
    )
    assert convert(to_xlsform(typed)).xform


def test_a_row_without_type_name_and_words_is_a_remark_and_one_with_words_a_fault():
    head = ("type", "name", "label", "remark")
    imported = read_file(
        as_xlsx(survey(("", "", "", "sửa sau"), ("text", "a", "A?", ""), head=head)), name="a.xlsx"
    )
    assert any(note.place == "survey, dòng 2, cột type" for note in imported.notes)
    assert faults_of(survey(("", "a", "A?"))) == {("survey", 2, "type")}


def test_a_form_of_which_nothing_is_left_says_of_each_row_why():
    assert faults_of(survey(("note", "a", "Kính chào Ông/Bà."))) == {
        ("survey", 2, "label"),
        (None, None, None),
    }
    assert faults_of(survey(("geopoint", "a", "A?"), ("calculate", "b", ""))) == {
        ("survey", 2, "type"),
        ("survey", 3, "type"),
        (None, None, None),
    }


def test_a_form_without_vietnamese_is_kept_in_its_own_language_and_says_what_is_to_translate():
    form = survey(("text", "a", "Your ideas?"), head=("type", "name", "label::English (en)"))
    imported = read_file(as_md(form), name="a.md")
    assert imported.questionnaire.item("a").text.entries == (("vi", "Your ideas?"), ("en", "Your ideas?"))
    assert any("Hãy dịch" in note.what for note in imported.notes)


def test_a_form_without_any_rating_gets_the_question_on_the_whole_and_says_so():
    imported = read_file(as_xlsx(survey(("text", "a", "A?"))), name="a.xlsx")
    assert imported.questionnaire.headline_item.satisfied_levels
    assert any("đã thêm câu" in note.what for note in imported.notes)


def test_names_that_cannot_be_codes_become_codes_that_conditions_follow():
    form = {
        "survey": [
            ["type", "name", "label", "relevant"],
            ["select_one l", "a-very-long-name-indeed", "A?", ""],
            ["text", "k", "K?", "${a-very-long-name-indeed} = 'not-a-code'"],
        ],
        "choices": [["list_name", "name", "label"], ["l", "not-a-code", "X"], ["l", "b", "Y"]],
    }
    form = read_file(as_xlsx(form), name="a.xlsx").questionnaire
    parent, child = form.items[1], form.items[2]
    assert (parent.code, child.code) == ("a_very_long_name"[:16].rstrip("_"), "k_2") or child.code != "k"
    assert child.when.item == parent.code
    assert child.when.levels == {parent.options[0].code}


def test_yes_no_demographics_limits_and_alerts_survive_the_way_out_and_back(tiny, item):
    listed = [
        {"code": "a", "label": {"vi": "A"}, "score": 0.5},
        {"code": "b", "label": {"vi": "B"}, "alert": True},
        {"code": "c", "label": {"vi": "C"}, "not_applicable": True},
    ]
    document = tiny(
        item("single", "A", choices=listed, role="demographic"),
        item("yes_no", "B", required=True),
        item("several", "C", choices=listed[:2], when={"item": "B", "in": ["khong"]}),
        item("long_text", "D", when={"item": "C", "in": ["a", "b"]}, max_length=77),
        item("number", "E", minimum=-5, maximum=5, lead={"vi": "Dẫn:", "en": "Lead:"}),
        factors=[{"code": "F", "name": {"vi": "Yếu tố"}, "items": ["G"], "weight": 2}],
    )
    questionnaire = parse_questionnaire(document)
    back = read_file(to_xlsform(questionnaire), name="a.xlsx").questionnaire
    assert back == questionnaire
    assert back.item("A").role is Role.DEMOGRAPHIC


@pytest.mark.parametrize("kind", ["section", "item", "asked item", "lead"])
def test_whatever_is_called_as_xlsform_calls_its_own_goes_out_and_comes_back_equal(tiny, item, kind):
    code = "meta" if kind != "lead" else "A_lead"
    chosen = item("yes_no", code if kind != "section" else "B")
    asked = item("short_text", "C", when={"item": chosen["code"], "in": ["co"]})
    document = tiny(item("short_text", "A", lead={"vi": "Lời dẫn"}), chosen, asked)
    if kind in {"section", "asked item"}:
        document["sections"][0]["code"] = chosen["code"] if kind == "asked item" else code
    questionnaire = parse_questionnaire(document)
    back = read_file(to_xlsform(questionnaire), name="a.xlsx")
    assert (back.questionnaire, back.notes) == (questionnaire, ())
