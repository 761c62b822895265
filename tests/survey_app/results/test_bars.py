"""Diverging bars: centred on the middle level, in proportion, on one scale, spoken, without style attributes."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.charts.bars_svg import bar_svg, choice_svg
from survey_app.charts.diverging import EDGE, Bar, diverging_chart, tone_of


def drawn(svg):
    return ET.fromstring(svg)  # noqa: S314  # our own drawing


def bar(*counts, key="A", spoken="Biết xin lỗi"):
    return Bar(key=key, shares=tuple(n / sum(counts) for n in counts), spoken=spoken)


@pytest.mark.parametrize(
    ("levels", "tones"),
    [(5, [1, 2, 3, 4, 5]), (4, [1, 2, 4, 5]), (3, [1, 3, 5]), (2, [1, 5]), (1, [5])],
)
def test_the_ends_of_every_scale_have_the_ends_of_the_colours_and_only_a_middle_is_grey(levels, tones):
    assert [tone_of(level, levels) for level in range(levels)] == tones


def test_the_middle_level_lies_half_on_each_side_of_the_centre():
    chart = diverging_chart([bar(10, 10, 40, 20, 20), bar(0, 0, 0, 0, 1, key="B")])
    middle = next(piece for piece in chart.pieces(chart.bars[0]) if piece.tone == 3)
    assert middle.start + middle.width / 2 == pytest.approx(chart.center)


def test_of_an_even_number_of_levels_the_centre_parts_the_halves():
    chart = diverging_chart([bar(10, 20, 30, 40)])
    pieces = chart.pieces(chart.bars[0])
    assert pieces[2].start == pytest.approx(chart.center)


@given(st.lists(st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any), min_size=1, max_size=5))
def test_every_row_stays_inside_and_widths_are_in_proportion_over_all_rows(rows):
    chart = diverging_chart([bar(*row) for row in rows])
    ratios = set()
    for each in chart.bars:
        pieces = chart.pieces(each)
        assert pieces[0].start >= EDGE - 1e-9
        assert pieces[-1].start + pieces[-1].width <= 100 - EDGE + 1e-9
        ratios |= {round(piece.width / piece.share, 6) for piece in pieces}
    assert max(ratios) - min(ratios) < 1e-4


def test_a_row_is_spoken_has_numbers_where_there_is_room_and_no_style():
    chart = diverging_chart([bar(1, 3, 16, 40, 40, spoken='"><script>')])
    tree = drawn(bar_svg(chart, chart.bars[0]))
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == '"><script>'
    assert [part.text for part in tree.iter("text")] == ["16", "40", "40"]
    assert not any("style" in part.attrib for part in tree.iter())


def test_rows_without_answers_are_not_drawn():
    assert diverging_chart([Bar(key="A", shares=(), spoken="")]).bars == ()


def test_a_choice_is_as_long_as_its_share():
    tree = drawn(choice_svg("Chờ lâu", 0.25))
    assert [part.get("width") for part in tree] == ["100%", "25.00%"]
    assert tree.get("aria-label") == "Chờ lâu: 25,0\N{NO-BREAK SPACE}%"
