"""What the pages of results share: what may be repeated from an address, and tables as files."""

from unicodedata import normalize

from flask import Response

from survey_app.services.comparing.sheets import Sheet, csv_file

LONGEST = 80  # of a value in the address


def printable(text: str) -> str:
    """What may be repeated on a page: no control characters, composed letters, not endless."""
    composed = normalize("NFC", text[:LONGEST])
    return "".join(letter if letter.isprintable() else "?" for letter in composed)


def csv_response(sheet: Sheet) -> Response:
    response = Response(csv_file(sheet), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{_file_name(sheet.name)}.csv"'
    return response


def _file_name(name: str) -> str:
    return "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-_") else "_" for letter in name
    )
