"""The sentences a comparison writes. They never say that units are equal, and never give a bare rank."""

from collections.abc import Sequence
from datetime import date

from survey_app.clock import Period
from survey_app.services.comparing import sign_words
from survey_app.services.comparing.comparison import Band, Comparison, Hidden, Level, UnitResult
from survey_app.services.comparing.month_words import month_name
from survey_app.services.comparing.numbers import count, count_word, decimal, p_value
from survey_app.translating import gettext as _
from survey_app.translating import lazy_gettext, ngettext

LEVEL_WORDS: dict[Level, str] = {
    "province": lazy_gettext("tỉnh, thành phố"),
    "commune": lazy_gettext("xã, phường, đặc khu"),
    "office": lazy_gettext("cơ quan, bộ phận"),
    "counter": lazy_gettext("quầy, điểm khảo sát"),
}
BLOCK_WORDS = {
    "xa": lazy_gettext("cấp xã"),
    "so": lazy_gettext("sở, ban, ngành"),
    "nganh_doc": lazy_gettext("cơ quan ngành dọc"),
}
BAND_WORDS: dict[Band, str] = {
    "above": lazy_gettext("Cao hơn mức chung"),
    "not_distinguishable": lazy_gettext("Chưa phân biệt được với mức chung"),
    "below": lazy_gettext("Thấp hơn mức chung"),
    "check": lazy_gettext("Cần kiểm tra trước khi kết luận"),
}
BAND_SHORT: dict[Band, str] = {
    "above": lazy_gettext("▲ cao hơn"),
    "not_distinguishable": lazy_gettext("○ chưa phân biệt được"),
    "below": lazy_gettext("▼ thấp hơn"),
    "check": lazy_gettext("◇ cần kiểm tra"),
}
BANDS: tuple[Band, ...] = ("above", "not_distinguishable", "below")
ALL_BANDS: tuple[Band, ...] = (*BANDS, "check")
HIDDEN_WORDS: dict[Hidden, str] = {
    "few": lazy_gettext("không đủ số phiếu"),
    "complement": lazy_gettext("ẩn để bảo vệ đơn vị ít phiếu"),
    "one_of": lazy_gettext("không đủ số phiếu, hoặc ẩn để bảo vệ đơn vị ít phiếu"),
    "split": lazy_gettext("không đủ số phiếu để tách riêng"),
}
VOLUNTARY = lazy_gettext("Khoảng tin cậy chỉ tính sai số ngẫu nhiên, không tính người không trả lời.")
METHOD = lazy_gettext(
    "Từng đơn vị so với phần còn lại bằng phép thử chính xác (siêu bội, mid-p), hiệu chỉnh Holm cho cả danh sách; khoảng của chênh lệch theo Newcombe, đúng đồng thời cho mọi đơn vị ở mức 95 %. Phiếu trong cùng một hòm (một buổi của một quầy) thường giống nhau nên hòm phiếu là đơn vị lấy mẫu: phép thử và các khoảng có tính đến điều đó; nơi có ít hòm phiếu, hoặc khi lọc, khoảng của tỷ lệ theo Wilson, của điểm trung bình theo Student."
)

FACTOR_COMPARED = lazy_gettext(
    "Tỷ lệ của yếu tố là trung bình tỷ lệ của các câu trong yếu tố, mỗi câu nặng như nhau. Sai số tính cả việc các câu trả lời của một người liên quan với nhau và việc phiếu trong cùng một hòm giống nhau. Từng đơn vị so với phần còn lại bằng phép thử z, hiệu chỉnh Holm; khoảng đúng đồng thời cho mọi đơn vị ở mức 95 %. Đơn vị có câu dưới 5 câu trả lời thì không so."
)
METHOD_SIMPLE = lazy_gettext(
    "Từng đơn vị so với phần còn lại bằng phép thử chính xác (siêu bội, mid-p), hiệu chỉnh Holm cho cả danh sách; khoảng của chênh lệch theo Newcombe, khoảng của tỷ lệ theo Wilson, của điểm trung bình theo Student. Mỗi phiếu được coi là độc lập; nếu phiếu đến theo cụm, hãy ghi cột cụm."
)
NARROWED = lazy_gettext(
    "Trong một tháng của một đơn vị, nhóm dưới 5 phiếu không được tách riêng, và nhóm còn lại cũng không được dưới 5 phiếu; những phiếu ấy không nằm trong số liệu lọc."
)


