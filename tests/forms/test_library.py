"""The instruments that ship with the product ask what their model demands, in good Vietnamese."""

import json
import re
import unicodedata
from pathlib import Path

import pytest

from forms.linting import advise
from forms.reading import load_instrument

LIBRARY = Path(__file__).parents[2] / "forms" / "library"
CODES = ("QUICK", "OS9", "CQTT", "CSTT", "SIP5")
NA = "Không áp dụng / Không biết"
TONES = "\u0300\u0301\u0303\u0309\u0323"
SYLLABLE = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
    r"(?:oa|oă|oe|uâ|uê|uyê|uy|iê|yê|ia|uô|ua|ươ|ưa|[aăâeêioôơuưy])(?:[iyou]|ng|nh|ch|[cmnpt])?"
)
every_instrument = pytest.mark.parametrize("code", CODES)


def load(code):
    return json.loads((LIBRARY / f"{code}.json").read_text(encoding="utf-8"))


def items(code):
    return {item["code"]: item for section in load(code)["sections"] for item in section["items"]}


def factors(code):
    return {factor["code"]: factor for factor in load(code)["factors"]}


def scale(code, name):
    return next(entry["levels"] for entry in load(code)["scales"] if entry["code"] == name)


def leaves(factor):
    return factor.get("items") or [code for part in factor["factors"] for code in leaves(part)]


def opinions(code):
    return [item for item in items(code).values() if item.get("role") != "demographic"]


def labels(choices):
    return [choice["label"]["vi"] for choice in choices]


def answer_lists(code, kinds):
    lists = [item["choices"] for item in items(code).values() if item["kind"] in kinds]
    return lists + [entry["levels"] for entry in load(code)["scales"]]


def texts(node):
    if isinstance(node, dict):
        return [node["vi"]] if "vi" in node else [text for part in node.values() for text in texts(part)]
    return [text for part in node for text in texts(part)] if isinstance(node, list) else []


def is_vietnamese(word):
    signs = unicodedata.normalize("NFD", word.lower())
    tones = [sign for sign in signs if sign in TONES]
    bare = unicodedata.normalize("NFC", "".join(sign for sign in signs if sign not in TONES))
    # A syllable that ends on a stop can only carry the tones sắc and nặng.
    stopped = re.search(r"(c|ch|p|t)$", bare) and not set(tones) & {"\u0301", "\u0323"}
    return bool(SYLLABLE.fullmatch(bare)) and len(tones) <= 1 and not stopped


@every_instrument
def test_the_headline_is_the_first_item_because_the_consent_says_except_the_first(code):
    headline = {"QUICK": "Q1", "OS9": "O1", "CQTT": "G1", "CSTT": "G1", "SIP5": "G"}[code]
    document = load(code)
    assert document["headline"] == headline == next(iter(items(code)))
    assert items(code)[headline]["scale"] == "HL5"
    assert document["consent"]["vi"] == (
        "Phiếu không ghi tên. Trừ câu đầu, Ông/Bà có thể bỏ qua bất kỳ câu nào."
    )


@every_instrument
def test_satisfaction_has_five_levels_of_which_two_count_as_satisfied(code):
    levels = scale(code, "HL5")
    assert [level["code"] for level in levels] == ["5", "4", "3", "2", "1", "NA"]
    assert [level.get("score") for level in levels] == [5, 4, 3, 2, 1, None]
    assert [level["code"] for level in levels if level.get("satisfied")] == ["5", "4"]
    assert labels(levels)[:3] == ["Rất hài lòng", "Hài lòng", "Bình thường"]
    assert labels(levels)[3:5] == ["Không hài lòng", "Rất không hài lòng"]
    assert labels(levels)[5] == ("Không có ý kiến" if code == "QUICK" else NA)


@every_instrument
def test_every_question_with_one_choice_offers_a_way_out_as_its_last(code):
    for choices in answer_lists(code, {"single"}):
        assert [choice.get("not_applicable", False) for choice in choices][-1] is True


@every_instrument
def test_nobody_has_to_say_who_they_are_and_it_is_asked_last(code):
    roles = [item.get("role", "opinion") for item in items(code).values()]
    assert roles == sorted(roles, reverse=True)
    for item in items(code).values():
        if item.get("role") == "demographic" and item["kind"] != "number":
            assert labels(item["choices"])[-1] == "Không muốn trả lời", item["code"]


