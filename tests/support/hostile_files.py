"""Files that cost their reader far more than they are, or break it: one for each way that is known.

The end of a name says where a file is sent: questionnaires by their suffix, tables of units (``.units.csv``), counters
(``.counters.csv``), reorganisations (``.acts.csv``), calendars (``.days.csv``) and translations (``.po``).
"""

import io
import json
import zipfile
from collections.abc import Callable
from typing import NamedTuple

SHEETS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PARTS = "application/vnd.openxmlformats-officedocument.spreadsheetml"


class Destination(NamedTuple):
    """Where a file is sent: the page with the form, the form's address, what else the form says."""

    page: str
    to: str
    fields: dict[str, str]


def destination_of(name: str, *, draft: str) -> Destination:
    """By the end of its name; translations belong to a draft."""
    places = "/quan-tri/don-vi/nap"
    match name.split(".")[1:]:
        case [("units" | "counters") as what, "csv"]:
            return Destination(places, f"{places}/tep", {"what": what, "trial": "yes"})
        case ["acts", "csv"]:
            return Destination(places, f"{places}/sap-xep", {"day": "2026-12-01", "trial": "yes"})
        case ["days", "csv"]:
            return Destination("/quan-tri/lich", "/quan-tri/lich/nap", {})
        case ["po"]:
            words = f"/thiet-ke/{draft}/soan/dich/en"
            return Destination(words, f"{words}/tep", {})
    return Destination("/thiet-ke/nhap-tep", "/thiet-ke/nhap-tep", {"trial": "yes"})


def hostile_files() -> dict[str, bytes]:
    """Every file by its name, made anew."""
    return {name: make() for name, make in MAKERS.items()}


