"""Sentences for who wants to open a version where it cannot be opened."""

from collections.abc import Sequence

from survey_app.store.publications import PublicationRow
from survey_app.store.templates import VersionRow
from survey_app.translating import gettext as _


def missing(codes: Sequence[str]) -> str:
    return _("Không có quầy: %(codes)s.", codes=", ".join(codes) or _("(chưa chọn quầy nào)"))


def ended(codes: Sequence[str]) -> str:
    return _(
        "Quầy đã đóng hoặc mã đã thu hồi: %(codes)s. Hãy chọn quầy khác, hoặc mã mới của quầy.",
        codes=", ".join(codes),
    )


def closed(version: VersionRow) -> str:
    return _("Bản %(number)s đã đóng hẳn, không mở lại được. Hãy chọn bản khác.", number=version.number)


def busy(other: PublicationRow, wanted: VersionRow) -> str:
    """The counter at which another publication is open in the wanted days, and which."""
    until = _("đến %(day)s", day=f"{other.closes_on:%d/%m/%Y}") if other.closes_on else _("chưa có ngày đóng")
    return _(
        "Quầy %(counter)s đang mở %(other)s bản %(number)s (từ %(since)s, %(until)s), "
        "trùng với %(template)s bản %(version)s. Hãy đóng đợt đó trước.",
        counter=other.counter,
        other=other.template,
        number=other.version,
        since=f"{other.opens_on:%d/%m/%Y}",
        until=until,
        template=wanted.template,
        version=wanted.number,
    )
