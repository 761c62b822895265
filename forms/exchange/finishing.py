"""From what was gathered to a questionnaire: codes, scales, conditions and the headline, with a note on every guess."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms.editing import blank
from forms.exchange.coding import coded_options, form_code, item_codes, note_guessed_scales
from forms.exchange.gathering import Gathered
from forms.exchange.pieces import TO_EVERYBODY, Asked, Note, Option, Part, Weight, When, Where, first_of
from forms.faults import QuestionnaireError
from forms.naming import next_code
from forms.questionnaire import Kind, Questionnaire, Role
from forms.reading import MAX_SECTIONS, parse_questionnaire
from forms.record import CODE, MAX_LEAD, MAX_TEXT
from forms.standard_scales import STANDARD_SCALES
from forms.texts import FALLBACK
from forms.writing import FORMAT, to_document

Document = dict[str, Any]
_MOST_SHOWN = 500
_LEVELS_OF_RECOMMENDATION = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A questionnaire made of a file, and what of the file it does not hold."""

    questionnaire: Questionnaire
    notes: tuple[Note, ...]
    format: str


def finish(gathered: Gathered, *, format_: str, fallback_name: str) -> Imported:
    """Make the questionnaire; QuestionnaireError with faults at the places of the file."""
    gathered.refuse()
    gathered.refuse_empty()
    document = _Finishing(gathered, fallback_name).document()
    gathered.refuse()
    try:
        questionnaire = parse_questionnaire(document)
    except QuestionnaireError as error:
        raise QuestionnaireError(gathered.placed(error.faults)) from None
    return Imported(questionnaire=questionnaire, notes=gathered.told(), format=format_)


