"""Reading one JSON object of a document key by key, noting every fault instead of stopping at the first."""

import math
import re
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from forms.cleaning import composed, has_unwelcome, in_one_line, tidy
from forms.faults import Fault, Faults
from forms.texts import FALLBACK, Text

MAX_TEXT = 2000
MAX_LEAD = 20_000  # of words that are read and not answered, such as a notice that asks for consent
MAX_TAGS = 60
MAX_SCORE = 1000

CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,15}")
FACTOR_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]{0,15}")
CHOICE_CODE = re.compile(r"[A-Za-z0-9_]{1,16}")
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,4}")
_SHOWN_KEY = 40

Word = TypeVar("Word", bound=StrEnum)


def shown(name: object) -> str:
    """Give a name from a hostile document in a form fit for a sentence."""
    return in_one_line(tidy(name, _SHOWN_KEY))[:_SHOWN_KEY] if isinstance(name, str) else "?"


class Record:
    """One object of the document with its place; a getter notes a fault and gives a harmless stand-in.

    ``close`` notes the keys nobody asked for, so the set of known keys is never written down twice.
    """

    def __init__(self, value: object, place: str, faults: Faults) -> None:
        self.place = place
        self._faults = faults
        self._values: dict[str, object] = {}
        self._asked: set[str] = set()
        if isinstance(value, dict):
            self._values = value
        else:
            self.fault(
                "", "Chỗ này phải là một nhóm khóa trong ngoặc nhọn {}.", "Viết lại thành một nhóm khóa."
            )

    def fault(self, key: str, problem: str, remedy: str) -> None:
        """Note a fault at a key of this object, or at the object itself."""
        place = f"{self.place}.{key}" if self.place and key else self.place or key
        self._faults.add(Fault(place=place, problem=problem, remedy=remedy))

    def has(self, key: str) -> bool:
        """Say whether the key is there."""
        return key in self._values

    def has_entries(self, key: str) -> bool:
        """Say whether there is anything to read at a list that may be absent or empty."""
        return self.has(key) and self.value(key) != []

    def value(self, key: str) -> object:
        """Give a value as it stands, None when it is absent; the key counts as known."""
        self._asked.add(key)
        return self._values.get(key)

    def close(self) -> None:
        """Note every key that was not asked for: most are spelling mistakes."""
        for key in self._values:
            if key not in self._asked:
                self.fault(shown(key), "Khóa này không dùng ở đây.", "Bỏ khóa này hoặc sửa lại chính tả.")

    def text(self, key: str, most: int = MAX_TEXT) -> Text:
        """Read an obligatory text."""
        found = self.optional_text(key, most)
        if found is None:
            self.fault(key, "Thiếu lời văn.", 'Thêm lời văn, ví dụ {"vi": "…"}.')
        return found or Text.of({FALLBACK: ""})

    def optional_text(self, key: str, most: int = MAX_TEXT) -> Text | None:
        """Read a text that may be absent; languages in NFC, without outer blanks."""
        value = self.value(key)
        if not self.has(key):
            return None
        if not isinstance(value, dict) or len(value) > MAX_TAGS:
            self.fault(key, "Lời văn phải ghi theo ngôn ngữ.", 'Viết dạng {"vi": "…"}.')
            return Text.of({FALLBACK: ""})
        if FALLBACK not in value:
            self.fault(key, "Thiếu lời văn tiếng Việt.", 'Thêm khóa "vi".')
        return Text.of({tag: self._wording(key, tag, wording, most) for tag, wording in value.items()})

    def _wording(self, key: str, tag: object, wording: object, most: int) -> str:
        place = f"{key}.{shown(tag)}"
        if not isinstance(tag, str) or not _TAG.fullmatch(tag):
            self.fault(place, "Mã ngôn ngữ không đúng.", "Dùng mã như vi, en, km.")
        if not isinstance(wording, str) or not wording.strip():
            self.fault(
                place, "Lời văn đang trống hoặc không phải là chữ.", "Viết lời văn hoặc bỏ ngôn ngữ này."
            )
        elif len(wording) > most:
            self.fault(place, f"Lời văn dài quá {most} ký tự.", "Viết ngắn lại.")
        elif has_unwelcome(wording):
            self.fault(place, "Lời văn có ký tự điều khiển.", "Xóa các ký tự lạ.")
        else:
            return composed(wording).strip()
        return ""

    def code(self, key: str, pattern: re.Pattern[str] = CODE) -> str:
        """Read an obligatory code; an empty one stands in for a wrong one."""
        value = self.value(key)
        if isinstance(value, str) and pattern.fullmatch(value):
            return value
        self.fault(key, "Mã bị thiếu hoặc không đúng.", "Dùng 1–16 chữ cái không dấu, chữ số, dấu gạch dưới.")
        return ""

    def codes(self, key: str, pattern: re.Pattern[str], most: int) -> tuple[str, ...]:
        """Read a list of different codes with at least one entry; wrong ones are noted and left out."""
        found: list[str] = []
        for index, value in enumerate(self._list(key, most)):
            if not isinstance(value, str) or not pattern.fullmatch(value):
                self.fault(f"{key}[{index}]", "Mã không đúng.", "Ghi mã của một mục có trong phiếu.")
            elif value in found:
                self.fault(f"{key}[{index}]", f"Mã {value} ghi hai lần.", "Bỏ một lần.")
            else:
                found.append(value)
        return tuple(found)

    def part(self, key: str) -> "Record":
        """Give the object under a key."""
        place = f"{self.place}.{key}" if self.place else key
        return Record(self.value(key), place, self._faults)

    def records(self, key: str, most: int) -> Iterator["Record"]:
        """Go through a list of objects with at least one entry."""
        for index, value in enumerate(self._list(key, most)):
            place = f"{self.place}.{key}[{index}]" if self.place else f"{key}[{index}]"
            yield Record(value, place, self._faults)

    def _list(self, key: str, most: int) -> list[object]:
        value = self.value(key)
        if not isinstance(value, list) or not value:
            self.fault(
                key, "Chỗ này phải là một danh sách có ít nhất một mục.", "Thêm danh sách trong ngoặc []."
            )
            return []
        if len(value) > most:
            self.fault(key, f"Danh sách dài quá {most} mục.", "Rút ngắn hoặc chia thành nhiều phiếu.")
        return value[:most]

    def flag(self, key: str) -> bool:
        """Read a yes-or-no key, absent meaning no."""
        value = self.value(key)
        if self.has(key) and not isinstance(value, bool):
            self.fault(key, "Giá trị phải là true hoặc false.", "Ghi true, hoặc bỏ khóa này.")
        return value is True

    def score(self, key: str) -> float | None:
        """Read a number of points, absent meaning none."""
        value = self.value(key)
        if not self.has(key):
            return None
        # Comparing comes before float(): an integer of a thousand digits has no float.
        if (
            isinstance(value, int | float)
            and not isinstance(value, bool)
            and -MAX_SCORE <= value <= MAX_SCORE
        ):
            return float(value)
        self.fault(
            key, "Điểm phải là một số.", f"Ghi một số từ -{MAX_SCORE} đến {MAX_SCORE}, hoặc bỏ khóa này."
        )
        return math.nan

    def integer(self, key: str, low: int, high: int) -> int | None:
        """Read a whole number in a range, absent meaning none."""
        value = self.value(key)
        if not self.has(key):
            return None
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.fault(key, "Giá trị phải là số nguyên trong giới hạn.", f"Ghi số nguyên từ {low} đến {high}.")
        return None

    def word(self, key: str, words: type[Word]) -> Word | None:
        """Read one word of a fixed list; None when it is absent or wrong, the latter noted."""
        value = self.value(key)
        if isinstance(value, str) and value in list(words):
            return words(value)
        if self.has(key):
            self.fault(key, "Từ này không có trong danh mục.", "Dùng một trong: " + ", ".join(words) + ".")
        return None
