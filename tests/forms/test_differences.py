"""From version to version: the marks the program proposes, and the words that went and came."""

import pytest

from forms.differences import Mark, item_changes, pieces, propose, wording_changes
from forms.editing import move_item, put_item, remove_item
from forms.reading import load_instrument, to_document
from forms.wordings import reworded

QUICK = load_instrument("QUICK")


def item_of(code):
    return next(i for s in to_document(QUICK)["sections"] for i in s["items"] if i["code"] == code)


def proposal(code, **changes):
    changed = put_item(QUICK, item_of(code) | changes, instead_of=code)
    return propose(QUICK.item(code), changed.item(code))


@pytest.mark.parametrize(
    ("code", "changes", "mark"),
    [
        ("Q3", {"hint": {"vi": "Chọn một."}}, Mark.SAME),
        (
            "Q3",
            {"text": {"vi": "Công chức có chào hỏi, lắng nghe và giải thích dễ hiểu không?", "en": "Well?"}},
            Mark.SAME,
        ),
        ("Q4", {"text": {"vi": "Ông/Bà chờ bao lâu?"}}, Mark.REWORDED),
        ("Q2", {"when": {"item": "Q1", "in": ["1"]}}, Mark.REWORDED),
        ("Q4", {"text": {"vi": "Hồ sơ được trả sớm hay muộn?"}}, Mark.NEW),
        ("Q3", {"kind": "long_text"}, Mark.NEW),
        ("Q5", {"max_length": 200}, Mark.SAME),
    ],
)
def test_a_proposal_follows_what_was_asked_and_how_it_counts(code, changes, mark):
    assert proposal(code, **changes) is mark


def test_a_level_more_makes_another_question_but_another_order_of_a_list_does_not():
    choices = item_of("Q4")["choices"]
    more = [*choices, {"code": "qua_lau", "label": {"vi": "Quá lâu"}}]
    assert proposal("Q4", choices=more) is Mark.NEW
    assert proposal("Q4", choices=choices[::-1]) is Mark.SAME
    counted = [dict(choices[0], score=1), *choices[1:]]
    assert proposal("Q4", choices=counted) is Mark.REWORDED


def test_moved_removed_and_added_items_are_told_apart():
    after = put_item(remove_item(move_item(QUICK, "Q5", -1), "Q3"), item_of("Q3") | {"code": "Q9"})
    changes = {change.code: change for change in item_changes(QUICK, after)}
    assert changes["Q5"].moved is not changes["Q4"].moved  # one of the two changed places
    assert (changes["Q3"].after, changes["Q3"].proposal) == (None, None)
    assert changes["Q9"].proposal is Mark.NEW
    assert not any(change.moved for change in item_changes(QUICK, QUICK))


def test_only_the_texts_that_differ_are_listed_language_by_language():
    after = reworded(QUICK, "en", {"item/Q1/text": "How was it?"})
    after = reworded(after, "vi", {"closing": "Cảm ơn Ông/Bà."})
    changes = {(change.place, change.tag): change.pieces for change in wording_changes(QUICK, after)}
    assert changes.keys() == {("item/Q1/text", "en"), ("closing", "vi")}
    told = changes["closing", "vi"]
    assert "".join(piece.words for piece in told if piece.kind != "gone") == "Cảm ơn Ông/Bà."
    assert "".join(piece.words for piece in told if piece.kind != "added") == str(QUICK.closing)


def test_words_are_never_cut_in_two():
    assert [piece.words for piece in pieces("thái độ", "thái độ phục vụ") if piece.kind == "added"] == [
        " phục vụ"
    ]
