"""Steps of editing: what follows an item when it moves, goes or gets another code; and that nothing is half changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms import editing, editing_factors
from forms.faults import EditError
from forms.naming import LONGEST, code_from, next_code
from forms.reading import QuestionnaireError, load_instrument, parse_questionnaire, to_document
from forms.standard_scales import STANDARD_SCALES

CQTT = load_instrument("CQTT")


def codes(questionnaire):
    return [[item.code for item in section.items] for section in questionnaire.sections]


@pytest.fixture
def four(tiny, item, choices):
    """The headline G and A, then a second section with B, which is asked after A, and C."""
    document = tiny(item("single", "A", choices=choices("x", "y")))
    document["sections"].append(
        {
            "code": "S2",
            "items": [item("yes_no", "B", when={"item": "A", "in": ["x"]}), item("long_text", "C")],
        }
    )
    document["factors"] = [{"code": "F", "name": {"vi": "Yếu tố"}, "items": ["G"]}]
    return parse_questionnaire(document)


def test_a_blank_page_could_be_published_as_it_is():
    questionnaire = editing.blank(code="MOI", name="Phiếu mới")
    assert (questionnaire.headline, codes(questionnaire)) == ("Q1", [["Q1"]])
    assert questionnaire.headline_item.satisfied_levels == {"4", "5"}


def test_an_item_goes_after_another_at_the_end_or_in_the_place_of_one(four, item):
    assert codes(editing.put_item(four, item("yes_no", "D"), after="A")) == [["G", "A", "D"], ["B", "C"]]
    assert codes(editing.put_item(four, item("yes_no", "D"))) == [["G", "A"], ["B", "C", "D"]]
    assert codes(editing.put_item(four, item("yes_no", "D"), instead_of="C")) == [["G", "A"], ["B", "D"]]


def test_everybody_who_refers_to_an_item_follows_its_new_code(four, item, choices):
    changed = editing.put_item(four, item("single", "A9", choices=choices("x", "y")), instead_of="A")
    assert changed.item("B").when.item == "A9"
    document = to_document(four)["sections"][0]["items"][0]
    changed = editing.put_item(four, document | {"code": "H"}, instead_of="G")
    assert (changed.headline, changed.factors[0].items) == ("H", ("H",))


def test_what_others_stand_on_is_not_taken_away(four):
    with pytest.raises(EditError, match="câu hỏi chung"):
        editing.remove_item(four, "G")
    with pytest.raises(EditError, match="B chỉ hỏi theo"):
        editing.remove_item(four, "A")
    with pytest.raises(EditError, match="đang dùng ở câu G"):
        editing.remove_scale(four, "HL3")
    with pytest.raises(EditError, match="Không còn câu Z"):
        editing.remove_item(four, "Z")


def test_a_section_and_a_factor_go_with_their_last_item():
    document = to_document(editing.blank(code="MOI", name="Phiếu mới"))
    document["sections"].append(
        {"code": "S2", "items": [dict(document["sections"][0]["items"][0], code="B")]}
    )
    document["factors"] = [
        {"code": "T", "name": {"vi": "T"}, "factors": [{"code": "F", "name": {"vi": "F"}, "items": ["B"]}]}
    ]
    left = editing.remove_item(parse_questionnaire(document), "B")
    assert (codes(left), left.factors) == ([["Q1"]], ())


def test_an_item_moves_over_the_edges_of_sections_and_stays_at_the_ends(four):
    assert codes(editing.move_item(four, "C", -2)) == [["G", "A", "C"], ["B"]]
    assert codes(editing.move_item(four, "C", 5)) == codes(four)
    assert codes(editing.place_item(four, "C", beside="A", after=False)) == [["G", "C", "A"], ["B"]]
    assert codes(editing.place_item(four, "G", beside="B", after=True)) == [["A"], ["B", "G", "C"]]
    with pytest.raises(QuestionnaireError, match="đứng sau câu này"):
        editing.move_item(four, "B", -2)  # its parent would come later
    alone = editing.remove_item(editing.remove_item(four, "B"), "A")
    assert codes(editing.move_item(alone, "G", 1)) == [["G", "C"]]  # the section left behind is gone


def test_sections_are_split_and_joined(four):
    split = editing.split_section(four, "C")
    assert codes(split) == [["G", "A"], ["B"], ["C"]]
    assert len({section.code for section in split.sections}) == 3
    assert codes(editing.join_section(split, split.sections[2].code)) == codes(four)
    for wrong in (lambda: editing.split_section(four, "B"), lambda: editing.join_section(four, "S1")):
        with pytest.raises(EditError):
            wrong()


def test_scales_are_added_changed_under_a_new_code_and_removed(four):
    more = editing.put_scale(four, STANDARD_SCALES["DY5"])
    assert [scale.code for scale in more.scales] == ["HL3", "DY5"]
    assert editing.remove_scale(more, "DY5") == four
    renamed = editing.put_scale(four, to_document(four)["scales"][0] | {"code": "H3"}, instead_of="HL3")
    assert renamed.headline_item.scale == "H3"
    with pytest.raises(QuestionnaireError, match="đã dùng ở trên"):
        editing.put_scale(four, STANDARD_SCALES["HL3"])


def test_factors_are_put_below_others_and_keep_what_stands_below(four):
    name = {"name": {"vi": "Tên"}}
    added = editing_factors.put_factor(four, {"code": "F2", "items": ["G"], **name})
    grouped = editing_factors.group_factors(added, {"code": "T", **name}, ["F", "F2"])
    assert [factor.code for factor in grouped.factors[0].factors] == ["F", "F2"]
    more = editing_factors.put_factor(grouped, {"code": "F3", "items": ["G"], "weight": 2, **name}, under="T")
    assert more.factors[0].factors[2].weight == 2
    renamed = editing_factors.put_factor(more, {"code": "T9", **name}, instead_of="T")
    assert [factor.code for factor in renamed.factors[0].factors] == ["F", "F2", "F3"]
    assert editing_factors.remove_factor(renamed, "T9").factors == ()
    with pytest.raises(EditError, match="F gồm các câu hỏi"):
        editing_factors.put_factor(four, {"code": "F4", "items": ["G"], **name}, under="F")


@pytest.mark.parametrize("code", list(STANDARD_SCALES))
def test_a_standard_scale_has_scores_that_fall_and_a_way_out(code):
    levels = STANDARD_SCALES[code]["levels"]
    scores = [level["score"] for level in levels if "score" in level]
    assert scores == sorted(scores, reverse=True)
    assert [level.get("not_applicable", False) for level in levels] == [False] * len(scores) + [True]
    assert all(set(level["label"]) == {"vi", "en"} for level in levels)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("move", "remove", "split", "join", "place", "add", "rename")),
        st.integers(0, 60),
        st.integers(-4, 4),
    ),
    max_size=12,
)


def add(questionnaire, after):
    taken = {item.code for item in questionnaire.items}
    return editing.put_item(
        questionnaire, {"code": next_code("Q", taken), "kind": "yes_no", "text": {"vi": "Thêm?"}}, after=after
    )


def rename(questionnaire, code):
    items = [item for section in to_document(questionnaire)["sections"] for item in section["items"]]
    new = {"code": next_code("Z", {item["code"] for item in items})}
    return editing.put_item(
        questionnaire, next(item for item in items if item["code"] == code) | new, instead_of=code
    )


def done(step, questionnaire, code, other, far):
    section = questionnaire.sections[far % len(questionnaire.sections)].code
    steps = {
        "move": lambda: editing.move_item(questionnaire, code, far),
        "remove": lambda: editing.remove_item(questionnaire, code),
        "split": lambda: editing.split_section(questionnaire, code),
        "join": lambda: editing.join_section(questionnaire, section),
        "place": lambda: editing.place_item(questionnaire, code, beside=other, after=True),
        "add": lambda: add(questionnaire, code),
        "rename": lambda: rename(questionnaire, code),
    }
    return steps[step]()


@given(steps=STEPS)
def test_whatever_is_done_in_whatever_order_it_stays_a_questionnaire(steps):
    questionnaire = CQTT
    for step, number, far in steps:
        codes_now = [item.code for item in questionnaire.items]
        code, other = codes_now[number % len(codes_now)], codes_now[(number + far) % len(codes_now)]
        before = questionnaire
        try:
            questionnaire = done(step, questionnaire, code, other, far)
        except (EditError, QuestionnaireError):
            assert questionnaire == before
    assert parse_questionnaire(to_document(questionnaire)) == questionnaire
    lost = {item.code for item in CQTT.items} - {item.code for item in questionnaire.items}
    removals = sum(step in {"remove", "rename"} for step, _, _ in steps)
    assert len(lost) <= removals


@given(label=st.text(max_size=60), taken=st.integers(0, 30))
def test_a_code_is_always_a_code_and_always_new(label, taken):
    known: set[str] = set()
    for _ in range(taken):
        code = code_from(label, known)
        assert code not in known
        assert len(code) <= LONGEST
        assert code.isascii()
        known.add(code)
