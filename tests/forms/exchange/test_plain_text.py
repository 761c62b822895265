"""Markup goes, words stay: only what HTML knows is markup."""

import pytest

from forms.exchange.plain_text import plain


@pytest.mark.parametrize(
    "words",
    [
        "Ông/bà <chưa hài lòng> ở điểm nào?",
        "Thu nhập <5tr> hay >5tr?",
        "AT&T; R&D; &ndash dấu gạch",
        "x<y",
        "x<y và z>y",
        "a<b và c>d",
        "<p và q>",
        "Gửi về <gop.y@hanoi.gov.vn> hoặc <https://hanoi.gov.vn/gop-y>",
        "<Họ và tên>",
        "&copyright=1&lt=2",
        "5 < 6 > 4",
        "<<không rõ>>",
    ],
)
def test_words_in_brackets_are_words(words):
    assert plain(words).words == words
    assert not plain(words).had_markup


@pytest.mark.parametrize(
    ("marked", "words"),
    [
        ("<p>Ông/Bà <b>hài lòng</b> không?</p>", "Ông/Bà hài lòng không?"),
        ('<span style="color: red" class=x>Đỏ</span>', "Đỏ"),
        ("Một<br>hai<BR />ba", "Một\nhai\nba"),
        ("A &amp; B &lt; C&nbsp;D &#7879;", "A & B < C D ệ"),
        ("<o:p></o:p>Từ Word", "Từ Word"),
        ("<a href='x' target=_blank>Xem</a>", "Xem"),
        ("<!-- ghi chú -->Lời<?xml x?>", "Lời"),
        ('<img src="x.png" alt="a > b">Ảnh', "Ảnh"),
        ("<div class='a\">Dở</div>", "Dở"),
    ],
)
def test_markup_goes_and_its_words_stay(marked, words):
    found = plain(marked)
    assert (found.words, found.had_markup) == (words, True)
