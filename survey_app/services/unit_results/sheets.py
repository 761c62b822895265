"""The tables of a unit's page: beside its pictures, and as CSV files with the same numbers."""

from survey_app.services.comparing.comparison import Measured
from survey_app.services.comparing.sheet import comparison_sheet
from survey_app.services.comparing.sheets import Cell, Column, Sheet
from survey_app.services.comparing.words import BAND_WORDS, METHOD, VOLUNTARY, period_name
from survey_app.services.unit_results.results import Beside, ItemResult, UnitResults
from survey_app.services.unit_results.series import Series
from survey_app.services.unit_results.series_words import series_notes
from survey_app.services.unit_results.subject import Subject
from survey_app.services.unit_results.words import FACTOR_METHOD, ITEM_METHOD, base, notes
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext

_BESIDE = (
    Column(title=lazy_gettext("Không áp dụng"), kind="count"),
    Column(title=lazy_gettext("Không được hỏi"), kind="count"),
    Column(title=lazy_gettext("Bỏ qua"), kind="count"),
)
_SHARE = (
    Column(title=lazy_gettext("Hài lòng"), kind="percent"),
    Column(title=lazy_gettext("Cận dưới"), kind="percent"),
    Column(title=lazy_gettext("Cận trên"), kind="percent"),
)


def sheets_of(subject: Subject, results: UnitResults) -> dict[str, Sheet]:
    """By the word that names them in the address; a table without rows is left out."""
    found = {
        "tom-tat": _summary(subject, results),
        "yeu-to": _factors(subject, results),
        "cau-hoi": _scales(subject, results),
        "lua-chon": _choices(subject, results),
    }
    if results.series and results.series.is_worth_showing:
        found["dien-bien"] = _series(subject, results, results.series)
    if results.parts:
        found["ben-trong"] = comparison_sheet(results.parts)
    return {name: sheet for name, sheet in found.items() if sheet.rows}


def _series(subject: Subject, results: UnitResults, series: Series) -> Sheet:
    rows: list[tuple[Cell, ...]] = [
        (
            str(point.period),
            point.n if point.share else None,
            *_three(point.share),
            _("không đủ câu trả lời") if point.is_few else "",
        )
        for point in series.points
    ]
    return _sheet(
        subject,
        results,
        name="dien-bien",
        title=_("Diễn biến"),
        columns=(
            Column(title=_("Kỳ")),
            Column(title="n", kind="count"),
            *_SHARE,
            Column(title=_("Ghi chú")),
        ),
        rows=rows,
        method=" ".join(series_notes(subject.name, series)),
    )


def _sheet(
    subject: Subject,
    results: UnitResults,
    *,
    name: str,
    title: str,
    columns: tuple[Column, ...],
    rows: list[tuple[Cell, ...]],
    method: str,
) -> Sheet:
    return Sheet(
        name=f"{name}-{subject.code}-{results.template}-{results.period}",
        title=_(
            "%(title)s: %(name)s, %(template)s (bản %(version)s), %(period)s",
            title=title,
            name=subject.name,
            template=results.template_name,
            version=results.version,
            period=period_name(results.period),
        ),
        columns=columns,
        rows=tuple(rows),
        notes=(str(method), *notes(results)),
    )


def _summary(subject: Subject, results: UnitResults) -> Sheet:
    head, change = results.headline, results.change
    difference = results.standing.difference if results.standing else None
    row: tuple[Cell, ...] = (
        subject.code,
        subject.name,
        results.respondents,
        head.n,
        *_three(head.share),
        head.mean.value if head.mean else None,
        head.not_applicable,
        change.measured.value if change else None,
        change.measured.low if change else None,
        change.measured.high if change else None,
        str(BAND_WORDS[results.standing.band]) if results.standing and results.standing.band else "",
        difference.value if difference else None,
        difference.p_value if difference else None,
    )
    columns = (
        Column(title=_("Mã")),
        Column(title=_("Đơn vị")),
        Column(title=_("Phiếu đã kiểm"), kind="count"),
        Column(title="n", kind="count"),
        *_SHARE,
        Column(title=_("Điểm trung bình"), kind="score"),
        Column(title=_("Không áp dụng"), kind="percent"),
        Column(title=_("Thay đổi so với kỳ trước"), kind="points"),
        Column(title=_("Thay đổi, cận dưới"), kind="points"),
        Column(title=_("Thay đổi, cận trên"), kind="points"),
        Column(title=_("Nhóm")),
        Column(title=_("Chênh lệch với phần còn lại"), kind="points"),
        Column(title="p (Holm)", kind="p"),
    )
    title = _("Câu hỏi chung “%(text)s”", text=results.headline_text)
    return _sheet(subject, results, name="tom-tat", title=title, columns=columns, rows=[row], method=METHOD)


