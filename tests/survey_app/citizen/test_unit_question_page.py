"""The unit's own question on the citizens' page: last, said to be the unit's, kept when the form comes again."""

from dataclasses import replace

import pytest

from forms.reading import load_instrument
from survey_app.access import Rights
from survey_app.services import publishing, unit_question_approvals, unit_questions
from survey_app.services.publishing import Overlap

CODE = "7K4M2QX0"
SOMEBODY_ELSE = Rights(account="minh", display_name="Minh", roles=frozenset({"designer"}), scope=frozenset())
EVERYWHERE = Rights(account="an", display_name="An", roles=frozenset({"administrator"}), scope=frozenset())


@pytest.fixture
def allowing(house):
    database = house.platform.database
    publishing.freeze(database, questionnaire=replace(load_instrument("QUICK"), unit_question=True))
    house.half_day_later(2)
    publishing.publish(
        database,
        template="QUICK",
        number=2,
        counter_codes=[CODE],
        opens_on=house.platform.today,
        overlap=Overlap.REPLACE,
    )
    return house


def ask(house, lines):
    unit_questions.ask(house.platform, EVERYWHERE, "13285", words="Ghế <chờ> đủ không?", lines=lines)


def approve(house):
    unit_question_approvals.decide(house.platform, SOMEBODY_ELSE, question_id=1, approved=True)


@pytest.mark.parametrize("lines", ["Đủ\nThiếu <3", ""])
def test_it_stands_after_the_templates_questions_when_it_is_approved_and_goes_when_it_ends(
    allowing, visit, lines
):
    assert "rieng-" not in visit.get(f"/K/{CODE}").text
    ask(allowing, lines)
    assert "rieng-" not in visit.get(f"/K/{CODE}").text
    approve(allowing)
    page = visit.get(f"/K/{CODE}").text
    assert page.index("Q5") < page.index("rieng-1") < page.index("Gửi ý kiến")
    assert "Câu hỏi thêm của Phường Phủ Lý" in page
    assert "Ghế &lt;chờ&gt; đủ không?" in page
    assert "rieng-" not in visit.get("/K/7K4M2QX1").text  # there the template does not allow it
    unit_questions.stop(allowing.platform, EVERYWHERE, "13285", question_id=1)
    assert "rieng-" not in visit.get(f"/K/{CODE}").text


def test_what_was_answered_to_it_is_there_when_the_form_comes_again(allowing, visit):
    ask(allowing, "Đủ\nThiếu <3")
    approve(allowing)
    again = visit.send(**{"rieng-1": "Thiếu <3"})
    assert again.status_code == 422
    assert 'value="Thiếu &lt;3" checked' in again.text
