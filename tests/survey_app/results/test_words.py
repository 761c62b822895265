"""The sentences, word by word, and the numbers in them."""

import pytest

from survey_app.clock import Period
from survey_app.services.comparing import numbers
from survey_app.services.comparing.comparison import Comparison, Difference, Measured, RankTest, UnitResult
from survey_app.services.comparing.words import notes, period_name, rank_test, remarks, verdict

NAMES = ("Phường Phủ Lý", "Xã Bình Lục", *(f"Xã {n}" for n in range(60)))


def unit(name, band, *, n=100, value=0.1, p_value=0.01):
    difference = Difference(value=value, low=value - 0.05, high=value + 0.05, p_value=p_value)
    share = Measured(value=0.8, low=0.7, high=0.9)
    return UnitResult(
        code=name,
        name=name,
        sort_key=name,
        n=n,
        share=share,
        difference=difference if band else None,
        band=band,
    )


def comparison(*, above=0, same=0, below=0, level="commune", **more):
    bands = ["above"] * above + ["not_distinguishable"] * same + ["below"] * below
    values = {
        "template": "CQTT",
        "template_name": "Chính quyền thân thiện",
        "version": 2,
        "other_versions": (),
        "period": Period.parse("2026-Q3"),
        "level": level,
        "parent": None,
        "block": "xa",
        "other_blocks": (),
        "item": "G1",
        "item_text": "?",
        "is_headline": True,
        "minimum": 5,
        "units": tuple(unit(name, band) for name, band in zip(NAMES, bands, strict=False)),
        "total": None,
        "change": None,
        "no_change_because": "",
        "kruskal_wallis": None,
    }
    return Comparison(**(values | more))


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            comparison(above=4, same=26, below=3),
            "Bốn đơn vị cao hơn, ba đơn vị thấp hơn mức chung. "
            "Với 26 đơn vị còn lại, chưa đủ căn cứ để nói đơn vị này khác đơn vị kia.",
        ),
        (
            comparison(above=11, same=10),
            "11 đơn vị cao hơn mức chung. "
            "Với mười đơn vị còn lại, chưa đủ căn cứ để nói đơn vị này khác đơn vị kia.",
        ),
        (
            comparison(same=1, below=1, above=1),
            "Một đơn vị cao hơn, một đơn vị thấp hơn mức chung. "
            "Với đơn vị còn lại, chưa đủ căn cứ để nói khác mức chung.",
        ),
        (comparison(above=1, below=1), "Một đơn vị cao hơn, một đơn vị thấp hơn mức chung."),
        (comparison(same=2), "Chưa đủ căn cứ để nói Phường Phủ Lý khác Xã Bình Lục."),
        (
            comparison(same=3, level="counter"),
            "Với cả ba quầy, chưa đủ căn cứ để nói quầy này khác quầy kia.",
        ),
        (comparison(), "Chưa đủ đơn vị có phiếu để so sánh."),
    ],
)
def test_the_verdict_counts_in_words_and_never_calls_units_equal(found, sentence):
    assert verdict(found) == sentence
    assert "bằng nhau" not in verdict(found)


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (unit("A", "above"), ()),
        (unit("A", "above", n=29), ("Ít phiếu (n = 29), chỉ tham khảo",)),
        (unit("A", "above", n=30), ()),
        (unit("A", "below", value=-0.029), ("khác biệt nhỏ",)),
        (unit("A", "below", value=-0.03), ()),
        (unit("A", "not_distinguishable", value=0.01), ()),
        (UnitResult(code="A", name="A", sort_key="", n=0), ("không có câu trả lời nào",)),
        (
            UnitResult(code="A", name="A", sort_key="", n=0, absent="waiting"),
            ("chờ kiểm: chưa đủ năm phiếu để đếm riêng",),
        ),
        (
            UnitResult(code="A", name="A", sort_key="", n=0, absent="apart"),
            ("không đủ năm phiếu để đếm riêng",),
        ),
        (UnitResult(code="A", name="A", sort_key="", n=None, hidden="few"), ("không đủ số phiếu",)),
        (
            UnitResult(code="A", name="A", sort_key="", n=None, hidden="complement"),
            ("ẩn để bảo vệ đơn vị ít phiếu",),
        ),
    ],
)
def test_each_unit_carries_the_remark_it_needs(found, said):
    assert remarks(found) == said


def test_versions_and_blocks_that_are_left_out_are_named():
    found = comparison(same=3, other_versions=(1,), other_blocks=("so", "nganh_doc"))
    assert notes(found) == (
        "Trong kỳ có nhiều bản của mẫu phiếu được trả lời; số liệu này chỉ gồm bản 2, không gộp với bản 1.",
        "Chỉ so sánh trong cùng một khối (cấp xã); không gồm khối sở, ban, ngành, cơ quan ngành dọc.",
    )


def test_the_rank_test_is_told_with_statistic_degrees_and_p():
    found = comparison(same=3, kruskal_wallis=RankTest(statistic=12.345, df=2, p_value=0.00002))
    assert rank_test(found) == (
        "Kiểm định Kruskal–Wallis trên 3 đơn vị: H = 12,35; bậc tự do 2; p <\N{NO-BREAK SPACE}0,001."
    )
    assert rank_test(comparison(same=3)) == ""


@pytest.mark.parametrize(
    ("text", "words"), [("2026-10", "tháng 10/2026"), ("2026-Q4", "quý 4/2026"), ("2026", "năm 2026")]
)
def test_periods_are_told_as_officials_say_them(text, words):
    assert period_name(Period.parse(text)) == words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (numbers.percent(0.8283), "82,8\N{NO-BREAK SPACE}%"),
        (numbers.count(61930), "61.930"),
        (numbers.points(0.019), "+1,9"),
        (numbers.points(-0.0304), "\N{MINUS SIGN}3,0"),
        (numbers.points(-0.0001), "0,0"),
        (numbers.points_range(-0.01, 0.02), "\N{MINUS SIGN}1,0 đến +2,0"),
        (numbers.percent_range(0.771, 0.796), "77,1–79,6"),
        (numbers.percent_range(None, None), ""),
        (numbers.decimal(4.116, 2), "4,12"),
        (numbers.p_value(0.0004), "<\N{NO-BREAK SPACE}0,001"),
        (numbers.p_value(0.0316), "0,032"),
        (numbers.count_word(10), "mười"),
        (numbers.count_word(1100), "1.100"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(written, expected):
    assert written == expected
