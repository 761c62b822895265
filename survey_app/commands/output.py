"""How commands speak: tables for people, JSON for programs, sentences for faults."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import click
from tqdm import tqdm

from forms.faults import Fault, count_of
from survey_app.config import ConfigError, read_config
from survey_app.key_folder import KeyFolderError
from survey_app.platform import Platform, opened
from survey_app.services.registering import Imported

FOUND_PROBLEM = 1


@contextmanager
def platform() -> Iterator[Platform]:
    """The house as the environment says; a wrong setting is a sentence and exit code 2, a lost key folder one and 1."""
    try:
        with opened(read_config()) as house:
            yield house
    except ConfigError as error:
        raise click.UsageError(str(error)) from error
    except KeyFolderError as error:
        fail(str(error))


def as_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def as_table(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, empty: str) -> None:
    """Print the columns (key: heading) of these rows; where there are none, the sentence that says so."""
    if not rows:
        click.echo(empty)
        return
    cells = [list(columns.values())]
    cells += [["" if row[key] is None else str(row[key]) for key in columns] for row in rows]
    widths = [max(len(line[i]) for line in cells) for i in range(len(columns))]
    for line in cells:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def as_list(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], *, empty: str, json_: bool
) -> None:
    """What a noun without a subcommand does: list, for a program or for a person."""
    if json_:
        as_json(rows)
    else:
        as_table(rows, columns, empty=empty)


def fail(sentence: str) -> NoReturn:
    click.echo(sentence, err=True)
    raise SystemExit(FOUND_PROBLEM)


def tell_faults(faults: Iterable[Fault]) -> None:
    for fault in faults:
        click.echo(f"{fault.place}: {fault.problem} {fault.remedy}", err=True)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on stderr where somebody watches, silence elsewhere; call what you get with the steps done."""
    watched = sys.stderr.isatty()
    with tqdm(total=total, desc=label, disable=not watched, file=sys.stderr, leave=False) as bar:

        def tick(steps: int) -> None:
            bar.update(steps)

        yield tick


def tell_import(done: Imported, *, what: str, dry_run: bool) -> None:
    """Say what an import did; faults go to stderr with exit code 1."""
    tell_faults(done.faults)
    if done.faults:
        fail(f"Có {count_of(done.faults)} lỗi. Chưa ghi gì vào hệ thống.")
    click.echo(f"Tệp đúng: {done.added} {what} (chưa ghi)." if dry_run else f"Đã thêm {done.added} {what}.")
