"""Packed files from strangers: refused before anything is made of them that is far larger than they are."""

import io
import zipfile

from forms.exchange.sheets import failure

MAX_UNPACKED = 40_000_000
MAX_ENTRIES = 2_000
MAX_TAGS = 2_000_000  # a sheet of five thousand rows with forty columns has eight hundred thousand
_AT_A_TIME = 1 << 20


def refuse_heavy(source: bytes) -> None:
    """Refuse an archive that unpacks to more than a form can be, or whose tables hold more than anybody fills in.

    zipfile itself stops at the sizes that the archive declares; QuestionnaireError says what is too much, and a broken
    archive raises whatever zipfile does.
    """
    with zipfile.ZipFile(io.BytesIO(source)) as archive:
        entries = archive.infolist()
        _refuse(len(entries) > MAX_ENTRIES, f"có quá {MAX_ENTRIES} phần")
        unpacked = sum(entry.file_size for entry in entries)
        _refuse(unpacked > MAX_UNPACKED, f"bung ra quá lớn, hơn {MAX_UNPACKED // 1_000_000} MB")
        tags = sum(_tags(archive, entry) for entry in entries if entry.filename.endswith(".xml"))
        _refuse(tags > MAX_TAGS, "có quá nhiều ô")


def _tags(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many tags an entry has: what reading it costs, whatever they are called."""
    found = 0
    with archive.open(entry) as opened:
        while part := opened.read(_AT_A_TIME):
            found += part.count(b"<")
    return found


def _refuse(too_much: bool, what: str) -> None:
    if too_much:
        raise failure("tệp", f"Tệp nén này {what}.", "Chỉ để lại các trang của phiếu rồi lưu lại.")
