"""Small XLSForms for tests of what comes in from a file, and what the notes say."""

from support.spreadsheets import as_xlsx

from forms.exchange.importing import read_file

HEAD = ["type", "name", "label", "relevant"]
LEVELS = [
    ["hl", str(n), words] for n, words in enumerate(("Không hài lòng", "Bình thường", "Hài lòng"), start=1)
]


def form(*rows, choices=(), settings=()):
    sheets = {"survey": [HEAD, *rows], "choices": [["list_name", "name", "label"], *LEVELS, *choices]}
    return sheets | ({"settings": [list(each) for each in zip(*settings, strict=True)]} if settings else {})


def read(sheets):
    return read_file(as_xlsx(sheets), name="a.xlsx")


def told(imported):
    return " ".join(f"{note.place}: {note.what}" for note in imported.notes)
