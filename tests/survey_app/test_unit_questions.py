"""A unit's own question: only where the template allows it, stored apart, told of months with five answers."""

from dataclasses import replace

import pytest
from sqlalchemy import text, true
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import MultiDict

from forms.reading import load_instrument
from survey_app.access import Rights
from survey_app.form_keys import FIELD
from survey_app.services import publishing, unit_question_approvals, unit_questions
from survey_app.services.answering import open_form, submit
from survey_app.services.publishing import Overlap
from survey_app.services.unit_questions import UnitQuestionError
from survey_app.store import counters
from survey_app.store import unit_questions as store
from survey_app.submission import Submission

UNIT = "13285"


@pytest.fixture
def manager(house):
    with house.platform.database.reading() as connection:
        ids = {row.unit_code: row.unit_id for row in counters.list_counters(connection)}
    return Rights(account="an", display_name="An", roles=frozenset({"manager"}), scope=frozenset({ids[UNIT]}))


@pytest.fixture
def allowing(house):
    """QUICK in a version that lets units ask, open at the first counter from the next day."""
    quick = replace(load_instrument("QUICK"), unit_question=True)
    publishing.freeze(house.platform.database, questionnaire=quick)
    house.half_day_later(2)
    publishing.publish(
        house.platform.database,
        template="QUICK",
        number=2,
        counter_codes=["7K4M2QX0"],
        opens_on=house.platform.today,
        overlap=Overlap.REPLACE,
    )
    return house


APPROVER = Rights(account="minh", display_name="Minh", roles=frozenset({"designer"}), scope=frozenset())


def begin(house, who, unit=UNIT, *, words, lines=""):
    """Asked by the unit and approved by somebody else."""
    unit_questions.ask(house.platform, who, unit, words=words, lines=lines)
    (waiting,) = unit_question_approvals.list_waiting(house.platform, APPROVER)
    unit_question_approvals.decide(house.platform, APPROVER, question_id=waiting.id, approved=True)
    return waiting.id


def asked(house, manager):
    return unit_questions.find_unit_questions(house.platform, manager, UNIT)


def answer(house, said, code="7K4M2QX0", number=1):
    form = open_form(house.platform, code=code)
    body = MultiDict({"Q1": "5", FIELD: form.key, f"rieng-{number}": said})
    submit(house.platform, code=code, body=body)


def stored(house):
    with house.platform.database.reading() as connection:
        months = [202610, 202611]
        asked = connection.execute(text("SELECT id FROM unit_question")).scalars().all()
        locked = [each for number in asked for each in store.list_answers(connection, number, months)]
    return sorted(house.platform.vault.unlock(*each).decode() for each in locked)


def test_answers_to_a_units_question_lie_apart_and_no_response_holds_them(allowing, manager):
    begin(allowing, manager, words="Ghế chờ có đủ không?", lines="Đủ\nThiếu")
    assert open_form(allowing.platform, code="7K4M2QX0").door.own.choices == ("Đủ", "Thiếu")
    for said in ["Đủ"] * 8 + ["Thiếu"] * 5 + [""]:
        answer(allowing, said)
    allowing.month_later()
    allowing.seal()
    assert stored(allowing) == [*["Thiếu"] * 5, *["Đủ"] * 8]
    with allowing.platform.database.reading() as connection:
        responses = " ".join(connection.execute(text("SELECT answers FROM response")).scalars())
        ids = set(connection.execute(text("SELECT id FROM response")).scalars())
        assert not ids & set(connection.execute(text("SELECT id FROM unit_answer")).scalars())
    assert "Thiếu" not in responses
    assert "rieng" not in responses
    found = asked(allowing, manager).running
    assert (found.n, dict(found.counted)) == (13, {"Đủ": 8, "Thiếu": 5})


def test_what_few_people_chose_is_told_together_by_a_unit_that_knows_them(allowing, manager):
    begin(allowing, manager, words="Ghế chờ?", lines="Đủ\nThiếu\nHỏng\nKhác")
    for said in ["Đủ"] * 8 + ["Thiếu"] * 4 + ["Hỏng"]:
        answer(allowing, said)
    allowing.month_later()
    allowing.seal()
    told = dict(asked(allowing, manager).running.counted)
    assert told == {"Đủ": 8, "các ý còn lại, gộp vì ít người chọn": 5}


