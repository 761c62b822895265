"""The table that people here really have comes in from Excel and from Word; a file of another kind is told what it is."""

import io
import zipfile
from xml.sax.saxutils import escape

import pytest
from support.spreadsheets import as_xls, as_xlsx

from forms.exchange.importing import read_file
from forms.faults import QuestionnaireError

LEVELS = ["Rất hài lòng", "Hài lòng", "Bình thường", "Không hài lòng", "Rất không hài lòng"]
TABLE = [
    ["ỦY BAN NHÂN DÂN XÃ"],
    ["PHIẾU KHẢO SÁT SỰ HÀI LÒNG CỦA NGƯỜI DÂN"],
    ["Xin Ông/Bà đánh dấu x vào ô phù hợp"],
    ["STT", "Nội dung", *LEVELS, "Ghi chú"],
    ["I", "CƠ SỞ VẬT CHẤT"],
    ["1", "Nơi ngồi chờ có đủ chỗ", "", "x"],
    ["2", "Máy lấy số <tự động> dùng được"],
    ["II", "CÔNG CHỨC"],
    ["3", "Công chức có thái độ lịch sự"],
    ["4", "Nhìn chung Ông/Bà hài lòng thế nào"],
]


def as_docx(lines):
    """As Word writes it: paragraphs above, then a table in which a title spans the row."""
    said, rows = [], []
    for line in lines:
        if len(line) == 1:
            said.append(f"<w:p><w:r><w:t>{escape(line[0])}</w:t></w:r></w:p>")
            continue
        cells = "".join(
            f"<w:tc><w:p><w:r><w:t>{escape(cell[: len(cell) // 2])}</w:t></w:r>"
            f"<w:r><w:t>{escape(cell[len(cell) // 2 :])}</w:t></w:r></w:p></w:tc>"
            for cell in line
        )
        if len(line) == 2 and line[0] in {"I", "II"}:
            whole = escape(" ".join((f"{line[0]}.", line[1])))
            cells = f'<w:tc><w:tcPr><w:gridSpan w:val="8"/></w:tcPr><w:p><w:r><w:t>{whole}</w:t></w:r></w:p></w:tc>'
        rows.append(f"<w:tr>{cells}</w:tr>")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = f"{''.join(said)}<w:tbl>{''.join(rows)}</w:tbl>"
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
        )
    return written.getvalue()


WRITERS = {
    "xlsx": lambda lines: as_xlsx({"Phiếu": lines}),
    "xls": lambda lines: as_xls({"Phiếu": lines}),
    "docx": as_docx,
}


@pytest.mark.parametrize("kind", WRITERS)
@pytest.mark.parametrize("levels", [LEVELS, LEVELS[::-1]], ids=["best first", "worst first"])
def test_a_table_becomes_sections_and_questions_on_its_scale(kind, levels):
    lines = [[levels[LEVELS.index(cell)] if cell in LEVELS else cell for cell in line] for line in TABLE]
    imported = read_file(WRITERS[kind](lines), name=f"phieu.{kind}")
    questionnaire = imported.questionnaire
    assert str(questionnaire.name) == "PHIẾU KHẢO SÁT SỰ HÀI LÒNG CỦA NGƯỜI DÂN"
    sections = [(str(part.title).removeprefix("I. ").removeprefix("II. "), [str(item.text) for item in part.items]) for part in questionnaire.sections]  # fmt: skip
    assert sections == [
        ("CƠ SỞ VẬT CHẤT", ["Nơi ngồi chờ có đủ chỗ", "Máy lấy số <tự động> dùng được"]),
        ("CÔNG CHỨC", ["Công chức có thái độ lịch sự", "Nhìn chung Ông/Bà hài lòng thế nào"]),
    ]
    assert questionnaire.headline == "C4"
    assert {str(o.label): o.score for o in questionnaire.item("C1").options} == dict(zip(LEVELS, (5, 4, 3, 2, 1), strict=True))  # fmt: skip
    assert [str(o.label) for o in questionnaire.item("C1").options] == levels
    told = " ".join(note.what for note in imported.notes)
    assert "ỦY BAN NHÂN DÂN XÃ" in told
    assert "đánh dấu x" in told
    assert "Rất không hài lòng = 1 điểm" in imported.notes[0].what + imported.notes[1].what


def test_where_no_question_is_on_the_whole_one_is_added():
    lines = [line for line in TABLE if line[0] != "4"]
    questionnaire = read_file(as_xlsx({"Phiếu": lines}), name="a.xlsx").questionnaire
    assert questionnaire.headline not in {"C1", "C2", "C3"}
    assert len(questionnaire.items) == 4


@pytest.mark.parametrize(
    ("contents", "kind"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\x89PNG\r\n\x1a\n....", "hình PNG"),
        (b"{\\rtf1 xin chao}", "RTF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "Word kiểu cũ"),
    ],
)
def test_a_file_of_another_kind_is_told_what_it_is(contents, kind):
    with pytest.raises(QuestionnaireError, match=f"Đây là tệp {kind}"):
        read_file(contents, name="a.xlsx")


def test_a_packed_file_of_another_kind_is_told_what_it_is():
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("ppt/presentation.xml", "<p/>")
    with pytest.raises(QuestionnaireError, match="PowerPoint"):
        read_file(written.getvalue(), name="a.pptx")


def test_a_word_file_without_such_a_table_says_what_to_do():
    with pytest.raises(QuestionnaireError, match="không có bảng câu hỏi"):
        read_file(as_docx([["Kính gửi"], ["a", "b"]]), name="a.docx")


def test_a_broken_word_file_is_refused_in_a_sentence():
    with pytest.raises(QuestionnaireError, match="hỏng"):
        read_file(as_docx(TABLE)[:-40] + b"word/document.xml" + b"x" * 30, name="a.docx")
