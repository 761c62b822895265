"""Questions read aloud: heard where the very words are asked, served in pieces, never in the way of an answer."""

from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from forms.editing import put_item
from forms.reading import load_instrument
from forms.writing import to_document
from survey_app.services import audio_approvals, audio_clips
from survey_app.services.audio_clips import LARGEST, AudioError
from survey_app.store import audio_clips as store
from survey_app.views.citizen import create_citizen_app

CODE = "7K4M2QX0"
MP3 = b"ID3" + bytes(range(256)) * 40


@pytest.fixture
def quick():
    return load_instrument("QUICK")


def record(house, questionnaire, code="Q1", language="vi", content=MP3):
    """Kept by one person, listened to and approved by another."""
    audio_clips.record(house.platform, questionnaire.item(code), language, content, by="lan")
    approve(house)


def approve(house, by="minh", verb="approved"):
    for clip in audio_approvals.list_decisions(house.platform, reader=by).waiting:
        audio_approvals.decide(house.platform, clip_id=clip.id, verb=verb, by=by, now_id=clip.now_id)


def test_a_recorded_question_is_heard_in_its_language_alone(house, visit, quick):
    record(house, quick)
    page = visit.get(f"/K/{CODE}").text
    assert page.count("<audio") == 1
    assert page.index("hài lòng thế nào") < page.index("<audio") < page.index("Rất hài lòng")
    english = create_citizen_app(house.platform).test_client().get(f"/K/{CODE}?ngon-ngu=en").text
    assert "<audio" not in english


def test_a_recording_added_later_is_heard_from_the_next_half_day_on(house, visit, quick):
    assert "<audio" not in visit.get(f"/K/{CODE}").text
    record(house, quick)
    assert "<audio" not in visit.get(f"/K/{CODE}").text
    house.half_day_later()
    assert "<audio" in visit.get(f"/K/{CODE}").text


def test_a_phone_gets_the_recording_whole_or_in_pieces_and_keeps_it(house, visit, quick):
    record(house, quick)
    address = (
        visit.get(f"/K/{CODE}").text.partition('<audio controls preload=none src="')[2].partition('"')[0]
    )
    whole = visit.get(address)
    assert (whole.status_code, whole.mimetype, whole.data) == (200, "audio/mpeg", MP3)
    assert "immutable" in whole.headers["Cache-Control"]
    piece = visit.get(address, headers={"Range": "bytes=3-12"})
    assert (piece.status_code, piece.data) == (206, MP3[3:13])
    for wrong in ("x", "0" * 64, "../k", "%00"):
        assert visit.get(f"/K/tieng/{wrong}").status_code == 404


def test_a_reworded_question_or_choice_has_no_voice_that_says_something_else(house, quick):
    record(house, quick)
    item = next(i for s in to_document(quick)["sections"] for i in s["items"] if i["code"] == "Q1")
    same = put_item(quick, {**item, "hint": {"vi": "Chọn một mức."}}, instead_of="Q1")
    other = put_item(quick, {**item, "text": {"vi": "Câu khác?"}}, instead_of="Q1")
    assert "Q1" in audio_clips.clips_of(house.platform, same, "vi")
    assert "Q1" not in audio_clips.clips_of(house.platform, other, "vi")


def test_a_table_of_recordings_that_cannot_be_read_leaves_the_form_as_it_is(house, visit, quick):
    record(house, quick)
    with house.platform.database.writing() as connection:
        connection.execute(text("ALTER TABLE audio_recording RENAME TO gone"))
    shown = visit.get(f"/K/{CODE}")
    assert (shown.status_code, "<audio" in shown.text) == (200, False)
    assert visit.send(Q1="5").status_code == 303


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Chưa chọn tệp"),
        (b"<script>alert(1)</script>", "không phải ghi âm"),
        (b"RIFF....WAVE", "không phải ghi âm"),
        (b"ID3" + b"x" * LARGEST, "lớn hơn 500 kB"),
    ],
)
def test_what_is_no_recording_is_refused_and_the_one_before_stays(house, quick, content, words):
    record(house, quick)
    with pytest.raises(AudioError, match=words):
        record(house, quick, content=content)
    clips = audio_clips.clips_of(house.platform, quick, "vi")
    assert audio_clips.find_recording(house.platform, clips["Q1"]).content == MP3


