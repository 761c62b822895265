"""Passwords that are guessed first: common words, keyboard rows, years, one's own name or unit.

A password is read as pieces, each costs its guesser something, and together they must cost enough. Accents, case and
signs in place of letters (``m@tkh4u``) cost nothing, because guessers try them all. The words are our own short list
of what people here take; nothing is sent to anybody to be compared.
"""

import re
import unicodedata
from collections.abc import Iterable
from math import log10
from typing import Any

from flask import current_app
from flask_security import PasswordUtil
from flask_security.utils import get_message

from survey_app.models import Account
from survey_app.store import accounts

LONGEST = 128  # the library refuses longer ones once they are in their normal form, which is never shorter
ENOUGH = 9.0  # powers of ten of guesses: beyond what a door with ten tries a quarter of an hour ever sees
_COMMON_WORDS = """
matkhau password passwort pass passwd admin administrator root user login welcome letmein secret changeme
default test demo abc iloveyou love monkey dragon football sunshine princess master superman batman shadow
michael google facebook zalo samsung iphone windows computer internet qwerty hailong hai long quantri quanly
giamsat thietke nguoidung taikhoan dangnhap hethong phucvu khaosat danhgia phieu cong chinhquyen chinhphu ubnd
uyban nhandan hdnd mttq danvan bandanvan tuyengiao motcua bophan phuongxa xa phuong tinh so trungtam hanhchinh
congdan canbo congchuc vietnam viet nam hanoi saigon hochiminh hcm danang haiphong cantho ninhbinh hanam
namdinh hue phuly anhyeuem emyeuanh yeuem yeuanh anhyeu emyeu yeu anh em conyeu bome giadinh hanhphuc maimai
khongbiet matma bimat tinhyeu connho thang nam xinchao camon toi toiyeu ban nguyen tran pham hoang huynh phan
van thi
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ROWS = (
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "01234567890",
    "abcdefghijklmnopqrstuvwxyz",
    "1q2w3e4r5t6y7u8i9o0p",
    "qazwsxedcrfvtgb",
)
_IN_A_ROW = tuple(row for each in _ROWS for row in (each, each[::-1]))
_SIGNS = str.maketrans({"@": "a", "$": "s", "!": "i", "€": "e"})
_DIGITS_FOR_LETTERS = str.maketrans("013457", "oieast")
_DATE = re.compile(r"(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:(?:19|20)?\d\d)|(?:19|20)\d\d")
_COMMON_COST, _OWN_COST, _ROW_COST, _DATE_COST = 2.0, 1.0, 1.0, 3.0
_YEAR_COST = 2.0
_LETTER_COST, _DIGIT_COST = log10(20), 1.0
_LEAST_ROW = 3


def is_guessed_first(password: str, *, about: Iterable[str] = ()) -> bool:
    """Whether few tries are enough; `about` are texts that others know of its owner: names, units.

    >>> is_guessed_first("matkhau123"), is_guessed_first("Hai Lòng 2026!"), is_guessed_first("quầy số ba mở lúc bảy giờ")
    (True, True, False)
    """
    own = {word for text in about for word in _words(text) if len(word) >= 2}
    plain = _fold(password)
    return min(_cost(plain, own), _cost(plain.translate(_DIGITS_FOR_LETTERS), own)) < ENOUGH


def _cost(plain: str, own: set[str]) -> float:
    """The cheapest way to read it as pieces, from the left: what begins here costs this."""
    best = [0.0] + [float("inf")] * len(plain)
    longest = max(map(len, (*_COMMON, *own)), default=0)
    for start in range(len(plain)):
        for end, price in _pieces(plain, start, own, longest):
            best[end] = min(best[end], best[start] + price)
    return best[-1]


def _pieces(plain: str, start: int, own: set[str], longest: int) -> list[tuple[int, float]]:
    found = [(start + 1, _DIGIT_COST if plain[start].isdecimal() else _LETTER_COST)]
    for end in range(start + 2, min(len(plain), start + longest) + 1):
        piece = plain[start:end]
        if piece in own:
            found.append((end, _OWN_COST))
        elif piece in _COMMON:
            found.append((end, _COMMON_COST))
    date = _DATE.match(plain, start)
    if date:
        found.append((date.end(), _YEAR_COST if len(date[0]) == 4 else _DATE_COST))
    end = _end_of_row(plain, start)
    if end - start >= _LEAST_ROW:
        found.append((end, _ROW_COST))
    return found


def _end_of_row(plain: str, start: int) -> int:
    """How far one sign is repeated, or signs follow each other on a keyboard or in the alphabet."""
    end = start + 1
    while end < len(plain) and plain[end] == plain[start]:
        end += 1
    for row in _IN_A_ROW:
        at = row.find(plain[start : start + _LEAST_ROW])
        length = _LEAST_ROW if at >= 0 and len(plain) >= start + _LEAST_ROW else 0
        while (
            length
            and at + length < len(row)
            and plain[start + length : start + length + 1] == row[at + length]
        ):
            length += 1
        end = max(end, start + length)
    return end


def _words(text: str) -> set[str]:
    """A name as a whole, without blanks, and each word of it."""
    folded = [_fold(word) for word in re.split(r"[\s._-]+", text)]
    return {"".join(folded), *folded}


def _fold(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text).casefold().replace("đ", "d").translate(_SIGNS)
    return "".join(sign for sign in spread if sign.isalnum())


class HousePasswords(PasswordUtil):
    """The library's rules, and that a password is not one of the first a guesser tries."""

    def normalize(self, password: str) -> str:
        """What is too long for any password stays as it is: its marks would be put in order at the square of its length."""
        return str(super().normalize(password)) if len(password) <= LONGEST else password

    def validate(self, password: str, is_register: bool, **kwargs: Any) -> tuple[list[str] | None, str]:
        about = kwargs.pop("about", None)
        faults, normal = super().validate(password, is_register, **kwargs)
        if faults:
            return faults, normal
        if about is None:
            about = _known_of(kwargs.get("user"))
        if is_guessed_first(password, about=about):
            return [get_message("PASSWORD_TOO_SIMPLE")[0]], normal
        return None, normal


def _known_of(user: object) -> list[str]:
    """What others know of the owner of this account: names, and the units it works for."""
    account = getattr(user, "_get_current_object", lambda: user)()
    platform = current_app.extensions.get("hailong")
    if not isinstance(account, Account) or platform is None:
        return []
    with platform.database.reading() as connection:
        rows = accounts.list_accounts(connection, username=account.username)
    units = [text for row in rows for unit in row.units for text in (unit.name, unit.code)]
    return [account.username, account.display_name, *units]
