"""What pages share that hand out files, and what of an address or a file's name may be repeated on a page."""

from unicodedata import normalize

from flask import Response

from survey_app.services.comparing.sheets import Sheet, csv_file

LONGEST = 80  # of a value in the address
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def printable(text: str) -> str:
    """What may be repeated on a page: no control characters, composed letters, not endless."""
    composed = normalize("NFC", text[:LONGEST])
    return "".join(letter if letter.isprintable() else "?" for letter in composed)


def csv_response(sheet: Sheet) -> Response:
    return file_response(csv_file(sheet), "text/csv; charset=utf-8", f"{sheet.name}.csv")


def file_response(written: bytes | str, content_type: str, name: str) -> Response:
    """A file to keep, under a plain name."""
    response = Response(written, content_type=content_type)
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(name)}"'
    return response


def _file_name(name: str) -> str:
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "_" for letter in name
    )