def test_a_newer_recording_takes_the_place_of_the_older_and_the_same_file_may_speak_twice(house, quick):
    record(house, quick)
    record(house, quick, "Q3")
    record(house, quick, content=MP3 + b"!")
    clips = audio_clips.clips_of(house.platform, quick, "vi")
    assert len(set(clips.values())) == 2
    audio_clips.ask_for_silence(house.platform, quick.item("Q1"), "vi", by="lan")
    assert "Q1" in audio_clips.clips_of(house.platform, quick, "vi")
    approve(house)
    assert list(audio_clips.clips_of(house.platform, replace(quick), "vi")) == ["Q3"]


def test_what_nobody_approved_is_heard_at_no_counter_nor_served_there(house, visit, quick):
    record(house, quick)
    audio_clips.record(house.platform, quick.item("Q1"), "vi", MP3 + b"!", by="lan")
    audio_clips.ask_for_silence(house.platform, quick.item("Q1"), "vi", by="lan")
    waiting = audio_approvals.list_decisions(house.platform, reader="minh").waiting
    heard = audio_clips.clips_of(house.platform, quick, "vi")["Q1"]
    assert waiting[1].sha256 not in {heard, None}
    assert f"/K/tieng/{heard}" in visit.get(f"/K/{CODE}").text
    assert visit.get(f"/K/tieng/{heard}").status_code == 200
    assert visit.get(f"/K/tieng/{waiting[1].sha256}").status_code == 404
    approve(house, verb="refused")
    assert audio_clips.clips_of(house.platform, quick, "vi")["Q1"] == heard
    assert visit.get(f"/K/tieng/{waiting[1].sha256}").status_code == 404


def test_without_the_approval_one_persons_draft_speaks_at_every_counter(house, visit, quick, monkeypatch):
    """The planted weakness: whatever was kept last is heard."""
    audio_clips.record(house.platform, quick.item("Q1"), "vi", MP3, by="lan")
    monkeypatch.setattr(store, "find_heard", _whatever_was_kept)
    assert "<audio" in visit.get(f"/K/{CODE}").text


def _whatever_was_kept(connection, hashes):
    rows = connection.execute(text("SELECT words_hash, sha256 FROM audio_recording ORDER BY id"))
    return {bytes(row.words_hash): row.sha256 for row in rows if bytes(row.words_hash) in hashes}


def test_who_made_it_does_not_approve_it_and_the_database_refuses_it_too(house, quick):
    audio_clips.record(house.platform, quick.item("Q1"), "vi", MP3, by="lan")
    with pytest.raises(AudioError, match="không tự duyệt"):
        audio_approvals.decide(house.platform, clip_id=1, verb="approved", by="lan", now_id=0)
    right = {"clip_id": 1, "added_by": "lan", "decision": "approved", "decided_by": "minh", "decided_at": 0}
    for wrong in (
        {"decided_by": "lan"},
        {"added_by": "minh", "decided_by": "lan"},
        {"decision": "x"},
        {"clip_id": 9},
    ):
        with pytest.raises(DBAPIError), house.platform.database.writing() as connection:
            store.add_decision(connection, **right | wrong)
    with house.platform.database.writing() as connection:
        store.add_decision(connection, **right)
    for statement in ("UPDATE audio_recording SET words = ''", "DELETE FROM audio_decision"):
        with pytest.raises(DBAPIError), house.platform.database.writing() as connection:
            connection.execute(text(statement))


def test_history_says_which_replaced_which_and_an_older_one_cannot_come_back_unheard(house, quick):
    audio_clips.record(house.platform, quick.item("Q1"), "vi", MP3 + b"old", by="lan")
    audio_clips.record(house.platform, quick.item("Q1"), "vi", MP3 + b"new", by="lan")
    audio_approvals.decide(house.platform, clip_id=2, verb="approved", by="minh", now_id=0)
    with pytest.raises(AudioError, match="đã đổi từ lúc"):
        audio_approvals.decide(house.platform, clip_id=1, verb="approved", by="minh", now_id=0)
    with pytest.raises(AudioError, match="mới hơn"):
        audio_approvals.decide(house.platform, clip_id=1, verb="approved", by="minh", now_id=2)
    audio_approvals.decide(house.platform, clip_id=1, verb="withdrawn", by="lan", now_id=0)
    record(house, quick, content=MP3 + b"third")
    decided = audio_approvals.list_decisions(house.platform, reader="lan").decided
    assert {(each.id, each.decision, each.replaces) for each in decided} == {
        (3, "approved", 2),
        (2, "approved", None),
        (1, "withdrawn", None),
    }
