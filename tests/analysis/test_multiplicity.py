import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from analysis.comparing import adjust_p_values
from analysis.multiplicity import adjust_log10_p

METHODS = ["none", "holm", "hochberg", "hommel", "bonferroni", "BH", "BY", "fdr"]
p_lists = st.lists(st.floats(1e-12, 1), min_size=1, max_size=12)


@given(p_lists, st.sampled_from(METHODS), st.randoms(use_true_random=False))
def test_the_order_of_the_tests_changes_no_adjustment(p, method, random):
    order = random.sample(range(len(p)), len(p))
    moved = adjust_p_values(np.array(p)[order], method)
    assert_allclose(moved, adjust_p_values(p, method)[order], rtol=1e-12)


@given(p_lists, st.sampled_from(METHODS))
def test_adjusting_lowers_no_p_keeps_their_order_and_ends_at_1(p, method):
    adjusted = adjust_p_values(p, method)
    assert (adjusted >= np.array(p) * (1 - 1e-12)).all()
    assert (adjusted <= 1).all()
    assert (np.diff(adjusted[np.argsort(p, kind="stable")]) >= -1e-15).all()


@given(p_lists)
def test_the_strict_methods_stand_in_their_known_order(p):
    hommel, hochberg, holm, bonferroni = (
        adjust_p_values(p, method) for method in ("hommel", "hochberg", "holm", "bonferroni")
    )
    assert (hommel <= hochberg + 1e-12).all()
    assert (hochberg <= holm + 1e-12).all()
    assert (holm <= bonferroni + 1e-12).all()


@given(p_lists, st.sampled_from(METHODS), st.integers(0, 12))
def test_a_missing_p_stays_in_place_and_counts_for_nothing(p, method, position):
    place = min(position, len(p))
    adjusted = adjust_p_values(np.insert(p, place, np.nan), method)
    assert np.isnan(adjusted[place])
    assert_allclose(np.delete(adjusted, place), adjust_p_values(p, method), rtol=1e-12)


@given(p_lists, st.sampled_from(METHODS))
def test_logarithms_are_adjusted_as_the_numbers_are(p, method):
    assert_allclose(adjust_log10_p(np.log10(p), method), np.log10(adjust_p_values(p, method)), atol=1e-10)


@pytest.mark.parametrize("method", METHODS)
def test_nothing_to_adjust_and_only_missing_values_pass_through(method):
    assert adjust_p_values([], method).shape == (0,)
    assert np.isnan(adjust_p_values([np.nan, np.nan], method)).all()


def test_a_matrix_is_one_family_and_keeps_its_shape():
    assert_allclose(adjust_p_values([[0.01, np.nan], [0.02, 0.5]], "bonferroni"), [[0.03, np.nan], [0.06, 1]])


def test_the_values_given_are_not_overwritten():
    p = np.array([0.01, 0.02])
    adjust_p_values(p, "holm")
    assert p.tolist() == [0.01, 0.02]


@pytest.mark.parametrize("p", [[0.1, 1.1], [-0.1], ["0.1"], [None]])
def test_what_is_no_probability_is_refused(p):
    with pytest.raises(ValueError, match="p: expected"):
        adjust_p_values(p, "holm")


@pytest.mark.parametrize("method", ["sidak", "Holm", "", None])
def test_an_unknown_method_is_refused_with_the_known_ones(method):
    with pytest.raises(ValueError, match="method: expected one of none, holm"):
        adjust_p_values([0.1], method)