def test_a_background_question_has_the_same_answers_in_every_instrument():
    seen = {}
    for code in CODES:
        for item in items(code).values():
            if item.get("role") == "demographic":
                assert seen.setdefault(item["code"], item) == item


@every_instrument
def test_every_open_question_asks_to_leave_names_out(code):
    hints = [item["hint"]["vi"] for item in items(code).values() if item["kind"] == "long_text"]
    assert hints
    assert set(hints) == {"Xin đừng ghi họ tên, số điện thoại hay số giấy tờ."}


@every_instrument
def test_only_what_can_be_scored_belongs_to_a_factor_and_only_once(code):
    members = [member for factor in load(code)["factors"] for member in leaves(factor)]
    assert len(members) == len(set(members))
    assert all(items(code)[member]["kind"] == "scale" for member in members)


@pytest.mark.parametrize("word", ["feedback", "website", "level", "khac", "thuơng", "ngưòif"])
def test_the_spelling_rule_itself_refuses_what_is_no_vietnamese_syllable(word):
    assert not is_vietnamese(word)


@every_instrument
def test_every_word_is_vietnamese_and_every_text_is_composed_and_trimmed(code):
    for text in texts(load(code)):
        assert unicodedata.is_normalized("NFC", text), text
        assert text == " ".join(text.split()), text
        words = set(re.findall(r"[^\W\d_]+", text)) - {"SIPAS"}
        assert [word for word in words if not is_vietnamese(word)] == [], text


@every_instrument
def test_the_citizen_is_addressed_politely_and_shortly(code):
    assert re.match("Cảm ơn Ông/Bà", load(code)["closing"]["vi"])
    for text in texts(load(code)):
        assert not re.search(r"\b(bạn|anh|chị|quý vị|mình)\b", text.lower()), text
    for item in items(code).values():
        assert len(item["text"]["vi"].split()) <= 25, item["code"]
        assert item["kind"] == "scale" or item["text"]["vi"].endswith("?"), item["code"]


def test_quick_has_five_questions_and_asks_for_the_reason_only_of_the_unsatisfied():
    assert list(items("QUICK")) == ["Q1", "Q2", "Q3", "Q4", "Q5"]
    reason = items("QUICK")["Q2"]
    assert reason["kind"] == "several"
    assert reason["when"] == {"item": "Q1", "in": ["1", "2", "3"]}
    assert reason["lead"]["vi"] == "Nếu chưa hài lòng:"
    assert len(reason["choices"]) == 8
    assert items("QUICK")["Q5"]["max_length"] == 500


def test_os9_asks_the_citizen_only_the_four_indicators_the_citizen_can_know():
    asked = [item["code"] for item in opinions("OS9")]
    assert asked == ["O1", "C1", "C3", "C4", "C7", "O2", "O3", "O4"]


@pytest.mark.parametrize(("code", "zeros"), [("C1", 2), ("C3", 1), ("C4", 1), ("C7", 2)])
def test_os9_gives_two_points_one_or_none_as_its_model_does(code, zeros):
    points = [choice.get("score") for choice in items("OS9")[code]["choices"]]
    assert points == [2, 1, *[0] * zeros, None]


def test_os9_raises_an_alert_when_somebody_was_made_to_suffer_or_pay():
    alerts = [choice["code"] for choice in items("OS9")["C7"]["choices"] if choice.get("alert")]
    assert alerts == ["gay_kho"]


def test_friendliness_is_five_knowings_three_showings_and_closeness_each_sub_factor_weighing_the_same():
    parts = {
        code: [part["items"] for part in factor.get("factors", [factor])]
        for code, factor in factors("CQTT").items()
    }
    assert parts == {
        "5B": [["B1a", "B1b"], ["B2a", "B2b"], ["B3a", "B3b"], ["B4"], ["B5"]],
        "3T": [["T1"], ["T2a", "T2b"], ["T3a", "T3b"]],
        "GD": [["L1", "L2", "L3"]],
    }


def test_friendliness_is_measured_by_agreement_over_twelve_months():
    members = {member for factor in factors("CQTT").values() for member in leaves(factor)}
    assert len(members) == 16
    assert {items("CQTT")[member]["scale"] for member in members} == {"DY5"}
    assert [level.get("score") for level in scale("CQTT", "DY5")] == [5, 4, 3, 2, 1, None]
    for section in load("CQTT")["sections"]:
        if members & {item["code"] for item in section["items"]}:
            assert "12 tháng qua" in section["lead"]["vi"]