def workbook(sheet: str, *, strings: str = "", more: dict[str, str] | None = None) -> bytes:
    """A workbook with one sheet "survey" out of the XML of its rows."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts(sheet, strings, more or {}).items():
            archive.writestr(name, text)
    return packed.getvalue()


def _parts(sheet: str, strings: str, more: dict[str, str]) -> dict[str, str]:
    overrides = [("xl/workbook.xml", "sheet.main"), ("xl/worksheets/sheet1.xml", "worksheet")]
    links = [f'<Relationship Id="rId1" Type="{_LINKS}/worksheet" Target="worksheets/sheet1.xml"/>']
    if strings:
        overrides.append(("xl/sharedStrings.xml", "sharedStrings"))
        links.append(f'<Relationship Id="rId2" Type="{_LINKS}/sharedStrings" Target="sharedStrings.xml"/>')
        more = more | {"xl/sharedStrings.xml": f'{_HEAD}<sst xmlns="{_MAIN}">{strings}</sst>'}
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_PARTS}.{kind}+xml"/>' for name, kind in overrides
    )
    package = "http://schemas.openxmlformats.org/package/2006"
    return {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="rId1" Type="{_LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>'
        '<sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{package}/relationships">{"".join(links)}</Relationships>',
        "xl/worksheets/sheet1.xml": f'{_HEAD}<worksheet xmlns="{_MAIN}">{sheet}</worksheet>',
        **more,
    }  # fmt: skip


def _inline(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{text}</t></is></c>'


def survey(label: str, *, rows: int = 1, kind: str = "text", name: str = "c_{}", relevant: str = "") -> bytes:
    """A questionnaire as Markdown."""
    lines = ["| survey | | | | |", "| |type|name|label|relevant|"]
    lines += [
        f"| |{kind}|{name.format(row)}|{label.format(row)}|{relevant.format(row)}|" for row in range(rows)
    ]
    return "\n".join(lines).encode()


def surveyjs(elements: list[object], **more: object) -> bytes:
    return json.dumps({"pages": [{"elements": elements}], **more}).encode()


def lime(tables: dict[str, list[dict[str, str]]]) -> bytes:
    def row(values: dict[str, str]) -> str:
        return f"<row>{''.join(f'<{key}>{value}</{key}>' for key, value in values.items())}</row>"

    written = "".join(
        f"<{name}><rows>{''.join(map(row, rows))}</rows></{name}>" for name, rows in tables.items()
    )
    return f"<document><LimeSurveyDocType>Survey</LimeSurveyDocType>{written}</document>".encode()


def _array(rows: int, choices: int) -> bytes:
    return lime(
        {
            "groups": [{"gid": "1", "group_name": "A"}],
            "questions": [{"qid": "1", "gid": "1", "type": "F", "title": "Q", "question": "Hỏi", "parent_qid": "0"}],
            "subquestions": [
                {"qid": str(n), "parent_qid": "1", "title": f"S{n}", "question": "x"} for n in range(2, rows)
            ],
            "answers": [{"qid": "1", "code": f"A{n}", "answer": f"x{n}", "scale_id": "0"} for n in range(choices)],
        }
    )  # fmt: skip


def _conditions(count: int) -> bytes:
    asked = [
        {"qid": str(n), "gid": "1", "type": "S", "title": f"Q{n}", "question": "x"} for n in range(count)
    ]
    wanted = [{"qid": str(n), "cqid": "0", "method": "==", "value": "1"} for n in range(count)]
    return lime({"groups": [{"gid": "1", "group_name": "A"}], "questions": asked, "conditions": wanted})


def _bomb() -> bytes:
    return workbook("<sheetData/>", more={"xl/media/x.xml": "\0" * 60_000_000})


def _languages() -> bytes:
    labels = {f"und-{n:06}": "x" for n in range(60_000)}
    return surveyjs([{"type": "text", "name": f"q{n}", "title": labels} for n in range(3)])


MAKERS: dict[str, Callable[[], bytes]] = {
    "blanks_after_a_bracket.md": lambda: survey("<" + " " * 19_000),
    "open_tags.md": lambda: survey("<a " * 6_600, rows=200),
    "open_quotes.md": lambda: survey("<a b='" * 3_300, rows=200),
    "comments.md": lambda: survey("<!-- " * 4_000 + "<p>", rows=200),
    "endless_reference.md": lambda: survey("<p>&#" + "9" * 15_000 + ";"),
    "stacked_marks.md": lambda: survey("a" + "\u0301\u0316" * 9_000, rows=100),
    "blanks_in_conditions.md": lambda: survey("x", rows=1_000, relevant="1" + " " * 3_900 + "1"),
    "brackets_in_conditions.md": lambda: survey("x", rows=1_000, relevant="(" * 1_999 + "1" + ")" * 1_999),
    "one_name_for_all.md": lambda: survey("x", rows=4_900, name="q"),
    "no_name_fits.md": lambda: survey("x", rows=4_900, name="?{}"),
    "unknown_types.md": lambda: survey("x", rows=4_900, kind="nothing"),
    "select_without_end.md": lambda: survey("x", rows=200, kind="select_one " + "a or_" * 4_000),
    "hundred_thousand_questions.json": lambda: surveyjs(
        [{"type": "text", "name": f"q{n % 7}"} for n in range(100_000)]
    ),
    "choices_without_end.json": lambda: surveyjs(
        [{"type": "radiogroup", "name": f"q{n}", "choices": list(range(2_000))} for n in range(200)]
    ),
    "matrix.json": lambda: surveyjs(
        [{"type": "matrix", "name": "m", "rows": list(range(100_000)), "columns": list(range(100_000))}]
    ),
    "languages.json": _languages,
    "deep.json": lambda: b'{"pages":' + b"[" * 2_000_000,
    "long_number.json": lambda: b'{"format":' + b"9" * 4_000_000 + b"}",
    "wrong_keys.json": lambda: json.dumps({f"k{n}": 0 for n in range(300_000)}).encode(),
    "repeated_keys.json": lambda: b'{"a":0' + b',"a":0' * 700_000 + b"}",
    "array.lss": lambda: _array(12_000, 12_000),
    "conditions.lss": lambda: _conditions(15_000),
    "entities.lss": lambda: (
        b'<!DOCTYPE a [<!ENTITY b "' + b"x" * 9_000 + b'">]><a>' + b"&b;" * 90_000 + b"</a>"
    ),
    "attributes.lss": lambda: b"<a " + b"".join(b'a%d="" ' % n for n in range(400_000)) + b"/>",
    "namespaces.lss": lambda: b"<a " + b"".join(b'xmlns:a%d="b" ' % n for n in range(250_000)) + b"/>",
    "nested.lss": lambda: b"<a>" * 1_600_000,
    "shared_strings.xlsx": lambda: workbook("<sheetData/>", strings="<si><t/></si>" * 2_100_000),
    "unpacks_without_end.xlsx": _bomb,
    "thousands_of_parts.xlsx": lambda: workbook("", more={f"x{n}.xml": "" for n in range(20_000)}),
    "wide_rows.xlsx": lambda: workbook(
        '<dimension ref="A1:XFD5000"/><sheetData>'
        + f'<row>{_inline("x")}<c r="XFD1"><v>1</v></c></row>' * 4_900
        + "</sheetData>"
    ),
    "far_row.xlsx": lambda: workbook(f'<sheetData><row r="1048576">{_inline("x")}</row></sheetData>'),
    "one_long_row.xlsx": lambda: workbook(
        "<sheetData><row>" + "<c><v>1</v></c>" * 600_000 + "</row></sheetData>"
    ),
    "commas.csv": lambda: b"," * 5_000_000,
    "one_field.csv": lambda: b'survey,"' + b"x" * 4_900_000,
    "columns.units.csv": lambda: b"," * 5_900_000,
    "wrong_rows.units.csv": lambda: b"code,name,level,valid_from\n" + b"A,,x,y\n" * 800_000,
    "empty_rows.units.csv": lambda: b"code,name,level,valid_from\n" + b"\n" * 5_900_000,
    "marks.units.csv": ("code,name,level,valid_from\na" + "\u0301\u0316" * 1_400_000).encode,
    "long_values.counters.csv": lambda: b"name,unit_code\n" + (b"x" * 60_000 + b",y\n") * 95,
    "open_quote.counters.csv": lambda: b'name,unit_code\n"' + b"x\n" * 2_000_000,
    "one_unit.acts.csv": lambda: b"predecessor_code,successor_code,extent\n" + b"X-BT,Y,mot_phan\n" * 300_000,
    "wrong_rows.days.csv": lambda: b"day,kind,name\n" + b"a,b,c\n" * 9_000,
    "broken.po": lambda: b'msgid "' + b"\\" * 3_000_000,
    "plurals.po": lambda: (
        b'msgid ""\nmsgstr "Plural-Forms: nplurals=999999999; plural=0;\\n"\n\n'
        b'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "c"\n'
    ),
    "lines.po": lambda: b'msgid ""\n' + b'"x"\n' * 1_200_000,
}
