"""The bank of questions: history, where used, how they perform, and taking them over word for word."""

import pytest

from forms.borrowing import borrow_item
from forms.editing import blank
from forms.reading import instruments, load_instrument
from forms.wordings import wordings
from survey_app.services import question_bank
from survey_app.services.drafting import beginning, changing
from survey_app.services.drafting.changing import DraftingError


@pytest.mark.parametrize("code", instruments())
def test_every_item_of_every_instrument_can_be_borrowed_into_a_blank_draft_word_for_word(code):
    source = load_instrument(code)
    for item in source.items:
        there = borrow_item(blank(code="P", name="Phiếu"), source, item.code).items[-1]
        assert (there.kind, there.text, there.hint) == (item.kind, item.text, item.hint)
        assert [(o.code, o.label, o.score) for o in there.options] == [
            (o.code, o.label, o.score) for o in item.options
        ]
        assert there.when is None


def test_a_scale_of_the_same_code_with_other_levels_is_taken_under_a_new_code():
    mine = borrow_item(blank(code="P", name="Phiếu"), load_instrument("SIP5"), "TC1")
    other = load_instrument("CQTT")
    taken = next(i for i in other.items if i.scale and i.kind.value == "scale")
    both = borrow_item(mine, other, taken.code)
    assert len({scale.code for scale in both.scales}) == len(both.scales)
    assert wordings(both)


def test_a_question_is_copied_by_its_code_and_a_wrong_code_changes_nothing(house):
    beginning.begin_blank(house.platform, code="MOI", name="Mới", by="lan")
    assert question_bank.reuse(house.platform, draft="MOI", code=" sip5/tc1 ", by="lan") == "TC1"
    assert question_bank.reuse(house.platform, draft="MOI", code="SIP5/TC1", by="lan") == "Q2"
    before = changing.find_draft(house.platform, code="MOI").questionnaire
    for wrong in ("", "SIP5", "SIP5/XX", "XX/TC1", "/", "SIP5/TC1/A"):
        with pytest.raises(DraftingError, match="Kho không có"):
            question_bank.reuse(house.platform, draft="MOI", code=wrong, by="lan")
    assert changing.find_draft(house.platform, code="MOI").questionnaire == before


def test_who_searches_without_accents_finds_by_words_code_and_template(house):
    def found(wanted):
        return [entry.code for entry in question_bank.list_entries(house.platform, wanted=wanted)]

    assert "SIP5/TC1" in found("bien hieu")
    assert "SIP5/TC1" in found("sip5/tc1")
    assert found("khong co cau nao nhu the") == []
    assert len(found("")) == sum(len(load_instrument(code).items) for code in instruments())


def test_performance_is_what_was_sealed_and_fewer_than_five_are_nobodys_to_see(house):
    for _ in range(4):
        house.answer()
    assert (
        question_bank.find_entry(house.platform, template="QUICK", item="Q2").history[0].performance is None
    )
    for level in ("NA", "NA", "1", "1"):
        house.answer(Q1=level, **({"Q2": "cho_lau"} if level == "1" else {}))
    house.half_day_later()
    house.seal()
    entry = question_bank.find_entry(house.platform, template="QUICK", item="Q1")
    assert entry.history[0].performance is None  # the month is not over: its numbers would move with each box
    house.month_later()
    house.seal()
    first = question_bank.find_entry(house.platform, template="QUICK", item="Q1").history[0].performance
    assert (first.asked, first.answered, first.not_applicable) == (8, 6, 2)
    assert first.item_rest is None  # it is the only item on a scale
    # Of a question with several choices people are counted, not choices; two were asked, too few to be told.
    assert (
        question_bank.find_entry(house.platform, template="QUICK", item="Q2").history[0].performance is None
    )
    assert question_bank.find_entry(house.platform, template="SIP5", item="TC1").history == ()
    assert question_bank.find_entry(house.platform, template="QUICK", item="XX") is None
