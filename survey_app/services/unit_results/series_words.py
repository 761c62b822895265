"""The sentences beside the line over time."""

from survey_app.services.comparing.numbers import percent
from survey_app.services.comparing.words import period_name
from survey_app.services.unit_results.series import Series
from survey_app.translating import gettext as _

MOST_NAMES = 8


def series_notes(name: str, series: Series) -> tuple[str, ...]:
    """How the line was made: whose counts were added, and where and why it is broken."""
    said = [_("Mỗi kỳ là tỷ lệ hài lòng của câu hỏi chung, vạch đứng là khoảng 95 %.")]
    if series.joined:
        names = _names(series.joined)
        said.append(
            _("Trước khi lập %(name)s, số phiếu của %(names)s được cộng lại.", name=name, names=names)
        )
    if series.broken:
        day, names = f"{series.broken.on:%d/%m/%Y}", _names(series.broken.split)
        said.append(
            _(
                "Trước ngày %(day)s không nối được số liệu: %(names)s được chia cho nhiều đơn vị, "
                "nên không biết phiếu nào thuộc về đâu.",
                day=day,
                names=names,
            )
        )
    said += [
        _(
            "Từ %(period)s câu hỏi được đổi lời: chỗ ngắt ở đó có thể do cách hỏi, không chắc do cách phục vụ.",
            period=period_name(point.period),
        )
        for point in series.points
        if point.after_rewording
    ]
    return tuple(said)


def series_spoken(name: str, series: Series) -> str:
    """The picture in words, for those who do not see it."""
    told = "; ".join(
        f"{period_name(point.period)} {percent(point.share.value)}" for point in series.points if point.share
    )
    spoken: str = _("Tỷ lệ hài lòng của %(name)s theo kỳ: %(told)s", name=name, told=told)
    return spoken


def _names(names: tuple[str, ...]) -> str:
    if len(names) <= MOST_NAMES:
        return ", ".join(names)
    shown = ", ".join(names[:MOST_NAMES])
    told: str = _("%(shown)s và %(more)s đơn vị nữa", shown=shown, more=len(names) - MOST_NAMES)
    return told
