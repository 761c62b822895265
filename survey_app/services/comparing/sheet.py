"""The table of a comparison, for its CSV file."""

from collections.abc import Sequence

from survey_app.services.comparing.comparison import (
    Comparison,
    Difference,
    Measured,
    Total,
    UnitResult,
    Without,
)
from survey_app.services.comparing.sheets import Cell, Column, Sheet
from survey_app.services.comparing.view_words import RANKS_METHOD, RANKS_NOTE, adjusted_by
from survey_app.services.comparing.words import (
    BAND_WORDS,
    VOLUNTARY,
    asked,
    method,
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


_ADJUSTED = (
    Column(title=lazy_gettext("Chênh lệch đã điều chỉnh"), kind="points"),
    Column(title=lazy_gettext("Đã điều chỉnh, cận dưới"), kind="points"),
    Column(title=lazy_gettext("Đã điều chỉnh, cận trên"), kind="points"),
    Column(title=lazy_gettext("p (Holm), đã điều chỉnh"), kind="p"),
    Column(title=lazy_gettext("Nhóm, đã điều chỉnh")),
)
_WITHOUT = (
    Column(title=lazy_gettext("Hài lòng, không tính quầy cần kiểm tra"), kind="percent"),
    Column(title=lazy_gettext("Không tính quầy cần kiểm tra, cận dưới"), kind="percent"),
    Column(title=lazy_gettext("Không tính quầy cần kiểm tra, cận trên"), kind="percent"),
    Column(title=lazy_gettext("n, không tính quầy cần kiểm tra"), kind="count"),
)
_RANKS = (
    Column(title=lazy_gettext("Thứ hạng cao nhất"), kind="count"),
    Column(title=lazy_gettext("Thứ hạng thấp nhất"), kind="count"),
)


def comparison_sheet(comparison: Comparison) -> Sheet:
    columns, how = _on_demand(comparison)
    both = _WITHOUT if comparison.to_look_at else ()
    rows = [
        (*_row(unit), *_without(unit.without)[: len(both)], *_of_view(unit.code, comparison))
        for unit in comparison.units
    ]
    if comparison.total:
        total = _without(comparison.total.without)[: len(both)]
        rows.append((*_total(comparison.total), *total, *(None for _column in columns)))
    where = f", {comparison.parent.name}" if comparison.parent else ""
    said = (
        verdict(comparison),
        *notes(comparison),
        method(comparison),
        *how,
        rank_test(comparison),
        VOLUNTARY,
    )
    return Sheet(
        name=f"so-sanh-{comparison.template}-{comparison.period}",
        title=_(
            "%(name)s (bản %(version)s), %(asked)s “%(text)s”, %(period)s",
            name=comparison.template_name,
            version=comparison.version,
            asked=asked(comparison),
            text=comparison.item_text,
            period=period_name(comparison.period),
        )
        + where,
        columns=(*COLUMNS, *both, *columns),
        rows=tuple(rows),
        notes=tuple(str(sentence) for sentence in said if sentence),
    )


def _on_demand(comparison: Comparison) -> tuple[Sequence[Column], Sequence[str]]:
    """The columns of what is shown on demand, and how they were made."""
    if comparison.adjustment:
        return _ADJUSTED, (adjusted_by(comparison.adjustment),)
    if comparison.ranks is not None:
        return _RANKS, (str(RANKS_NOTE), str(RANKS_METHOD))
    return (), ()


def _of_view(code: str, comparison: Comparison) -> Sequence[Cell]:
    if comparison.adjustment:
        own = comparison.adjustment.units.get(code)
        if own is None:
            return (None,) * len(_ADJUSTED)
        return (*_three(own.difference), own.difference.p_value, str(BAND_WORDS[own.band]))
    if comparison.ranks is not None:
        return comparison.ranks.get(code, (None, None))
    return ()


def _without(found: Without | None) -> tuple[Cell, ...]:
    return (*_three(found.share), found.n) if found else (None,) * len(_WITHOUT)


def _row(unit: UnitResult) -> tuple[Cell, ...]:
    return (
        unit.code,
        unit.name,
        str(BAND_WORDS[unit.band]) if unit.band else "",
        None if unit.absent else unit.n,
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