def test_the_question_on_apologies_says_what_to_choose_if_there_was_nothing_to_be_sorry_for():
    assert NA in items("CQTT")["B4"]["hint"]["vi"]
    assert NA in labels(scale("CQTT", "DY5"))


def test_cqtt_asks_for_events_openly_and_not_for_the_hamlet():
    kinds = [items("CQTT")[code]["kind"] for code in ("E1", "E2", "E3", "E4", "X1", "X2")]
    assert kinds == ["yes_no"] * 4 + ["long_text"] * 2
    background = set(items("CQTT")) - {item["code"] for item in opinions("CQTT")}
    assert background == {"NH", "TU", "GT", "DT", "NN"}


def test_sip5_has_twenty_four_criteria_in_five_factors():
    sizes = {"TC": 5, "TT": 5, "CC": 6, "KQ": 4, "PA": 4}
    assert {code: factor["items"] for code, factor in factors("SIP5").items()} == {
        code: [f"{code}{number}" for number in range(1, size + 1)] for code, size in sizes.items()
    }
    assert sum(sizes.values()) == 24
    members = [member for factor in factors("SIP5").values() for member in factor["items"]]
    assert {items("SIP5")[member]["scale"] for member in members} == {"HL5"}


def test_each_factor_of_sip5_ends_with_its_overall_question_which_is_no_criterion():
    sections = [[item["code"] for item in section["items"]] for section in load("SIP5")["sections"]]
    for overall, factor in zip(("F1", "F2", "F3", "F4", "F5"), factors("SIP5").values(), strict=True):
        page = next(codes for codes in sections if overall in codes)
        assert page[-1] == overall
        assert set(page) - {"PA0"} == {*factor["items"], overall}


def test_only_who_has_complained_is_asked_how_the_complaint_was_handled():
    order = list(items("SIP5"))
    assert items("SIP5")["PA0"]["kind"] == "yes_no"
    for code in ("PA2", "PA3"):
        assert items("SIP5")[code]["when"] == {"item": "PA0", "in": ["co"]}
        assert items("SIP5")[code]["lead"]["vi"] == "Nếu đã từng phản ánh, kiến nghị:"
        assert order.index("PA0") < order.index(code)
    assert [code for code, item in items("SIP5").items() if "when" in item] == ["PA2", "PA3"]


def test_sip5_asks_eight_wishes_on_four_levels_and_two_perceptions():
    wishes = [item["code"] for item in opinions("SIP5") if item.get("scale") == "MM4"]
    assert wishes == [f"W{number}" for number in range(1, 9)]
    assert [level.get("score") for level in scale("SIP5", "MM4")] == [4, 3, 2, 1, None]
    kinds = [items("SIP5")[code]["kind"] for code in ("H1", "H2", "KN", "X")]
    assert kinds == ["single", "single", "several", "long_text"]


def test_sip5_counts_the_visits_and_takes_none_for_an_answer():
    visits = items("SIP5")["LAN"]
    assert (visits["kind"], visits["minimum"]) == ("number", 0)


@every_instrument
def test_every_text_of_an_instrument_has_english_and_none_is_left_in_vietnamese(code):
    for text in bilingual(load(code)):
        assert set(text) == {"vi", "en"}, text
        assert text["en"] != text["vi"] or text["vi"] == "Kinh"
        assert not re.search("[À-ỹ]", text["en"]), text["en"]


def bilingual(node):
    if isinstance(node, dict):
        return [node] if "vi" in node else [text for part in node.values() for text in bilingual(part)]
    return [text for part in node for text in bilingual(part)] if isinstance(node, list) else []


def test_the_friendly_office_asks_of_five_groups_and_nothing_twice_at_once():
    questionnaire = load_instrument("CSTT")
    assert [len(factor.all_items) for factor in questionnaire.factors] == [3, 4, 4, 3, 3]
    assert {advice.rule.code for advice in advise(questionnaire)} <= {"slow"}


def test_the_friendly_government_asks_which_staff_were_met():
    asked = items("CQTT")["NH"]
    groups = {"mot_cua", "lanh_dao", "cong_an", "quan_su", "chuyen_mon"}
    assert groups <= {choice["code"] for choice in asked["choices"]}