class _Finishing:
    def __init__(self, gathered: Gathered, fallback_name: str) -> None:
        self.gathered = gathered
        self.file = Where(place="tệp")
        self.name = dict(gathered.name) or {FALLBACK: fallback_name}
        self.scales: dict[str, Document] = {}
        self.foreign: dict[str, int] = {}  # how many texts of each language stand in for Vietnamese
        self.asked = {item.name: item for item in gathered.items}
        self.order = {name: place for place, name in enumerate(self.asked)}
        self.codes = item_codes(gathered)
        self.options = {item.name: coded_options(gathered, item) for item in gathered.items}
        note_guessed_scales(gathered, self.codes, self.options)

    def document(self) -> Document:
        self._refuse_long()
        sections = self._sections()
        headline = self._headline(sections)
        base = to_document(blank(code="X", name="X"))
        code = form_code(self.gathered, self.name, self.file)
        document: Document = {
            "format": FORMAT,
            "code": code,
            "name": self._vietnamese(self.name, self.file),
            "about": self._header("about", self.name),
            "consent": self._header("consent", base["consent"]),
            "closing": self._header("closing", base["closing"]),
            "headline": headline,
            "scales": list(self.scales.values()),
            "sections": sections,
        }
        if self.gathered.factors:
            document["factors"] = self.gathered.factors
        for tag, times in self.foreign.items():
            self.gathered.note(
                self.file,
                f"{times} lời văn chưa có tiếng Việt: tạm dùng lời “{tag}”. Hãy dịch trước khi gửi duyệt.",
            )
        return document

    def _header(self, key: str, otherwise: Mapping[str, str]) -> dict[str, str]:
        return self._vietnamese(self.gathered.texts.get(key) or otherwise, self.file)

    def _sections(self) -> list[Document]:
        sections: list[Document] = []
        codes: set[str] = set()
        kept = {title for part in self.gathered.parts if part.items for title in part.title.values()}
        for part in self.gathered.parts:
            if not part.items:
                self._note_empty(part, kept)
                continue
            code = (
                part.name if CODE.fullmatch(part.name) and part.name not in codes else next_code("S", codes)
            )
            codes.add(code)
            if len(codes) > MAX_SECTIONS:
                problem = f"Phiếu có quá {MAX_SECTIONS} phần; đây là phần đầu tiên vượt quá."
                self.gathered.fault(part.items[0].where, problem, "Gộp bớt các phần.")
                self.gathered.refuse()
            section: Document = {"code": code}
            for key, words in (("title", part.title), ("lead", part.lead)):
                if words:
                    section[key] = self._vietnamese(words, part.items[0].where)
            section["items"] = [self._item(item) for item in part.items]
            sections.append(section)
        return sections

    def _note_empty(self, part: Part, kept: set[str]) -> None:
        """A part without a question: its words, where no other part carries them, are lost."""
        title = first_of(part.title)
        if title and not any(title in other for other in kept):
            self.gathered.note(
                self.file, f"Phần không có câu hỏi nào dùng được nên bỏ: {title[:_MOST_SHOWN]}"
            )
        if part.lead:
            self.gathered.note(
                self.file, f"Lời dẫn không có câu hỏi theo sau: {first_of(part.lead)[:_MOST_SHOWN]}"
            )

    def _item(self, item: Asked) -> Document:
        scaled = item.kind is Kind.SINGLE and item.rated
        document: Document = {
            "code": self.codes[item.name],
            "kind": str(Kind.SCALE if scaled else item.kind),
            "text": self._vietnamese(item.text, item.where),
        }
        for key, words in (("hint", item.hint), ("lead", item.lead)):
            if words:
                document[key] = self._vietnamese(words, item.where)
        when = self._when(item)
        if when:
            document["when"] = when
        if item.role is Role.DEMOGRAPHIC:
            document["role"] = str(item.role)
        if item.required:
            document["required"] = True
        if scaled:
            document["scale"] = self._scale(item)
        elif item.kind in (Kind.SINGLE, Kind.SEVERAL):
            document["choices"] = [
                self._choice(code, option, item) for code, option in self.options[item.name]
            ]
        limits = {"max_length": item.max_length, "minimum": item.minimum, "maximum": item.maximum}
        return document | {key: limit for key, limit in limits.items() if limit is not None}

    def _choice(self, code: str, option: Option, item: Asked) -> Document:
        choice: Document = {"code": code, "label": self._vietnamese(option.label, item.where)}
        if option.score is not None:
            choice["score"] = int(option.score) if option.score.is_integer() else option.score
        flags = {
            "satisfied": option.satisfied,
            "not_applicable": option.not_applicable,
            "alert": option.alert,
        }
        return choice | {key: True for key, flag in flags.items() if flag}

    def _scale(self, item: Asked) -> str:
        levels = [self._choice(code, option, item) for code, option in self.options[item.name]]
        for code, known in self.scales.items():
            if (not item.list_name or code == item.list_name) and known["levels"] == levels:
                return code
        wanted = item.list_name
        if not CODE.fullmatch(wanted) or wanted in self.scales:
            wanted = next_code("T", set(self.scales))
        self.scales[wanted] = {"code": wanted, "levels": levels}
        return wanted

    def _when(self, item: Asked) -> Document | None:
        if item.when is None:
            return None
        parent = self.asked.get(item.when.item)
        problem = self._problem_of(item, item.when, parent)
        if problem:
            self.gathered.note(item.where, f"Điều kiện không dùng được nên bỏ, {TO_EVERYBODY}: {problem}.")
            return None
        choices = self._choices_of(item.when.item)
        codes = {option.name: code for code, option in choices}
        levels = {codes[level] for level in item.when.levels_among([option for _, option in choices])}
        if item.when.negated:
            levels = set(codes.values()) - levels
            self.gathered.note(
                item.where,
                f"Ai bỏ trống câu {self.codes[item.when.item]} thì ở đây không được hỏi câu này; trong tệp thì có.",
            )
        return {"item": self.codes[item.when.item], "in": sorted(levels)}

    def _choices_of(self, name: str) -> tuple[tuple[str, Option], ...]:
        if self.asked[name].kind is Kind.YES_NO:
            return tuple((code, Option(name=code, label={})) for code in ("co", "khong", "khong_nho"))
        return self.options[name]

    def _problem_of(self, item: Asked, when: When, parent: Asked | None) -> str:
        if parent is None:
            return f"không có câu {when.item[:40]}"
        if self.order[parent.name] >= self.order[item.name]:
            return f"câu {when.item[:40]} không đứng trước câu này"
        options = [option for _, option in self._choices_of(when.item)]
        return (
            _problem_of_levels(when, parent, options)
            if options
            else f"câu {when.item[:40]} không có lựa chọn"
        )

    def _headline(self, sections: list[Document]) -> str:
        """The item on the whole: as the file says, else the first that can be it, else one is added in front."""
        if self.gathered.headline:
            return self.codes.get(self.gathered.headline, self.gathered.headline)
        fit = [item for item in self.gathered.items if self._can_be_headline(item)]
        overall = [item for item in fit if _speaks_of_all(item)]
        if overall or (fit and not self.gathered.only_on_the_whole):
            chosen = (overall or fit)[0]
            code = self.codes[chosen.name]
            self.gathered.note(
                chosen.where,
                f"Chọn câu {code} làm câu hỏi chung về mức hài lòng. Hãy xem có đúng không.",
                Weight.GUESS,
            )
            return code
        code = next_code("Q", {code.upper() for code in self.codes.values()})
        scale = dict(STANDARD_SCALES["HL5"])
        scale["code"] = "HL5" if "HL5" not in self.scales else next_code("T", set(self.scales))
        self.scales[scale["code"]] = scale
        first = to_document(blank(code="X", name="X"))["sections"][0]["items"][0]
        sections[0]["items"].insert(0, first | {"code": code, "scale": scale["code"]})
        self.gathered.parts[next(n for n, part in enumerate(self.gathered.parts) if part.items)].items.insert(
            0, Asked(name=code, kind=Kind.SINGLE, text={}, where=self.file)
        )
        self.gathered.note(
            self.file,
            f"Tệp không có câu hỏi chung về mức hài lòng: đã thêm câu {code} ở đầu phiếu.",
            Weight.GUESS,
        )
        return code

    def _can_be_headline(self, item: Asked) -> bool:
        options = [option for _, option in self.options.get(item.name, ())]
        satisfied = any(option.satisfied for option in options)
        fits = bool(item.rated) and item.kind is Kind.SINGLE and item.when is None and satisfied
        return fits and not _asks_for_recommendation(item, options)

    def _vietnamese(self, words: Mapping[str, str], where: Where) -> dict[str, str]:
        """Texts always have Vietnamese; where the file has none, its own language stands in until it is translated."""
        if FALLBACK in words:
            return dict(words)
        if not words:
            self.gathered.fault(where, "Thiếu lời văn.", "Thêm lời văn vào tệp.")
            return {FALLBACK: "?"}
        tag, text = next(iter(words.items()))
        self.foreign[tag] = self.foreign.get(tag, 0) + 1
        return {FALLBACK: text, **words}

    def _refuse_long(self) -> None:
        for item in self.gathered.items:
            texts = [item.text, item.hint, *(option.label for option in item.options)]
            for words, most in ((texts, MAX_TEXT), ([item.lead], MAX_LEAD)):
                if any(len(text) > most for each in words for text in each.values()):
                    self.gathered.fault(item.where, f"Lời văn dài quá {most} ký tự.", "Viết ngắn lại.")
        self.gathered.refuse()


