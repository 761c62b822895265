"""Whatever a file holds, it becomes a questionnaire or faults in words: never another error, never without end."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.lime_files import LimeFile
from support.spreadsheets import as_csv, as_xls, as_xlsx

from forms.canonical import canonical_json
from forms.exchange.finishing import Imported
from forms.exchange.importing import MAX_BYTES, read_file
from forms.faults import QuestionnaireError
from forms.reading import load_instrument
from forms.writing import to_document

FORM = {"survey": [["type", "name", "label"], ["text", "a", "A?"], ["integer", "b", "B?"]]}
GOOD = {
    "a.xlsx": as_xlsx(FORM),
    "a.xls": as_xls(FORM),
    "a.csv": as_csv(FORM),
    "a.lss": LimeFile().group(1, "Phần").ask(1, "S", "A", "Một?").current(),
    "a.json": canonical_json(to_document(load_instrument("QUICK"))).encode(),
}


def outcome(source, name):
    """The questionnaire or the faults; anything else that is raised fails the test."""
    try:
        return read_file(source, name=name)
    except QuestionnaireError as error:
        return error.faults


def bomb():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    return written.getvalue()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"x" * (MAX_BYTES + 1), "quá 5 MB"),
        (b"  \n", "trống"),
        (b"\x00\x01\x02\x03" * 50, "ký tự điều khiển"),
        ("khảo sát".encode("utf-16"), "UTF-8"),
        (b"PK\x03\x04 but no archive", "hỏng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 but no workbook", "hỏng"),
        (b"[1, 2", "JSON"),
        (b"[" * 100_000, "lồng nhau|JSON"),
        (b'{"format": "other"}', "dạng phiếu"),
        (b"a,b,c\n1,2,3\n", "survey"),
        (b"survey\n" + b",type,name,label\n" + b",text,a,A\n" * 6000, "5000 dòng"),
    ],
)
def test_what_is_no_questionnaire_is_refused_in_words(source, words):
    with pytest.raises(QuestionnaireError, match=words):
        read_file(source, name="a.csv")


def test_an_archive_that_unpacks_without_end_is_refused_before_it_is_unpacked():
    packed = bomb()
    assert len(packed) < 1_000_000
    with pytest.raises(QuestionnaireError, match="quá lớn"):
        read_file(packed, name="a.xlsx")


def test_a_formula_cell_is_refused_at_its_place():
    with pytest.raises(QuestionnaireError, match="survey, dòng 2, cột label: Ô này là công thức"):
        read_file(as_xlsx({"survey": [["type", "name", "label"], ["text", "a", "=1+1"]]}), name="a.xlsx")


def test_our_own_document_with_words_that_would_act_is_refused():
    document = to_document(load_instrument("QUICK"))
    document["closing"] = {"vi": "Cảm ơn <script>alert(1)</script>"}
    with pytest.raises(QuestionnaireError, match="closing"):
        read_file(canonical_json(document).encode(), name="a.json")


@pytest.mark.parametrize("name", GOOD)
def test_a_file_with_bytes_cut_off_or_changed_is_read_or_refused_but_never_an_accident(name):
    source = GOOD[name]
    assert isinstance(outcome(source, name), Imported)
    chance = random.Random(name)  # noqa: S311  # repeatable, not secret
    for _ in range(60):
        broken = bytearray(source)
        for _ in range(chance.randint(1, 8)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        for spoiled in (bytes(broken), source[: chance.randrange(1, len(source))]):
            found = outcome(spoiled, name)
            assert isinstance(found, Imported) or all(fault.problem and fault.remedy for fault in found)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.sampled_from(
                    [
                        "text",
                        "select_one l",
                        "begin group",
                        "end group",
                        "note",
                        "integer",
                        "rank l",
                        "type",
                        "a",
                        "k",
                        "${a} = 'x'",
                        "selected(${a}, 'x')",
                        ". > 3",
                        "yes",
                        "",
                        "label",
                        "<b>x</b>",
                        "= 1",
                    ]
                ),
                st.text(max_size=8),
            ),
            max_size=6,
        ),
        max_size=8,
    )
)
def test_any_rows_at_all_are_read_or_refused(rows):
    head = ["type", "name", "label", "relevant", "constraint", "required"]
    choices = [["list_name", "name", "label"], ["l", "x", "X"], ["l", "y", "Y"]]
    outcome(as_csv({"survey": [head, *rows], "choices": choices}), "a.csv")
