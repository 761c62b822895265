"""The description of the chart, and its drawing: places, marks, no style attribute, nothing unescaped."""

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey_app.charts.dots import MOST_STEPS, Dot, axis_around, dot_chart
from survey_app.charts.svg import axis_svg, key_svg, row_svg

BANDS = ("above", "not_distinguishable", "below")


def drawn(svg):
    return ET.fromstring(svg)  # noqa: S314  # our own drawing


def dot(mark="above", *, value=5.0, low=2.0, high=8.0, spoken="Phường Phủ Lý"):
    return Dot(key="A", value=value, low=low, high=high, mark=mark, spoken=spoken)


@given(st.lists(st.floats(-100, 100), min_size=1))
def test_an_axis_holds_every_value_and_the_reference_with_few_round_ticks(values):
    axis = axis_around(values, reference=0, limit=100)
    assert axis.low <= min(*values, 0)
    assert axis.high >= max(*values, 0)
    assert 1 <= len(axis.ticks) <= MOST_STEPS + 1
    assert 0 in axis.ticks
    assert all(0 < axis.place(value) < 100 for value in values)


def test_places_grow_with_values_and_stay_at_the_edge_beyond():
    axis = axis_around([-10, 30], reference=0, limit=100)
    assert axis.place(-10) < axis.place(0) < axis.place(30) == axis.place(99)


@pytest.mark.parametrize("mark", BANDS)
def test_a_row_is_drawn_without_style_attributes_and_carries_its_sentence(mark):
    chart = dot_chart([dot(mark)])
    tree = drawn(row_svg(chart, chart.dots[0]))
    assert tree.get("role") == "img"
    assert tree.get("aria-label") == "Phường Phủ Lý"
    assert mark in tree.get("class").split()
    assert not any("style" in part.attrib for part in tree.iter())
    whisker = next(part for part in tree.iter() if part.get("class") == "whisker")
    assert whisker.get("x1") == f"{chart.axis.place(2):.2f}%"
    assert whisker.get("x2") == f"{chart.axis.place(8):.2f}%"


def test_the_bands_differ_by_shape_and_not_by_colour_alone():
    assert len({str(key_svg(mark)).replace(mark, "") for mark in BANDS}) == 3


def test_a_name_with_signs_of_markup_stays_a_name():
    chart = dot_chart([dot(spoken='"><script>')])
    assert drawn(row_svg(chart, chart.dots[0])).get("aria-label") == '"><script>'


def test_the_axis_shows_the_label_of_each_tick():
    chart = dot_chart([dot()])
    labels = {tick: f"{tick}!" for tick in chart.axis.ticks}
    texts = [part.text for part in drawn(axis_svg(chart.axis, labels)).iter("text")]
    assert texts == list(labels.values())
