import numpy as np
import pytest

from analysis.ranking import bands


def test_a_band_needs_both_a_small_p_and_a_direction():
    given = bands([0.05, 0.051, 0.0, 0.0, 1.0], [0.1, 0.1, -0.1, 0.0, -0.9])
    assert given.tolist() == [
        "above",
        "not_distinguishable",
        "below",
        "not_distinguishable",
        "not_distinguishable",
    ]


def test_a_unit_that_was_not_compared_has_no_band():
    assert bands([np.nan, 0.01], [0.3, np.nan]).tolist() == [None, None]


def test_alpha_moves_the_border():
    assert bands([0.08], [0.1], alpha=0.1).tolist() == ["above"]


@pytest.mark.parametrize(
    ("p_value", "difference", "alpha", "reason"),
    [
        ([1.2], [0.1], 0.05, "p_value: expected probabilities"),
        ([0.1, 0.2], [0.1], 0.05, "difference: expected shape"),
        ([0.1], [np.inf], 0.05, "difference: expected finite"),
        ([0.1], [0.1], 0, "alpha: expected a number between"),
        ([0.1], [0.1], 5, "alpha: expected a number between"),
    ],
)
def test_bands_of_nonsense_are_refused_by_name(p_value, difference, alpha, reason):
    with pytest.raises(ValueError, match=reason):
        bands(p_value, difference, alpha)
