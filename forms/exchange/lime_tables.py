"""The tables of a LimeSurvey structure file, each thing once with its words by language.

Until database version 400 or so each language has its own row of a question with the words in it; since then the words
stand in tables of their own (``question_l10ns`` and others). Both are read by looking where the words are.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

from forms.exchange.languages import tag_of
from forms.exchange.sheets import failure
from forms.texts import FALLBACK

_MOST_ROWS = 50_000

# A row with its words gathered: {column: text or {tag: text}}.
Entry = dict[str, Any]


@dataclass(slots=True)
class Tables:
    """Rows by table, as the file has them."""

    rows: dict[str, list[Mapping[str, str]]]
    language: str = field(init=False)

    def __post_init__(self) -> None:
        named = (row["language"] for row in self["surveys"] if row.get("language"))
        self.language = tag_of(next(named, FALLBACK))

    def __getitem__(self, name: str) -> list[Mapping[str, str]]:
        return self.rows.get(name, [])

    def things(self, table: str, words: str, key: str, columns: Sequence[str]) -> dict[str, Entry]:
        """Give one entry for each thing, its words by language from its own rows or from the table of words."""
        found: dict[str, Entry] = {}
        for row in self[table]:
            entry = found.setdefault(row.get(key, ""), {**row, **{column: {} for column in columns}})
            self._gather(entry, row, columns)
        for row in self[words]:
            if row.get(key, "") in found:
                self._gather(found[row[key]], row, columns)
        return found

    def answers(self) -> dict[tuple[str, str], list[Entry]]:
        """Give the choices of each question and scale, in order."""
        entries: dict[tuple[str, str, str], Entry] = {}
        by_aid: dict[str, Entry] = {}
        for row in self["answers"]:
            entry = entries.setdefault(_place(row), {**row, "answer": {}})
            if row.get("aid"):
                by_aid[row["aid"]] = entry
            self._gather(entry, row, ("answer",))
        for row in self["answer_l10ns"]:
            known = by_aid.get(row.get("aid", "")) or entries.get(_place(row))
            if known is not None:
                self._gather(known, row, ("answer",))
        found: dict[tuple[str, str], list[Entry]] = {}
        for (qid, scale, _code), entry in entries.items():
            found.setdefault((qid, scale), []).append(entry)
        for listed in found.values():
            listed.sort(key=lambda entry: whole(entry.get("sortorder")))
        return found

    def children(self) -> dict[str, list[Entry]]:
        """Give the parts of each question, in order: rows of an array, choices of several."""
        found: dict[str, list[Entry]] = {}
        for row in self.things("subquestions", "question_l10ns", "qid", ("question", "help")).values():
            found.setdefault(row.get("parent_qid", ""), []).append(row)
        for listed in found.values():
            listed.sort(key=lambda row: (row.get("scale_id", "0"), whole(row.get("question_order"))))
        return found

    def attributes(self) -> dict[str, dict[str, str]]:
        """Give the settings of each question that are not empty."""
        found: dict[str, dict[str, str]] = {}
        for row in self["question_attributes"]:
            if row.get("value"):
                found.setdefault(row.get("qid", ""), {})[row.get("attribute", "")] = row["value"]
        return found

    def _gather(self, entry: Entry, row: Mapping[str, str], columns: Sequence[str]) -> None:
        tag = tag_of(row["language"]) if row.get("language") else self.language
        for column in columns:
            if row.get(column):
                entry[column].setdefault(tag, row[column])


def read_tables(root: Element) -> Tables:
    """Read the tables of a document; QuestionnaireError where there are too many rows."""
    rows: dict[str, list[Mapping[str, str]]] = {}
    total = 0
    for table in root:
        listed = table.find("rows")
        if listed is None:
            continue
        rows[table.tag] = [
            {cell.tag: (cell.text or "").strip() for cell in row} for row in listed.findall("row")
        ]
        total += len(rows[table.tag])
        if total > _MOST_ROWS:
            raise failure("tệp", f"Tệp có quá {_MOST_ROWS} dòng.", "Chia nhỏ phiếu.")
    return Tables(rows)


def whole(text: object) -> int:
    """Give a number of the file; 0 where it is none."""
    return int(text) if isinstance(text, str) and re.fullmatch(r"-?\d{1,9}", text) else 0


def _place(row: Mapping[str, str]) -> tuple[str, str, str]:
    return row.get("qid", ""), row.get("scale_id") or "0", row.get("code", "")
