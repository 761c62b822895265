"""Questions read aloud: heard where the very words are asked, served in pieces, never in the way of an answer."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from forms.editing import put_item
from forms.reading import load_instrument
from forms.writing import to_document
from survey_app.services import audio_clips
from survey_app.services.audio_clips import LARGEST, AudioError
from survey_app.views.citizen import create_citizen_app

CODE = "7K4M2QX0"
MP3 = b"ID3" + bytes(range(256)) * 40


@pytest.fixture
def quick():
    return load_instrument("QUICK")


def record(house, questionnaire, code="Q1", language="vi", content=MP3):
    audio_clips.record(house.platform, questionnaire.item(code), language, content, by="lan")


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
        connection.execute(text("ALTER TABLE audio_clip RENAME TO gone"))
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
    audio_clips.remove(house.platform, quick.item("Q1"), "vi")
    assert list(audio_clips.clips_of(house.platform, replace(quick), "vi")) == ["Q3"]
