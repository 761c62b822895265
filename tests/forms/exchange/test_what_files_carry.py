"""What a file carries comes in or is told: the same kinds of loss through each of the readers."""

import json

import pytest
from support.lime_files import LimeFile
from support.small_forms import HEAD, LEVELS, form, read, told

from forms.exchange.importing import read_file
from forms.exchange.pieces import Weight
from forms.faults import QuestionnaireError

ANSWERS = (("1", "Không hài lòng", "Dissatisfied", 0), ("2", "Bình thường", "Neutral", 0), ("3", "Hài lòng", "Satisfied", 0))  # fmt: skip
CHOICES = [{"value": int(name), "text": label} for _, name, label in LEVELS]


def surveyjs(*elements, **more):
    return read_file(
        json.dumps({"title": "Phiếu", "pages": [{"elements": elements}]} | more).encode(), name="a.json"
    )


# -- notes -----------------------------------------------------------------------------------------------------------


def test_guesses_stand_first_and_nothing_is_cut_however_many_notes_there_are():
    head = [*HEAD, "nguon"]
    rows = [["calculate", f"c{n}", f"Tính {n}", "", "x"] for n in range(1_500)]
    sheets = form() | {"survey": [head, *rows, ["select_one hl", "q", "Chung?", "", "y"]]}
    imported = read(sheets)
    weights = [note.weight for note in imported.notes]
    assert weights == sorted(weights)
    assert imported.notes[0].weight is Weight.GUESS
    assert sum("Loại “calculate”" in note.what for note in imported.notes) == 1_500
    assert sum("cột nguon" in note.place for note in imported.notes) == 1


# -- conditions --------------------------------------------------------------------------------------------------------


def readers_of(xlsform, surveyjs_condition, lime):
    """The same question under a condition on Q1 in each format."""
    yield read(form(["select_one hl", "Q1", "Chung?", ""], ["text", "B", "Vì sao?", xlsform]))
    yield surveyjs(
        {"type": "radiogroup", "name": "Q1", "title": "Chung?", "choices": CHOICES},
        {"type": "text", "name": "B", "title": "Vì sao?", "visibleIf": surveyjs_condition},
    )
    survey = LimeFile().group(1, "Một", "One").ask(1, "L", "Q1", "Chung?", "Overall?", answers=ANSWERS)
    survey.ask(2, "S", "B", "Vì sao?", "Why?", relevance=lime)
    for version in (survey.old, survey.current):
        yield read_file(version(), name="a.lss")


@pytest.mark.parametrize(
    ("sign", "levels"), [("<= 2", {"1", "2"}), ("< 2", {"1"}), ("> 2", {"3"}), (">= 2", {"2", "3"})]
)
def test_a_comparison_on_a_scale_is_kept_by_every_reader(sign, levels):
    for imported in readers_of(f"${{Q1}} {sign}", f"{{Q1}} {sign}", f"Q1.NAOK {sign}"):
        assert imported.questionnaire.item("B").when.levels == levels, imported.format


def test_a_comparison_that_all_or_none_fulfil_is_told():
    for imported in readers_of("${Q1} > 7", "{Q1} > 7", "Q1.NAOK > 7"):
        assert imported.questionnaire.item("B").when is None
        assert "được hỏi với mọi người" in told(imported), imported.format


def test_a_condition_that_cannot_be_said_here_tells_its_consequence_in_every_reader():
    for imported in readers_of("pulldata('x', 1)", "{a} * 2 = 4", "count(Q1) == 2"):
        assert imported.questionnaire.item("B").when is None
        assert "được hỏi với mọi người" in told(imported), imported.format


def test_curly_quotes_are_quotes():
    imported = read(form(["select_one hl", "Q1", "Chung?", ""], ["text", "B", "Vì sao?", "${Q1} = ‘1’"]))
    assert imported.questionnaire.item("B").when.levels == {"1"}


def test_not_chosen_among_several_is_not_turned_into_chosen_something_else():
    rows = ["select_multiple hl", "Q1", "Gì?", ""], ["text", "B", "Vì sao?", "not(selected(${Q1}, '1'))"]
    imported = read(form(*rows))
    assert imported.questionnaire.item("B").when is None
    assert "được hỏi với mọi người" in told(imported)


def test_not_equal_tells_what_happens_where_nothing_was_answered():
    imported = read(form(["select_one hl", "Q1", "Chung?", ""], ["text", "B", "Vì sao?", "${Q1} != '3'"]))
    assert imported.questionnaire.item("B").when.levels == {"1", "2"}
    assert "Ai bỏ trống câu Q1" in told(imported)


def test_of_the_conditions_of_a_group_and_a_question_the_lost_one_is_told_in_every_reader():
    own, around = "${Q2} = '1'", "${Q1} = '1'"
    asked = [["select_one hl", name, f"{name}?", ""] for name in ("Q1", "Q2")]
    group = [["begin group", "g", "Nhóm", around], ["text", "B", "Vì sao?", own], ["end group", "", "", ""]]
    panel = {"type": "panel", "name": "g", "visibleIf": "{Q1} = 1", "elements": [{"type": "text", "name": "B", "visibleIf": "{Q2} = 1"}]}  # fmt: skip
    lists = [{"type": "radiogroup", "name": name, "choices": CHOICES} for name in ("Q1", "Q2")]
    for imported in (read(form(*asked, *group)), surveyjs(*lists, panel)):
        assert imported.questionnaire.item("B").when.item == "Q2"
        assert "theo câu Q1" in told(imported)
        assert "được hỏi với mọi người" in told(imported)


