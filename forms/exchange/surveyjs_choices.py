"""The choices of SurveyJS and its texts in several languages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from forms.exchange.gathering import Gathered
from forms.exchange.judging import numbered
from forms.exchange.languages import tag_of
from forms.exchange.pieces import Option, Where, first_of
from forms.texts import FALLBACK

SHOWN = 200
_DEFAULT_MAXIMUM = 5
_DEFAULT_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Choices:
    """Reads what one form says; `language` is the one its plain texts are in."""

    gathered: Gathered
    language: str

    def options(self, element: Mapping[str, Any], where: Where) -> tuple[Option, ...]:
        """The choices of a list, “none” and “other” among them."""
        options = [self.option(each, where) for each in listed(element.get("choices"))]
        if element.get("hasNone") or element.get("showNoneItem"):
            options.append(
                Option(
                    name="none",
                    label=self.words(element.get("noneText"), where)
                    or {FALLBACK: "Không có ý nào", "en": "None"},
                )
            )
        if element.get("hasOther") or element.get("showOtherItem"):
            self.gathered.note(where, "Lựa chọn “Khác” có ô ghi thêm: ở đây chỉ có lựa chọn, không có ô ghi.")
            options.append(
                Option(
                    name="other",
                    label=self.words(element.get("otherText"), where) or {FALLBACK: "Khác", "en": "Other"},
                )
            )
        return self._different(options, where)

    def rates(self, element: Mapping[str, Any], where: Where) -> tuple[Option, ...]:
        """The levels of a rating, from its values or from its range."""
        values = listed(element.get("rateValues"))
        if values:
            given = self._different([self.option(each, where) for each in values], where)
        else:
            given = self.gathered.fitting(self._range(element, where), where)
        ends = {0: "minRateDescription", len(given) - 1: "maxRateDescription"}
        for place, key in ends.items():
            words = self.words(element.get(key), where)
            if words:
                label = first_of(given[place].label)
                given[place].label = {tag: f"{label} – {text}" for tag, text in words.items()}
        return numbered(given)

    def _range(self, element: Mapping[str, Any], where: Where) -> list[Option]:
        """A rating's numbers: from rateMin to rateMax by rateStep, or as many as rateCount says."""
        low = whole(element.get("rateMin"), -1_000, 1_000)
        low = 1 if low is None else low
        step = whole(element.get("rateStep"), 1, 1_000) or 1
        high = whole(element.get("rateMax"), -1_000, 1_000)
        count = whole(element.get("rateCount"), 2, 1_000)
        if high is None:
            high = low + (count - 1) * step if count else max(_DEFAULT_MAXIMUM, low + step)
        return [self.option(number, where) for number in range(low, max(high, low + step) + 1, step)]

    def option(self, value: object, where: Where) -> Option:
        """One choice, given as a value or as a value with its text."""
        if isinstance(value, dict):
            name = str(value.get("value", ""))[:SHOWN]
            label = self.words(value.get("text"), where)
            for key in value.keys() - {"value", "text"}:
                self.gathered.note(
                    where, f"Khóa “{str(key)[:40]}” của lựa chọn “{name[:40]}” không dùng ở đây."
                )
        else:
            # "value|text" is SurveyJS' short way to write both.
            name, _bar, text = str(value)[:SHOWN].partition("|")
            label = self.words(text, where)
        if name in {"True", "False"}:
            name = name.lower()
        if not name.strip():
            self.gathered.fault(where, "Một lựa chọn không có giá trị.", "Thêm khóa value.")
        return Option(
            name=name.strip() or "?", label=label or self.words(name, where) or {self.language: "?"}
        )

    def _different(self, options: list[Option], where: Where) -> tuple[Option, ...]:
        found = {option.name: option for option in options}
        if len(found) < len(options):
            self.gathered.fault(
                where, "Có hai lựa chọn cùng giá trị.", "Đặt cho mỗi lựa chọn một giá trị riêng."
            )
        return self.gathered.fitting(list(found.values()), where)

    def words(self, value: object, where: Where) -> dict[str, str]:
        """A text by language."""
        if isinstance(value, str):
            return self.gathered.words({self.language: value}, where) if value.strip() else {}
        if not isinstance(value, dict):
            return {}
        texts = {
            tag_of(str(key)): text
            for key, text in value.items()
            if key != "default" and isinstance(text, str) and text.strip()
        }
        default = value.get("default")
        if isinstance(default, str) and default.strip():
            # The text of SurveyJS' own default language, or, where the form's language has no other, of that one.
            tag = _DEFAULT_LANGUAGE if self.language in texts else self.language
            if tag in texts and texts[tag] != default:
                self.gathered.note(where, f"Lời “default” không dùng, đã có lời “{tag}”: {default[:SHOWN]}")
            elif tag not in texts:
                texts[tag] = default
                if tag != self.language:
                    self.gathered.note(where, f"Lời “default” được coi là tiếng Anh: {default[:SHOWN]}")
        return self.gathered.words(texts, where)


def listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def whole(value: object, low: int, high: int) -> int | None:
    if isinstance(value, str) and value.strip().removeprefix("-").isdecimal():
        value = int(value.strip()[:12])
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= 1e12:
        return None
    return int(value) if low <= value <= high else None