def day(value: date) -> str:
    return f"{value:%d/%m/%Y}"


def period_name(period: Period) -> str:
    """A period in words: tháng 10/2026, quý 4/2026, năm 2026."""
    year, month = divmod(period.first, 100)
    if period.length == 1:
        return month_name(period.first)
    if period.length == 3:
        return _("quý %(quarter)s/%(year)s", quarter=month // 3 + 1, year=year)
    return _("năm %(year)s", year=year)


def verdict(comparison: Comparison) -> str:
    """The sentences before the picture: how many differ, what cannot be said of the others, what has to be looked at first."""
    return " ".join(
        sentence for sentence in (_compared(comparison), sign_words.named(comparison)) if sentence
    )


def _compared(comparison: Comparison) -> str:
    above, same, below = (comparison.in_band(band) for band in BANDS)
    if comparison.compared < 2 and not comparison.to_look_at:
        return _of(
            comparison, _("Chưa đủ đơn vị có phiếu để so sánh."), _("Chưa đủ quầy có phiếu để so sánh.")
        )
    if not above and not below:
        if not same:
            return ""
        return _none_differs(comparison, same)
    higher, lower = (_counted(comparison, len(some), count_word(len(some))) for some in (above, below))
    if not below:
        first = _("%(units)s cao hơn mức chung.", units=higher)
    elif not above:
        first = _("%(units)s thấp hơn mức chung.", units=lower)
    else:
        first = _("%(higher)s cao hơn, %(lower)s thấp hơn mức chung.", higher=higher, lower=lower)
    said = (f"{first[0].upper()}{first[1:]}", _of_the_others(comparison, len(same)))
    return " ".join(sentence for sentence in said if sentence)


def _of(comparison: Comparison, units: str, counters: str) -> str:
    return counters if comparison.level == "counter" else units


def _counted(comparison: Comparison, number: int, written: str) -> str:
    return _of(
        comparison,
        ngettext("%(number)s đơn vị", "%(number)s đơn vị", number, number=written),
        ngettext("%(number)s quầy", "%(number)s quầy", number, number=written),
    )


def _none_differs(comparison: Comparison, same: Sequence[UnitResult]) -> str:
    if len(same) == 1:
        return _("Chưa đủ căn cứ để nói %(one)s khác phần còn lại.", one=same[0].name)
    if len(same) == 2:
        return _("Chưa đủ căn cứ để nói %(one)s khác %(other)s.", one=same[0].name, other=same[1].name)
    number = count_word(len(same))
    return _of(
        comparison,
        _("Với cả %(number)s đơn vị, chưa đủ căn cứ để nói đơn vị này khác đơn vị kia.", number=number),
        _("Với cả %(number)s quầy, chưa đủ căn cứ để nói quầy này khác quầy kia.", number=number),
    )


def _of_the_others(comparison: Comparison, others: int) -> str:
    if not others:
        return ""
    if others == 1:
        return _of(
            comparison,
            _("Với đơn vị còn lại, chưa đủ căn cứ để nói khác mức chung."),
            _("Với quầy còn lại, chưa đủ căn cứ để nói khác mức chung."),
        )
    number = count_word(others)
    return _of(
        comparison,
        _("Với %(number)s đơn vị còn lại, chưa đủ căn cứ để nói đơn vị này khác đơn vị kia.", number=number),
        _("Với %(number)s quầy còn lại, chưa đủ căn cứ để nói quầy này khác quầy kia.", number=number),
    )


def remarks(unit: UnitResult) -> tuple[str, ...]:
    """What must be said beside one unit's numbers, or in their place."""
    if unit.hidden:
        return (str(HIDDEN_WORDS[unit.hidden]),)
    if unit.absent == "waiting":
        return (_("chờ kiểm: chưa đủ năm phiếu để đếm riêng"),)
    if unit.absent == "apart":
        return (_("không đủ năm phiếu để đếm riêng"),)
    if not unit.n:
        return (_("không có câu trả lời nào"),)
    said = []
    if unit.is_thin:
        said.append(_("Ít phiếu (n = %(n)s), chỉ tham khảo", n=unit.n))
    if unit.resembles_itself:
        said.append(
            _(
                "phiếu cùng buổi giống nhau, tương đương %(n)s phiếu độc lập",
                n=count(round(unit.n_effective or 0)),
            )
        )
    if unit.difference and unit.band != "not_distinguishable" and unit.difference.is_small:
        said.append(_("khác biệt nhỏ"))
    return (*said, *sign_words.of_unit(unit))


def rank_test(comparison: Comparison) -> str:
    """The test over all units at once, in a sentence."""
    found = comparison.kruskal_wallis
    if found is None:
        return ""
    p = p_value(found.p_value)
    return _(
        "Kiểm định Kruskal–Wallis trên %(units)s: H = %(statistic)s; bậc tự do %(df)s; p %(p)s.",
        units=_counted(comparison, found.df + 1, count(found.df + 1)),
        statistic=decimal(found.statistic, 2),
        df=count(found.df),
        p=p if p.startswith("<") else f"= {p}",
    )


def narrowed_note(narrowed_to: str) -> str:
    """Which filter was applied, and what it leaves out."""
    return f"{_('Chỉ gồm %(filter)s.', filter=narrowed_to)} {NARROWED}"


def versions_note(version: int, others: Sequence[int]) -> str:
    """Which versions were answered in the period and are left out."""
    return _(
        "Trong kỳ có nhiều bản của mẫu phiếu được trả lời; số liệu này chỉ gồm bản %(version)s, "
        "không gộp với bản %(numbers)s.",
        version=version,
        numbers=", ".join(map(str, others)),
    )


def pooled_note(numbers: Sequence[int]) -> str:
    """Which older versions' answers are in."""
    return _(
        "Gồm cả câu trả lời theo bản %(numbers)s, vì câu hỏi được giữ nguyên.",
        numbers=", ".join(map(str, sorted(numbers))),
    )


def method(comparison: Comparison) -> str:
    """How the figures were made."""
    return str(FACTOR_COMPARED if comparison.is_factor else METHOD)


def asked(comparison: Comparison) -> str:
    """What was compared, in a few letters: câu Q1, yếu tố 5B."""
    code = comparison.item
    return _("yếu tố %(code)s", code=code) if comparison.is_factor else _("câu %(code)s", code=code)


def notes(comparison: Comparison) -> tuple[str, ...]:
    """What a reader must know before comparing: versions that are left out, units that are left out."""
    said = [*sign_words.notes(comparison)]
    if comparison.narrowed_to:
        said.append(narrowed_note(comparison.narrowed_to))
    if comparison.pooled_versions:
        said.append(pooled_note(comparison.pooled_versions))
    if comparison.other_versions:
        said.append(versions_note(comparison.version, comparison.other_versions))
    if comparison.other_blocks:
        said.append(
            _(
                "Chỉ so sánh trong cùng một khối (%(own)s); không gồm khối %(others)s.",
                own=BLOCK_WORDS.get(comparison.block or "", _("đã chọn")),
                others=", ".join(str(BLOCK_WORDS.get(block, block)) for block in comparison.other_blocks),
            )
        )
    if comparison.total and not comparison.total.covers_hidden:
        said.append(_("Tổng số chỉ gồm các đơn vị được hiển thị, để không ai suy ra được đơn vị ít phiếu."))
    return tuple(said)
