"""The sentences about boxes that have to be looked at. They say what was counted, never who did it or why."""

from survey_app.services.comparing.comparison import Comparison, Sign, Total, UnitResult, Without
from survey_app.services.comparing.month_words import month_name
from survey_app.services.comparing.numbers import count, percent, percent_range
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext

MOST_NAMED = 3
STEPS = (
    6,
    10,
    20,
    50,
    100,
    200,
    500,
    1000,
)  # how many times the usual, said downwards: never a number of one half-day
SHEETS, PER_CENT = 5, 1  # steps of what is said of sheets
NO_PROOF = lazy_gettext(
    "Dấu hiệu chỉ có nghĩa là cần xem lại trước khi kết luận: có thể do một ngày hội, một đợt vận động, một buổi nhập phiếu. Chưa có dấu hiệu không có nghĩa là mọi phiếu đều thật."
)
BOTH_WAYS = lazy_gettext(
    "Các đơn vị khác chỉ được nói là cao hơn hay thấp hơn khi tính cả các quầy ấy và không tính đều cho cùng một kết luận; chênh lệch của họ là so với phần còn lại không tính các quầy ấy."
)


def sign(found: Sign) -> str:
    """What was counted at one counter."""
    where = _("%(counter)s, %(month)s", counter=found.counter_name, month=month_name(found.month))
    if found.kind == "burst":
        times = max((step for step in STEPS if step <= found.amount), default=STEPS[0])
        return _(
            "%(where)s: có buổi nhận số phiếu gấp từ %(times)s lần trở lên so với một buổi thường",
            where=where,
            times=count(times),
        )
    if found.kind == "typed":
        return _(
            "%(where)s: một tài khoản nhập một mình cả hai lần từ %(sheets)s tờ phiếu giấy trở lên, bằng từ %(share)s %% số phiếu",
            where=where,
            sheets=count(int(found.amount) // SHEETS * SHEETS),
            share=count(int(found.share * 100) // PER_CENT * PER_CENT),
        )
    return _("%(where)s: số phiếu giống hệt nhau ở mọi câu nhiều hơn hẳn các quầy khác", where=where)


def without(found: Without) -> str:
    """The score less the counters that have to be looked at."""
    return _(
        "không tính quầy cần kiểm tra: %(percent)s (%(range)s), n = %(n)s",
        percent=percent(found.share.value),
        range=percent_range(found.share.low, found.share.high),
        n=count(found.n),
    )


def of_unit(unit: UnitResult) -> tuple[str, ...]:
    """Everything to be said of a unit with signs, or of one whose verdict hangs on those of others."""
    if unit.disputed:
        return (_("chưa kết luận: nơi khác có hòm phiếu cần kiểm tra"),)
    if not unit.signs:
        return ()
    said = [sign(each) for each in unit.signs]
    if unit.without:
        said.append(without(unit.without))
    elif unit.n:
        said.append(_("không tính quầy cần kiểm tra: không còn đủ phiếu để nêu riêng"))
    return tuple(said)


def of_total(total: Total | None) -> str:
    return without(total.without) if total and total.without else ""


def named(comparison: Comparison) -> str:
    """Which units have to be looked at before anything is concluded."""
    found = comparison.to_look_at
    if not found:
        return ""
    names = ", ".join(unit.name for unit in found[:MOST_NAMED])
    if len(found) > MOST_NAMED:
        return _(
            "Cần kiểm tra trước khi kết luận: %(names)s và %(more)s nơi khác.",
            names=names,
            more=count(len(found) - MOST_NAMED),
        )
    return _("Cần kiểm tra trước khi kết luận: %(names)s.", names=names)


def notes(comparison: Comparison) -> tuple[str, ...]:
    """How to read a page with signs."""
    return (str(NO_PROOF), str(BOTH_WAYS)) if comparison.to_look_at else ()