def test_a_month_that_runs_or_has_fewer_than_ten_answers_tells_nothing(allowing, manager):
    begin(allowing, manager, words="Cần thêm gì?", lines="")
    for said in ("Quạt", "Nước", "Ghế", "Bảng tên", "", ""):
        answer(allowing, said)
    allowing.half_day_later(2)
    allowing.seal()
    assert len(stored(allowing)) == 4
    allowing.month_later()
    allowing.seal()
    assert (asked(allowing, manager).running.n, asked(allowing, manager).running.said) == (0, ())
    for said in ("Quạt", "Nước", "Ghế", "Bảng tên", "Ô che, gọi chị Lan 0912 345 678") * 2:
        answer(allowing, said)
    allowing.half_day_later(2)
    allowing.seal()
    assert asked(allowing, manager).running.n == 0  # the month is not over
    allowing.month_later()
    allowing.seal()
    assert sorted(asked(allowing, manager).running.said) == sorted(
        ["Quạt", "Nước", "Ghế", "Bảng tên", "Ô che, gọi chị [tên] [số điện thoại]"] * 2
    )


def test_a_template_that_does_not_allow_it_takes_no_answer_to_it(house, manager):
    begin(house, manager, words="Ghế chờ có đủ không?", lines="")
    for _ in range(5):
        answer(house, "Thiếu")
    house.half_day_later()
    house.seal()
    assert stored(house) == []


def test_what_no_form_of_this_counter_could_hold_is_dropped_and_the_rest_is_counted(allowing, manager):
    begin(allowing, manager, words="Ghế chờ có đủ không?", lines="Đủ\nThiếu")
    for number, said in (
        (1, "Khác"),
        (2, "Đủ"),
        ("99999999999", "Đủ"),
        ("x", "Đủ"),
        ("-1", "Đủ"),
        ("", "Đủ"),
    ):
        answer(allowing, said, number=number)
    allowing.half_day_later(2)
    assert allowing.seal().sealed == 6
    assert stored(allowing) == []


def test_a_question_of_another_unit_cannot_be_answered_here_nor_asked_by_this_manager(allowing, manager):
    everywhere = replace(manager, roles=frozenset({"administrator"}))
    begin(allowing, everywhere, "13501", words="Của xã khác?")
    for _ in range(5):
        answer(allowing, "Có", number=1)
    allowing.half_day_later(2)
    allowing.seal()
    assert stored(allowing) == []
    assert unit_questions.find_unit_questions(allowing.platform, manager, "13501") is None
    with pytest.raises(UnitQuestionError, match="phạm vi"):
        unit_questions.ask(allowing.platform, manager, "13501", words="Gì?", lines="")
    with pytest.raises(UnitQuestionError):
        unit_questions.stop(allowing.platform, manager, "13501", question_id=1)
    with pytest.raises(UnitQuestionError):
        unit_questions.stop(allowing.platform, manager, UNIT, question_id=1)


def test_one_question_at_a_time_and_its_words_stay_when_it_has_ended(allowing, manager):
    begin(allowing, manager, words="Câu một?", lines="")
    late = open_form(allowing.platform, code="7K4M2QX0")
    with pytest.raises(UnitQuestionError, match="kết thúc câu đó"):
        unit_questions.ask(allowing.platform, manager, UNIT, words="Câu hai?", lines="")
    unit_questions.stop(allowing.platform, manager, UNIT, question_id=1)
    begin(allowing, manager, words="Câu hai?", lines="")
    assert [each.row.words for each in asked(allowing, manager).past] == ["Câu một?"]
    body = MultiDict({"Q1": "5", FIELD: late.key, "rieng-1": "vẫn tính"})
    submit(allowing.platform, code="7K4M2QX0", body=body)
    second = open_form(allowing.platform, code="7K4M2QX0").door.own.id
    for _ in range(5):
        answer(allowing, "sang câu hai", number=second)
    allowing.half_day_later(2)
    allowing.seal()
    assert stored(allowing) == [*["sang câu hai"] * 5, "vẫn tính"]


