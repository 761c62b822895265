"""Far tails against finite sums in sixty digits: no series of a library turns negative or loses its digits there."""

import math
from decimal import Decimal, localcontext

import pytest

from analysis.tails import chi_square_tail, f_tail


def log10_lower_beta(a, b, x):
    """log₁₀ I_x(a, b) for a whole b: x^a Σ (a)_j (1 − x)^j / j!, j < b."""
    with localcontext() as context:
        context.prec = 60
        a, x = Decimal(a), Decimal(x)
        term = total = Decimal(1)
        for j in range(1, b):
            term *= (a + j - 1) * (1 - x) / j
            total += term
        return float(a * x.log10() + total.log10())


def log10_upper_gamma(a, x):
    """log₁₀ Q(a, x) for a whole a: e^−x Σ x^j / j!, j < a."""
    with localcontext() as context:
        context.prec = 60
        x = Decimal(x)
        term = total = Decimal(1)
        for j in range(1, a):
            term *= x / j
            total += term
        return float(-x / Decimal(10).ln() + total.log10())


@pytest.mark.parametrize("df1", [2, 6, 40, 400, 3_320])
@pytest.mark.parametrize("df2", [8, 31.5, 300, 4_321.25, 33_222.6, 1e6])
@pytest.mark.parametrize("statistic", [9, 17, 40, 300, 1e6, 1e40])
def test_the_tail_of_f_equals_a_finite_sum_wherever_it_lies(df1, df2, statistic):
    p, log10_p = f_tail(statistic, df1, df2)
    exact = log10_lower_beta(df2 / 2, df1 // 2, df2 / (df2 + df1 * statistic))
    assert log10_p == pytest.approx(exact, rel=1e-9)
    assert p == pytest.approx(10**exact, rel=1e-6) if exact > -290 else p < 1e-285


@pytest.mark.parametrize("df", [2, 10, 400, 13_280])
@pytest.mark.parametrize("times", [2, 5, 30, 1e6])
def test_the_tail_of_chi_square_equals_a_finite_sum_wherever_it_lies(df, times):
    statistic = df * times
    exact = log10_upper_gamma(df // 2, statistic / 2)
    assert chi_square_tail(statistic, df)[1] == pytest.approx(exact, rel=1e-9)
    assert math.isfinite(exact)
