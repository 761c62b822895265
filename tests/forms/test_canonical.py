"""The one writing of a value."""

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.canonical import canonical_json

# Between 2^53 and 10^21 a float is written without a point, and so read back as an integer that is too big.
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(allow_nan=False, allow_infinity=False).filter(
    lambda number: not 2**53 <= abs(number) < 1e21
)
VALUES = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(alphabet=st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b", "ê", "👍"]), inner)
    ),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        # The examples of RFC 8785, section 3.2.2 and appendix B.
        (333333333.33333329, "333333333.3333333"),
        (1e30, "1e+30"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        (1e-27, "1e-27"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-1.7976931348623157e308, "-1.7976931348623157e+308"),
        (9007199254740992.0, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (1e21, "1e+21"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (0.000001, "0.000001"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (5.0, "5"),
    ],
)
def test_numbers_are_written_as_the_rfc_writes_them(number, written):
    assert canonical_json(number) == written


def test_keys_are_sorted_by_utf16_units_as_the_rfc_demands():
    keys = ["\u20ac", "\r", "\uff21", "1", "\U0001f600", "\u0080", "\u00f6"]
    written = json.loads(canonical_json(dict.fromkeys(keys, 0)))
    assert list(written) == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\uff21"]


def test_texts_are_escaped_only_where_json_must():
    assert canonical_json('€$\x0f\nA\'B"\\\\"/') == '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'


def test_a_composed_and_a_decomposed_text_have_one_writing():
    assert canonical_json({"Ha\u0300i": "lo\u0300ng"}) == canonical_json({"H\u00e0i": "l\u00f2ng"})


@given(value=VALUES)
def test_writing_what_was_read_back_changes_nothing(value):
    written = canonical_json(value)
    assert canonical_json(json.loads(written)) == written


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        2**53,
        10**400,
        "\ud800",
        {"\ud800": 1},
        {1: 2},
        {"e\u0301": 1, "\u00e9": 2},
        b"x",
        {"a": {1}},
    ],
)
def test_what_has_no_canonical_writing_is_a_value_error(value):
    with pytest.raises(ValueError, match=r"."):
        canonical_json(value)


def test_bottomless_nesting_is_a_value_error_too():
    nested: list = []
    nested.append(nested)
    with pytest.raises(ValueError, match="nested"):
        canonical_json(nested)
