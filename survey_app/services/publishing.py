"""Freezing a questionnaire as a version, and opening a version at counters."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError

from forms.canonical import canonical_json
from forms.differences import item_changes
from forms.questionnaire import Questionnaire
from forms.reading import parse_json
from forms.writing import to_document
from survey_app.db import Database
from survey_app.models.guards import CLOSED_SENTENCE, OVERLAP_SENTENCE
from survey_app.services import publishing_words
from survey_app.store import counters, publications, quotas, template_events, templates
from survey_app.store.publications import PublicationRow
from survey_app.store.quotas import QuotaRow
from survey_app.store.templates import VersionRow, find_document
from survey_app.translating import gettext as _

COMMAND = "hailong"  # who acts where the command line does


class Overlap(StrEnum):
    """What to do with a counter at which another version is open in the wanted days."""

    REFUSE = "refuse"  # open nothing anywhere
    SKIP = "skip"  # leave this counter as it is
    REPLACE = "replace"  # close the other one on the day before


LEAST_QUOTA = 5


class PublishingError(ValueError):
    """Cannot be published like this; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    template: str
    version: int
    counters: int
    skipped: int = 0
    replaced: int = 0


def freeze(database: Database, *, questionnaire: Questionnaire) -> VersionRow:
    """Keep a questionnaire as the next version of its template; the same text again is the same version.

    Where no designer says what its items are to the version before, the program's proposal holds.
    """
    with database.writing() as connection:
        versions = templates.list_versions(connection, template=questionnaire.code)
        version = freeze_in(connection, questionnaire)
        if versions and version.id not in {each.id for each in versions}:
            before = find_document(connection, versions[-1].id)
            changes = item_changes(parse_json((before or "").encode()), questionnaire)
            marks = {each.code: each.proposal.value for each in changes if each.proposal is not None}
            template_events.add_marks(connection, version.id, marks)
        return version


def freeze_in(connection: Connection, questionnaire: Questionnaire) -> VersionRow:
    """The same inside a transaction that does more."""
    document = canonical_json(to_document(questionnaire))
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    name = questionnaire.name.in_language("vi")
    versions = templates.list_versions(connection, template=questionnaire.code)
    same = next((version for version in versions if version.sha256 == sha256), None)
    if same is not None:
        return same
    template_id = templates.find_template(connection, questionnaire.code)
    if template_id is None:
        template_id = templates.add_template(connection, code=questionnaire.code, name=name)
    else:
        templates.put_name(connection, template_id, name=name)
    number = max((version.number for version in versions), default=0) + 1
    version_id = templates.add_version(
        connection, template_id=template_id, number=number, sha256=sha256, document=document
    )
    return VersionRow(id=version_id, template=questionnaire.code, name=name, number=number, sha256=sha256)


def publish(
    database: Database,
    *,
    template: str,
    number: int | None,
    counter_codes: Sequence[str],
    opens_on: date,
    closes_on: date | None = None,
    overlap: Overlap = Overlap.REFUSE,
    quota: QuotaRow | None = None,
    by: str = COMMAND,
    at: int | None = None,
) -> Published:
    """Open a version (the newest, where no number is given) at counters; all that are meant or none.

    `quota`: how many answers each of the counters aims at, and whether it then closes.
    `by` and `at` (seconds since 1970) say for the history who did it and when; without a moment nothing is noted.
    """
    if closes_on is not None and closes_on < opens_on:
        raise PublishingError(_("Ngày đóng trước ngày mở. Hãy sửa lại một trong hai ngày."))
    if quota is not None and any(n is not None and n < LEAST_QUOTA for n in (quota.a_day, quota.in_all)):
        raise PublishingError(_("Chỉ tiêu ít nhất là %(n)s phiếu.", n=LEAST_QUOTA))
    with database.writing() as connection:
        version = _version(templates.list_versions(connection, template=template), template, number)
        if template_events.is_closed(connection, version.id):
            raise PublishingError(publishing_words.closed(version))
        known = _meant(connection, counter_codes)
        ids = [known[code] for code in dict.fromkeys(counter_codes)]
        overlapping = publications.list_overlapping(
            connection, counter_ids=ids, opens_on=opens_on, closes_on=closes_on
        )
        busy = {known[row.counter] for row in overlapping}
        if overlap is Overlap.SKIP:
            ids = [counter_id for counter_id in ids if counter_id not in busy]
        else:
            in_the_way = (
                _replaced(connection, overlapping, opens_on) if overlap is Overlap.REPLACE else overlapping
            )
            _refuse_overlap(in_the_way, version)
        rows = [
            {"counter_id": counter_id, "version_id": version.id, "opens_on": opens_on, "closes_on": closes_on}
            for counter_id in ids
        ]
        _add(connection, rows, version, quota)
        words = _("%(n)s quầy, từ %(day)s", n=len(ids), day=f"{opens_on:%d/%m/%Y}")
        if closes_on is not None:
            words += " " + _("đến %(day)s", day=f"{closes_on:%d/%m/%Y}")
        if at is not None:
            template_events.add_event(
                connection,
                code=template,
                kind="published",
                by=by,
                at=at,
                version_id=version.id,
                words=words,
            )
    return Published(
        template=template,
        version=version.number,
        counters=len(ids),
        skipped=len(busy) if overlap is Overlap.SKIP else 0,
        replaced=len(busy) if overlap is Overlap.REPLACE else 0,
    )


