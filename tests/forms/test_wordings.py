"""Every text has one place, by which it is found and written again."""

import pytest

from forms.editing import move_item
from forms.faults import EditError
from forms.reading import QuestionnaireError, instruments, load_instrument
from forms.wordings import reworded, wordings


@pytest.mark.parametrize("code", instruments())
def test_every_text_is_listed_once_and_comes_back_when_it_is_written(code):
    questionnaire = load_instrument(code)
    listed = wordings(questionnaire)
    assert len({wording.place for wording in listed}) == len(listed)
    shouted = reworded(questionnaire, "vi", {wording.place: str(wording.text).upper() for wording in listed})
    assert [str(wording.text) for wording in wordings(shouted)] == [str(each.text).upper() for each in listed]


def test_a_place_outlives_moving_and_a_language_comes_and_goes():
    quick = load_instrument("QUICK")
    told = reworded(quick, "km", {"item/Q4/choice/tren_60": "ច្រើន"})
    moved = move_item(told, "Q4", -2)
    found = {wording.place: wording.text for wording in wordings(moved)}
    assert found["item/Q4/choice/tren_60"].in_language("km") == "ច្រើន"
    assert reworded(told, "km", {"item/Q4/choice/tren_60": " "}) == quick


def test_wrong_places_tags_and_a_text_without_vietnamese_are_refused():
    quick = load_instrument("QUICK")
    with pytest.raises(EditError, match="không có chỗ"):
        reworded(quick, "en", {"item/Z/text": "?"})
    with pytest.raises(EditError, match="không được để trống"):
        reworded(quick, "vi", {"closing": ""})
    with pytest.raises(QuestionnaireError, match="ngôn ngữ"):
        reworded(quick, "english!", {"closing": "Thanks"})