def _factors(subject: Subject, results: UnitResults) -> Sheet:
    most = max((len(factor.levels) for factor in results.factors), default=0)
    columns = (
        Column(title=_("Mã")),
        Column(title=_("Yếu tố"), kind="quoted"),
        Column(title=_("n ít nhất"), kind="count"),
        Column(title=_("n nhiều nhất"), kind="count"),
        *_SHARE,
        *(Column(title=_("Mức %(number)s", number=number), kind="percent") for number in range(1, most + 1)),
        *_BESIDE,
    )
    rows = [
        (
            factor.code,
            f"{'– ' * factor.depth}{factor.name}",
            factor.n_low,
            factor.n_high,
            *_three(factor.share),
            *_padded([level.share for level in factor.levels], most),
            *_outside(factor.beside),
        )
        for factor in results.factors
    ]
    return _sheet(
        subject,
        results,
        name="yeu-to",
        title=_("Từng yếu tố"),
        columns=columns,
        rows=rows,
        method=FACTOR_METHOD,
    )


def _scales(subject: Subject, results: UnitResults) -> Sheet:
    items = [item for section in results.sections for item in section.items if item.form == "scale"]
    most = max((len(item.levels) for item in items), default=0)
    columns = (
        Column(title=_("Mã")),
        Column(title=_("Câu hỏi"), kind="quoted"),
        Column(title="n", kind="count"),
        *_SHARE,
        *(Column(title=_("Mức %(number)s", number=number), kind="percent") for number in range(1, most + 1)),
        *_BESIDE,
        Column(title=_("Ghi chú")),
    )
    rows = [
        (
            item.code,
            item.text,
            item.n,
            *_three(item.share),
            *_padded([level.share for level in item.levels], most),
            *_outside(item.beside),
            base(item) if item.is_few else "",
        )
        for item in items
    ]
    return _sheet(
        subject,
        results,
        name="cau-hoi",
        title=_("Từng câu hỏi"),
        columns=columns,
        rows=rows,
        method=ITEM_METHOD,
    )


def _choices(subject: Subject, results: UnitResults) -> Sheet:
    columns = (
        Column(title=_("Mã")),
        Column(title=_("Câu hỏi"), kind="quoted"),
        Column(title=_("Lựa chọn"), kind="quoted"),
        Column(title=_("Số phiếu chọn"), kind="count"),
        Column(title=_("Tỷ lệ"), kind="percent"),
        Column(title="n", kind="count"),
        *_BESIDE,
    )
    rows = [
        row
        for section in results.sections
        for item in section.items
        if item.form != "scale"
        for row in _choice_rows(item)
    ]
    return _sheet(
        subject,
        results,
        name="lua-chon",
        title=_("Các câu chọn và câu góp ý"),
        columns=columns,
        rows=rows,
        method=f"{ITEM_METHOD} {VOLUNTARY}",
    )


def _choice_rows(item: ItemResult) -> list[tuple[Cell, ...]]:
    outside = _outside(item.beside)
    if not item.levels:
        return [(item.code, item.text, base(item), None, None, item.n, *outside)]
    return [
        (item.code, item.text, level.label, level.n, level.share, item.n, *outside) for level in item.levels
    ]


def _three(found: Measured | None) -> tuple[Cell, Cell, Cell]:
    return (found.value, found.low, found.high) if found else (None, None, None)


def _outside(found: Beside) -> tuple[Cell, Cell, Cell]:
    return (found.not_applicable, found.not_asked, found.skipped)


def _padded(values: list[float], length: int) -> tuple[Cell, ...]:
    return (*values, *[None] * (length - len(values)))
