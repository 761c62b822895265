"""Drafts: every change is kept at once, nobody's is lost, and only a second person makes a version of one."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forms.editing import move_item, put_item, remove_item
from forms.reading import load_instrument, to_document
from forms.wordings import reworded
from survey_app.services import publishing
from survey_app.services.drafting import approving, beginning, changing
from survey_app.services.drafting.changing import DraftingError, StaleError, UnknownDraftError
from survey_app.services.drafting.parts import NOTHING, fingerprint
from survey_app.services.drafting.translations import lines
from survey_app.services.publishing import PublishingError
from survey_app.store import drafts, publications, template_events, templates

from .conftest import CODES

QUICK = load_instrument("QUICK")


@pytest.fixture
def desk(house):
    """A draft of a new template, begun by Lan with the questions of QUICK."""
    beginning.begin_from(house.platform, source="QUICK", code="NHANH", name="Phiếu nhanh", by="lan")
    return house.platform


def say(item, words, **more):
    """A step that gives an item other words."""

    def do(questionnaire):
        found = next(
            i for s in to_document(questionnaire)["sections"] for i in s["items"] if i["code"] == item
        )
        return put_item(questionnaire, found | {"text": {"vi": words}} | more, instead_of=item)

    return do


def change(desk, item, words, *, by="lan", **more):
    return changing.change(
        desk, code="NHANH", by=by, step="item", part=f"item/{item}", do=say(item, words), **more
    )


def words_of(desk, item):
    return str(changing.find_draft(desk, code="NHANH").questionnaire.item(item).text)


def test_a_change_is_kept_at_once_and_what_fails_changes_nothing(desk):
    change(desk, "Q3", "Công chức có chào không?")
    assert words_of(desk, "Q3") == "Công chức có chào không?"
    with pytest.raises(ValueError, match="câu hỏi chung"):
        changing.change(
            desk, code="NHANH", by="lan", step="remove", part="item/Q1", do=lambda q: remove_item(q, "Q1")
        )
    assert changing.find_draft(desk, code="NHANH").row.revision == 1


def test_two_people_on_different_questions_keep_both_changes(desk):
    seen = changing.find_draft(desk, code="NHANH").questionnaire
    change(desk, "Q3", "Câu của Lan?", by="lan", seen=fingerprint(seen, "item/Q3"))
    change(desk, "Q4", "Câu của Minh?", by="minh", seen=fingerprint(seen, "item/Q4"))
    assert (words_of(desk, "Q3"), words_of(desk, "Q4")) == ("Câu của Lan?", "Câu của Minh?")


def test_two_people_on_one_question_are_told_and_the_first_words_stay(desk):
    seen = fingerprint(changing.find_draft(desk, code="NHANH").questionnaire, "item/Q3")
    change(desk, "Q3", "Câu của Lan?", by="lan", seen=seen)
    with pytest.raises(StaleError) as caught:
        change(desk, "Q3", "Câu của Minh?", by="minh", seen=seen)
    assert caught.value.by == "lan"
    assert str(caught.value.theirs.item("Q3").text) == words_of(desk, "Q3") == "Câu của Lan?"


def test_moving_a_question_does_not_disturb_who_rewrites_it(desk):
    seen = fingerprint(changing.find_draft(desk, code="NHANH").questionnaire, "item/Q5")
    changing.change(
        desk, code="NHANH", by="minh", step="move", part="item/Q5", do=lambda q: move_item(q, "Q5", -1)
    )
    change(desk, "Q5", "Ông/Bà góp ý gì?", seen=seen)
    assert words_of(desk, "Q5") == "Ông/Bà góp ý gì?"


def test_a_part_that_is_new_has_no_fingerprint_and_one_that_is_gone_neither():
    assert fingerprint(QUICK, "item/Q9") == NOTHING
    assert (
        len(
            {
                fingerprint(QUICK, part)
                for part in ("header", "item/Q1", "section/S1", "scale/HL5", "words/en")
            }
        )
        == 5
    )


def test_the_last_fifty_steps_can_be_taken_back_one_by_one(desk):
    for number in range(60):
        change(desk, "Q3", f"Câu thứ {number}?")
    for _ in range(50):
        revision = changing.find_draft(desk, code="NHANH").row.revision
        changing.undo(desk, code="NHANH", revision=revision, by="lan")
    assert words_of(desk, "Q3") == "Câu thứ 9?"
    with pytest.raises(DraftingError, match="không còn bước nào"):
        changing.undo(desk, code="NHANH", revision=10, by="lan")
    with pytest.raises(DraftingError, match="Bản nháp vừa đổi"):
        changing.undo(desk, code="NHANH", revision=99, by="lan")


def test_the_person_who_submits_cannot_approve_also_against_the_database(desk):
    approving.submit(desk, code="NHANH", by="lan")
    with pytest.raises(DraftingError, match="không tự duyệt được"):
        approving.approve(desk, code="NHANH", by="lan")
    version = approving.approve(desk, code="NHANH", by="minh")
    assert (version.template, version.number) == ("NHANH", 1)
    with pytest.raises(UnknownDraftError):
        changing.find_draft(desk, code="NHANH")
    with desk.database.reading() as connection:
        approval = template_events.list_approvals(connection, [version.id])[version.id]
    assert (approval.submitted_by, approval.approved_by) == ("lan", "minh")
    for statement in (
        "UPDATE approval SET approved_by = 'lan'",
        "DELETE FROM template_event",
        "UPDATE template_version SET document = '{}'",
    ):
        with pytest.raises(DBAPIError, match="append-only"), desk.database.writing() as connection:
            connection.execute(text(statement))
    with pytest.raises(DBAPIError, match="two_people"), desk.database.writing() as connection:
        template_events.add_approval(
            connection, version_id=1, submitted_by="lan", approved_by="lan", approved_at=0
        )


def test_what_waits_for_approval_does_not_change_until_it_is_withdrawn_or_returned_with_a_reason(desk):
    approving.submit(desk, code="NHANH", by="lan", words="Đã thử ở xã Liêm Hà.")
    with pytest.raises(DraftingError, match="chờ duyệt"):
        change(desk, "Q3", "Đổi?")
    with pytest.raises(DraftingError, match="lý do"):
        approving.reopen(desk, code="NHANH", by="minh")
    approving.reopen(desk, code="NHANH", by="minh", words="Câu 3 còn hỏi hai điều.")
    change(desk, "Q3", "Công chức có chào không?")
    approving.submit(desk, code="NHANH", by="lan")
    approving.reopen(desk, code="NHANH", by="lan")
    with desk.database.reading() as connection:
        told = [(event.kind, event.by) for event in template_events.list_events(connection, "NHANH")][::-1]
    assert told == [
        ("begun", "lan"),
        ("submitted", "lan"),
        ("returned", "minh"),
        ("submitted", "lan"),
        ("withdrawn", "lan"),
    ]


def test_the_next_version_carries_a_mark_for_each_item_by_the_designer_or_the_program(desk):
    approving.submit(desk, code="NHANH", by="lan")
    approving.approve(desk, code="NHANH", by="minh")
    beginning.begin_next(desk, code="NHANH", by="lan")
    with pytest.raises(DraftingError, match="đang có bản nháp"):
        beginning.begin_next(desk, code="NHANH", by="minh")
    approving.submit(desk, code="NHANH", by="lan")
    with pytest.raises(DraftingError, match="giống hệt bản 1"):
        approving.approve(desk, code="NHANH", by="minh")
    approving.reopen(desk, code="NHANH", by="lan")
    change(desk, "Q4", "Ông/Bà chờ bao lâu?")
    change(desk, "Q3", "Công chức có chào hỏi, có lắng nghe và giải thích dễ hiểu không?")
    approving.put_marks(desk, code="NHANH", marks={"Q3": "same"}, by="lan")
    approving.submit(desk, code="NHANH", by="lan")
    second = approving.approve(desk, code="NHANH", by="minh")
    with desk.database.reading() as connection:
        marks = template_events.list_marks(connection, [second.id])[second.id]
        versions = templates.list_versions(connection, template="NHANH")
    assert marks == {"Q1": "same", "Q2": "same", "Q3": "same", "Q4": "reworded", "Q5": "same"}
    assert [version.number for version in versions] == [1, 2]


def test_a_translation_is_outdated_when_its_vietnamese_changes_and_current_when_it_is_written_again(desk):
    def translate(words):
        return changing.change(
            desk,
            code="NHANH",
            by="lan",
            step="words",
            part="words/en",
            do=lambda q: reworded(q, "en", {"item/Q3/text": words}),
        )

    def state():
        draft = changing.find_draft(desk, code="NHANH")
        return {line.place: line.state for line in lines(draft.questionnaire, draft.sources, "en")}[
            "item/Q3/text"
        ]

    translate("Did the officer greet you?")
    assert state() == "done"
    changing.change(
        desk,
        code="NHANH",
        by="lan",
        step="words",
        part="words/vi",
        do=lambda q: reworded(q, "vi", {"item/Q3/text": "Công chức có chào không?"}),
    )
    assert state() == "outdated"
    translate("Did the officer say hello?")
    assert state() == "done"
    translate("")
    assert state() == "missing"


def test_a_code_belongs_to_one_template_and_a_thrown_away_draft_is_remembered(desk):
    with pytest.raises(DraftingError, match="đang có bản nháp"):
        beginning.begin_blank(desk, code="NHANH", name="Khác", by="minh")
    with pytest.raises(DraftingError, match="Đã có mẫu mang mã QUICK"):
        beginning.begin_blank(desk, code="QUICK", name="Khác", by="minh")
    with pytest.raises(DraftingError, match="Không có mẫu phiếu"):
        beginning.begin_from(desk, source="KHONG", code="K", name="K", by="minh")
    beginning.discard(desk, code="NHANH", by="lan")
    with desk.database.reading() as connection:
        assert drafts.list_drafts(connection) == []
        assert template_events.list_events(connection, "NHANH")[0].kind == "discarded"


def test_a_closed_version_ends_today_everywhere_and_never_opens_again_also_against_the_database(house):
    database, today = house.platform.database, house.clock.at.date()
    n = publishing.close_version(database, template="QUICK", number=1, today=today, by="lan", at=0)
    assert n == len(CODES)
    with database.reading() as connection:
        assert {row.closes_on for row in publications.list_publications(connection)} == {today}
        version = templates.list_versions(connection, template="QUICK")[0]
    with pytest.raises(PublishingError, match="đóng hẳn"):
        publishing.publish(
            database, template="QUICK", number=1, counter_codes=CODES[:1], opens_on=today + timedelta(days=1)
        )
    with pytest.raises(PublishingError, match="từ trước"):
        publishing.close_version(database, template="QUICK", number=1, today=today, by="lan", at=0)
    row = {
        "counter_id": 1,
        "version_id": version.id,
        "opens_on": today + timedelta(days=9),
        "closes_on": None,
    }
    with pytest.raises(DBAPIError, match="not opened again"), database.writing() as connection:
        publications.add_publications(connection, [row])
