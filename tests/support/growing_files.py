"""Files that grow in one thing each: for every reader, every kind of thing a file can have many of, or much of."""

import json
from collections.abc import Callable
from datetime import date
from functools import cache, partial
from typing import Any, NamedTuple

from support.hostile_files import lime, survey, surveyjs, workbook

from forms.exchange.importing import read_file
from forms.faults import QuestionnaireError
from forms.reading import load_instrument
from forms.writing import to_document
from survey_app.services.drafting.translation_sheets import read_back
from survey_app.services.place_tables import examine_counters, examine_units, unwatched
from survey_app.services.reorganisation_table import read_act
from survey_app.services.working_day_table import examine_days

UNITS = "code,name,level,parent_code,valid_from\n"
ACTS = "predecessor_code,successor_code,extent,name,type,parent_code\n"
MARKS = "\u0301\u0316"


class Growing(NamedTuple):
    read: Callable[[bytes], object]
    make: Callable[[int], bytes]
    size: int  # the smaller of the two; the larger is twice as much


def growing_files() -> dict[str, Growing]:
    return {
        **{
            f"{name}.{kind}": Growing(partial(_questionnaire, name=f"x.{kind}"), make, size)
            for name, (kind, make, size) in _QUESTIONNAIRES.items()
        },
        **{name: Growing(*each) for name, each in _TABLES.items()},
        "translations.po": Growing(partial(_translation, name="x.po"), _po, 1_000),
        "lines of a translation.po": Growing(
            partial(_translation, name="x.po"), lambda n: b'msgid ""\nmsgstr ""\n' + b'"x"\n' * n, 20_000
        ),
        "backslashes.po": Growing(
            partial(_translation, name="x.po"), lambda n: b'msgid "' + b"\\" * n, 200_000
        ),
        "translations.xlsx": Growing(partial(_translation, name="x.xlsx"), _sheet_rows, 500),
    }


def _questionnaire(source: bytes, *, name: str) -> object:
    try:
        return read_file(source, name=name)
    except QuestionnaireError as error:
        return error.faults


def _translation(source: bytes, *, name: str) -> object:
    try:
        return read_back(source, name=name, tag="en", questionnaire=_known("QUICK"))
    except QuestionnaireError as error:
        return error.faults


@cache
def _known(code: str) -> Any:
    return load_instrument(code)


def _chain(count: int) -> bytes:
    """Each question is asked by the answer to the one before."""
    lines = ["| survey | | | | |", "| |type|name|label|relevant|", "| |select_one yn|q0|x||"]
    lines += [f"| |select_one yn|q{n}|x|${{q{n - 1}}} = 'y'|" for n in range(1, count)]
    return "\n".join(
        [*lines, "| choices | | |", "| |list_name|name|label|", "| |yn|y|Có|", "| |yn|n|Không|"]
    ).encode()


def _lists(count: int) -> bytes:
    """One long list of choices, asked once."""
    lines = [
        "| survey | | | |",
        "| |type|name|label|",
        "| |select_multiple l|q|x|",
        "| choices | | |",
        "| |list_name|name|label|",
    ]
    return "\n".join([*lines, *(f"| |l|c{n}|Chọn {n}|" for n in range(count))]).encode()


def _own(count: int) -> bytes:
    document = to_document(_known("QUICK"))
    section = document["sections"][0]
    item = section["items"][0]
    section["items"] = [item | {"code": f"Z{n}"} for n in range(count)]
    return json.dumps(document).encode()


def _text(letters: str, *, rows: int = 1) -> Callable[[int], bytes]:
    return lambda n: survey((letters * n)[:n], rows=rows)


def _page_of(**element: object) -> Callable[[int], bytes]:
    return lambda n: surveyjs([{"type": "text", "name": f"q{m}", **element} for m in range(n)])


def _asked(count: int) -> list[dict[str, str]]:
    return [{"qid": str(n), "gid": "1", "type": "S", "title": f"Q{n}", "question": "x"} for n in range(count)]


