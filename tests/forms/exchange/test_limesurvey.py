"""LimeSurvey's surveys come in, of old and of current database versions alike."""

import pytest
from support.lime_files import LimeFile

from forms.exchange.importing import read_file
from forms.faults import QuestionnaireError
from forms.questionnaire import Kind, Role

LEVELS = (
    ("A3", "Hài lòng", "Satisfied", 0),
    ("A2", "Bình thường", "Neutral", 0),
    ("A1", "Không hài lòng", "Dissatisfied", 0),
)


def everything():
    return (
        LimeFile()
        .group(1, "Phần một", "Part one")
        .ask(1, "L", "Q1", "<p>Nhìn chung thế nào?</p>", "Overall?", answers=LEVELS, mandatory="Y")
        .ask(2, "X", "X1", "Nếu chưa hài lòng:", "If not:")
        .ask(3, "M", "M1", "Vì sao?", "Why?", children=(("SQ1", "Lâu", "Slow"), ("SQ2", "Xa", "Far")), other="Y",
             relevance='((Q1.NAOK == "A1" or Q1.NAOK == "A2"))')
        .ask(4, "S", "S1", "Lâu thế nào?", "How slow?", relevance='M1_SQ1.NAOK == "Y"')
        .ask(5, "F", "F1", "Xin cho điểm", "Please rate", answers=LEVELS,
             children=(("a", "Thái độ", "Manners"), ("b", "Thời gian", "Time")))
        .ask(6, "A", "A1", "Năm mức", "Five points", children=(("a", "Gọn", "Neat"),))
        .ask(7, "1", "D1", "Hai thang", "Two scales", children=(("a", "Một", "One"),),
             answers=(*LEVELS, *((code, vi, en, 1) for code, vi, en, _ in LEVELS)))
        .ask(8, "5", "P5", "Điểm?", "Points?")
        .ask(9, "Y", "Y1", "Có hẹn không?", "Appointment?")
        .ask(10, "G", "G1", "Giới tính?", "Gender?")
        .ask(11, "N", "N1", "Tuổi?", "Age?")
        .attribute(11, "min_num_value_n", "15").attribute(11, "max_num_value_n", "120")
        .ask(12, "T", "T1", "Góp ý?", "Ideas?", relevance="N1.NAOK > 18").attribute(12, "maximum_chars", "500")
        .ask(13, "K", "K1", "Mấy lần?", "How often?", children=(("a", "Xã", "Commune"), ("b", "Tỉnh", "Province")))
        .ask(14, "R", "R1", "Xếp hạng", "Rank", answers=LEVELS)
        .ask(15, "|", "U1", "Tải ảnh", "Upload").attribute(15, "max_filesize", "1024")
        .ask(16, "D", "D2", "Ngày?", "Day?")
    )  # fmt: skip


@pytest.mark.parametrize("version", ["old", "current"])
def test_every_type_becomes_items_or_a_note(version):
    imported = read_file(getattr(everything(), version)(), name="a.lss")
    form = imported.questionnaire
    assert str(form.name) == "Khảo sát thử"
    assert form.closing.entries == (("vi", "Cảm ơn!"), ("en", "Thanks!"))
    assert [item.code for item in form.items] == [
        *("Q1", "M1", "S1", "F1_a", "F1_b", "A1_a", "D1_a_1", "D1_a_2", "P5", "Y1", "G1", "N1", "T1"),
        *("K1_a", "K1_b", "D2"),
    ]
    assert form.headline == "Q1"
    assert form.item("Q1").text.entries == (("vi", "Nhìn chung thế nào?"), ("en", "Overall?"))
    assert form.item("Q1").required
    assert form.item("F1_a").scale == form.item("F1_b").scale
    assert str(form.item("F1_a").lead) == "Xin cho điểm"
    assert [option.score for option in form.item("A1_a").options] == [1, 2, 3, 4, 5]
    assert form.item("P5").satisfied_levels == {"4", "5"}
    assert form.item("G1").role is Role.DEMOGRAPHIC
    assert (form.item("N1").minimum, form.item("N1").maximum) == (15, 120)
    assert (form.item("T1").kind, form.item("T1").max_length) == (Kind.LONG_TEXT, 500)
    places = " ".join(note.place for note in imported.notes)
    for lacking in ("R1 (qid 14)", "U1 (qid 15)", "D2 (qid 16)", "T1 (qid 12)", "M1 (qid 3)"):
        assert lacking in places
    assert any("max_filesize=1024" in note.what for note in imported.notes)