def _problem_of_levels(when: When, parent: Asked, options: Sequence[Option]) -> str:
    known = {option.name for option in options}
    levels = when.levels_among(options)
    if when.negated and parent.kind is Kind.SEVERAL:
        return f"“không chọn” ở câu {when.item[:40]} được chọn nhiều ý"
    if when.compare is not None and (not levels or set(levels) == known):
        return f"không lựa chọn nào, hoặc mọi lựa chọn, của câu {when.item[:40]} thỏa điều kiện"
    wrong = [level for level in levels if level not in known]
    if wrong:
        return f"câu {when.item[:40]} không có lựa chọn {wrong[0][:40]}"
    return "không còn lựa chọn nào" if when.negated and set(levels) == known else ""


def _asks_for_recommendation(item: Asked, options: Sequence[Option]) -> bool:
    """“Would you recommend …, from 0 to 10” is another measure than satisfaction."""
    text = " ".join((*item.text.values(), *item.lead.values())).lower()
    words = ("giới thiệu cho", "giới thiệu với", "recommend")
    return len(options) >= _LEVELS_OF_RECOMMENDATION and any(word in text for word in words)


def _speaks_of_all(item: Asked) -> bool:
    text = " ".join(item.text.values()).lower()
    return any(word in text for word in ("chung", "nhìn chung", "overall", "in general", "all in all"))
