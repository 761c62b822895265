"""The door for files of questionnaires: which format it is, and from there to a questionnaire or to faults."""

from forms.exchange.finishing import Imported
from forms.exchange.plain_text import ActiveContentError, refuse_active
from forms.exchange.sheets import failure
from forms.exchange.word_tables import DOCUMENT, read_word
from forms.faults import Fault, Faults, QuestionnaireError
from forms.json_text import load_json
from forms.questionnaire import Questionnaire
from forms.reading import parse_questionnaire
from forms.wordings import wordings
from forms.writing import FORMAT

MAX_BYTES = 5_000_000
SUFFIXES = (".json", ".xlsx", ".xls", ".docx", ".csv", ".md", ".lss")
_SHOWN_NAME = 80
_OTHER_KINDS = {
    "PDF": b"%PDF",
    "hình PNG": b"\x89PNG",
    "hình JPEG": b"\xff\xd8\xff",
    "hình GIF": b"GIF8",
    "RTF": b"{\\rtf",
    "nén RAR": b"Rar!",
    "nén 7z": b"7z\xbc\xaf",
    "nén gzip": b"\x1f\x8b",
}
_OTHER_PACKED = {
    "PowerPoint": b"ppt/presentation.xml",
    "OpenDocument": b"META-INF/manifest.xml",
    "khảo sát đã thu của LimeSurvey (.lsa)": b".lsr",
}
_DIRECTORY = 200_000  # bytes at the end of a packed file in which its contents are listed


def read_file(source: bytes, *, name: str) -> Imported:
    """Read a file of any of the formats, known by its contents and not by its name.

    QuestionnaireError carries every fault; MissingPartError says that the libraries for spreadsheets and XML are not
    installed. Nothing else is raised, whatever the file holds.
    """
    if len(source) > MAX_BYTES:
        raise failure(
            "tệp", f"Tệp lớn quá {MAX_BYTES // 1_000_000} MB.", "Dùng tệp chỉ có phiếu, không có hình."
        )
    if not source.strip():
        raise failure("tệp", "Tệp trống.", "Chọn tệp khác.")
    try:
        imported = _read(source, name[-_SHOWN_NAME:])
    except RecursionError:
        raise failure("tệp", "Tệp lồng nhau quá sâu.", "Dùng tệp do chương trình xuất ra.") from None
    _refuse_active(imported.questionnaire)
    return imported


def _read(source: bytes, name: str) -> Imported:
    start = source[:200].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not start.startswith(b"{\\rtf") and (start.startswith((b"{", b"[")) or name.endswith(".json")):
        return _read_json(source, name)
    if start.startswith(b"<"):
        from forms.exchange.limesurvey import read_limesurvey

        return read_limesurvey(source.removeprefix(b"\xef\xbb\xbf").lstrip(), name=name)
    other = _other_kind(source)
    if other:
        raise failure(
            "tệp",
            f"Đây là tệp {other}, ở đây không đọc được.",
            "Dùng Excel, Word có bảng câu hỏi, XLSForm, LimeSurvey (.lss) hoặc SurveyJS (.json).",
        )
    if source.startswith(b"PK") and DOCUMENT.encode() in source[-_DIRECTORY:]:
        return read_word(source, name=name)
    from forms.exchange.xlsform_reading import read_xlsform

    return read_xlsform(source, name=name)


def _other_kind(source: bytes) -> str:
    """What a file is that nobody reads here; known by how it begins, and packed ones by what they hold."""
    for kind, sign in _OTHER_KINDS.items():
        if source.startswith(sign):
            return kind
    if source.startswith(b"PK"):
        return next((kind for kind, sign in _OTHER_PACKED.items() if sign in source[-_DIRECTORY:]), "")
    old_word = source.startswith(b"\xd0\xcf\x11\xe0") and "WordDocument".encode("utf-16-le") in source
    return "Word kiểu cũ (.doc)" if old_word else ""


def _read_json(source: bytes, name: str) -> Imported:
    from forms.exchange.surveyjs import looks_like_surveyjs, read_surveyjs

    document = load_json(source)
    if isinstance(document, dict) and looks_like_surveyjs(document):
        return read_surveyjs(document, name=name)
    return Imported(questionnaire=parse_questionnaire(document), notes=(), format=FORMAT)


def _refuse_active(questionnaire: Questionnaire) -> None:
    faults = Faults()
    for wording in wordings(questionnaire):
        for tag, text in wording.text.entries:
            try:
                refuse_active(text)
            except ActiveContentError as error:
                faults.add(
                    Fault(
                        place=f"{wording.place} ({tag})",
                        problem=f"Lời văn có mã lệnh ({error}).",
                        remedy="Xóa phần mã ấy khỏi tệp, chỉ để lại chữ.",
                    )
                )
    if faults:
        raise QuestionnaireError(faults.told())
