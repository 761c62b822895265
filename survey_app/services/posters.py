"""Sheets that lead people to a counter's form: drawn, numbered, and written into the registry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy.exc import IntegrityError

from survey_app.addresses import grouped
from survey_app.papers.drawing import draw_pdf
from survey_app.platform import Platform
from survey_app.services.poster_registry import CounterSheets, PosterError
from survey_app.services.qr import qr_svg
from survey_app.store import posters
from survey_app.translating import gettext as _

MOST_SHEETS = 2_000


class Paper(StrEnum):
    A4 = "a4"
    A5 = "a5"
    TENT = "tent"
    STICKER = "sticker"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    pdf: bytes
    sheets: int


def print_posters(
    platform: Platform, chosen: Sequence[CounterSheets], *, paper: Paper, is_trial: bool = False
) -> Printed:
    """Draw a sheet for each counter and register it; a trial is marked as one and not registered.

    Raises PosterError where there is nothing to print, too much, or somebody prints the same in this moment.
    """
    if not chosen:
        raise PosterError(_("Không có quầy nào cần in."))
    if len(chosen) > MOST_SHEETS:
        raise PosterError(
            _("Mỗi lần in tối đa %(most)s quầy. Hãy chọn một đơn vị nhỏ hơn.", most=MOST_SHEETS)
        )
    ids = [one.counter_id for one in chosen]
    with platform.database.reading() as connection:
        last = posters.find_last_serials(connection, counter_ids=ids)
    serials = {counter_id: last.get(counter_id, 0) + 1 for counter_id in ids}
    pdf = draw_pdf("posters", _data(platform, chosen, serials, paper=paper, is_trial=is_trial))
    if not is_trial:
        _register(platform, chosen, serials, paper)
    return Printed(pdf=pdf, sheets=len(chosen))


def _register(
    platform: Platform, chosen: Sequence[CounterSheets], serials: Mapping[int, int], paper: Paper
) -> None:
    rows = [
        {
            "counter_id": one.counter_id,
            "serial": serials[one.counter_id],
            "paper": paper,
            "printed_on": platform.today,
            "fingerprint": one.content.fingerprint,
        }
        for one in chosen
    ]
    try:
        with platform.database.writing() as connection:
            posters.add_posters(connection, rows)
    except IntegrityError as error:  # the numbers on these sheets are taken
        raise PosterError(_("Có người vừa in cùng lúc. Hãy in lại.")) from error


def _data(
    platform: Platform,
    chosen: Sequence[CounterSheets],
    serials: Mapping[int, int],
    *,
    paper: Paper,
    is_trial: bool,
) -> dict[str, object]:
    mark = "DỮ LIỆU MÔ PHỎNG" if platform.is_demo else "BẢN IN THỬ – KHÔNG TREO" if is_trial else None
    return {
        "title": "Áp phích mã QR",
        "owner": chosen[0].content.owner,
        "printed": f"{platform.today:%d/%m/%Y}",
        "mark": mark,
        "paper": paper,
        "sheets": [
            {
                "unit": one.content.unit,
                "above": one.content.above,
                "counter": one.content.counter,
                "code": grouped(one.content.code),
                "address": one.content.address,
                "short": one.content.address.partition("://")[2],
                "qr": qr_svg(one.content.address),
                "serial": serials[one.counter_id],
            }
            for one in chosen
        ],
    }
