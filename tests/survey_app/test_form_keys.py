import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.form_keys import ALPHABET, LENGTH, BadFormKeyError, FormKeys

KEYS = FormKeys("a secret of the tests that is long enough")


def issue(half_day=100):
    return KEYS.issue(half_day=half_day, counter_id=7, version_id=3)


def test_a_key_says_counter_version_and_half_day_it_was_rendered_for():
    key = KEYS.read(issue())
    assert (key.counter_id, key.version_id, key.half_day) == (7, 3, 100)


def test_two_renderings_never_share_a_key():
    assert len({issue() for _ in range(1000)}) == 1000


@given(st.integers(0, LENGTH - 1), st.sampled_from("ABCabc019-_"))
def test_no_key_with_a_changed_letter_is_read(place, letter):
    text = issue()
    forged = text[:place] + letter + text[place + 1 :]
    if forged != text:
        with pytest.raises(BadFormKeyError):
            KEYS.read(forged)


@given(st.text(max_size=80))
def test_no_other_text_is_a_key_nor_breaks_the_reader(text):
    with pytest.raises(BadFormKeyError):
        KEYS.read(text)


def test_a_second_spelling_of_a_key_is_no_second_vote():
    text = issue()
    raw = base64.urlsafe_b64decode(text + "=")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    twins = [text[:-1] + letter for letter in alphabet if letter != text[-1]]
    twins = [twin for twin in twins if base64.urlsafe_b64decode(twin + "=") == raw]
    assert twins, "base 64 leaves spare bits in the last letter"
    for twin in twins:
        with pytest.raises(BadFormKeyError):
            KEYS.read(twin)


def test_a_key_of_another_server_is_refused():
    with pytest.raises(BadFormKeyError):
        FormKeys("another secret that is long enough too").read(issue())


def test_a_key_is_good_for_six_days():
    key = KEYS.read(issue(half_day=100))
    assert not key.expired(112)
    assert key.expired(113)


def test_one_form_has_one_receipt_of_at_least_64_bits():
    text = issue()
    receipt = KEYS.read(text).receipt
    assert receipt == KEYS.read(text).receipt
    assert len(receipt) * 5 >= 64
    assert set(receipt) <= set(ALPHABET)
