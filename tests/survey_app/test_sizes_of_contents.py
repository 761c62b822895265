"""The length of what waits tells nothing: of no form, whatever was written into it, on whichever engine."""

import random
from dataclasses import replace

from sqlalchemy import func, select

from forms.answers import ANSWERED, SKIPPED
from forms.questionnaire import Kind
from forms.reading import load_instrument
from survey_app import box_keys
from survey_app.box_keys import ROOM, BoxKeys
from survey_app.models import Ballot
from survey_app.submission import Submission, room_for

VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ ,."
INSTRUMENTS = ("QUICK", "OS9", "CQTT", "CSTT", "SIP5")
TAG = 16


def chosen_from(letters):
    chance = random.Random(5)  # noqa: S311  # the same text in every run
    return lambda: chance.choice(letters)


def submission(questionnaire, *, letter, own=None):
    """Every item answered, every text as long as it may be; or nothing at all, where no letter is given."""
    answers, texts = {}, {}
    for item in questionnaire.items:
        if letter is None:
            answers[item.code] = SKIPPED
        elif item.is_text:
            answers[item.code] = ANSWERED
            texts[item.code] = "".join(letter() for _ in range(item.max_length))
        elif item.kind is Kind.SEVERAL:
            answers[item.code] = tuple(option.code for option in item.options)
        else:
            answers[item.code] = max((o.code for o in item.options), key=len, default="999999999999")
    return Submission(
        receipt_hash=bytes(32),
        answers=answers,
        texts=texts,
        language="vi",
        channel="paper",
        evidence_class="C",
        assisted=letter is not None,
        own=own,
    )


def lengths(keys, questionnaire):
    by_chance = chosen_from(VIETNAMESE)
    given = [
        submission(questionnaire, letter=None),
        submission(questionnaire, letter=lambda: "ẫ"),
        submission(questionnaire, letter=by_chance),
        submission(
            questionnaire, letter=by_chance, own=(999_999_999, "".join(by_chance() for _ in range(500)))
        ),
    ]
    room = room_for(questionnaire)
    contents = [keys.encrypt(10, each.to_bytes(), room=room) for each in given]
    assert [Submission.from_bytes(keys.decrypt(10, content)) for content in contents] == given
    return {len(content) for content in contents}


def test_the_fullest_form_of_every_shipped_instrument_is_as_long_as_an_empty_one_of_another(tmp_path):
    keys = BoxKeys(tmp_path)
    found = {code: lengths(keys, load_instrument(code)) for code in INSTRUMENTS}
    assert set().union(*found.values()) == {box_keys.NONCE_BYTES + ROOM + TAG}


def test_a_form_with_more_room_for_words_has_one_length_of_its_own(tmp_path):
    quick = load_instrument("QUICK")
    section = quick.sections[0]
    texts = tuple(
        replace(quick.item("Q5"), code=f"T{number}", max_length=2000, when=None) for number in range(8)
    )
    large = replace(quick, sections=(replace(section, items=(*section.items, *texts)),), unit_question=True)
    assert len(lengths(BoxKeys(tmp_path), large)) == 1


def test_a_text_that_cannot_be_packed_is_taken_all_the_same(tmp_path):
    quick = load_instrument("CQTT")
    strange = submission(quick, letter=chosen_from([chr(number) for number in range(0x4E00, 0x9FFF)]))
    keys = BoxKeys(tmp_path)
    content = keys.encrypt(10, strange.to_bytes())
    assert Submission.from_bytes(keys.decrypt(10, content)) == strange
    assert (len(content) - box_keys.NONCE_BYTES - TAG) % ROOM == 0


def test_rounding_up_to_blocks_would_be_seen(tmp_path):
    """Planted: the block padding of before."""
    keys, quick = BoxKeys(tmp_path), load_instrument("QUICK")
    short, long = submission(quick, letter=None), submission(quick, letter=chosen_from(VIETNAMESE))
    assert len({len(keys.encrypt(10, each.to_bytes(), room=256)) for each in (short, long)}) == 2


def test_waiting_answers_have_one_length_before_and_after_they_are_put_under_the_next_key(house):
    def found():
        with house.platform.database.reading() as connection:
            return set(connection.scalars(select(func.length(Ballot.content))))

    house.answer(Q5="")
    house.answer(Q5="ẫ" * 500)
    before = found()
    house.half_day_later()
    assert house.seal().sealed == 0
    assert before == found() == {box_keys.NONCE_BYTES + ROOM + TAG}