GROUP = [{"gid": "1", "group_name": "A"}]
_QUESTIONNAIRES: dict[str, tuple[str, Callable[[int], bytes], int]] = {
    "questions": ("md", lambda n: survey("Hỏi {}", rows=n), 400),
    "questions with one name": ("md", lambda n: survey("x", rows=n, name="q"), 800),
    "questions that have no name": ("md", lambda n: survey("x", rows=n, name="?{}"), 800),
    "unknown kinds": ("md", lambda n: survey("x", rows=n, kind="nothing"), 800),
    "a chain of conditions": ("md", _chain, 300),
    "choices": ("md", _lists, 300),
    "blanks after a bracket": ("md", lambda n: survey("<" + " " * n), 20_000),
    "open tags": ("md", _text("<a "), 40_000),
    "open quotes": ("md", _text("<a b='"), 40_000),
    "comments": ("md", _text("<!-- "), 40_000),
    "references": ("md", _text("&#65;"), 40_000),
    "an endless reference": ("md", lambda n: survey("<p>&#" + "9" * n + ";"), 40_000),
    "letters": ("md", _text("ạ"), 40_000),
    "stacked marks": ("md", lambda n: survey("a" + MARKS * n), 10_000),
    "blanks of a condition": ("md", lambda n: survey("x", rows=20, relevant="1" + " " * n + "1"), 1_500),
    "brackets of a condition": ("md", lambda n: survey("x", rows=20, relevant="(" * n + "1" + ")" * n), 700),
    "words of a condition": ("md", lambda n: survey("x", rows=20, relevant="a or " * n + "1"), 350),
    "fields": ("csv", lambda n: b"," * n, 200_000),
    "a field": ("csv", lambda n: b'survey,"' + b"x" * n, 500_000),
    "elements": ("json", _page_of(), 400),
    "elements with one name": ("json", lambda n: surveyjs([{"type": "text", "name": f"q{m % 7}"} for m in range(n)]), 2_000),
    "conditions of elements": ("json", _page_of(visibleIf="{q0} = 1 or {q1} = 2"), 300),
    "choices of an element": ("json", lambda n: surveyjs([{"type": "radiogroup", "name": "q", "choices": list(range(n))}]), 2_000),
    "rows of a matrix": ("json", lambda n: surveyjs([{"type": "matrix", "name": "m", "rows": list(range(n)), "columns": [1, 2]}]), 400),
    "columns of a matrix": ("json", lambda n: surveyjs([{"type": "matrix", "name": "m", "rows": [1], "columns": list(range(n))}]), 2_000),
    "languages": ("json", lambda n: surveyjs([{"type": "text", "name": "q", "title": {f"und-{m:06}": "x" for m in range(n)}}]), 4_000),
    "pages": ("json", lambda n: json.dumps({"pages": [{"elements": [{"type": "text", "name": f"q{m}"}]} for m in range(n)]}).encode(), 400),
    "keys": ("json", lambda n: json.dumps({f"k{m}": 0 for m in range(n)}).encode(), 40_000),
    "repeated keys": ("json", lambda n: b'{"a":0' + b',"a":0' * n + b"}", 80_000),
    "brackets": ("json", lambda n: b'{"pages":' + b"[" * n, 200_000),
    "digits": ("json", lambda n: b'{"format":' + b"9" * n + b"}", 400_000),
    "our own questions": ("json", _own, 400),
    "questions of LimeSurvey": ("lss", lambda n: lime({"groups": GROUP, "questions": _asked(n)}), 400),
    "conditions of LimeSurvey": ("lss", lambda n: lime({
        "groups": GROUP, "questions": _asked(n),
        "conditions": [{"qid": str(m), "cqid": "0", "method": "==", "value": "1"} for m in range(n)],
    }), 400),
    "answers of LimeSurvey": ("lss", lambda n: lime({
        "groups": GROUP,
        "questions": [{"qid": "1", "gid": "1", "type": "L", "title": "Q", "question": "Hỏi", "parent_qid": "0"}],
        "answers": [{"qid": "1", "code": f"A{m}", "answer": "x", "scale_id": "0"} for m in range(n)],
    }), 1_000),
    "subquestions of LimeSurvey": ("lss", lambda n: lime({
        "groups": GROUP,
        "questions": [{"qid": "1", "gid": "1", "type": "M", "title": "Q", "question": "Hỏi", "parent_qid": "0"}],
        "subquestions": [{"qid": str(m + 2), "parent_qid": "1", "title": f"S{m}", "question": "x"} for m in range(n)],
    }), 1_000),
    "attributes": ("lss", lambda n: b"<a " + b"".join(b'a%d="" ' % m for m in range(n)) + b"/>", 20_000),
    "namespaces": ("lss", lambda n: b"<a " + b"".join(b'xmlns:a%d="b" ' % m for m in range(n)) + b"/>", 10_000),
    "elements of XML": ("lss", lambda n: b"<a>" * n, 50_000),
    "rows of a workbook": ("xlsx", lambda n: workbook("<sheetData>" + "<row><c><v>1</v></c></row>" * n + "</sheetData>"), 1_000),
    "cells of a row": ("xlsx", lambda n: workbook("<sheetData><row>" + "<c><v>1</v></c>" * n + "</row></sheetData>"), 5_000),
    "shared strings": ("xlsx", lambda n: workbook("<sheetData/>", strings="<si><t/></si>" * n), 10_000),
    "parts of a workbook": ("xlsx", lambda n: workbook("<sheetData/>", more={f"x{m}.xml": "" for m in range(n)}), 200),
}  # fmt: skip