@pytest.mark.parametrize(
    ("words", "lines"),
    [("Họ tên, số điện thoại, mấy giờ?", ""), ("Ghế?", "Sáng 7h30\nSáng 8h30"), ("", ""), ("x" * 201, ""), ("Gì?", "Một"), ("Gì?", "A\nA"), ("Gì?", "\n".join("1234567")), ("Gì?", "x" * 81 + "\nB")],
)  # fmt: skip
def test_a_question_that_cannot_be_asked_is_refused_with_a_sentence(house, manager, words, lines):
    with pytest.raises(UnitQuestionError):
        unit_questions.ask(house.platform, manager, UNIT, words=words, lines=lines)
    assert asked(house, manager).running is None


def test_a_question_that_nobody_approved_is_on_no_form_and_takes_no_answer(allowing, manager):
    unit_questions.ask(allowing.platform, manager, UNIT, words="Ghế chờ có đủ không?", lines="")
    assert open_form(allowing.platform, code="7K4M2QX0").door.own is None
    for _ in range(5):
        answer(allowing, "Nguyễn Văn Bình")
    allowing.month_later()
    allowing.seal()
    assert stored(allowing) == []


def test_words_answered_before_approvals_came_are_counted_and_shown_to_nobody(allowing, manager):
    """As the migration leaves it: a question that ran without an approval waits for one."""
    unit_questions.ask(allowing.platform, manager, UNIT, words="Cần thêm gì?", lines="")
    with allowing.platform.database.writing() as connection:
        rows = [
            {"question_id": 1, "month": 202609, "id": bytes([n] * 16), "content": b"under lock"}
            for n in range(10)
        ]
        store.add_answers(connection, rows)
    found = asked(allowing, manager).running
    assert (found.state, found.n, found.said) == ("waiting", 10, ())


def test_neither_who_wrote_it_nor_who_designs_nothing_approves_a_question(house, manager):
    both = replace(manager, roles=frozenset({"manager", "designer"}))
    unit_questions.ask(house.platform, both, UNIT, words="Ghế chờ có đủ không?", lines="")
    for who in (both, replace(manager, account="binh"), replace(both, roles=frozenset({"administrator"}))):
        with pytest.raises(UnitQuestionError):
            unit_question_approvals.decide(house.platform, who, question_id=1, approved=True)
    assert asked(house, manager).running.state == "waiting"


@pytest.mark.parametrize(
    "values",
    [
        {"asked_by": "an", "decided_by": "an"},
        {"asked_by": "binh", "decided_by": "an"},  # as if somebody else had written it
        {"question_id": 99},
        {"decision": "maybe"},
    ],
)
def test_the_database_itself_refuses_a_decision_by_who_wrote_the_question(house, manager, values):
    unit_questions.ask(house.platform, manager, UNIT, words="Ghế chờ có đủ không?", lines="")
    right = {
        "question_id": 1,
        "asked_by": "an",
        "decision": "approved",
        "decided_by": "minh",
        "decided_at": 0,
        "remark": "",
    }
    with pytest.raises(DBAPIError), house.platform.database.writing() as connection:
        store.add_decision(connection, **right | values)
    with house.platform.database.writing() as connection:
        store.add_decision(connection, **right)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE unit_question SET words = 'Họ tên?'",
        "UPDATE unit_question SET choices = '[]'",
        "UPDATE unit_question SET asked_by = 'minh'",
        "UPDATE unit_question_decision SET decision = 'refused'",
        "DELETE FROM unit_question_decision",
    ],
)
def test_what_was_approved_keeps_its_words_in_the_database_too(house, manager, statement):
    begin(house, manager, words="Ghế chờ có đủ không?", lines="Đủ\nThiếu")
    with pytest.raises(DBAPIError), house.platform.database.writing() as connection:
        connection.execute(text(statement))


def test_without_the_approval_in_the_door_the_side_door_is_open_again(allowing, manager, monkeypatch):
    """The planted weakness: a door that asks what runs, not what was approved."""
    unit_questions.ask(allowing.platform, manager, UNIT, words="Ghế chờ có đủ không?", lines="")
    monkeypatch.setattr(counters, "_DOOR", counters.door_query(own_where=true()))
    assert open_form(allowing.platform, code="7K4M2QX0").door.own is not None


def test_an_answer_encrypted_by_the_version_before_can_still_be_opened():
    old = b'["00ff",{"Q1":"5"},{},"vi","qr","C",false]'
    read = Submission.from_bytes(old)
    assert (read.own, read.answers) == (None, {"Q1": "5"})
    assert Submission.from_bytes(replace(read, own=(7, "Đủ")).to_bytes()).own == (7, "Đủ")
