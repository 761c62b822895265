"""What becomes of other people's questionnaires: the files that pyxform 1.6.0 and citric 2.3.0 carry along, or a folder.

    ./run bench exchange [FOLDER] [--show]

Without a folder pip fetches the two packages' sources. Every file is read as an import reads it; what comes in goes
out once more as an XLSForm, which pyxform must convert. The forms written as tables in Python tests count, too.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click
from bench.figures import Figure, Goal, print_figures

from forms.exchange.importing import read_file
from forms.exchange.xlsform_writing import ExportError, to_xlsform
from forms.faults import QuestionnaireError

SOURCES = ("pyxform==1.6.0", "citric==2.3.0")
SUFFIXES = {".xls", ".xlsx", ".xlsm", ".csv", ".lss"}
_TABLE = re.compile(r'"""(\s*\|.*?)"""', re.DOTALL)

Outcome = tuple[str, str, str]  # the file, what became of it, and why


@click.command(help=__doc__)
@click.argument("folder", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--show", is_flag=True, help="One line a file.")
def main(folder: Path | None, *, show: bool) -> None:
    with tempfile.TemporaryDirectory() as fetched:
        outcomes = [_try(name, contents) for name, contents in _files(folder or _fetch(Path(fetched)))]
    if show:
        for name, outcome, why in outcomes:
            click.echo(f"{outcome:10} {name}: {why}")
    count = [outcome for _name, outcome, _why in outcomes].count
    print_figures(
        f"{len(outcomes)} questionnaires of other programs",
        [
            Figure(name="imported", values=[count("imported") + count("stuck")]),
            Figure(name="  of these not out again", values=[count("stuck")], goal=Goal(most=0)),
            Figure(name="refused with sheet, row and column", values=[count("refused")]),
            Figure(name="refused as no questionnaire at all", values=[count("no form")]),
            Figure(name="broke the reader", values=[count("broke")], goal=Goal(most=0)),
        ],
    )
    sys.exit(count("broke") + count("stuck") > 0)


def _fetch(folder: Path) -> Path:
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "-q",
        "--no-deps",
        "--no-binary",
        ":all:",
        "-d",
        str(folder),
    ]
    subprocess.run([*command, *SOURCES], check=True)
    for archive in folder.glob("*.tar.gz"):
        with tarfile.open(archive) as opened:
            opened.extractall(folder, filter="data")
    return folder


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.rglob("*")):
        if path.suffix in SUFFIXES:
            yield path.name, path.read_bytes()
        elif path.suffix == ".py":
            for number, table in enumerate(_TABLE.findall(path.read_text(encoding="utf-8")), 1):
                yield f"{path.stem}-{number}.md", table.encode()


def _try(name: str, contents: bytes) -> Outcome:
    try:
        imported = read_file(contents, name=name)
    except QuestionnaireError as error:
        first = error.faults[0]
        return name, "no form" if first.row is None else "refused", f"{first.place}: {first.problem}"
    except Exception as error:  # noqa: BLE001  # this is what is looked for
        return name, "broke", repr(error)
    try:
        to_xlsform(imported.questionnaire)
    except ExportError as error:
        return name, "stuck", str(error)
    return name, "imported", f"{len(imported.questionnaire.items)} items, {len(imported.notes)} notes"


if __name__ == "__main__":
    main()
