"""The tables of a Word file (.docx), as rows of cells; what stands between them leads the next one."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from forms.exchange.archives import refuse_heavy
from forms.exchange.finishing import Imported
from forms.exchange.plain_table import Row, read_tables
from forms.exchange.sheets import MAX_COLUMNS, MAX_ROWS, failure
from forms.exchange.xml_text import read_xml

# What zipfile raises: no archive, no such part, cut short, packed in a way it does not know, behind a password.
_BROKEN = (zipfile.BadZipFile, zlib.error, KeyError, EOFError, NotImplementedError, RuntimeError)
DOCUMENT = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def read_word(source: bytes, *, name: str) -> Imported:
    """Read the tables of questions; QuestionnaireError for a broken file and for one without such a table."""
    try:
        refuse_heavy(source)
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            document = archive.read(DOCUMENT)
    except _BROKEN as error:
        raise failure("tệp", "Không mở được tệp Word: tệp hỏng.", "Lưu lại từ Word.") from error
    imported = read_tables(_tables(read_xml(document)), name=name)
    if imported is None:
        raise failure(
            "tệp",
            "Tệp Word này không có bảng câu hỏi mà dòng đầu là các mức, như “Rất hài lòng … Rất không hài lòng”.",
            "Đặt các câu hỏi vào một bảng: mỗi câu một dòng, mỗi mức một cột.",
        )
    return imported


def _tables(root: Element) -> Iterator[tuple[str, list[Row]]]:
    body = root.find(f"{_W}body")
    rows: list[Row] = []
    tables = 0
    for part in body if body is not None else ():
        if part.tag == f"{_W}p":
            rows.append((len(rows) + 1, [_words(part)]))
        elif part.tag == f"{_W}tbl":
            tables += 1
            rows += [(len(rows) + n, cells) for n, cells in enumerate(_rows(part), start=1)]
            yield f"Bảng {tables}", rows
            rows = []
        if len(rows) > MAX_ROWS:
            raise failure("tệp", f"Tệp dài quá {MAX_ROWS} dòng.", "Rút ngắn tệp.")


def _rows(table: Element) -> Iterator[list[str]]:
    for row in table.iter(f"{_W}tr"):
        cells: list[str] = []
        for cell in row.findall(f"{_W}tc"):
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            wide = span.get(f"{_W}val", "1") if span is not None else "1"
            words = "\n".join(filter(None, (_words(paragraph) for paragraph in cell.iter(f"{_W}p"))))
            cells += [
                words,
                *[""] * (min(int(wide), MAX_COLUMNS) - 1 if wide.isdecimal() and len(wide) < 4 else 0),
            ]
        yield cells[:MAX_COLUMNS]


def _words(paragraph: Element) -> str:
    breaks = {f"{_W}tab": " ", f"{_W}br": "\n"}
    said = (
        part.text or "" if part.tag == f"{_W}t" else breaks.get(part.tag, "") for part in paragraph.iter()
    )
    return "".join(said).strip()
