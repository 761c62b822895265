"""What names or reaches a person is masked, what only looks like it stays, and no text takes long."""

import re
import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.planted_texts import planted_texts

from survey_app import masking
from survey_app.masking import mask, names

TEXTS = 1_500
MASK = re.compile(r"\[(?:số điện thoại|số giấy tờ|biển số xe|thư điện tử|mã hồ sơ|tên)\]")
KEPT = [
    "Ông/Bà vui lòng chờ, Ông/Bà Nhớ mang giấy tờ",
    "Các anh chị rất nhiệt tình, anh em cảm ơn",
    "12h 2025, 8h30 ngày 05-09-2025 08:30",
    "1.500.000 đồng, 150 000 000 đồng, 150000000đ",
    "Nghị định 61/2018/NĐ-CP, tổng đài 1900 1009",
    "đường Nguyễn Thị Minh Khai, trường Lê Hồng Phong",
    "Anh Công an xã và chị Cán bộ một cửa",
    "",
]
MASKED = {
    "Chị Nguyễn Thị Lan gọi tôi ở số 0912.345.678": "Chị [tên] gọi tôi ở số [số điện thoại]",
    "CHỊ LAN Ở QUẦY 3 RẤT TỐT": "CHỊ [tên] Ở QUẦY 3 RẤT TỐT",
    "chi Lan o quay 3": "chi [tên] o quay 3",
    "tên tôi là Vi Thị Mến": "tên tôi là [tên]",
    "quầy 3 0912345678": "quầy 3 [số điện thoại]",
    "sđt O9l2 345 678": "sđt [số điện thoại]",
    "không chín một hai ba bốn năm sáu bảy tám": "[số điện thoại]",
    "xe 90B2-123.45 của ông Tâm": "xe [biển số xe] của ông [tên]",
    "stk 0011004123456 ngân hàng": "stk [số giấy tờ] ngân hàng",
}
# Long and nasty: each is doubled, and the time may no more than double (with room for a busy machine).
NASTY = {
    "letters": "a",
    "digits": "0",
    "digits apart": "0 ",
    "number words": "không chín ",
    "dots": ".",
    "dashes": "-",
    "ats": "a@",
    "addresses": "a.b-c@d-e.f",
    "dossiers": "000.00.12.H25-260101-",
    "titles": "chị ",
    "capitals": "Nguyễn Thị ",
    "titles and capitals": "Chị Lan ",
    "papers": "cccd số ",
    "plates": "29A-1 ",
    "blanks": " ",
    "marks": "a\u0301",
    "hồ sơ": "mã hồ sơ cua toi la ",
}


def score(planted, masker):
    """Recall of what was planted, and the share of masks that hide something planted."""
    hidden = left = masks = 0
    for each in planted:
        found = masker(each.text)
        hidden += len(each.secrets)
        left += sum(_flat(secret) in _flat(found) for secret in each.secrets)
        masks += len(MASK.findall(found))
    return (hidden - left) / hidden, min(1.0, (hidden - left) / masks)


def _flat(text):
    return unicodedata.normalize("NFC", text)


def test_of_planted_texts_99_in_100_are_masked_and_98_masks_in_100_hide_something():
    recall, precision = score(planted_texts(20261126, TEXTS), mask)
    assert recall >= 0.99
    assert precision >= 0.98


def test_the_same_texts_find_a_mask_without_names_and_one_that_hides_every_number(monkeypatch):
    planted = planted_texts(7, 300)
    assert score(planted, lambda text: re.sub(r"\d+", "[số giấy tờ]", text))[1] < 0.7
    monkeypatch.setattr(names, "find", lambda _text: ())
    assert score(planted, masking.mask)[0] < 0.8


@pytest.mark.parametrize("text", KEPT)
def test_what_only_looks_like_a_person_stays(text):
    assert mask(text) == text


@pytest.mark.parametrize("text", MASKED)
def test_what_names_or_reaches_a_person_goes(text):
    assert mask(text) == MASKED[text]


@given(st.text(max_size=300))
def test_any_text_is_masked_without_an_error_and_masking_again_changes_nothing_that_is_masked(text):
    once = mask(text)
    assert len(MASK.findall(mask(once))) >= len(MASK.findall(once))


@pytest.mark.parametrize("name", NASTY)
def test_twice_the_text_takes_no_more_than_twice_the_time(name):
    unit = NASTY[name]
    short = unit * (4_000 // len(unit))
    once, twice = (min(_seconds(text) for _ in range(5)) for text in (short, short + short))
    assert twice <= 1.3 * 2 * once + 0.002


def _seconds(text):
    began = time.process_time()
    mask(text)
    return time.process_time() - began
