"""Freezing a questionnaire as a version, and opening a version at counters."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.exc import DBAPIError

from forms.canonical import canonical_json
from forms.questionnaire import Questionnaire
from forms.writing import to_document
from survey_app.db import Database
from survey_app.models.guards import OVERLAP_SENTENCE
from survey_app.store import counters, publications, templates
from survey_app.store.publications import PublicationRow
from survey_app.store.templates import VersionRow


class PublishingError(ValueError):
    """Cannot be published like this; the text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    template: str
    version: int
    counters: int


def freeze(database: Database, *, questionnaire: Questionnaire) -> VersionRow:
    """Keep a questionnaire as the next version of its template; the same text again is the same version."""
    document = canonical_json(to_document(questionnaire))
    sha256 = hashlib.sha256(document.encode()).hexdigest()
    name = questionnaire.name.in_language("vi")
    with database.writing() as connection:
        versions = templates.list_versions(connection, template=questionnaire.code)
        same = next((version for version in versions if version.sha256 == sha256), None)
        if same is not None:
            return same
        template_id = templates.find_template(connection, questionnaire.code)
        if template_id is None:
            template_id = templates.add_template(connection, code=questionnaire.code, name=name)
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
) -> Published:
    """Open a version (the newest, where no number is given) at counters; all of them or none."""
    if closes_on is not None and closes_on < opens_on:
        raise PublishingError("Ngày đóng trước ngày mở. Hãy sửa lại một trong hai ngày.")
    with database.writing() as connection:
        version = _version(templates.list_versions(connection, template=template), template, number)
        known = {row.code: row.id for row in counters.list_counters(connection)}
        missing = [code for code in counter_codes if code not in known]
        if missing or not counter_codes:
            raise PublishingError(f"Không có quầy: {', '.join(missing) or '(chưa chọn quầy nào)'}.")
        ids = [known[code] for code in dict.fromkeys(counter_codes)]
        _refuse_overlap(
            publications.list_overlapping(
                connection, counter_ids=ids, opens_on=opens_on, closes_on=closes_on
            ),
            f"{template} bản {version.number}",
        )
        rows = [
            {"counter_id": counter_id, "version_id": version.id, "opens_on": opens_on, "closes_on": closes_on}
            for counter_id in ids
        ]
        try:
            publications.add_publications(connection, rows)
        except DBAPIError as error:
            # Somebody published there between our question and our answer.
            if OVERLAP_SENTENCE in str(error.orig):
                raise PublishingError(
                    "Một quầy vừa được mở đợt phát hành khác. Hãy xem lại danh sách."
                ) from error
            raise
    return Published(template=template, version=version.number, counters=len(ids))


def close(database: Database, *, counter_code: str, closes_on: date) -> PublicationRow:
    """Close what is open at a counter at the end of a day."""
    with database.writing() as connection:
        counter = counters.find_counter(connection, counter_code)
        if counter is None:
            raise PublishingError(f"Không có quầy {counter_code}.")
        running = [
            row
            for row in publications.list_publications(connection, counter_ids=[counter.id])
            if row.opens_on <= closes_on and (row.closes_on is None or row.closes_on > closes_on)
        ]
        if not running:
            raise PublishingError(f"Quầy {counter_code} không có đợt phát hành nào đang mở vào ngày này.")
        publications.close_publication(connection, running[0].id, closes_on=closes_on)
        return running[0]


def _version(versions: Sequence[VersionRow], template: str, number: int | None) -> VersionRow:
    if not versions:
        raise PublishingError(
            f"Chưa có mẫu phiếu {template}. Hãy thêm bằng «hailong templates add {template}»."
        )
    found = [v for v in versions if number is None or v.number == number]
    if not found:
        raise PublishingError(f"Mẫu phiếu {template} không có bản {number}.")
    return found[-1]


def _refuse_overlap(overlapping: Sequence[PublicationRow], wanted: str) -> None:
    if overlapping:
        first = overlapping[0]
        until = f"đến {first.closes_on:%d/%m/%Y}" if first.closes_on else "chưa có ngày đóng"
        raise PublishingError(
            f"Quầy {first.counter} đang mở {first.template} bản {first.version} (từ {first.opens_on:%d/%m/%Y}, "
            f"{until}), trùng với {wanted}. Hãy đóng đợt đó trước."
        )
