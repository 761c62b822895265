"""The table of a comparison, for its CSV file."""

from survey_app.services.comparing.comparison import Comparison, Difference, Measured, Total, UnitResult
from survey_app.services.comparing.sheets import Cell, Column, Sheet
from survey_app.services.comparing.words import (
    BAND_WORDS,
    METHOD,
    VOLUNTARY,
    notes,
    period_name,
    rank_test,
    remarks,
    verdict,
)
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext

COLUMNS = (
    Column(title=lazy_gettext("Mã")),
    Column(title=lazy_gettext("Đơn vị")),
    Column(title=lazy_gettext("Nhóm")),
    Column(title="n", kind="count"),
    Column(title=lazy_gettext("Hài lòng"), kind="percent"),
    Column(title=lazy_gettext("Hài lòng, cận dưới"), kind="percent"),
    Column(title=lazy_gettext("Hài lòng, cận trên"), kind="percent"),
    Column(title=lazy_gettext("Chênh lệch"), kind="points"),
    Column(title=lazy_gettext("Chênh lệch, cận dưới"), kind="points"),
    Column(title=lazy_gettext("Chênh lệch, cận trên"), kind="points"),
    Column(title="p (Holm)", kind="p"),
    Column(title=lazy_gettext("Điểm trung bình"), kind="score"),
    Column(title=lazy_gettext("Điểm, cận dưới"), kind="score"),
    Column(title=lazy_gettext("Điểm, cận trên"), kind="score"),
    Column(title=lazy_gettext("Không áp dụng"), kind="percent"),
    Column(title=lazy_gettext("Ghi chú")),
)


def comparison_sheet(comparison: Comparison) -> Sheet:
    rows = [_row(unit) for unit in comparison.units]
    if comparison.total:
        rows.append(_total(comparison.total))
    where = f", {comparison.parent.name}" if comparison.parent else ""
    said = (verdict(comparison), *notes(comparison), METHOD, rank_test(comparison), VOLUNTARY)
    return Sheet(
        name=f"so-sanh-{comparison.template}-{comparison.period}",
        title=_(
            "%(name)s (bản %(version)s), câu %(item)s “%(text)s”, %(period)s",
            name=comparison.template_name,
            version=comparison.version,
            item=comparison.item,
            text=comparison.item_text,
            period=period_name(comparison.period),
        )
        + where,
        columns=COLUMNS,
        rows=tuple(rows),
        notes=tuple(str(sentence) for sentence in said if sentence),
    )


def _row(unit: UnitResult) -> tuple[Cell, ...]:
    return (
        unit.code,
        unit.name,
        str(BAND_WORDS[unit.band]) if unit.band else "",
        unit.n,
        *_three(unit.share),
        *_three(unit.difference),
        unit.difference.p_value if unit.difference else None,
        *_three(unit.mean),
        unit.not_applicable,
        "; ".join(remarks(unit)),
    )


def _total(total: Total) -> tuple[Cell, ...]:
    nothing = (None, None, None, None)
    return (
        "",
        _("Chung"),
        "",
        total.n,
        *_three(total.share),
        *nothing,
        *_three(total.mean),
        total.not_applicable,
        "",
    )


def _three(found: Measured | Difference | None) -> tuple[Cell, Cell, Cell]:
    return (found.value, found.low, found.high) if found else (None, None, None)
