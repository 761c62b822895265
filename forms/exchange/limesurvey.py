"""From a LimeSurvey structure file (.lss) to a questionnaire, of old and of current database versions."""

import re
from collections.abc import Mapping
from typing import Any

from forms.exchange.finishing import Imported, finish
from forms.exchange.gathering import Gathered
from forms.exchange.languages import tag_of
from forms.exchange.lime_kinds import SEVERAL, Kinds
from forms.exchange.lime_logic import read_relevance
from forms.exchange.lime_tables import Entry, Tables, read_tables, whole
from forms.exchange.pieces import TO_EVERYBODY, Asked, When, Where, first_of
from forms.exchange.sheets import failure
from forms.exchange.xml_text import read_xml
from forms.questionnaire import Kind

FORMAT = "limesurvey"
_FILLED_IN = re.compile(r"\{\S[^{}\n]{0,200}\}")  # LimeSurvey leaves braces followed by a blank alone

# What of a survey's words citizens read; the others are letters that LimeSurvey sends.
_WORDS_OF_SURVEY = (
    "surveyls_title", "surveyls_description", "surveyls_welcometext", "surveyls_endtext", "surveyls_policy_notice",
)  # fmt: skip
_SHOWN = 300
_NOT_HERE = f"Điều kiện này không viết được ở đây, {TO_EVERYBODY}"
# Tables of a survey that hold more than its questions.
_OTHER_TABLES = {
    "quota": "Chỉ tiêu",
    "quota_members": "Chỉ tiêu",
    "assessments": "Cách chấm điểm",
    "defaultvalues": "Giá trị điền sẵn",
}


def read_limesurvey(source: bytes, *, name: str) -> Imported:
    """Read a survey; QuestionnaireError for broken XML, XML that defines entities, and what is no survey."""
    root = read_xml(source)
    kind = root.findtext("LimeSurveyDocType", "").strip()
    if root.tag != "document" or kind != "Survey":
        raise failure(
            "tệp", "Tệp XML này không phải là phiếu LimeSurvey.", "Xuất phiếu dạng .lss từ LimeSurvey."
        )
    return _Reader(read_tables(root)).read(fallback_name=name.rpartition(".")[0] or name)


