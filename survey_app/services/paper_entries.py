"""Answers on paper: every sheet is typed twice, and goes into the ballot box when both typings agree.

What was typed first waits encrypted under a lasting secret of the house; it is erased when the second agrees. Words are typed
the second time only: two typings of a sentence hardly ever agree, and nothing is computed from them.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from forms.answers import NOT_ASKED, SKIPPED, Answer, Body, Problem, Reading, read
from forms.questionnaire import Item, Questionnaire
from survey_app.access import Rights, may, visible_units
from survey_app.clock import month_of
from survey_app.platform import Platform
from survey_app.services.answering import CounterGoneError, NotStoredError, make_submission, put_into_box
from survey_app.store import counters, paper_entries, publications, templates, typed_alone, units
from survey_app.store.counters import CounterRow
from survey_app.store.paper_entries import Progress, SheetRow
from survey_app.store.publications import PublicationRow
from survey_app.store.templates import VersionRow
from survey_app.translating import SOURCE
from survey_app.translating import gettext as _
from survey_app.vault import LockedWordsError

MOST_SHEETS = 9_999_999


class PaperError(ValueError):
    """A sheet cannot be typed like this; the text is a sentence for whoever types."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tray:
    """The papers of one counter and one version, and how far they have been typed."""

    counter: CounterRow
    version: VersionRow
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenTray(Tray):
    """A tray from which sheets are typed."""

    questionnaire: Questionnaire
    waiting: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """An item that was typed one way and then another, in words of the questionnaire."""

    item: Item
    first: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """The first typing waits for the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InTheBox:
    """Both agree: counted once, on paper."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """To be corrected: what is wrong with the fields, or where the two typings differ.

    `shown` names this typing; sent back with the same answers, it says that they are what the paper says.
    """

    reading: Reading
    problems: tuple[Problem, ...] = ()
    differences: tuple[Difference, ...] = ()
    shown: str = ""


def list_trays(platform: Platform, rights: Rights, *, template: str, number: int) -> tuple[Tray, ...]:
    """Counters in scope at which this version has been opened, and how far their papers are."""
    with platform.database.reading() as connection:
        version = _version(connection, template, number)
        if version is None:
            return ()
        mine = None if rights.is_administrator else visible_units(rights, units.list_units(connection))
        opened = {
            row.counter
            for row in publications.list_publications(connection)
            if _is_of(row, version) and row.opens_on <= platform.today
        }
        progress = paper_entries.count_sheets(connection, version_id=version.id)
        rows = counters.list_counters(connection, unit_ids=mine)
    return tuple(
        Tray(counter=row, version=version, progress=progress.get(row.id, Progress()))
        for row in rows
        if row.code in opened
    )


def find_tray(
    platform: Platform, rights: Rights, *, template: str, number: int, code: str
) -> OpenTray | None:
    """The papers of one counter; None where there are none or the account may not know of them."""
    with platform.database.reading() as connection:
        row, version = counters.find_counter(connection, code), _version(connection, template, number)
        if row is None or version is None:
            return None
        if not may(rights, "see_counters", row.unit_id, units.list_units(connection)):
            return None
        found = publications.list_publications(connection, counter_ids=[row.id])
        if not any(_is_of(each, version) and each.opens_on <= platform.today for each in found):
            return None
        return OpenTray(
            counter=row,
            version=version,
            progress=paper_entries.count_sheets(connection, version_id=version.id).get(row.id, Progress()),
            questionnaire=platform.questionnaires.find(connection, version.id),
            waiting=tuple(paper_entries.list_waiting(connection, counter_id=row.id, version_id=version.id)),
        )


def type_in(
    platform: Platform, tray: OpenTray, *, sheet: str, body: Body, by: str, confirmed: str = ""
) -> Kept | InTheBox | Again:
    """Take one typing of a sheet. Raises PaperError, and whatever the database raises: then nothing is stored."""
    number = _sheet_number(sheet)
    version_id, questionnaire = tray.version.id, tray.questionnaire
    reading = read(questionnaire, platform.questionnaires.form(version_id, questionnaire), body)
    if reading.problems:
        return Again(reading=reading, problems=reading.problems)
    place = {"counter_id": tray.counter.id, "version_id": version_id, "sheet": number}
    with platform.database.reading() as connection:
        found = paper_entries.find_sheet(connection, **place)
    if found is None:
        _keep(platform, place, reading, by)
        return Kept()
    if found.first_content is None:
        raise PaperError(_("Tờ số %(number)s đã nhập đủ hai lần. Hãy xem lại số tờ.", number=number))
    first = _read_first(platform, place, found.first_content)
    if first is None:
        _keep(platform, place, reading, by, instead=True)
        return Kept()
    shown = _name_of(reading)
    differences = _differences(questionnaire, first, reading.answers)
    if differences and confirmed != shown:
        return Again(reading=reading, differences=differences, shown=shown)
    _count(platform, tray, number, reading)
    with platform.database.writing() as connection:
        paper_entries.finish_sheet(connection, **place, by=by)
        if found.first_by == by:
            _note_alone(connection, platform, tray, by)
    return InTheBox()


def _note_alone(connection: Connection, platform: Platform, tray: OpenTray, by: str) -> None:
    """One account typed it both times: nobody else has seen the paper. Results say how many there are."""
    typed_alone.add_sheet(
        connection,
        counter_id=tray.counter.id,
        version_id=tray.version.id,
        month=month_of(platform.half_day),
        account=by,
    )


def _version(connection: Connection, template: str, number: int) -> VersionRow | None:
    found = templates.list_versions(connection, template=template)
    return next((version for version in found if version.number == number), None)


def _is_of(row: PublicationRow, version: VersionRow) -> bool:
    return (row.template, row.version) == (version.template, version.number)


def _sheet_number(typed: str) -> int:
    plain = typed.strip()
    number = (
        int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= len(str(MOST_SHEETS)) else 0
    )
    if number < 1:
        raise PaperError(_("Hãy ghi số tờ: một số từ 1, đã viết ở góc dưới tờ giấy."))
    return number


def _keep(
    platform: Platform, place: dict[str, int], reading: Reading, by: str, *, instead: bool = False
) -> None:
    content = platform.vault.lock(json.dumps(dict(reading.answers)).encode(), _lock_place(place))
    try:
        with platform.database.writing() as connection:
            if instead:
                paper_entries.forget_sheet(connection, **place)
            paper_entries.add_sheet(connection, **place, by=by, content=content)
    except IntegrityError as error:
        raise PaperError(
            _("Tờ số %(number)s vừa được người khác nhập. Hãy gửi lại.", number=place["sheet"])
        ) from error


def _count(platform: Platform, tray: OpenTray, sheet: int, reading: Reading) -> None:
    """Put it into the box. A sheet spends a key of its own, so a broken connection cannot count it twice."""
    key = platform.form_keys.of_sheet(
        sheet, half_day=platform.half_day, counter_id=tray.counter.id, version_id=tray.version.id
    )
    submission = make_submission(key, reading, language=SOURCE, channel="paper")
    try:
        put_into_box(platform, code=tray.counter.code, key=key, submission=submission)
    except CounterGoneError as error:
        raise PaperError(_("Mã của quầy này đã thu hồi nên không nhận thêm phiếu.")) from error
    except (NotStoredError, TimeoutError) as error:
        raise PaperError(_("Chưa ghi nhận được tờ này. Xin chờ một lát rồi gửi lại.")) from error


def _lock_place(place: Mapping[str, int]) -> bytes:
    return f"paper {place['counter_id']} {place['version_id']} {place['sheet']}".encode()


def _read_first(platform: Platform, place: Mapping[str, int], content: bytes) -> dict[str, Answer] | None:
    """None where it was typed under another secret: then the sheet is typed first once more."""
    try:
        answers = json.loads(platform.vault.unlock(content, _lock_place(place)))
    except LockedWordsError:
        return None
    return {item: tuple(a) if isinstance(a, list) else a for item, a in answers.items()}


def _name_of(reading: Reading) -> str:
    return hashlib.sha256(json.dumps(dict(reading.answers), sort_keys=True).encode()).hexdigest()


def _differences(
    questionnaire: Questionnaire, first: Mapping[str, Answer], now: Mapping[str, Answer]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(item=item, first=_words(item, first[item.code]), now=_words(item, now[item.code]))
        for item in questionnaire.items
        if not item.is_text and first[item.code] != now[item.code]
    )


def _words(item: Item, answer: Answer) -> str:
    if answer in (SKIPPED, NOT_ASKED):
        return _("để trống")
    codes: Sequence[str] = (answer,) if isinstance(answer, str) else answer
    labels = {option.code: str(option.label) for option in item.options}
    return "; ".join(labels.get(code, code) for code in codes)