def _units(source: bytes) -> object:
    return examine_units(source, {"37": "province"}, {}, unwatched)


def _counters(source: bytes) -> object:
    return examine_counters(source, (), {"37": 1}, date(2026, 10, 1), unwatched)


def _acts(source: bytes) -> object:
    return read_act(source, (), date(2026, 10, 1))


_TABLES: dict[str, tuple[Callable[[bytes], object], Callable[[int], bytes], int]] = {
    "units": (_units, lambda n: (UNITS + "".join(f"A{m},Xã số {m},commune,37,2025-07-01\n" for m in range(n))).encode(), 1_500),
    "units that are wrong": (_units, lambda n: (UNITS + "A,,x,y,z\n" * n).encode(), 3_000),
    "units of one code": (_units, lambda n: (UNITS + "A,Xã,commune,37,2025-07-01\n" * n).encode(), 1_500),
    "columns of units": (_units, lambda n: b"," * n, 200_000),
    "empty rows of units": (_units, lambda n: UNITS.encode() + b"\n" * n, 200_000),
    "marks of a unit": (_units, lambda n: (UNITS + "a" + MARKS * n).encode(), 40_000),
    "counters": (_counters, lambda n: ("name,unit_code\n" + "".join(f"Quầy {m},37\n" for m in range(n))).encode(), 2_000),
    "letters of counters": (_counters, lambda n: b"name,unit_code\n" + (b"x" * n + b",37\n") * 5, 50_000),
    "an open quote of counters": (_counters, lambda n: b'name,unit_code\n"' + b"x\n" * n, 40_000),
    "acts": (_acts, lambda n: (ACTS + "".join(f"X{m},Y{m},toan_bo,Xã {m},xa,37\n" for m in range(n))).encode(), 1_500),
    "acts of one unit": (_acts, lambda n: (ACTS + "X-BT,Y,mot_phan,,,\n" * n).encode(), 1_500),
    "parts of one unit": (_acts, lambda n: (ACTS + "".join(f"X,Y{m},mot_phan,Xã {m},xa,37\n" for m in range(n))).encode(), 1_500),
    "days": (examine_days, lambda n: ("day,kind,name\n" + "".join(
        f"{date.fromordinal(730_000 + m)},holiday,Nghỉ\n" for m in range(n)
    )).encode(), 1_500),
    "days that are wrong": (examine_days, lambda n: b"day,kind,name\n" + b"a,b,c\n" * n, 3_000),
}  # fmt: skip


def _po(count: int) -> bytes:
    return "".join(f'msgctxt "c{n}"\nmsgid "a{n}"\nmsgstr "b"\n\n' for n in range(count)).encode()


def _sheet_rows(count: int) -> bytes:
    return workbook("<sheetData>" + "<row><c><v>1</v></c><c><v>2</v></c></row>" * count + "</sheetData>")