class _Reader:
    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.gathered = Gathered(filled_in=_FILLED_IN)
        self.kinds = Kinds(tables, self.gathered)
        self.questions = tables.things("questions", "question_l10ns", "qid", ("question", "help"))
        self.names = {qid: str(row.get("title", "")) for qid, row in self.questions.items()}
        self.several = {
            str(row.get("title", "")) for row in self.questions.values() if row.get("type") in SEVERAL
        }
        self.lead: dict[str, str] = {}
        self.conditions: dict[str, list[Mapping[str, str]]] = {}
        for row in tables["conditions"]:
            self.conditions.setdefault(row.get("qid", ""), []).append(row)

    def read(self, *, fallback_name: str) -> Imported:
        self._take_survey()
        groups = self.tables.things("groups", "group_l10ns", "gid", ("group_name", "description"))
        by_group: dict[str, list[Entry]] = {}
        for row in self.questions.values():
            if row.get("parent_qid", "0") in {"", "0"}:
                by_group.setdefault(row.get("gid", ""), []).append(row)
        for gid in sorted(groups, key=lambda gid: whole(groups[gid].get("group_order"))):
            self._take_group(gid, groups[gid], by_group.pop(gid, []))
        for gid, rows in by_group.items():
            self.gathered.note(Where(place=f"nhóm {gid}"), "Nhóm này không có trong bảng groups.")
            self._take_group(gid, {}, rows)
        self._leave_lead()
        for table, what in _OTHER_TABLES.items():
            for entry in self.tables[table]:
                shown = ", ".join(f"{key}={value}" for key, value in entry.items() if value)
                self.gathered.note(Where(place=table), f"{what} không dùng ở đây: {shown[:_SHOWN]}")
        return finish(self.gathered, format_=FORMAT, fallback_name=fallback_name)

    def _take_survey(self) -> None:
        where = Where(place="surveys_languagesettings")
        for row in self.tables["surveys_languagesettings"]:
            tag = tag_of(row["surveyls_language"]) if row.get("surveyls_language") else self.tables.language
            words = {key: self.gathered.words({tag: row.get(key, "")}, where) for key in _WORDS_OF_SURVEY}
            self.gathered.name |= words["surveyls_title"]
            about, welcome = words["surveyls_description"], words["surveyls_welcometext"]
            if about and welcome:
                self.gathered.note(where, f"Lời chào không dùng ở đây: {first_of(welcome)[:_SHOWN]}")
            for key, found in (
                ("about", about or welcome),
                ("closing", words["surveyls_endtext"]),
                ("consent", words["surveyls_policy_notice"]),
            ):
                if found:
                    self.gathered.texts.setdefault(key, {}).update(found)

    def _take_group(self, gid: str, group: Mapping[str, Any], rows: list[Entry]) -> None:
        where = Where(place=f"nhóm {gid}")
        part = self.gathered.begin_part(title=self.gathered.words(group.get("group_name", {}), where))
        part.lead = self.gathered.words(group.get("description", {}), where)
        when = self._when(group.get("grelevance", ""), where)
        for row in sorted(rows, key=lambda row: whole(row.get("question_order"))):
            self._take_question(row, when)

    def _take_question(self, row: Entry, when: When | None) -> None:
        title, qid = row.get("title", ""), row.get("qid", "")
        where = Where(place=f"câu {title} (qid {qid})"[:120])
        words = self.gathered.words(row["question"], where)
        if row.get("type") == "X":
            self._leave_lead()
            self.lead = words
            return
        name = title or f"q{qid}"
        if not words:
            self.gathered.note(where, "Câu này không có lời: tạm dùng mã của câu.")
        item = Asked(
            name=name,
            kind=Kind.SHORT_TEXT,
            text=words or {self.tables.language: name},
            hint=self.gathered.words(row["help"], where),
            lead=self.lead,
            required=row.get("mandatory") in {"Y", "S"},
            when=self.gathered.one_condition(where, self._own_when(row, where), when),
            where=where,
        )
        self.lead = {}
        for made in self.kinds.shaped(row, item):
            self.gathered.add(made)
        self.kinds.note_attributes(qid, where)

    def _own_when(self, row: Entry, where: Where) -> When | None:
        """The condition of a question: its equation, or the rows of the table that came before equations."""
        if row.get("relevance", "").strip() not in {"", "1"}:
            return self._when(row["relevance"], where)
        wanted = self.conditions.get(row.get("qid", ""), [])
        parents = {each.get("cqid", "") for each in wanted}
        if not wanted:
            return None
        if len(parents) > 1 or any(each.get("method", "").strip() != "==" for each in wanted):
            keys = ("cfieldname", "method", "value")
            shown = "; ".join(" ".join(each.get(key, "") for key in keys) for each in wanted)
            self.gathered.note(where, f"{_NOT_HERE}: {shown[:_SHOWN]}")
            return None
        levels = tuple(dict.fromkeys(each.get("value", "") for each in wanted))
        return When(item=self.names.get(parents.pop(), "?"), levels=levels)

    def _when(self, relevance: str, where: Where) -> When | None:
        if relevance.strip() in {"", "1"}:
            return None
        when = read_relevance(relevance, names=self.names, several=self.several)
        if when is None:
            self.gathered.note(where, f"{_NOT_HERE}: {relevance[:_SHOWN]}")
        return when

    def _leave_lead(self) -> None:
        if self.lead:
            words = first_of(self.lead)[:_SHOWN]
            self.gathered.note(Where(place="câu loại X"), f"Lời dẫn không có câu hỏi theo sau: {words}")
            self.lead = {}