def _meant(connection: Connection, codes: Sequence[str]) -> dict[str, int]:
    """The ids of all counters by code, where those meant are there and stand."""
    rows = {row.code: row for row in counters.list_counters(connection)}
    missing = [code for code in codes if code not in rows]
    if missing or not codes:
        raise PublishingError(publishing_words.missing(missing))
    ended = [code for code in codes if rows[code].closed_on is not None or rows[code].revoked_on is not None]
    if ended:
        raise PublishingError(publishing_words.ended(ended))
    return {code: row.id for code, row in rows.items()}


def _add(
    connection: Connection, rows: Sequence[Mapping[str, Any]], version: VersionRow, quota: QuotaRow | None
) -> None:
    try:
        added = publications.add_publications(connection, rows)
    except DBAPIError as error:
        # Somebody published there between our question and our answer.
        if OVERLAP_SENTENCE in str(error.orig):
            raise PublishingError(
                _("Một quầy vừa được mở đợt phát hành khác. Hãy xem lại danh sách.")
            ) from error
        if CLOSED_SENTENCE in str(error.orig):
            raise PublishingError(publishing_words.closed(version)) from error
        raise
    if quota is not None:
        quotas.add_quotas(connection, [{"publication_id": each, **asdict(quota)} for each in added])


def _replaced(
    connection: Connection, overlapping: Sequence[PublicationRow], opens_on: date
) -> Sequence[PublicationRow]:
    """Close what began before on the day before; gives what began too late to be closed so."""
    for row in overlapping:
        if row.opens_on < opens_on:
            publications.close_publication(connection, row.id, closes_on=opens_on - timedelta(days=1))
    return [row for row in overlapping if row.opens_on >= opens_on]


def close(
    database: Database, *, counter_code: str, closes_on: date, shown: int | None = None
) -> PublicationRow:
    """Close what is open at a counter at the end of a day; `shown` is the publication that the person saw there."""
    with database.writing() as connection:
        counter = counters.find_counter(connection, counter_code)
        if counter is None:
            raise PublishingError(_("Không có quầy %(code)s.", code=counter_code))
        running = [
            row
            for row in publications.list_publications(connection, counter_ids=[counter.id])
            if row.opens_on <= closes_on and (row.closes_on is None or row.closes_on > closes_on)
        ]
        if not running:
            raise PublishingError(
                _("Quầy %(code)s không có đợt phát hành nào đang mở vào ngày này.", code=counter_code)
            )
        if shown is not None and running[0].id != shown:
            raise PublishingError(
                _("Quầy %(code)s vừa đổi sang đợt phát hành khác. Hãy xem lại danh sách.", code=counter_code)
            )
        publications.close_publication(connection, running[0].id, closes_on=closes_on)
        return running[0]


def close_version(database: Database, *, template: str, number: int, today: date, by: str, at: int) -> int:
    """Close a version for good: today is its last day everywhere, what was to open later never does.

    Gives the number of counters at which it was open.
    """
    with database.writing() as connection:
        version = _version(templates.list_versions(connection, template=template), template, number)
        if template_events.is_closed(connection, version.id):
            raise PublishingError(_("Bản %(number)s đã đóng từ trước.", number=number))
        n = publications.close_all(connection, version.id, on=today)
        template_events.add_event(
            connection,
            code=template,
            kind="closed",
            by=by,
            at=at,
            version_id=version.id,
            words=_("%(n)s quầy, sau ngày %(day)s", n=n, day=f"{today:%d/%m/%Y}"),
        )
    return n


def _version(versions: Sequence[VersionRow], template: str, number: int | None) -> VersionRow:
    if not versions:
        raise PublishingError(_("Chưa có mẫu phiếu %(template)s. Hãy thêm mẫu này trước.", template=template))
    found = [v for v in versions if number is None or v.number == number]
    if not found:
        raise PublishingError(
            _("Mẫu phiếu %(template)s không có bản %(number)s.", template=template, number=number)
        )
    return found[-1]


def _refuse_overlap(overlapping: Sequence[PublicationRow], wanted: VersionRow) -> None:
    if overlapping:
        raise PublishingError(publishing_words.busy(overlapping[0], wanted))