# -- titles and languages ------------------------------------------------------------------------------------------------


def test_the_title_of_an_outer_group_leads_those_of_its_inner_ones():
    outer, end = ["begin group", "a", "PHẦN A", ""], ["end group", "", "", ""]
    inner = [[["begin group", f"a{n}", f"A{n}", ""], ["text", f"q{n}", f"Câu {n}?", ""], end] for n in (1, 2)]
    titles = [str(s.title) for s in read(form(outer, *inner[0], *inner[1], end)).questionnaire.sections]
    assert titles == ["PHẦN A – A1", "PHẦN A – A2"]
    panels = [
        {"type": "panel", "title": f"A{n}", "elements": [{"type": "text", "name": f"q{n}"}]} for n in (1, 2)
    ]
    page = {"title": "PHẦN A", "elements": panels}
    titles = [str(s.title) for s in surveyjs(pages=[page]).questionnaire.sections]
    assert titles == ["PHẦN A – A1", "PHẦN A – A2"]


def test_the_title_of_a_group_of_which_nothing_is_left_is_told():
    rows = (
        ["begin group", "a", "Hình ảnh", ""],
        ["image", "i", "Ảnh?", ""],
        ["end group", "", "", ""],
        ["text", "b", "B?", ""],
    )
    assert "bỏ: Hình ảnh" in told(read(form(*rows)))


def test_the_default_text_of_surveyjs_and_the_text_of_its_language_both_come_in():
    title = {"default": "How satisfied?", "vi": "Hài lòng không?"}
    imported = surveyjs({"type": "rating", "name": "q", "title": title}, locale="vi")
    assert imported.questionnaire.item("q").text.entries == (
        ("vi", "Hài lòng không?"),
        ("en", "How satisfied?"),
    )
    alone = surveyjs({"type": "rating", "name": "q", "title": {"default": "Hài lòng không?"}}, locale="vi")
    assert alone.questionnaire.item("q").text.entries == (("vi", "Hài lòng không?"),)


def test_value_and_label_of_surveyjs_stand_apart():
    imported = surveyjs(
        {"type": "radiogroup", "name": "q", "choices": ["dung|Đúng", "cao|Cao quá"]},
        {"type": "comment", "name": "v", "visibleIf": "{q} = 'cao'"},
    )
    assert [(o.code, str(o.label)) for o in imported.questionnaire.item("q").options] == [("dung", "Đúng"), ("cao", "Cao quá")]  # fmt: skip
    assert imported.questionnaire.item("v").when.levels == {"cao"}


@pytest.mark.parametrize("version", ["old", "current"])
def test_letters_of_limesurvey_refuse_nothing_and_its_notice_asks_for_consent(version):
    survey = LimeFile().group(1, "Một", "One").ask(1, "5", "Q1", "Chung?", "Overall?")
    survey.words |= {
        "surveyls_email_invite": "<style>p {}</style><p>Kính mời <a onclick='x'>…</a></p>",
        "surveyls_policy_notice": "<p>Phiếu không ghi tên.</p>",
    }
    imported = read_file(getattr(survey, version)(), name="a.lss")
    assert str(imported.questionnaire.consent) == "Phiếu không ghi tên."


# -- what cannot be seen or told apart -----------------------------------------------------------------------------------

NOTHING = ["\u200b", "\u3164", "\u2800", "\u200e\u200f", "\u00ad", "\ufeff", "\u2060 \u200d"]


@pytest.mark.parametrize("nothing", NOTHING)
def test_a_label_of_which_nothing_is_visible_is_none(nothing):
    choices = [["k", "a", "Trực tuyến"], ["k", "b", nothing]]
    imported = read(form(["select_one k", "q", "Kênh?", ""], ["text", "c", nothing, ""], choices=choices))
    assert [str(o.label) for o in imported.questionnaire.item("q").options] == ["Trực tuyến", "b"]
    assert str(imported.questionnaire.item("c").text) == "c"
    assert "Lựa chọn chưa có lời" in told(imported)


@pytest.mark.parametrize("other", ["Trực tuyến", "trực  tuyến", "TRỰC TUYẾN\u00a0"])
def test_two_choices_that_read_alike_are_refused_at_their_question(other):
    choices = [["k", "a", "Trực tuyến"], ["k", "b", other]]
    with pytest.raises(
        QuestionnaireError, match="survey, dòng 2, cột type: Câu này có hai lựa chọn cùng lời"
    ):
        read(form(["select_one k", "q", "Kênh?", ""], choices=choices))
    listed = [{"value": "a", "text": "Trực tuyến"}, {"value": "b", "text": other}]
    with pytest.raises(QuestionnaireError, match="cùng lời"):
        surveyjs({"type": "radiogroup", "name": "q", "choices": listed})