@pytest.mark.parametrize("version", ["old", "current"])
def test_conditions_follow_choices_and_the_parts_of_several(version):
    form = read_file(getattr(everything(), version)(), name="a.lss").questionnaire
    assert (form.item("M1").when.item, form.item("M1").when.levels) == ("Q1", {"A1", "A2"})
    assert str(form.item("M1").lead) == "Nếu chưa hài lòng:"
    assert (form.item("S1").when.item, form.item("S1").when.levels) == ("M1", {"SQ1"})
    assert form.item("T1").when is None


def test_conditions_of_the_old_table_and_by_numbers_are_read():
    survey = (
        LimeFile().group(1, "Phần").ask(1, "L", "Q1", "Chung?", answers=LEVELS).ask(2, "S", "S1", "Vì sao?")
    )
    survey.ask(3, "S", "S2", "Còn gì?", relevance="1X1X1.NAOK == 'A1'")
    survey.condition(2, 1, "A1").condition(2, 1, "A2")
    form = read_file(survey.old(), name="a.lss").questionnaire
    assert form.item("S1").when.levels == {"A1", "A2"}
    assert form.item("S2").when.levels == {"A1"}


def test_two_questions_of_one_code_both_come_in():
    survey = LimeFile().group(1, "Phần").ask(1, "S", "D", "Một?").ask(2, "S", "D", "Hai?")
    imported = read_file(survey.current(), name="a.lss")
    assert [str(item.text) for item in imported.questionnaire.items[1:]] == ["Một?", "Hai?"]
    assert any("đã dùng ở trên" in note.what for note in imported.notes)


@pytest.mark.parametrize(
    "source",
    [
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><document>&b;</document>',
        b'<?xml version="1.0"?><!DOCTYPE d SYSTEM "file:///etc/passwd"><document/>',
        b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><document>&x;</document>',
    ],
)
def test_a_file_that_defines_entities_or_a_document_type_is_refused(source):
    with pytest.raises(QuestionnaireError, match="DTD"):
        read_file(source, name="a.lss")


def test_broken_xml_is_told_by_line_and_column_and_other_xml_is_no_survey():
    with pytest.raises(QuestionnaireError, match=r"dòng 2, cột \d+"):
        read_file(b"<document>\n<groups></document>", name="a.lss")
    for other in (b"<html/>", b"<document><LimeSurveyDocType>Group</LimeSurveyDocType></document>"):
        with pytest.raises(QuestionnaireError, match="không phải là phiếu LimeSurvey"):
            read_file(other, name="a.lss")


def test_words_that_would_act_in_a_browser_are_refused():
    survey = LimeFile().group(1, "Phần").ask(1, "S", "A", "<p onclick='x()'>Một?</p>")
    with pytest.raises(QuestionnaireError, match="mã lệnh"):
        read_file(survey.current(), name="a.lss")


@pytest.mark.parametrize("version", ["old", "current"])
@pytest.mark.parametrize(("scores", "kept"), [((100, 50, 0), [100, 50, 0]), ((0, 50, 100), [3, 2, 1])])
def test_scores_of_the_file_stay_where_they_agree_with_the_words_else_it_is_said(version, scores, kept):
    survey = (
        LimeFile().group(1, "Một", "One").ask(1, "L", "Q1", "Thế nào?", "How?", answers=LEVELS, scores=scores)
    )
    imported = read_file(getattr(survey, version)(), name="a.lss")
    assert [option.score for option in imported.questionnaire.item("Q1").options] == kept
    assert any("ngược với lời" in note.what for note in imported.notes) is (kept != list(scores))
