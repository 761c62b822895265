"""From version to version: what stayed the same is added up, what was reworded goes on with a break, what is new begins."""

import pytest

from forms.editing import put_item
from forms.reading import load_instrument, parse_questionnaire, to_document
from survey_app.access import Rights
from survey_app.clock import Period
from survey_app.services.drafting import approving, beginning, changing
from survey_app.services.publishing import freeze_in
from survey_app.services.unit_results.find import find_results
from survey_app.services.unit_results.series_words import series_notes
from survey_app.services.unit_results.subject import find_subject
from survey_app.store import template_events

from .conftest import OCTOBER, SEPTEMBER

OLD, NEW = [2, 3, 5, 20, 20], [0, 0, 0, 5, 15]


@pytest.fixture
def approve(province):
    """Make version 2 of QUICK in which Q1 or Q3 has other words, with a mark by the designer where one is given."""

    def make(item, words, mark=None, **more):
        beginning.begin_next(province.platform, code="QUICK", by="lan")

        def do(questionnaire):
            sections = to_document(questionnaire)["sections"]
            own = next(i for section in sections for i in section["items"] if i["code"] == item)
            return put_item(questionnaire, own | {"text": {"vi": words}} | more, instead_of=item)

        changing.change(province.platform, code="QUICK", by="lan", step="edit", part=f"item/{item}", do=do)
        if mark:
            approving.put_marks(province.platform, code="QUICK", marks={item: mark}, by="lan")
        approving.submit(province.platform, code="QUICK", by="lan")
        return approving.approve(province.platform, code="QUICK", by="minh")

    return make


def of(comparison, code):
    return next(unit for unit in comparison.units if unit.code == code)


def series_of(province):
    period = Period.parse("2026-10")
    rights = Rights(account="a", display_name="a", roles=frozenset({"administrator"}), scope=frozenset())
    with province.platform.database.reading() as connection:
        subject = find_subject(connection, rights, "A1", period=period)
    return find_results(province.platform, subject, template="QUICK", period=period, narrowing=None).series


def test_a_question_that_stayed_is_added_up_over_both_versions_in_share_interval_and_change(
    province, approve
):
    province.plant("A1", OLD)
    whole = of(province.compare(), "A1")
    approve("Q3", "Công chức có chào không?")
    province.plant("A1", NEW, number=2)
    found = province.compare()
    assert (found.version, found.pooled_versions, found.other_versions) == (2, (1,), ())
    unit = of(found, "A1")
    assert (unit.n, unit.share.value) == (70, pytest.approx(60 / 70))
    assert whole.n == 50
    assert unit.share.low < 60 / 70 < unit.share.high
    province.plant("A1", OLD, month=SEPTEMBER)
    assert province.compare().change is not None


@pytest.mark.parametrize(("mark", "added"), [(None, False), ("same", True), ("new", False)])
def test_the_designers_word_decides_whether_a_reworded_question_is_added_up(province, approve, mark, added):
    approve("Q1", "Ông/Bà có hài lòng với lần phục vụ hôm nay không?", mark)
    province.plant("A1", OLD)
    province.plant("A1", NEW, number=2)
    found = province.compare()
    assert (of(found, "A1").n, found.pooled_versions) == ((70, (1,)) if added else (20, ()))
    assert found.other_versions == (() if added else (1,))


def test_nobodys_word_adds_up_answers_on_different_levels(province, approve):
    choices = [{"code": "a", "label": {"vi": "Nhanh"}}, {"code": "b", "label": {"vi": "Chậm"}}]
    approve("Q4", "Ông/Bà chờ khoảng bao lâu?", "same", choices=choices)
    province.plant("A1", NEW, number=2)
    with province.platform.database.reading() as connection:
        marks = template_events.list_marks(connection, [province.version_id("QUICK", 2)])
    assert next(iter(marks.values()))["Q4"] == "new"


def test_a_series_goes_on_over_a_rewording_with_a_visible_break_and_says_so(province, approve):
    province.plant("A1", OLD, month=SEPTEMBER)
    approve("Q1", "Ông/Bà có hài lòng với lần phục vụ hôm nay không?")
    province.plant("A1", NEW, number=2, month=OCTOBER)
    series = series_of(province)
    told = {str(point.period): point for point in series.points if point.share}
    assert (told["2026-09"].n, told["2026-10"].n) == (50, 20)
    assert (told["2026-09"].after_rewording, told["2026-10"].after_rewording) == (False, True)
    assert told["2026-10"].after_break
    assert "đổi lời" in " ".join(series_notes("A1", series))


def test_a_series_begins_anew_with_a_new_question_and_runs_on_where_it_stayed(province, approve):
    province.plant("A1", OLD, month=SEPTEMBER)
    approve("Q1", "Ông/Bà có hài lòng với lần phục vụ hôm nay không?", "new")
    province.plant("A1", NEW, number=2, month=OCTOBER)
    assert [str(point.period) for point in series_of(province).points if point.share] == ["2026-10"]


def test_a_version_that_nobody_marked_is_not_added_up(province):
    document = to_document(load_instrument("QUICK"))
    document["closing"] = {"vi": "Cảm ơn."}
    with province.platform.database.writing() as connection:
        freeze_in(connection, parse_questionnaire(document))  # as versions came before there were marks
    province.plant("A1", OLD)
    province.plant("A1", NEW, number=2)
    assert of(province.compare(), "A1").n == 20
